#include "adapters/sqlite_analytics/reconcile.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <tuple>

#include "adapters/sqlite/migrations.hpp"
#include "adapters/sqlite_analytics/analytics_store.hpp"
#include "tests/support/temp_folder.hpp"

namespace shop::sqlite {

extern const std::span<const Migration> kLedgerMigrations;

namespace {

using analytics::Difference;
using analytics::Reconciliation;

constexpr Timestamp kNoon{1'769'860'800'000'000};

/// A small shop: a ledger as the real one writes it, and analytics that agree with it.
class ReconcileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(migrate(ledger_, kLedgerMigrations));
    for (int i = 0; i < 12; ++i) {
      add_order(kNoon + seconds(20 * i), i % 3 == 0 ? "quan-3" : "main", 1 + i % 2, 0);
    }
    add_order(kNoon + seconds(5), "main", 3, 7'000);
    add_refund(kNoon + seconds(70), "main", 25'000);
    add_refund(kNoon + seconds(71), "main", 1'000);
    append(8, R"({"at":"2026-01-31T12:10:00Z"})", kNoon);
    commit_analytics();
  }

  std::int64_t append(int topic, const std::string& json, Timestamp at) {
    ++position_;
    run_ledger(fmt::format("INSERT INTO event_log VALUES ({}, {}, 'k', '{}', {})", position_, topic,
                           json, at.us));
    return position_;
  }
  void add_order(Timestamp at, const std::string& shop, std::int64_t qty, std::int64_t discount) {
    const std::int64_t total = qty * 30'000 + 45'000 - discount;
    const std::string id = fmt::format("00000000-0000-7000-8000-{:012x}", position_ + 1);
    append(2,
           fmt::format(R"({{"order_id":"{}","shop_id":"{}","user_id":"u","items":[)"
                       R"({{"menu_id":"tea","qty":{},"price":30000}},)"
                       R"({{"menu_id":"coffee","qty":1,"price":45000}}],"discount":{},)"
                       R"("total":{},"created_at":"{}"}})",
                       id, shop, qty, discount, total, format_millis(at)),
           at);
    run_ledger(
        fmt::format("INSERT INTO orders VALUES ({0}, x'{0:032x}', '{1}', {2}, {3}, {4}, 0, "
                    "{0}, 0, 0, {2}, {2})",
                    position_, shop, at.us, total, qty + 1));
    const std::int64_t minute = floor_to(at.us, 60'000'000);
    auto& window = windows_[{0, minute, shop}];
    window = {window.count + 1, window.items + qty + 1, window.amount + total};
    auto& tea = items_[{minute, shop, "tea"}];
    tea = {tea.count + 1, tea.items + qty, tea.amount + qty * 30'000};
    auto& coffee = items_[{minute, shop, "coffee"}];
    coffee = {coffee.count + 1, coffee.items + 1, coffee.amount + 45'000};
  }
  void add_refund(Timestamp at, const std::string& shop, std::int64_t amount) {
    append(5,
           fmt::format(R"({{"refund_id":"r{}","order_id":"o","shop_id":"{}","items":[)"
                       R"({{"menu_id":"tea","qty":1,"amount":{}}}],"amount":{},"restock":false,)"
                       R"("reason":"cold","created_at":"{}"}})",
                       position_ + 1, shop, amount, amount, format_millis(at)),
           at);
    run_ledger(fmt::format("INSERT INTO refunds VALUES ({0}, x'{0:032x}', x'00', '{1}', {2}, {3})",
                           position_, shop, at.us, amount));
    auto& window = windows_[{1, floor_to(at.us, 60'000'000), shop}];
    window = {window.count + 1, 0, window.amount + amount};
  }
  void commit_analytics() {
    pipelines::Changes changes;
    changes.position = position_;
    for (const auto& [key, n] : windows_) {
      const auto& [stream, start, shop] = key;
      changes.windows.push_back({static_cast<pipelines::Stream>(stream),
                                 {start},
                                 shop,
                                 true,
                                 n.count,
                                 n.items,
                                 n.amount,
                                 0});
    }
    for (const auto& [key, n] : items_) {
      const auto& [start, shop, menu] = key;
      changes.items.push_back({{start}, shop, menu, "N", "c", n.count, n.items, n.amount, 0});
    }
    ASSERT_TRUE(AnalyticsStore::open(analytics_path_).value()->commit(changes));
  }

  void run_ledger(const std::string& sql) {
    const auto done = ledger_.exec(sql);
    ASSERT_TRUE(done) << done.error().detail << "\n" << sql;
  }
  void run_analytics(const std::string& sql) {
    Database database = Database::open(analytics_path_, {}).value();
    const auto done = database.exec(sql);
    ASSERT_TRUE(done) << done.error().detail << "\n" << sql;
  }
  Reconciliation compare(std::size_t differences_max = 1000) {
    auto result = reconcile(ledger_path_, analytics_path_, {differences_max});
    EXPECT_TRUE(result) << result.error().detail;
    return std::move(result).value();
  }
  std::vector<Difference> differences() { return compare().differences; }

  struct Numbers {
    std::int64_t count = 0;
    std::int64_t items = 0;
    std::int64_t amount = 0;
  };

  testing_support::TempFolder folder_;
  std::string ledger_path_ = (folder_ / "ledger.db");
  std::string analytics_path_ = (folder_ / "analytics.db");
  Database ledger_ = Database::open(ledger_path_, {.durability = Durability::kNormal}).value();
  std::int64_t position_ = 0;
  std::map<std::tuple<int, std::int64_t, std::string>, Numbers> windows_;
  std::map<std::tuple<std::int64_t, std::string, std::string>, Numbers> items_;
};

TEST_F(ReconcileTest, EqualShopHasNoDifference) {
  const Reconciliation result = compare();
  EXPECT_TRUE(result.equal()) << result.differences.at(0).what << result.differences.at(0).key;
  EXPECT_EQ(result.position, 16);
  EXPECT_EQ(result.log_head, 16);
  EXPECT_EQ(result.lag(), 0);
  EXPECT_EQ(result.events, 16);
  EXPECT_EQ(result.orders, 13);
  EXPECT_EQ(result.items, 6 * 2 + 6 * 3 + 4);
  EXPECT_EQ(result.revenue, 6 * 75'000 + 6 * 105'000 + 128'000);
  EXPECT_EQ(result.refunds, 2);
  EXPECT_EQ(result.refunded_amount, 26'000);
  EXPECT_EQ(result.windows, 9);
  EXPECT_EQ(result.item_records, 16);
}

TEST_F(ReconcileTest, OneDongMoreOrLessIsFound) {
  for (const int dong : {1, -1}) {
    run_analytics(
        fmt::format("UPDATE windows SET amount = amount + {} WHERE stream = 0 AND "
                    "shop_id = 'quan-3' AND window_start = {}",
                    dong, kNoon.us));
    const auto found = differences();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0], (Difference{kNoon, "quan-3", "revenue", "", 75'000, 75'000 + dong}));
    run_analytics(
        fmt::format("UPDATE windows SET amount = amount - {} WHERE stream = 0 AND "
                    "shop_id = 'quan-3' AND window_start = {}",
                    dong, kNoon.us));
  }
}

TEST_F(ReconcileTest, OneDongOfARefundIsFound) {
  run_analytics("UPDATE windows SET amount = amount + 1 WHERE stream = 1");
  const auto found = differences();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0],
            (Difference{kNoon + minutes(1), "main", "refunded_amount", "", 26'000, 26'001}));
}

TEST_F(ReconcileTest, OrderThatTheAnalyticsMissIsFound) {
  add_order(kNoon + minutes(30), "main", 1, 0);
  run_analytics(fmt::format("UPDATE engine_state SET position = {}", position_));
  std::vector<std::string> what;
  for (const Difference& one : differences()) {
    EXPECT_EQ(one.minute, kNoon + minutes(30));
    EXPECT_EQ(one.analytics, 0);
    what.push_back(one.what + one.key);
  }
  EXPECT_THAT(what, ::testing::ElementsAre("item_orderscoffee", "item_orderstea", "item_qtycoffee",
                                           "item_qtytea", "item_revenuecoffee", "item_revenuetea",
                                           "items", "orders", "revenue"));
}

TEST_F(ReconcileTest, OrderThatOnlyTheAnalyticsHaveIsFound) {
  run_analytics(fmt::format("INSERT INTO windows VALUES (0, {}, 'main', 1, 1, 0, 5, 0)",
                            (kNoon + minutes(30)).us));
  const auto found = differences();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0], (Difference{kNoon + minutes(30), "main", "orders", "", 0, 1}));
  EXPECT_EQ(found[1], (Difference{kNoon + minutes(30), "main", "revenue", "", 0, 5}));
}

TEST_F(ReconcileTest, SaleBookedOnAnotherItemIsFound) {
  run_analytics(
      fmt::format("UPDATE items SET qty = qty + 1 WHERE menu_id = 'tea' AND shop_id = 'main' AND "
                  "window_start = {0}; UPDATE items SET qty = qty - 1 WHERE menu_id = 'coffee' AND "
                  "shop_id = 'main' AND window_start = {0}",
                  kNoon.us));
  const auto found = differences();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].what + found[0].key, "item_qtycoffee");
  EXPECT_EQ(found[1].what + found[1].key, "item_qtytea");
  EXPECT_EQ(found[1].ledger + 1, found[1].analytics);
}

TEST_F(ReconcileTest, ItemRecordsThatDoNotSumToTheirWindowAreFound) {
  run_analytics(
      fmt::format("DELETE FROM items WHERE menu_id = 'tea' AND shop_id = 'quan-3' AND "
                  "window_start = {}",
                  kNoon.us));
  std::vector<std::string> what;
  for (const Difference& one : differences()) what.push_back(one.what);
  EXPECT_THAT(what,
              ::testing::ElementsAre("item_orders", "item_qty", "item_records", "item_revenue"));
}

TEST_F(ReconcileTest, WrongHourSumIsFound) {
  run_analytics("UPDATE hours SET amount = amount + 1 WHERE stream = 1");
  const auto found = differences();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].what, "hour_amount");
  EXPECT_EQ(found[0].key, "refunds");
}

TEST_F(ReconcileTest, GapInTheLogIsFound) {
  run_ledger("DELETE FROM event_log WHERE position = 16");
  append(8, "{}", kNoon);  // Position 17.
  const auto found = differences();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0], (Difference{{}, "", "log_gap", "16", 16, 17}));
}

TEST_F(ReconcileTest, RowAndEventThatDisagreeAreFound) {
  run_ledger(
      "UPDATE event_log SET value = replace(value, '\"total\":75000', '\"total\":75001') "
      "WHERE position = 1");
  // A total that does not add up is no valid event at all.
  ASSERT_EQ(differences().at(0).what, "event_unreadable");
  run_ledger(
      "UPDATE event_log SET value = replace(replace(value, '\"total\":75001', "
      "'\"total\":75000'), 'quan-3', 'main') WHERE position = 1");
  EXPECT_EQ(differences().at(0), (Difference{{}, "", "event_shop", "1", 1, 0}));
}

TEST_F(ReconcileTest, EventWithoutRowAndRowWithoutEventAreFound) {
  run_ledger(
      "UPDATE event_log SET topic = 8 WHERE position = 2;"
      "DELETE FROM orders WHERE position = 3; DELETE FROM refunds WHERE position = 14");
  std::vector<std::string> what;
  for (const Difference& one : differences()) {
    if (!one.minute) what.push_back(one.what + one.key);
  }
  EXPECT_THAT(what, ::testing::ElementsAre("event_without_order3", "event_without_refund14",
                                           "order_without_event2"));
}

TEST_F(ReconcileTest, TrimmedLogIsNoDifference) {
  run_ledger("DELETE FROM event_log WHERE position <= 4");
  const Reconciliation result = compare();
  EXPECT_TRUE(result.equal()) << result.differences.at(0).what << result.differences.at(0).key;
  EXPECT_EQ(result.orders, 13);
  EXPECT_LT(result.item_records, 16);
}

TEST_F(ReconcileTest, WhatTheAnalyticsHaveNotReachedIsLagAndNoDifference) {
  add_order(kNoon, "main", 1, 0);
  add_refund(kNoon, "main", 5);
  const Reconciliation result = compare();
  EXPECT_TRUE(result.equal());
  EXPECT_EQ(result.lag(), 2);
  EXPECT_EQ(result.orders, 13);
}

TEST_F(ReconcileTest, AnalyticsOfAnotherLedgerAreFound) {
  run_analytics("UPDATE engine_state SET position = 99");
  EXPECT_EQ(differences().at(0).what, "log_behind_analytics");
}

TEST_F(ReconcileTest, DifferencesAreBoundedButAllCounted) {
  run_analytics("UPDATE windows SET amount = amount + 1 WHERE stream = 0");
  EXPECT_EQ(compare(3).differences.size(), 3U);
  EXPECT_EQ(compare(3).differences_total, 8);
}

}  // namespace
}  // namespace shop::sqlite

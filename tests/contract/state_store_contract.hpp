#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "pipelines/state_store.hpp"

namespace shop::pipelines {

/// Makes the store under test, and closes and opens it again when it is durable.
class StateStoreHost {
 public:
  virtual ~StateStoreHost() = default;
  virtual StateStore& store() = 0;
  /// False: the store lives only as long as the process (a spill file).
  virtual bool reopen() = 0;
};

using MakeStateStoreHost = std::function<std::unique_ptr<StateStoreHost>()>;

/// What every StateStore must do. A store's test instantiates this suite with a factory of empty
/// stores:
///
///   INSTANTIATE_TEST_SUITE_P(Spill, StateStoreContract, ::testing::Values(MakeStateStoreHost(
///       [] { return std::make_unique<SpillHost>(); })));
class StateStoreContract : public ::testing::TestWithParam<MakeStateStoreHost> {
 protected:
  static constexpr Timestamp kNoon{1'769'860'800'000'000};

  StateStore& store() { return host_->store(); }
  static Timestamp minute(int n) { return kNoon + minutes(n); }
  static EventId id(std::uint8_t n) {
    EventId id;
    id.bytes.fill(0xab);
    id.bytes[0] = n;
    return id;
  }
  static WindowRow window(int n, std::int64_t count, bool closed = false,
                          std::string shop_id = "main", Stream stream = Stream::kOrders) {
    WindowRow row;
    row.stream = stream;
    row.window_start = minute(n);
    row.shop_id = std::move(shop_id);
    row.closed = closed;
    row.count = count;
    row.items = stream == Stream::kOrders ? 2 * count : 0;
    row.amount = 25'000 * count;
    row.revision = closed ? 0 : kNotEmitted;
    return row;
  }
  static ItemRow item(int n, std::string menu_id, std::int64_t qty,
                      std::int32_t revision = kNotEmitted, std::string shop_id = "main") {
    ItemRow row;
    row.window_start = minute(n);
    row.shop_id = std::move(shop_id);
    row.menu_id = std::move(menu_id);
    if (revision >= 0) row.name = "Trà đào";
    row.category = revision >= 0 ? "tea" : "unknown";
    row.orders = 1;
    row.qty = qty;
    row.revenue = qty * 35'000;
    row.revision = revision;
    return row;
  }
  void commit(const Changes& changes) {
    const Result<void> committed = store().commit(changes);
    ASSERT_TRUE(committed) << committed.error().detail;
  }
  std::optional<StoredWindow> load(int n, std::string_view shop_id = "main",
                                   Stream stream = Stream::kOrders) {
    return store().load_window(stream, minute(n), shop_id).value();
  }

  std::unique_ptr<StateStoreHost> host_ = GetParam()();
};

TEST_P(StateStoreContract, EmptyStoreHasNothing) {
  const Snapshot snapshot = store().load().value();
  EXPECT_EQ(snapshot.position, 0);
  EXPECT_FALSE(snapshot.watermarks[0].has_value());
  EXPECT_TRUE(snapshot.open_windows.empty());
  EXPECT_TRUE(snapshot.menu_versions.empty());
  EXPECT_TRUE(snapshot.counts.empty());
  EXPECT_FALSE(store().find_seen(Stream::kOrders, id(1)).value().has_value());
  EXPECT_FALSE(load(0).has_value());
  EXPECT_TRUE(store().emitted_items("tea", minute(0), minute(9)).value().empty());
}

TEST_P(StateStoreContract, SeenIdsAreKeptForEachStreamWithTheirHash) {
  Changes changes;
  changes.position = 1;
  // Unsorted, with the greatest hash that there is.
  changes.seen = {
      {Stream::kVisits, id(2), ~0ULL}, {Stream::kOrders, id(200), 7}, {Stream::kOrders, id(1), 0}};
  commit(changes);
  EXPECT_EQ(store().find_seen(Stream::kVisits, id(2)).value(), ~0ULL);
  EXPECT_EQ(store().find_seen(Stream::kOrders, id(200)).value(), 7U);
  EXPECT_EQ(store().find_seen(Stream::kOrders, id(1)).value(), 0U);
  EXPECT_FALSE(store().find_seen(Stream::kOrders, id(2)).value().has_value());
  EXPECT_FALSE(store().find_seen(Stream::kRefunds, id(1)).value().has_value());
}

TEST_P(StateStoreContract, ClosedWindowComesBackWithItsItemsByMenuId) {
  Changes changes;
  changes.position = 1;
  changes.windows = {window(0, 3, true), window(0, 1, true, "quan-3")};
  changes.items = {item(0, "tea", 2, 0), item(0, "coffee", 4, 0), item(0, "tea", 9, 0, "quan-3")};
  commit(changes);

  const auto stored = load(0);
  ASSERT_TRUE(stored.has_value());
  EXPECT_EQ(stored->window.count, 3);
  EXPECT_EQ(stored->window.items, 6);
  EXPECT_EQ(stored->window.amount, 75'000);
  EXPECT_EQ(stored->window.revision, 0);
  EXPECT_TRUE(stored->window.closed);
  ASSERT_EQ(stored->items.size(), 2U);
  EXPECT_EQ(stored->items[0].menu_id, "coffee");
  EXPECT_EQ(stored->items[1].menu_id, "tea");
  EXPECT_EQ(stored->items[1].qty, 2);
  EXPECT_EQ(stored->items[1].revenue, 70'000);
  EXPECT_EQ(stored->items[1].name, "Trà đào");
  EXPECT_EQ(stored->items[1].category, "tea");
  EXPECT_FALSE(load(1).has_value());
  EXPECT_FALSE(load(0, "quan-7").has_value());
}

TEST_P(StateStoreContract, RowReplacesWhatIsStoredUnderItsKey) {
  Changes changes;
  changes.position = 1;
  changes.windows = {window(0, 3, true)};
  changes.items = {item(0, "tea", 2, 0)};
  commit(changes);

  changes = {};
  changes.position = 2;
  changes.windows = {window(0, 4, true)};
  changes.windows[0].revision = 1;
  changes.items = {item(0, "tea", 5, 1)};
  changes.items[0].name = std::nullopt;
  changes.items[0].category = "unknown";
  commit(changes);

  const auto stored = load(0);
  ASSERT_TRUE(stored.has_value());
  EXPECT_EQ(stored->window.count, 4);
  EXPECT_EQ(stored->window.revision, 1);
  ASSERT_EQ(stored->items.size(), 1U);
  EXPECT_EQ(stored->items[0].qty, 5);
  EXPECT_EQ(stored->items[0].name, std::nullopt);
  EXPECT_EQ(stored->items[0].category, "unknown");
}

TEST_P(StateStoreContract, StreamsOfOneMinuteAreKeptApart) {
  Changes changes;
  changes.position = 1;
  changes.windows = {window(0, 3, true), window(0, 2, true, "main", Stream::kRefunds),
                     window(0, 50, true, "main", Stream::kVisits)};
  changes.items = {item(0, "tea", 2, 0)};
  commit(changes);
  EXPECT_EQ(load(0, "main", Stream::kRefunds)->window.count, 2);
  EXPECT_TRUE(load(0, "main", Stream::kRefunds)->items.empty());
  EXPECT_EQ(load(0, "main", Stream::kVisits)->window.count, 50);
  EXPECT_EQ(load(0)->window.count, 3);
}

TEST_P(StateStoreContract, EmittedItemsAreThoseOfTheRangeInOrder) {
  Changes changes;
  changes.position = 1;
  changes.items = {item(2, "tea", 3, 0),
                   item(1, "tea", 2, 4, "quan-3"),
                   item(1, "tea", 1, 0),
                   item(3, "tea", 9, 0),
                   item(1, "tea-2", 8, 0),
                   item(0, "tea", 7, 0),
                   item(2, "tea", 5, kNotEmitted, "quan-3")};
  commit(changes);
  const auto items = store().emitted_items("tea", minute(1), minute(3)).value();
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(std::tie(items[0].qty, items[0].shop_id), std::make_tuple(1, "main"));
  EXPECT_EQ(std::tie(items[1].qty, items[1].shop_id), std::make_tuple(2, "quan-3"));
  EXPECT_EQ(items[1].revision, 4);
  EXPECT_EQ(items[2].qty, 3);
}

TEST_P(StateStoreContract, ItemIsFoundAsSoonAsItIsEmitted) {
  Changes changes;
  changes.position = 1;
  changes.items = {item(0, "tea", 1)};
  commit(changes);
  EXPECT_TRUE(store().emitted_items("tea", minute(0), minute(1)).value().empty());
  changes.position = 2;
  changes.items = {item(0, "tea", 1, 0)};
  commit(changes);
  EXPECT_EQ(store().emitted_items("tea", minute(0), minute(1)).value().size(), 1U);
}

TEST_P(StateStoreContract, EverythingTheEngineNeedsSurvivesARestart) {
  Changes changes;
  changes.position = 41;
  changes.watermarks = {minute(-2), std::nullopt, minute(-5)};
  changes.windows = {window(0, 3), window(-9, 5, true),
                     window(1, 7, false, "main", Stream::kVisits)};
  changes.items = {item(0, "tea", 2), item(-9, "tea", 2, 0)};
  changes.menu_versions = {{"tea", minute(-99), 3, false, "Trà", "tea"},
                           {"tea", minute(-98), 4, true, std::nullopt, std::nullopt}};
  changes.counts = {{"orders", 9, 8, 1, 0, 0, 0}};
  changes.dead_letters = {{std::nullopt, 12, "malformed", std::string("\0\xff{", 3)}};
  commit(changes);
  changes = {};
  changes.position = 42;
  changes.watermarks = {minute(-1), std::nullopt, minute(-5)};
  changes.counts = {{"orders", 10, 9, 1, 0, 0, 0}, {"clock", 1, 1, 0, 0, 0, 0}};
  commit(changes);
  if (!host_->reopen()) GTEST_SKIP() << "this store does not outlive its process";

  const Snapshot snapshot = store().load().value();
  EXPECT_EQ(snapshot.position, 42);
  EXPECT_EQ(snapshot.watermarks[0], minute(-1));
  EXPECT_EQ(snapshot.watermarks[1], std::nullopt);
  EXPECT_EQ(snapshot.watermarks[2], minute(-5));
  ASSERT_EQ(snapshot.open_windows.size(), 2U);
  EXPECT_EQ(snapshot.open_windows[0].window.count, 3);
  EXPECT_EQ(snapshot.open_windows[0].window.revision, kNotEmitted);
  ASSERT_EQ(snapshot.open_windows[0].items.size(), 1U);
  EXPECT_EQ(snapshot.open_windows[1].window.count, 7);
  ASSERT_EQ(snapshot.menu_versions.size(), 2U);
  EXPECT_EQ(snapshot.menu_versions[0].name, "Trà");
  EXPECT_TRUE(snapshot.menu_versions[1].deleted);
  EXPECT_EQ(snapshot.menu_versions[1].name, std::nullopt);
  ASSERT_EQ(snapshot.counts.size(), 2U);
  EXPECT_EQ(snapshot.counts[1].topic, "orders");
  EXPECT_EQ(snapshot.counts[1].read, 10);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(StateStoreContract);

}  // namespace shop::pipelines

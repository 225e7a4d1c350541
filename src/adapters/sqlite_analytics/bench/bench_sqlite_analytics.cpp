// What commits, queries and reconcile cost. Usage: bench_sqlite_analytics FOLDER [ORDERS]
// FOLDER must be empty and lie on the disk to be measured; ORDERS (default 1000000, 347 days) come
// every 30 seconds up to the end of 2026. Prints one line per measurement; CPU is the process's.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "adapters/sqlite/migrations.hpp"
#include "adapters/sqlite_analytics/analytics_reader.hpp"
#include "adapters/sqlite_analytics/analytics_store.hpp"
#include "adapters/sqlite_analytics/reconcile.hpp"

namespace shop::sqlite {

extern const std::span<const Migration> kLedgerMigrations;

namespace {

using pipelines::Changes;
using pipelines::Stream;

constexpr std::int64_t kMinuteUs = 60'000'000;
constexpr std::int64_t kEnd = 1'798'740'000'000'000;  // 2026-12-31T18:00:00Z
constexpr std::int64_t kYearUs = 365LL * 24 * 60 * kMinuteUs;
constexpr std::int64_t kMenuItems = 30;

template <class T>
T must(Result<T> result) {
  if (result) return std::move(result).value();
  fmt::print(stderr, "{}\n", result.error().detail);
  std::exit(1);
}
void must(const Result<void>& result) {
  if (result) return;
  fmt::print(stderr, "{}\n", result.error().detail);
  std::exit(1);
}

struct Watch {
  std::chrono::steady_clock::time_point wall = std::chrono::steady_clock::now();
  std::clock_t cpu = std::clock();

  void print(const std::string& what, double times, const char* unit) const {
    const double wall_us =
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - wall).count();
    const double cpu_us = 1e6 * static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
    fmt::print("{:52} {:11.2f} us wall {:11.2f} us CPU per {}\n", what, wall_us / times,
               cpu_us / times, unit);
  }
};

/// Orders of two items at even distances, and what the engine would store of them.
class Shop {
 public:
  Shop(std::int64_t orders, std::int64_t distance_us, bool random_ids)
      : orders_(orders), distance_us_(distance_us), random_ids_(random_ids) {}

  std::int64_t time_of(std::int64_t order) const { return kEnd + (order - orders_) * distance_us_; }
  static std::int64_t item_of(std::int64_t order, std::int64_t line) {
    return (order * 7 + line * 11) % kMenuItems;
  }

  /// The commit after the orders [begin, end).
  Changes changes(std::int64_t begin, std::int64_t end) {
    Changes changes;
    changes.position = end;
    changes.watermarks[0] = Timestamp{time_of(end - 1) - 2 * kMinuteUs};
    for (std::int64_t order = begin; order < end; ++order) {
      const std::int64_t minute = floor_to(time_of(order), kMinuteUs);
      if (minute != minute_) {
        close(changes);
        minute_ = minute;
      }
      auto& window = window_;
      ++window.count;
      for (std::int64_t line = 0; line < 2; ++line) {
        auto& item = items_[item_of(order, line)];
        ++item.orders;
        ++item.qty;
        item.revenue += 30'000;
        ++window.items;
        window.amount += 30'000;
      }
      changes.seen.push_back({Stream::kOrders, id_of(order), static_cast<std::uint64_t>(order)});
    }
    put(changes, false);
    changes.counts = {{"orders", end, end, 0, 0, 0, 0}};
    return changes;
  }

 private:
  pipelines::EventId id_of(std::int64_t order) {
    pipelines::EventId id;
    std::uint64_t words[2] = {random_(), random_()};
    if (!random_ids_) words[0] = static_cast<std::uint64_t>(order);
    for (std::size_t i = 0; i < 16; ++i) {
      id.bytes[i] = static_cast<std::uint8_t>(words[i / 8] >> (56 - 8 * (i % 8)));
    }
    return id;
  }
  void close(Changes& changes) {
    if (window_.count > 0) put(changes, true);
    window_ = {};
    items_.clear();
  }
  void put(Changes& changes, bool closed) {
    window_.window_start = {minute_};
    window_.shop_id = "main";
    window_.closed = closed;
    window_.revision = closed ? 0 : pipelines::kNotEmitted;
    changes.windows.push_back(window_);
    for (auto& [menu, item] : items_) {
      item.window_start = {minute_};
      item.shop_id = "main";
      item.menu_id = fmt::format("item-{:02}", menu);
      item.name = fmt::format("Trà số {}", menu);
      item.category = "tea";
      item.revision = window_.revision;
      changes.items.push_back(item);
    }
  }

  const std::int64_t orders_;
  const std::int64_t distance_us_;
  const bool random_ids_;
  std::mt19937_64 random_{1};
  std::int64_t minute_ = 0;
  pipelines::WindowRow window_;
  std::map<std::int64_t, pipelines::ItemRow> items_;
};

constexpr std::int64_t kHalfMinute = 30'000'000;

void measure_commits(const std::string& file, std::int64_t orders, bool random_ids) {
  const char* ids = random_ids ? "random ids" : "ids in order";
  const auto store = must(AnalyticsStore::open(file));
  Shop shop(orders, kHalfMinute, random_ids);
  constexpr std::int64_t kBatch = 500;
  const std::int64_t singles = std::min<std::int64_t>(20'000, orders / 10);
  std::int64_t done = 0;
  const Watch filling;
  while (done < orders - singles) {
    const std::int64_t end = std::min(done + kBatch, orders - singles);
    must(store->commit(shop.changes(done, end)));
    done = end;
  }
  filling.print(fmt::format("fill by 500 of 250 minutes, {}", ids), static_cast<double>(done),
                "order");
  std::vector<Changes> prepared;
  for (; done < orders; ++done) prepared.push_back(shop.changes(done, done + 1));
  const Watch watch;
  for (const Changes& changes : prepared) must(store->commit(changes));
  watch.print(fmt::format("commit of 1 after {}, {}", orders - singles, ids),
              static_cast<double>(singles), "commit");
}

/// A busy hour: 500 orders each second, one commit for each second.
void measure_batches(const std::string& file, bool random_ids) {
  constexpr std::int64_t kBatches = 400;
  constexpr std::int64_t kBatch = 500;
  const auto store = must(AnalyticsStore::open(file));
  Shop shop(kBatches * kBatch, 2'000, random_ids);
  std::vector<Changes> prepared;
  for (std::int64_t i = 0; i < kBatches; ++i) {
    prepared.push_back(shop.changes(i * kBatch, (i + 1) * kBatch));
    prepared.back().position += 1'000'000'000;
    // Ids unlike those that are stored already.
    if (!random_ids) {
      for (auto& seen : prepared.back().seen) seen.id.bytes[0] = 1;
    }
  }
  const Watch watch;
  for (const Changes& changes : prepared) must(store->commit(changes));
  watch.print(fmt::format("commit of 500, {}", random_ids ? "random ids" : "ids in order"),
              static_cast<double>(kBatches * kBatch), "order");
}

void measure_queries(const std::string& folder, std::int64_t orders) {
  AnalyticsReader reader(folder + "/analytics.db");
  const auto calendar = must(domain::BusinessCalendar::make("Asia/Ho_Chi_Minh", 4));
  const auto kathmandu = must(domain::BusinessCalendar::make("Asia/Kathmandu", 4));
  const Timestamp now{kEnd - 1};
  const analytics::TimeRange today{calendar.day_start(now), calendar.next_day(now)};
  const analytics::TimeRange year{{kEnd - kYearUs}, now};
  const auto measure = [&](const char* name, int times, const auto& query) {
    query();
    const Watch watch;
    for (int i = 0; i < times; ++i) query();
    watch.print(fmt::format("{} of {}", name, orders), times, "query");
  };
  using analytics::Bucket;
  measure("top items, 5 minutes", 500, [&] { must(reader.top_items({5, 10, now, {}})); });
  measure("top items, 60 minutes", 500, [&] { must(reader.top_items({60, 10, now, {}})); });
  measure("sales by minute, today", 100,
          [&] { must(reader.sales({Bucket::kMinute, today, {}}, calendar)); });
  measure("sales by hour, today", 500,
          [&] { must(reader.sales({Bucket::kHour, today, {}}, calendar)); });
  measure("kpis, today", 500, [&] { must(reader.kpis({today, {}})); });
  measure("sales by day, a year", 20,
          [&] { must(reader.sales({Bucket::kDay, year, {}}, calendar)); });
  measure("sales by day, a year in Kathmandu", 20,
          [&] { must(reader.sales({Bucket::kDay, year, {}}, kathmandu)); });
  measure("sales by hour, a year in Kathmandu", 5,
          [&] { must(reader.sales({Bucket::kHour, year, {}}, kathmandu)); });
  measure("kpis, a year", 20, [&] { must(reader.kpis({year, {}})); });
}

void measure_reconcile(const std::string& folder, std::int64_t orders) {
  Database ledger = must(Database::open(folder + "/ledger.db", {}));
  must(migrate(ledger, kLedgerMigrations));
  must(ledger.exec("BEGIN"));
  Statement log = must(ledger.prepare("INSERT INTO event_log VALUES (?, 2, 'k', ?, ?)"));
  Statement row = must(ledger.prepare(
      "INSERT INTO orders VALUES (?1, ?2, 'main', ?3, 60000, 2, 0, ?1, 0, 0, ?3, ?3)"));
  const Shop shop(orders, kHalfMinute, false);
  for (std::int64_t i = 0; i < orders; ++i) {
    const Timestamp t{shop.time_of(i)};
    const std::string json = fmt::format(
        R"({{"order_id":"00000000-0000-7000-8000-{:012x}","shop_id":"main","user_id":"till-1",)"
        R"("items":[{{"menu_id":"item-{:02}","qty":1,"price":30000,"options":[]}},)"
        R"({{"menu_id":"item-{:02}","qty":1,"price":30000,"options":[]}}],"discount":0,)"
        R"("total":60000,"payment_method":"cash","channel":"till","created_at":"{}"}})",
        i + 1, Shop::item_of(i, 0), Shop::item_of(i, 1), format_millis(t));
    const Timestamp stored = *parse_rfc3339(format_millis(t));
    must(log.execute(i + 1, json, stored.us));
    const std::string id = fmt::format("{:016}", i);
    must(row.execute(i + 1, Blob(reinterpret_cast<const std::uint8_t*>(id.data()), id.size()),
                     stored.us));
  }
  must(ledger.exec("COMMIT"));
  const Watch watch;
  const auto result = must(reconcile(folder + "/ledger.db", folder + "/analytics.db"));
  watch.print(fmt::format("reconcile of {} orders", result.orders), 1, "run");
  fmt::print("  {} windows, {} item records, {} differences\n", result.windows, result.item_records,
             result.differences_total);
}

}  // namespace
}  // namespace shop::sqlite

int main(int argc, char** argv) {
  if (argc < 2 || !std::filesystem::is_empty(argv[1])) {
    fmt::print(stderr, "usage: bench_sqlite_analytics EMPTY_FOLDER [ORDERS]\n");
    return 2;
  }
  const std::string folder = argv[1];
  std::int64_t orders = 1'000'000;
  if (argc > 2) std::from_chars(argv[2], argv[2] + std::strlen(argv[2]), orders);
  shop::sqlite::measure_commits(folder + "/analytics.db", orders, false);
  shop::sqlite::measure_commits(folder + "/random.db", orders, true);
  shop::sqlite::measure_queries(folder, orders);
  shop::sqlite::measure_reconcile(folder, orders);
  shop::sqlite::measure_batches(folder + "/analytics.db", false);
  shop::sqlite::measure_batches(folder + "/random.db", true);
  return 0;
}

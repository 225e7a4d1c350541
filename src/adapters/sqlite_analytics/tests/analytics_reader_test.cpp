#include "adapters/sqlite_analytics/analytics_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <thread>

#include "adapters/sqlite_analytics/analytics_store.hpp"
#include "tests/support/temp_folder.hpp"

namespace shop::sqlite {
namespace {

using analytics::Bucket;
using analytics::SalesPoint;
using analytics::TimeRange;
using analytics::TopItem;
using domain::BusinessCalendar;
using pipelines::Changes;
using pipelines::ItemRow;
using pipelines::Stream;
using pipelines::WindowRow;

Timestamp at(std::string_view text) { return parse_rfc3339(text).value(); }

class AnalyticsReaderTest : public ::testing::Test {
 protected:
  /// Stores the rows, in several commits when there are many.
  void store(std::vector<WindowRow> windows, std::vector<ItemRow> items = {}) {
    while (!windows.empty() || !items.empty()) {
      Changes changes;
      changes.position = ++position_;
      const auto take = [](auto& from, auto& to) {
        const std::size_t n = std::min<std::size_t>(from.size(), 1000);
        to.assign(from.end() - static_cast<std::ptrdiff_t>(n), from.end());
        from.resize(from.size() - n);
      };
      take(windows, changes.windows);
      take(items, changes.items);
      ASSERT_TRUE(store_->commit(changes));
    }
  }
  static WindowRow sales(Timestamp start, std::string shop_id, std::int64_t orders,
                         Stream stream = Stream::kOrders) {
    const std::int64_t items = stream == Stream::kOrders ? orders * 3 : 0;
    return {stream, start, std::move(shop_id), true, orders, items, orders * 41'000, 0};
  }
  static ItemRow item(Timestamp start, std::string menu_id, std::int64_t qty, std::int64_t revenue,
                      std::optional<std::string> name, std::string shop_id = "main") {
    return {start, std::move(shop_id), std::move(menu_id), std::move(name), "tea", 1, qty, revenue,
            0};
  }
  std::vector<std::string> top(std::int64_t minutes, Timestamp as_of, std::int64_t limit = 10,
                               std::optional<std::string> shop_id = std::nullopt) {
    std::vector<std::string> ids;
    const auto items = reader_.top_items({minutes, limit, as_of, std::move(shop_id)}).value();
    for (const TopItem& found : items) ids.push_back(found.menu_id);
    return ids;
  }

  testing_support::TempFolder folder_;
  std::unique_ptr<AnalyticsStore> store_ = AnalyticsStore::open((folder_ / "analytics.db")).value();
  AnalyticsReader reader_{(folder_ / "analytics.db")};
  std::int64_t position_ = 0;
};

/// What sales() must return, computed the slow way.
std::vector<SalesPoint> direct_sales(const std::vector<WindowRow>& rows, Bucket bucket,
                                     TimeRange range, const std::optional<std::string>& shop_id,
                                     const BusinessCalendar& calendar) {
  std::map<Timestamp, SalesPoint> points;
  for (const WindowRow& row : rows) {
    if (row.stream != Stream::kOrders || (shop_id && row.shop_id != *shop_id)) continue;
    if (row.window_start < range.from || row.window_start >= range.to) continue;
    Timestamp start = row.window_start;
    if (bucket == Bucket::kHour) start = calendar.hour_start(start);
    if (bucket == Bucket::kDay) start = calendar.day_start(start);
    SalesPoint& point = points[start];
    point.start = start;
    point.orders += row.count;
    point.items += row.items;
    point.revenue += row.amount;
  }
  std::vector<SalesPoint> result;
  for (const auto& [start, point] : points) result.push_back(point);
  return result;
}

TEST_F(AnalyticsReaderTest, SalesEqualADirectComputation) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  // Around a change of the clocks in New York.
  const Timestamp begin = at("2026-03-05T00:00:00Z");
  constexpr std::int64_t kMinutes = 5 * 24 * 60;
  std::vector<WindowRow> rows;
  for (std::int64_t minute = 0; minute < kMinutes; ++minute) {
    for (const char* shop_id : {"main", "quan-3"}) {
      if (random() % 4 != 0) continue;
      for (const Stream stream : {Stream::kOrders, Stream::kRefunds, Stream::kVisits}) {
        rows.push_back(sales(begin + minutes(minute), shop_id,
                             static_cast<std::int64_t>(random() % 9 + 1), stream));
      }
    }
  }
  store(rows);
  std::uniform_int_distribution<std::int64_t> moment(-60'000'000, (kMinutes + 5) * 60'000'000);
  for (const auto* zone : {"Asia/Ho_Chi_Minh", "Asia/Kathmandu", "America/New_York"}) {
    const BusinessCalendar calendar = BusinessCalendar::make(zone, 4).value();
    for (int i = 0; i < 20; ++i) {
      TimeRange range{begin + Duration{moment(random)}, begin + Duration{moment(random)}};
      if (i % 3 == 0) range.from = {floor_to(range.from.us, 60'000'000)};
      std::optional<std::string> shop_id;
      if (random() % 2 == 0) shop_id = "quan-3";
      for (const Bucket bucket : {Bucket::kMinute, Bucket::kHour, Bucket::kDay}) {
        EXPECT_EQ(reader_.sales({bucket, range, shop_id}, calendar).value(),
                  direct_sales(rows, bucket, range, shop_id, calendar))
            << zone << ' ' << format_millis(range.from) << ' ' << format_millis(range.to);
      }
    }
  }
}

TEST_F(AnalyticsReaderTest, KpisEqualADirectComputation) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  const Timestamp begin = at("2026-03-05T00:00:00Z");
  std::vector<WindowRow> rows;
  std::vector<std::pair<Timestamp, std::int64_t>> served;
  for (int i = 0; i < 900; ++i) {
    const Timestamp t = begin + minutes(i);
    for (const Stream stream : {Stream::kOrders, Stream::kRefunds, Stream::kVisits}) {
      rows.push_back(sales(t, "main", static_cast<std::int64_t>(random() % 9), stream));
    }
    served.emplace_back(t + seconds(59), static_cast<std::int64_t>(random() % 1000));
    store_->add_serve_time(served.back().first, "main", seconds(served.back().second));
  }
  store(rows);
  for (int i = 0; i < 30; ++i) {
    const TimeRange range{begin + seconds(static_cast<std::int64_t>(random() % 54'000)),
                          begin + seconds(static_cast<std::int64_t>(random() % 54'000))};
    const auto in_range = [&](Timestamp t) { return t >= range.from && t < range.to; };
    std::array<std::int64_t, 3> counts{};
    std::array<std::int64_t, 3> amounts{};
    for (const WindowRow& row : rows) {
      if (!in_range(row.window_start)) continue;
      counts.at(static_cast<std::size_t>(row.stream)) += row.count;
      amounts.at(static_cast<std::size_t>(row.stream)) += row.amount;
    }
    std::vector<std::int64_t> times;
    for (const auto& [t, took] : served) {
      if (in_range({floor_to(t.us, 60'000'000)})) times.push_back(took);
    }
    std::sort(times.begin(), times.end());
    const analytics::Kpis kpis = reader_.kpis({range, "main"}).value();
    EXPECT_EQ(kpis.orders, counts[0]);
    EXPECT_EQ(kpis.items, counts[0] * 3);
    EXPECT_EQ(kpis.revenue, amounts[0]);
    EXPECT_EQ(kpis.refunds, counts[1]);
    EXPECT_EQ(kpis.refunded_amount, amounts[1]);
    EXPECT_EQ(kpis.visits, counts[2]);
    ASSERT_EQ(kpis.time_to_serve.count, static_cast<std::int64_t>(times.size()));
    if (times.empty()) continue;
    EXPECT_EQ(kpis.time_to_serve.p50_seconds, times[(times.size() * 50 + 99) / 100 - 1]);
    EXPECT_EQ(kpis.time_to_serve.p90_seconds, times[(times.size() * 90 + 99) / 100 - 1]);
  }
}

TEST_F(AnalyticsReaderTest, RatiosAreAbsentWithoutADivisor) {
  const analytics::Kpis kpis =
      reader_.kpis({{at("2026-01-01T00:00:00Z"), at("2026-02-01T00:00:00Z")}, {}}).value();
  EXPECT_EQ(kpis.orders, 0);
  EXPECT_EQ(kpis.net_revenue(), 0);
  EXPECT_FALSE(kpis.refund_rate());
  EXPECT_FALSE(kpis.average_order_value());
  EXPECT_FALSE(kpis.conversion_rate());
  EXPECT_EQ(kpis.time_to_serve, analytics::TimeToServe{});
}

TEST_F(AnalyticsReaderTest, LastMinutesIncludeTheCurrentOne) {
  const Timestamp now = at("2026-01-31T08:05:30Z");
  const Timestamp minute = at("2026-01-31T08:05:00Z");
  store({}, {item(minute, "now", 1, 10, "N"), item(minute - minutes(4), "four", 1, 10, "F"),
             item(minute - minutes(5), "five", 9, 10, "V"),
             item(minute + minutes(1), "next", 9, 10, "X")});
  EXPECT_EQ(top(5, now), (std::vector<std::string>{"four", "now"}));
  EXPECT_EQ(top(1, minute), (std::vector<std::string>{"now"}));
  EXPECT_EQ(top(6, now), (std::vector<std::string>{"five", "four", "now"}));
}

TEST_F(AnalyticsReaderTest, ItemsAreOrderedByQtyRevenueNameAndId) {
  const Timestamp minute = at("2026-01-31T08:05:00Z");
  store({}, {item(minute, "a", 2, 50, "B"), item(minute, "b", 2, 60, "Z"),
             item(minute, "c", 3, 10, "Y"), item(minute, "d", 2, 50, "A"),
             item(minute, "f", 2, 50, std::nullopt), item(minute, "e", 2, 50, "A")});
  EXPECT_EQ(top(1, minute), (std::vector<std::string>{"c", "b", "d", "e", "a", "f"}));
  EXPECT_EQ(top(1, minute, 2), (std::vector<std::string>{"c", "b"}));
}

TEST_F(AnalyticsReaderTest, WindowsAndShopsOfAnItemAreAddedAndTheLatestNameShown) {
  const Timestamp minute = at("2026-01-31T08:05:00Z");
  store({}, {item(minute, "tea", 2, 50, "New"), item(minute - minutes(1), "tea", 1, 20, "Old"),
             item(minute - minutes(1), "tea", 5, 70, "Old", "quan-3")});
  const auto items = reader_.top_items({5, 10, minute, {}}).value();
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0], (TopItem{"tea", "New", "tea", 8, 3, 140}));
  EXPECT_EQ(reader_.top_items({5, 10, minute, "quan-3"}).value().at(0).qty, 5);
  EXPECT_TRUE(reader_.top_items({5, 10, minute, "quan-7"}).value().empty());
}

TEST_F(AnalyticsReaderTest, OpenMinuteShowsTheNameThatItsRecordWillHave) {
  const Timestamp minute = at("2026-01-31T08:05:00Z");
  Changes changes;
  changes.position = 1;
  for (const char* id : {"tea", "late", "gone", "none"}) {
    changes.items.push_back({minute, "main", id, {}, "unknown", 1, 1, 10, pipelines::kNotEmitted});
  }
  changes.menu_versions = {
      {"tea", minute - minutes(9), 1, false, "Old", "a"},
      {"tea", minute + seconds(59), 2, false, "Same time, earlier", "a"},
      {"tea", minute + seconds(59), 3, false, "Current", "b"},
      {"tea", minute + seconds(59), 4, true, "Deleted", "c"},
      {"tea", minute + seconds(60), 5, false, "Future", "d"},
      {"late", minute + minutes(7), 6, false, "First known", "e"},
      {"late", minute + minutes(8), 7, false, "Second known", "f"},
      {"gone", minute + minutes(8), 8, true, "Last name", "g"},
  };
  ASSERT_TRUE(store_->commit(changes));
  std::map<std::string, std::pair<std::optional<std::string>, std::string>> names;
  const auto items = reader_.top_items({1, 10, minute, {}}).value();
  for (const TopItem& found : items) {
    names[found.menu_id] = {found.name, found.category};
  }
  EXPECT_EQ(names["tea"].first, "Current");
  EXPECT_EQ(names["tea"].second, "b");
  EXPECT_EQ(names["late"].first, "First known");
  EXPECT_EQ(names["gone"].first, "Last name");
  EXPECT_EQ(names["none"].first, std::nullopt);
  EXPECT_EQ(names["none"].second, "unknown");
}

TEST_F(AnalyticsReaderTest, EngineFactsAreReadBack) {
  Changes changes;
  changes.position = 77;
  changes.counts = {{"visits", 5, 4, 1, 0, 0, 0}, {"orders", 9, 6, 1, 3, 2, 1}};
  changes.dead_letters = {{"orders", 3, "malformed", std::string("{\xff\0", 3)},
                          {std::nullopt, 5, "malformed", "x"},
                          {"tips", 9, "unknown_topic", "{}"}};
  ASSERT_TRUE(store_->commit(changes));
  EXPECT_EQ(reader_.position().value(), 77);
  EXPECT_EQ(reader_.counts().value().at(0).topic, "orders");
  EXPECT_EQ(reader_.counts().value().at(0).dead_lettered, 2);
  const auto letters = reader_.dead_letters(3, 1).value();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].topic, std::nullopt);
  EXPECT_EQ(reader_.dead_letters(0, 9).value().at(0).value, std::string("{\xff\0", 3));
}

TEST_F(AnalyticsReaderTest, MissingFileIsUnavailableAndTriedAgain) {
  AnalyticsReader reader((folder_ / "later.db"), 1);
  EXPECT_EQ(reader.position().error().kind, ErrorKind::kUnavailable);
  const auto store = AnalyticsStore::open((folder_ / "later.db")).value();
  EXPECT_EQ(reader.position().value(), 0);
}

// Several threads on fewer connections, beside the writer: every answer is one consistent state.
TEST_F(AnalyticsReaderTest, ThreadsShareTheConnectionsAndSeeWholeCommits) {
  AnalyticsReader reader((folder_ / "analytics.db"), 2);
  const Timestamp minute = at("2026-01-31T08:05:00Z");
  std::vector<std::thread> threads;
  std::array<int, 4> torn{};
  for (std::size_t i = 0; i < torn.size(); ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < 200; ++n) {
        const auto kpis = reader.kpis({{minute, minute + minutes(1)}, {}});
        if (!kpis || kpis.value().orders != kpis.value().refunds) ++torn.at(i);
      }
    });
  }
  for (std::int64_t n = 1; n <= 300; ++n) {
    store({sales(minute, "main", n), sales(minute, "main", n, Stream::kRefunds)});
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(torn, (std::array<int, 4>{}));
}

}  // namespace
}  // namespace shop::sqlite

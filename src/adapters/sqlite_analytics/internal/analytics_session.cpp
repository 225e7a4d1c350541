#include "adapters/sqlite_analytics/internal/analytics_session.hpp"

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

#include "application/analytics/serve_time.hpp"

namespace shop::sqlite {
namespace {

using analytics::Bucket;
using analytics::SalesPoint;
using analytics::TimeRange;
using analytics::TopItem;

constexpr std::int64_t kMinuteUs = minutes(1).us;
constexpr std::int64_t kHourUs = minutes(60).us;
constexpr int kOrdersStream = 0;
constexpr int kRefundsStream = 1;
constexpr int kVisitsStream = 2;

/// A range cut where whole UTC hours begin and end.
struct Cut {
  TimeRange head;   ///< Minutes before the first whole hour.
  TimeRange hours;  ///< Empty when no whole hour lies in the range.
  TimeRange tail;   ///< Minutes after the last whole hour.
};

Cut cut_at_hours(TimeRange range) {
  const Timestamp first{-floor_to(-range.from.us, kHourUs)};
  const Timestamp last{floor_to(range.to.us, kHourUs)};
  if (first >= last) return {range, {range.to, range.to}, {range.to, range.to}};
  return {{range.from, first}, {first, last}, {last, range.to}};
}

/// The same statement over a table by minute and the one by hour.
std::string over(std::string_view select, std::string_view table, std::string_view time,
                 std::string_view rest) {
  std::string sql(select);
  for (const std::string_view part : {std::string_view(" FROM "), table}) sql += part;
  sql += rest;
  const std::string_view placeholder = "TIME";
  for (std::size_t at = sql.find(placeholder); at != std::string::npos;
       at = sql.find(placeholder)) {
    sql.replace(at, placeholder.size(), time);
  }
  return sql;
}

/// Nearest rank: the value at position ceil(percent / 100 * count), counted from 1.
std::int64_t percentile(const std::vector<std::pair<std::int64_t, std::int64_t>>& histogram,
                        std::int64_t count, std::int64_t percent) {
  std::int64_t rank = (count * percent + 99) / 100;
  for (const auto& [bucket, times] : histogram) {
    rank -= times;
    if (rank <= 0) return analytics::serve_bucket_seconds(bucket);
  }
  return 0;
}

bool comes_first(const TopItem& a, const TopItem& b) {
  if (a.qty != b.qty) return a.qty > b.qty;
  if (a.revenue != b.revenue) return a.revenue > b.revenue;
  // An item without a name comes after those with one.
  if (a.name.has_value() != b.name.has_value()) return a.name.has_value();
  return std::tie(a.name, a.menu_id) < std::tie(b.name, b.menu_id);
}

}  // namespace

/// Adds rows that come in time order into the calendar's buckets.
class AnalyticsSession::Series {
 public:
  Series(Bucket bucket, const domain::BusinessCalendar& calendar)
      : bucket_(bucket), calendar_(calendar) {}

  /// True when all of [start, start + length) lies in one bucket; makes it the current one.
  bool fits(Timestamp start, std::int64_t length_us) {
    if (start >= end_ || start < begin_) enter(start);
    return start.us + length_us <= end_.us;
  }
  /// After fits() for this start.
  void add(std::int64_t orders, std::int64_t items, std::int64_t revenue) {
    if (points_.empty() || points_.back().start != begin_) points_.push_back({begin_});
    SalesPoint& point = points_.back();
    point.orders += orders;
    point.items += items;
    point.revenue += revenue;
  }
  bool too_long() const { return points_.size() > analytics::kSalesPointsMax; }
  std::vector<SalesPoint> take() { return std::move(points_); }

 private:
  void enter(Timestamp t) {
    switch (bucket_) {
      case Bucket::kMinute:
        begin_ = {floor_to(t.us, kMinuteUs)};
        end_ = begin_ + minutes(1);
        return;
      case Bucket::kHour:
        begin_ = calendar_.hour_start(t);
        end_ = calendar_.next_hour(t);
        return;
      case Bucket::kDay:
        begin_ = calendar_.day_start(t);
        end_ = calendar_.next_day(t);
        return;
    }
  }

  const Bucket bucket_;
  const domain::BusinessCalendar& calendar_;
  Timestamp begin_;
  Timestamp end_;
  std::vector<SalesPoint> points_;
};

Result<std::unique_ptr<AnalyticsSession>> AnalyticsSession::open(const std::string& path) {
  OpenOptions options;
  options.mode = OpenMode::kReadOnly;
  options.cache_kib = 8 * 1024;
  SHOP_TRY(Database database, Database::open(path, options));
  std::unique_ptr<AnalyticsSession> session(new AnalyticsSession(std::move(database)));
  SHOP_TRY(session->prepare());
  return session;
}

Result<void> AnalyticsSession::prepare() {
  const std::string_view one_shop = " AND (?3 IS NULL OR shop_id = ?3)";
  const std::string series = " WHERE stream = 0 AND TIME >= ?1 AND TIME < ?2" +
                             std::string(one_shop) + " GROUP BY TIME ORDER BY TIME";
  const std::string sums =
      " WHERE stream = ?4 AND TIME >= ?1 AND TIME < ?2" + std::string(one_shop);
  const std::string serve =
      " WHERE TIME >= ?1 AND TIME < ?2" + std::string(one_shop) + " GROUP BY bucket";
  const std::string_view select_series = "SELECT TIME, sum(count), sum(items), sum(amount)";
  const std::string_view select_sums =
      "SELECT ifnull(sum(count), 0), ifnull(sum(items), 0), ifnull(sum(amount), 0)";
  const std::string_view select_serve = "SELECT bucket, sum(count)";
  const std::pair<Statement*, std::string> all[] = {
      {&series_.minutes, over(select_series, "windows", "window_start", series)},
      {&series_.hours, over(select_series, "hours", "hour_start", series)},
      {&sums_.minutes, over(select_sums, "windows", "window_start", sums)},
      {&sums_.hours, over(select_sums, "hours", "hour_start", sums)},
      {&serve_.minutes, over(select_serve, "serve_times", "minute_start", serve)},
      {&serve_.hours, over(select_serve, "serve_hours", "hour_start", serve)},
      {&items_,
       "SELECT menu_id, window_start, name, category, orders, qty, revenue, revision "
       "FROM items WHERE window_start >= ?1 AND window_start < ?2" +
           std::string(one_shop) + " ORDER BY window_start, shop_id, menu_id"},
      {&label_before_,
       "SELECT name, category FROM menu_versions WHERE menu_id = ? AND timestamp < ? AND "
       "deleted = 0 AND name IS NOT NULL ORDER BY timestamp DESC, position DESC LIMIT 1"},
      {&label_first_,
       "SELECT name, category FROM menu_versions WHERE menu_id = ? AND name IS NOT NULL "
       "ORDER BY deleted, timestamp, position DESC LIMIT 1"},
      {&dead_letters_,
       "SELECT position, topic, reason, value FROM dead_letters WHERE position > ? "
       "ORDER BY position LIMIT ?"},
      {&counts_,
       "SELECT topic, read, counted, duplicates, late, dead_lettered, clock_skewed "
       "FROM topic_counts ORDER BY topic"},
      {&position_, "SELECT position FROM engine_state"},
  };
  for (const auto& [statement, text] : all) {
    SHOP_TRY(*statement, database_.prepare(text));
  }
  return ok();
}

// ----------------------------------------------------------------------------------------- sales

Result<std::vector<SalesPoint>> AnalyticsSession::sales(const analytics::SalesQuery& query,
                                                        const domain::BusinessCalendar& calendar) {
  Series series(query.bucket, calendar);
  if (query.bucket == Bucket::kMinute) {
    SHOP_TRY(add_minutes(series, query.range, query.shop_id));
    return series.take();
  }
  const Cut cut = cut_at_hours(query.range);
  SHOP_TRY(add_minutes(series, cut.head, query.shop_id));
  SHOP_TRY(add_hours(series, cut.hours, query.shop_id));
  SHOP_TRY(add_minutes(series, cut.tail, query.shop_id));
  return series.take();
}

Result<void> AnalyticsSession::add_minutes(Series& series, TimeRange range, const Shop& shop) {
  Rows rows = series_.minutes.run(range.from.us, range.to.us, shop);
  while (true) {
    SHOP_TRY(const bool row, rows.step());
    if (!row) return ok();
    series.fits({rows.int64(0)}, kMinuteUs);
    series.add(rows.int64(1), rows.int64(2), rows.int64(3));
    if (series.too_long()) {
      return field_error("from", "the range has too many buckets; shorten it or take larger ones");
    }
  }
}

Result<void> AnalyticsSession::add_hours(Series& series, TimeRange range, const Shop& shop) {
  Rows rows = series_.hours.run(range.from.us, range.to.us, shop);
  while (true) {
    SHOP_TRY(const bool row, rows.step());
    if (!row) return ok();
    const Timestamp start{rows.int64(0)};
    if (series.fits(start, kHourUs)) {
      series.add(rows.int64(1), rows.int64(2), rows.int64(3));
    } else {
      // A bucket begins within this hour (+05:45): its minutes know which side they are on.
      SHOP_TRY(add_minutes(series, {start, start + minutes(60)}, shop));
    }
    if (series.too_long()) {
      return field_error("from", "the range has too many buckets; shorten it or take larger ones");
    }
  }
}

// ----------------------------------------------------------------------------------------- items

Result<std::vector<TopItem>> AnalyticsSession::top_items(const analytics::TopItemsQuery& query) {
  const Timestamp end{floor_to(query.as_of.us, kMinuteUs) + kMinuteUs};
  SHOP_TRY(MergedItems merged, merge_items({end - minutes(query.minutes), end}, query.shop_id));
  std::vector<TopItem> items;
  items.reserve(merged.size());
  for (auto& [menu_id, entry] : merged) {
    if (!entry.emitted) {
      SHOP_TRY(join_menu(entry));
    }
    items.push_back(std::move(entry.item));
  }
  const auto kept = std::min(items.size(), static_cast<std::size_t>(query.limit));
  std::partial_sort(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(kept), items.end(),
                    comes_first);
  items.resize(kept);
  return items;
}

Result<AnalyticsSession::MergedItems> AnalyticsSession::merge_items(TimeRange range,
                                                                    const Shop& shop) {
  MergedItems merged;
  Rows rows = items_.run(range.from.us, range.to.us, shop);
  while (true) {
    SHOP_TRY(const bool row, rows.step());
    if (!row) return merged;
    Merged& entry = merged[std::string(rows.text(0))];
    // Rows come in time order: the last one's name and category stay.
    entry.last_window_us = rows.int64(1);
    entry.item.menu_id = rows.text(0);
    entry.item.name = rows.maybe_text(2);
    entry.item.category = rows.text(3);
    entry.item.orders += rows.int64(4);
    entry.item.qty += rows.int64(5);
    entry.item.revenue += rows.int64(6);
    entry.emitted = rows.int64(7) >= 0;
  }
}

Result<void> AnalyticsSession::join_menu(Merged& merged) {
  TopItem& item = merged.item;
  item.name = std::nullopt;
  item.category = "unknown";
  const auto take = [&item](Rows rows) -> Result<bool> {
    SHOP_TRY(const bool row, rows.step());
    if (!row) return false;
    item.name = rows.maybe_text(0);
    item.category = rows.maybe_text(1).value_or("unknown");
    return true;
  };
  SHOP_TRY(const bool found,
           take(label_before_.run(item.menu_id, merged.last_window_us + kMinuteUs)));
  if (!found) {
    SHOP_TRY(take(label_first_.run(item.menu_id)));
  }
  return ok();
}

// ------------------------------------------------------------------------------------------ kpis

Result<AnalyticsSession::Sums> AnalyticsSession::sum(int stream, TimeRange range,
                                                     const Shop& shop) {
  Sums sums;
  const auto add = [&](Statement& statement, TimeRange part) -> Result<void> {
    if (part.from >= part.to) return ok();
    Rows rows = statement.run(part.from.us, part.to.us, shop, stream);
    SHOP_TRY(rows.step());
    sums.count += rows.int64(0);
    sums.items += rows.int64(1);
    sums.amount += rows.int64(2);
    return ok();
  };
  const Cut cut = cut_at_hours(range);
  SHOP_TRY(add(sums_.minutes, cut.head));
  SHOP_TRY(add(sums_.hours, cut.hours));
  SHOP_TRY(add(sums_.minutes, cut.tail));
  return sums;
}

Result<analytics::TimeToServe> AnalyticsSession::time_to_serve(TimeRange range, const Shop& shop) {
  analytics::TimeToServe result;
  std::unordered_map<std::int64_t, std::int64_t> counts;
  const auto add = [&](Statement& statement, TimeRange part) -> Result<void> {
    Rows rows = statement.run(part.from.us, part.to.us, shop);
    while (true) {
      SHOP_TRY(const bool row, rows.step());
      if (!row) return ok();
      counts[rows.int64(0)] += rows.int64(1);
      result.count += rows.int64(1);
    }
  };
  const Cut cut = cut_at_hours(range);
  SHOP_TRY(add(serve_.minutes, cut.head));
  SHOP_TRY(add(serve_.hours, cut.hours));
  SHOP_TRY(add(serve_.minutes, cut.tail));
  if (result.count == 0) return result;
  std::vector<std::pair<std::int64_t, std::int64_t>> histogram(counts.begin(), counts.end());
  std::sort(histogram.begin(), histogram.end());
  result.p50_seconds = percentile(histogram, result.count, 50);
  result.p90_seconds = percentile(histogram, result.count, 90);
  return result;
}

Result<analytics::Kpis> AnalyticsSession::kpis(const analytics::KpiQuery& query) {
  SHOP_TRY(const Sums orders, sum(kOrdersStream, query.range, query.shop_id));
  SHOP_TRY(const Sums refunds, sum(kRefundsStream, query.range, query.shop_id));
  SHOP_TRY(const Sums visits, sum(kVisitsStream, query.range, query.shop_id));
  analytics::Kpis kpis;
  kpis.orders = orders.count;
  kpis.items = orders.items;
  kpis.revenue = orders.amount;
  kpis.refunds = refunds.count;
  kpis.refunded_amount = refunds.amount;
  kpis.visits = visits.count;
  SHOP_TRY(kpis.time_to_serve, time_to_serve(query.range, query.shop_id));
  return kpis;
}

// ---------------------------------------------------------------------------------------- engine

Result<std::vector<analytics::DeadLetter>> AnalyticsSession::dead_letters(std::int64_t after,
                                                                          std::int64_t limit) {
  std::vector<analytics::DeadLetter> letters;
  Rows rows = dead_letters_.run(after, limit);
  while (true) {
    SHOP_TRY(const bool row, rows.step());
    if (!row) return letters;
    analytics::DeadLetter letter;
    letter.position = rows.int64(0);
    letter.topic = rows.maybe_text(1);
    letter.reason = rows.text(2);
    const Blob value = rows.blob(3);
    letter.value.assign(value.begin(), value.end());
    letters.push_back(std::move(letter));
  }
}

Result<std::vector<analytics::TopicCount>> AnalyticsSession::counts() {
  std::vector<analytics::TopicCount> counts;
  Rows rows = counts_.run();
  while (true) {
    SHOP_TRY(const bool row, rows.step());
    if (!row) return counts;
    counts.push_back({std::string(rows.text(0)), rows.int64(1), rows.int64(2), rows.int64(3),
                      rows.int64(4), rows.int64(5), rows.int64(6)});
  }
}

Result<std::int64_t> AnalyticsSession::position() {
  Rows rows = position_.run();
  SHOP_TRY(const bool row, rows.step());
  return row ? rows.int64(0) : 0;
}

}  // namespace shop::sqlite

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/calendar/business_calendar.hpp"

/// What the dashboards ask of the stream engine's results. Money is whole dong.
namespace shop::analytics {

enum class Bucket : std::uint8_t { kMinute, kHour, kDay };

std::string_view to_string(Bucket bucket);
std::optional<Bucket> parse_bucket(std::string_view name);

/// Minute windows whose start lies in [from, to).
struct TimeRange {
  Timestamp from;
  Timestamp to;
};

struct SalesQuery {
  Bucket bucket = Bucket::kMinute;
  TimeRange range;
  std::optional<std::string> shop_id;  ///< All shops together when absent.
};

/// One non-empty bucket. `start` is where the bucket begins, which may lie before `from`; only
/// windows of the range are counted.
struct SalesPoint {
  Timestamp start;
  std::int64_t orders = 0;
  std::int64_t items = 0;
  std::int64_t revenue = 0;
  friend bool operator==(const SalesPoint&, const SalesPoint&) = default;
};

struct TopItemsQuery {
  std::int64_t minutes = 5;  ///< Windows back from and including the one that as_of lies in; >= 1.
  std::int64_t limit = 10;
  Timestamp as_of;
  std::optional<std::string> shop_id;
};

struct TopItem {
  std::string menu_id;
  std::optional<std::string> name;  ///< Of the latest window; nullopt: item unknown.
  std::string category;
  std::int64_t qty = 0;
  std::int64_t orders = 0;
  std::int64_t revenue = 0;
  friend bool operator==(const TopItem&, const TopItem&) = default;
};

/// Placed to ready, of the orders that became ready in the range. Percentiles by nearest rank.
struct TimeToServe {
  std::int64_t count = 0;
  std::optional<std::int64_t> p50_seconds;
  std::optional<std::int64_t> p90_seconds;
  friend bool operator==(const TimeToServe&, const TimeToServe&) = default;
};

/// Ratios are absent where their divisor is 0.
struct Kpis {
  std::int64_t orders = 0;
  std::int64_t items = 0;
  std::int64_t revenue = 0;
  std::int64_t refunds = 0;
  std::int64_t refunded_amount = 0;
  std::int64_t visits = 0;
  TimeToServe time_to_serve;

  std::int64_t net_revenue() const { return revenue - refunded_amount; }
  std::optional<double> refund_rate() const { return ratio(refunded_amount, revenue); }
  std::optional<double> average_order_value() const { return ratio(revenue, orders); }
  std::optional<double> conversion_rate() const { return ratio(orders, visits); }

 private:
  static std::optional<double> ratio(std::int64_t part, std::int64_t whole) {
    if (whole == 0) return std::nullopt;
    return static_cast<double>(part) / static_cast<double>(whole);
  }
};

struct KpiQuery {
  TimeRange range;
  std::optional<std::string> shop_id;
};

struct DeadLetter {
  std::int64_t position = 0;
  std::optional<std::string> topic;  ///< nullopt: the record was unreadable.
  std::string reason;
  std::string value;  ///< The original bytes; may be invalid UTF-8.
};

/// Always: read = counted + duplicates + dead_lettered.
struct TopicCount {
  std::string topic;
  std::int64_t read = 0;
  std::int64_t counted = 0;
  std::int64_t duplicates = 0;
  std::int64_t late = 0;
  std::int64_t dead_lettered = 0;
  std::int64_t clock_skewed = 0;
};

/// The reading side of the analytics. Thread-safe. Each call sees one consistent state, the open
/// minute included. Implementations: adapters/sqlite_analytics; ClickHouse later.
class AnalyticsQueries {
 public:
  virtual ~AnalyticsQueries() = default;

  /// Empty buckets are left out; in time order. Day and hour buckets are the calendar's.
  /// kInvalidArgument when more than kSalesPointsMax buckets would be returned.
  virtual Result<std::vector<SalesPoint>> sales(const SalesQuery& query,
                                                const domain::BusinessCalendar& calendar) = 0;
  /// By qty, then revenue (both greatest first), then name, then menu_id. Unknown names come last.
  virtual Result<std::vector<TopItem>> top_items(const TopItemsQuery& query) = 0;
  virtual Result<Kpis> kpis(const KpiQuery& query) = 0;
  /// Those with position > after, in position order, at most `limit`.
  virtual Result<std::vector<DeadLetter>> dead_letters(std::int64_t after, std::int64_t limit) = 0;
  /// By topic name.
  virtual Result<std::vector<TopicCount>> counts() = 0;
  /// The last log position that is part of the numbers; 0 before the first.
  virtual Result<std::int64_t> position() = 0;
};

inline constexpr std::size_t kSalesPointsMax = 200'000;

}  // namespace shop::analytics

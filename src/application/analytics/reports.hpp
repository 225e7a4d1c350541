#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "application/analytics/queries.hpp"
#include "base/clock.hpp"

namespace shop::analytics {

/// The KPI questions as people ask them: fills in what was left out, refuses what makes no sense,
/// then asks the analytics. Thread-safe.
class Reports {
 public:
  static constexpr std::int64_t kMinutesMax = 366L * 24 * 60;
  static constexpr std::int64_t kItemsMax = 1000;

  /// The calendar in force; asked for every question, so that a change holds at once.
  using CalendarNow = std::function<domain::BusinessCalendar()>;

  /// The references must outlive this object.
  Reports(AnalyticsQueries& queries, CalendarNow calendar, const Clock& clock)
      : queries_(queries), calendar_(std::move(calendar)), clock_(clock) {}

  /// What the caller gave of a range. Both absent: the current business day. Only one: from or up
  /// to the bound of the business day that goes with it.
  struct Bounds {
    std::optional<Timestamp> from;
    std::optional<Timestamp> to;
  };

  Result<std::vector<SalesPoint>> sales(Bucket bucket, Bounds bounds,
                                        std::optional<std::string> shop_id);
  /// minutes 1 to kMinutesMax, limit 1 to kItemsMax; as_of is now when absent.
  Result<std::vector<TopItem>> top_items(std::int64_t minutes, std::int64_t limit,
                                         std::optional<Timestamp> as_of,
                                         std::optional<std::string> shop_id);
  Result<Kpis> kpis(Bounds bounds, std::optional<std::string> shop_id);

  /// kInvalidArgument for "to" when it is before from.
  Result<TimeRange> resolve(Bounds bounds) const;

 private:
  AnalyticsQueries& queries_;
  const CalendarNow calendar_;
  const Clock& clock_;
};

}  // namespace shop::analytics

#include "application/analytics/reports.hpp"

#include <fmt/format.h>

#include <utility>

namespace shop::analytics {

std::string_view to_string(Bucket bucket) {
  switch (bucket) {
    case Bucket::kMinute: return "minute";
    case Bucket::kHour: return "hour";
    case Bucket::kDay: return "day";
  }
  return "";
}

std::optional<Bucket> parse_bucket(std::string_view name) {
  for (const Bucket bucket : {Bucket::kMinute, Bucket::kHour, Bucket::kDay}) {
    if (to_string(bucket) == name) return bucket;
  }
  return std::nullopt;
}

Result<TimeRange> Reports::resolve(Bounds bounds) const {
  const Timestamp now = clock_.now();
  const auto calendar = calendar_();
  TimeRange range;
  if (bounds.from) {
    range.from = *bounds.from;
  } else {
    // Up to a past moment means the day of that moment's last microsecond.
    const Timestamp last = bounds.to ? Timestamp{bounds.to->us - 1} : now;
    range.from = calendar.day_start(last < now ? last : now);
  }
  if (bounds.to) {
    range.to = *bounds.to;
  } else {
    range.to = calendar.next_day(range.from > now ? range.from : now);
  }
  if (range.to < range.from) return field_error("to", "must not be before from");
  return range;
}

Result<std::vector<SalesPoint>> Reports::sales(Bucket bucket, Bounds bounds,
                                               std::optional<std::string> shop_id) {
  SHOP_TRY(const TimeRange range, resolve(bounds));
  return queries_.sales({bucket, range, std::move(shop_id)}, calendar_());
}

Result<std::vector<TopItem>> Reports::top_items(std::int64_t minutes, std::int64_t limit,
                                                std::optional<Timestamp> as_of,
                                                std::optional<std::string> shop_id) {
  if (minutes < 1 || minutes > kMinutesMax) {
    return field_error("minutes", fmt::format("must be 1 to {}", kMinutesMax));
  }
  if (limit < 1 || limit > kItemsMax) {
    return field_error("limit", fmt::format("must be 1 to {}", kItemsMax));
  }
  return queries_.top_items({minutes, limit, as_of.value_or(clock_.now()), std::move(shop_id)});
}

Result<Kpis> Reports::kpis(Bounds bounds, std::optional<std::string> shop_id) {
  SHOP_TRY(const TimeRange range, resolve(bounds));
  return queries_.kpis({range, std::move(shop_id)});
}

}  // namespace shop::analytics

#include "domain/calendar/business_calendar.hpp"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>

namespace shop::domain {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using SysTime = date::sys_time<microseconds>;
using LocalTime = date::local_time<microseconds>;

SysTime to_sys(Timestamp t) { return SysTime(microseconds(t.us)); }
Timestamp from_sys(SysTime t) { return {t.time_since_epoch().count()}; }

date::local_days business_date(const date::time_zone* zone, int cut_off_hour, Timestamp t) {
  return date::floor<date::days>(zone->to_local(to_sys(t)) - hours(cut_off_hour));
}

/// When the wall clock skips the cut-off, the day starts with the first moment after the gap; when
/// it shows the cut-off twice, with the first of them.
Timestamp start_of(const date::time_zone* zone, int cut_off_hour, date::local_days day) {
  const LocalTime local = LocalTime(day) + hours(cut_off_hour);
  return from_sys(zone->to_sys(local, date::choose::earliest));
}

}  // namespace

Result<BusinessCalendar> BusinessCalendar::make(std::string_view zone, int cut_off_hour) {
  if (cut_off_hour < 0 || cut_off_hour > 23) {
    return field_error("cut_off_hour", fmt::format("must be 0 to 23, is {}", cut_off_hour));
  }
  try {
    return BusinessCalendar(date::locate_zone(std::string(zone)), zone, cut_off_hour);
  } catch (const std::exception&) {
    // The library's only way to say so: an unknown name, or no tzdata on this machine.
    return field_error("time_zone",
                       fmt::format("`{}` is not in the time zone database (package tzdata)", zone));
  }
}

Timestamp BusinessCalendar::day_start(Timestamp t) const {
  date::local_days day = business_date(zone_, cut_off_hour_, t);
  Timestamp start = start_of(zone_, cut_off_hour_, day);
  // A wall clock set back across the cut-off shows yesterday's times again after today has begun.
  const Timestamp next = start_of(zone_, cut_off_hour_, day + date::days(1));
  if (next <= t) return next;
  if (start > t) start = start_of(zone_, cut_off_hour_, day - date::days(1));
  return start;
}

Timestamp BusinessCalendar::next_day(Timestamp t) const {
  const Timestamp start = day_start(t);
  date::local_days day = business_date(zone_, cut_off_hour_, start) + date::days(1);
  Timestamp next = start_of(zone_, cut_off_hour_, day);
  // A zone that crossed the date line skipped a whole day.
  while (next <= t) next = start_of(zone_, cut_off_hour_, ++day);
  return next;
}

Timestamp BusinessCalendar::hour_start(Timestamp t) const {
  const date::sys_info info = zone_->get_info(to_sys(t));
  const std::int64_t offset = microseconds(info.offset).count();
  const Timestamp start = {floor_to(t.us + offset, microseconds(hours(1)).count()) - offset};
  const std::int64_t begin_s = info.begin.time_since_epoch().count();
  // An hour never reaches across a change of the clock, else two could overlap.
  if (begin_s > start.us / 1'000'000) return {begin_s * 1'000'000};
  return start;
}

Timestamp BusinessCalendar::next_hour(Timestamp t) const {
  const date::sys_info info = zone_->get_info(to_sys(t));
  const std::int64_t offset = microseconds(info.offset).count();
  const std::int64_t hour = microseconds(hours(1)).count();
  const Timestamp next = {floor_to(t.us + offset, hour) + hour - offset};
  const std::int64_t end_s = info.end.time_since_epoch().count();
  if (end_s < next.us / 1'000'000) return {end_s * 1'000'000};
  return next;
}

std::string BusinessCalendar::day_name(Timestamp t) const {
  const date::year_month_day day(business_date(zone_, cut_off_hour_, day_start(t)));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

}  // namespace shop::domain

#include "domain/calendar/business_calendar.hpp"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
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

date::local_days local_date(const date::time_zone* zone, int cut_off_hour, Timestamp t) {
  return date::floor<date::days>(zone->to_local(to_sys(t)) - hours(cut_off_hour));
}

/// When the wall clock skips the cut-off, the day starts with the first moment after the gap; when
/// it shows the cut-off twice, with the first of them.
Timestamp start_of(const date::time_zone* zone, int cut_off_hour, date::local_days day) {
  const LocalTime local = LocalTime(day) + hours(cut_off_hour);
  return from_sys(zone->to_sys(local, date::choose::earliest));
}

CivilDate civil(date::local_days local) {
  const date::year_month_day day(local);
  return {static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
          static_cast<unsigned>(day.day())};
}

date::local_days local_days_of(const CivilDate& date) {
  return date::local_days(date::year(date.year) / date::month(date.month) / date::day(date.day));
}

}  // namespace

std::string to_string(const CivilDate& date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::optional<CivilDate> parse_date(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00";
  if (text.size() != kShape.size()) return std::nullopt;
  std::array<unsigned, 3> parts{};
  std::size_t part = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (digit != (kShape[i] == '0') || (!digit && text[i] != '-')) return std::nullopt;
    if (digit) {
      parts[part] = parts[part] * 10 + static_cast<unsigned>(text[i] - '0');
    } else {
      ++part;
    }
  }
  const CivilDate found{static_cast<int>(parts[0]), parts[1], parts[2]};
  const date::year_month_day day(date::year(found.year), date::month(found.month),
                                 date::day(found.day));
  if (!day.ok() || found.year < 1970) return std::nullopt;
  return found;
}

std::int64_t days_between(const CivilDate& from, const CivilDate& to) {
  return (local_days_of(to) - local_days_of(from)).count();
}

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
  date::local_days day = local_date(zone_, cut_off_hour_, t);
  Timestamp start = domain::start_of(zone_, cut_off_hour_, day);
  // A wall clock set back across the cut-off shows yesterday's times again after today has begun.
  const Timestamp next = domain::start_of(zone_, cut_off_hour_, day + date::days(1));
  if (next <= t) return next;
  if (start > t) start = domain::start_of(zone_, cut_off_hour_, day - date::days(1));
  return start;
}

Timestamp BusinessCalendar::next_day(Timestamp t) const {
  const Timestamp start = day_start(t);
  date::local_days day = local_date(zone_, cut_off_hour_, start) + date::days(1);
  Timestamp next = domain::start_of(zone_, cut_off_hour_, day);
  // A zone that crossed the date line skipped a whole day.
  while (next <= t) next = domain::start_of(zone_, cut_off_hour_, ++day);
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

CivilDate BusinessCalendar::business_date(Timestamp t) const {
  return civil(local_date(zone_, cut_off_hour_, day_start(t)));
}

std::string BusinessCalendar::day_name(Timestamp t) const { return to_string(business_date(t)); }

Timestamp BusinessCalendar::start_of(const CivilDate& date) const {
  return domain::start_of(zone_, cut_off_hour_, local_days_of(date));
}

CivilTime BusinessCalendar::wall_clock(Timestamp t) const {
  const LocalTime local = zone_->to_local(to_sys(t));
  const date::local_days day = date::floor<date::days>(local);
  const auto seconds = date::floor<std::chrono::seconds>(local - day).count();
  return {civil(day), static_cast<int>(seconds / 3600), static_cast<int>(seconds / 60 % 60),
          static_cast<int>(seconds % 60)};
}

}  // namespace shop::domain

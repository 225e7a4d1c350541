#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace date {
class time_zone;
}

namespace shop::domain {

/// A date without a place: what a calendar on the wall shows.
struct CivilDate {
  int year = 1970;
  unsigned month = 1;
  unsigned day = 1;
  friend auto operator<=>(const CivilDate&, const CivilDate&) = default;
};

/// `2026-01-31`.
std::string to_string(const CivilDate& date);
/// nullopt unless it is a date of the years 1970 to 9999, written so.
std::optional<CivilDate> parse_date(std::string_view text);
/// Days from `from` to `to`: 1 from one day to the next.
std::int64_t days_between(const CivilDate& from, const CivilDate& to);

/// A date and what a clock on the wall shows, to the second.
struct CivilTime {
  CivilDate date;
  int hour = 0;
  int minute = 0;
  int second = 0;
  friend bool operator==(const CivilTime&, const CivilTime&) = default;
};

/// The shop's days and hours. A business day lasts from the cut-off hour to the next one on the
/// wall clock, so it has 23 or 25 hours when the clocks change. Days, like hours, cover all time
/// without gap or overlap. Immutable; copies are cheap; safe to use from any thread.
class BusinessCalendar {
 public:
  static constexpr std::string_view kDefaultZone = "Asia/Ho_Chi_Minh";
  static constexpr int kDefaultCutOffHour = 4;

  /// `zone` is a name of the time zone database; `cut_off_hour` is 0 to 23. Fails with
  /// kInvalidArgument that names the bad setting ("time_zone" or "cut_off_hour").
  static Result<BusinessCalendar> make(std::string_view zone, int cut_off_hour);

  /// The start of the business day that `t` lies in.
  Timestamp day_start(Timestamp t) const;
  /// The start of the business day after the one that `t` lies in; always greater than `t`.
  Timestamp next_day(Timestamp t) const;

  /// The start of the wall-clock hour that `t` lies in.
  Timestamp hour_start(Timestamp t) const;
  /// The start of the hour after the one that `t` lies in; always greater than `t`.
  Timestamp next_hour(Timestamp t) const;

  /// `2026-01-31`: the date on which the business day of `t` began.
  std::string day_name(Timestamp t) const;
  CivilDate business_date(Timestamp t) const;
  /// The start of the business day that begins on that date; of a date that the zone skipped, the
  /// moment of the skip.
  Timestamp start_of(const CivilDate& date) const;
  /// What the shop's clock shows at `t`.
  CivilTime wall_clock(Timestamp t) const;

  const std::string& zone_name() const { return zone_name_; }
  int cut_off_hour() const { return cut_off_hour_; }

 private:
  BusinessCalendar(const date::time_zone* zone, std::string_view zone_name, int cut_off_hour)
      : zone_(zone), zone_name_(zone_name), cut_off_hour_(cut_off_hour) {}

  const date::time_zone* zone_;  ///< Owned by the time zone library for the life of the process.
  std::string zone_name_;
  int cut_off_hour_;
};

}  // namespace shop::domain

#include "domain/calendar/business_calendar.hpp"

#include <gtest/gtest.h>

#include <random>

namespace shop::domain {
namespace {

BusinessCalendar calendar(std::string_view zone, int cut_off_hour = 4) {
  return BusinessCalendar::make(zone, cut_off_hour).value();
}

Timestamp at(std::string_view text) { return parse_rfc3339(text).value(); }

TEST(BusinessCalendarTest, DayBeginsAtTheCutOffInHoChiMinh) {
  const BusinessCalendar saigon = calendar("Asia/Ho_Chi_Minh");
  EXPECT_EQ(saigon.day_start(at("2026-01-31T04:00:00+07:00")), at("2026-01-31T04:00:00+07:00"));
  EXPECT_EQ(saigon.day_start(at("2026-01-31T03:59:59.999999+07:00")),
            at("2026-01-30T04:00:00+07:00"));
  EXPECT_EQ(saigon.next_day(at("2026-01-31T04:00:00+07:00")), at("2026-02-01T04:00:00+07:00"));
  EXPECT_EQ(saigon.day_name(at("2026-02-01T02:00:00+07:00")), "2026-01-31");
}

TEST(BusinessCalendarTest, HoursFollowTheWallClockInKathmandu) {
  const BusinessCalendar kathmandu = calendar("Asia/Kathmandu");
  EXPECT_EQ(kathmandu.hour_start(at("2026-01-31T08:05:00Z")), at("2026-01-31T13:00:00+05:45"));
  EXPECT_EQ(kathmandu.next_hour(at("2026-01-31T08:05:00Z")), at("2026-01-31T14:00:00+05:45"));
  EXPECT_EQ(kathmandu.hour_start(at("2026-01-31T08:15:00Z")), at("2026-01-31T14:00:00+05:45"));
  EXPECT_EQ(kathmandu.day_start(at("2026-01-31T08:05:00Z")), at("2026-01-31T04:00:00+05:45"));
}

TEST(BusinessCalendarTest, DayOfTheSpringChangeHas23Hours) {
  const BusinessCalendar new_york = calendar("America/New_York");
  const Timestamp start = new_york.day_start(at("2026-03-08T01:00:00-05:00"));
  EXPECT_EQ(start, at("2026-03-07T04:00:00-05:00"));
  EXPECT_EQ(new_york.next_day(start), at("2026-03-08T04:00:00-04:00"));
  EXPECT_EQ(new_york.next_day(start) - start, minutes(23 * 60));
}

TEST(BusinessCalendarTest, DayOfTheAutumnChangeHas25Hours) {
  const BusinessCalendar new_york = calendar("America/New_York");
  const Timestamp start = new_york.day_start(at("2026-11-01T01:30:00-05:00"));
  EXPECT_EQ(start, at("2026-10-31T04:00:00-04:00"));
  EXPECT_EQ(new_york.next_day(start) - start, minutes(25 * 60));
}

TEST(BusinessCalendarTest, RepeatedHourIsTwoHours) {
  const BusinessCalendar new_york = calendar("America/New_York");
  EXPECT_EQ(new_york.hour_start(at("2026-11-01T01:30:00-04:00")), at("2026-11-01T01:00:00-04:00"));
  EXPECT_EQ(new_york.hour_start(at("2026-11-01T01:30:00-05:00")), at("2026-11-01T01:00:00-05:00"));
}

TEST(BusinessCalendarTest, SkippedCutOffStartsAfterTheGap) {
  const BusinessCalendar new_york = calendar("America/New_York", 2);
  EXPECT_EQ(new_york.day_start(at("2026-03-08T03:30:00-04:00")), at("2026-03-08T03:00:00-04:00"));
}

TEST(BusinessCalendarTest, DatesAreReadStrictly) {
  EXPECT_EQ(parse_date("2028-02-29"), (CivilDate{2028, 2, 29}));
  for (const auto* bad : {"2027-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "26-01-01", "",
                          "2026-01-01T", "2026/01/01", "1969-12-31", "20260-1-01", "-026-01-01"}) {
    EXPECT_FALSE(parse_date(bad)) << bad;
  }
  EXPECT_EQ(to_string(CivilDate{2026, 1, 5}), "2026-01-05");
  EXPECT_EQ(days_between({2026, 2, 27}, {2026, 3, 1}), 2);
  EXPECT_EQ(days_between({2026, 3, 1}, {2026, 2, 27}), -2);
}

TEST(BusinessCalendarTest, ADateNamesItsBusinessDay) {
  for (const auto* zone : {"Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Apia"}) {
    const BusinessCalendar days = calendar(zone);
    Timestamp day = days.day_start(at("2011-01-01T12:00:00Z"));
    for (int i = 0; i < 366; ++i, day = days.next_day(day)) {
      ASSERT_EQ(days.start_of(days.business_date(day)), day) << zone << ' ' << format_millis(day);
    }
  }
}

TEST(BusinessCalendarTest, TheWallClockIsTheShops) {
  const BusinessCalendar saigon = calendar("Asia/Ho_Chi_Minh");
  EXPECT_EQ(saigon.wall_clock(at("2026-01-31T20:05:09.999Z")), (CivilTime{{2026, 2, 1}, 3, 5, 9}));
  EXPECT_EQ(saigon.business_date(at("2026-01-31T20:05:09.999Z")), (CivilDate{2026, 1, 31}));
}

TEST(BusinessCalendarTest, UnknownZoneAndBadHourAreNamed) {
  EXPECT_EQ(BusinessCalendar::make("Asia/Atlantis", 4).error().fields.at(0).field, "time_zone");
  EXPECT_EQ(BusinessCalendar::make("Asia/Kathmandu", 24).error().fields.at(0).field,
            "cut_off_hour");
}

// Every moment lies in exactly one day and one hour, and each begins where the one before ended.
TEST(BusinessCalendarTest, DaysAndHoursCoverAllTimeWithoutOverlap) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::int64_t> moment(at("1960-01-01T00:00:00Z").us,
                                                     at("2037-01-01T00:00:00Z").us);
  for (const auto* zone : {"Asia/Ho_Chi_Minh", "Asia/Kathmandu", "America/New_York",
                           "Australia/Lord_Howe", "America/Havana", "Pacific/Apia"}) {
    for (const int cut_off : {0, 1, 2, 3, 4, 23}) {
      const BusinessCalendar days = calendar(zone, cut_off);
      for (int i = 0; i < 300; ++i) {
        const Timestamp t{moment(random)};
        const Timestamp day = days.day_start(t);
        ASSERT_LE(day, t) << zone << ' ' << format_millis(t);
        ASSERT_EQ(days.day_start(day), day) << zone << ' ' << format_millis(t);
        ASSERT_GT(days.next_day(t), t) << zone << ' ' << format_millis(t);
        ASSERT_EQ(days.day_start(days.next_day(t)), days.next_day(t)) << zone;
        ASSERT_EQ(days.day_start({days.next_day(t).us - 1}), day) << zone << format_millis(t);
        const Timestamp hour = days.hour_start(t);
        ASSERT_LE(hour, t);
        ASSERT_EQ(days.hour_start(hour), hour) << zone << ' ' << format_millis(t);
        ASSERT_EQ(days.hour_start({days.next_hour(t).us - 1}), hour) << zone << format_millis(t);
        ASSERT_EQ(days.hour_start(days.next_hour(t)), days.next_hour(t)) << zone;
      }
    }
  }
}

}  // namespace
}  // namespace shop::domain

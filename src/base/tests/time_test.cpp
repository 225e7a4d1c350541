#include "base/time.hpp"

#include <gtest/gtest.h>

namespace shop {
namespace {

TEST(Rfc3339, ReadsOffsetsAndFractions) {
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00Z")->us, 0);
  EXPECT_EQ(parse_rfc3339("2016-10-30T09:58:11+07:00"), parse_rfc3339("2016-10-30T02:58:11Z"));
  EXPECT_EQ(parse_rfc3339("2026-01-31T08:05:00.1234567z")->us % 1'000'000, 123456);
  EXPECT_EQ(parse_rfc3339("1969-12-31T23:59:59.5Z")->us, -500'000);
}

TEST(Rfc3339, RefusesWhatIsNoTime) {
  for (const char* bad :
       {"", "2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z", "2026-01-31T24:00:00Z",
        "2026-01-31T08:60:00Z", "2026-01-31 08:00:00Z", "2026-01-31T08:00:00",
        "2026-01-31T08:00:00.Z", "2026-01-31T08:00:00+24:00", "2026-01-31T08:00:00+0700",
        "2026-01-31T08:00:00Zz", "0000-01-01T00:00:00Z", "2026-13-01T00:00:00Z"}) {
    EXPECT_FALSE(parse_rfc3339(bad)) << bad;
  }
}

TEST(Rfc3339, WritesUtcAndReadsItBack) {
  for (const std::int64_t us : {0LL, -1LL, 1'769'846'700'123'456LL, -62'135'596'800'000'000LL}) {
    const Timestamp t{floor_to(us, 1000)};
    EXPECT_EQ(parse_rfc3339(format_millis(t)), t) << format_millis(t);
  }
  EXPECT_EQ(format_seconds(*parse_rfc3339("2024-02-29T23:59:59.9Z")), "2024-02-29T23:59:59Z");
}

TEST(FloorTo, IsRightBelowZero) {
  EXPECT_EQ(floor_to(-1, 60), -60);
  EXPECT_EQ(floor_to(60, 60), 60);
  EXPECT_EQ(floor_to(119, 60), 60);
}

}  // namespace
}  // namespace shop

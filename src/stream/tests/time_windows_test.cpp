#include <gtest/gtest.h>

#include "stream/tumbling.hpp"
#include "stream/watermark.hpp"

namespace shop::stream {
namespace {

constexpr TumblingWindows kMinutes{minutes(1)};

TEST(TumblingWindowsTest, EventOnTheBoundaryStartsTheNextWindow) {
  EXPECT_EQ(kMinutes.start_of({59'999'999}), Timestamp{0});
  EXPECT_EQ(kMinutes.start_of({60'000'000}), Timestamp{60'000'000});
  EXPECT_EQ(kMinutes.end_of({0}), Timestamp{60'000'000});
}

TEST(TumblingWindowsTest, TimesBefore1970RoundDown) {
  EXPECT_EQ(kMinutes.start_of({-1}), Timestamp{-60'000'000});
  EXPECT_EQ(kMinutes.start_of({-60'000'000}), Timestamp{-60'000'000});
  EXPECT_EQ(kMinutes.start_of({-60'000'001}), Timestamp{-120'000'000});
}

TEST(WatermarkTest, NothingIsLateBeforeTheFirstEvent) {
  const Watermark watermark(minutes(2));
  EXPECT_FALSE(watermark.value());
  EXPECT_FALSE(watermark.has_passed({-1'000'000'000'000}));
}

TEST(WatermarkTest, FollowsTheGreatestEventTimeAndNeverGoesBack) {
  Watermark watermark(minutes(2));
  EXPECT_TRUE(watermark.observe(Timestamp{} + minutes(10)));
  EXPECT_EQ(watermark.value(), Timestamp{} + minutes(8));
  EXPECT_FALSE(watermark.observe(Timestamp{} + minutes(9)));
  EXPECT_EQ(watermark.value(), Timestamp{} + minutes(8));
}

TEST(WatermarkTest, ReachingTheEndClosesTheWindow) {
  Watermark watermark(minutes(2));
  watermark.observe(Timestamp{} + minutes(10));
  EXPECT_TRUE(watermark.has_passed(Timestamp{} + minutes(8)));
  EXPECT_FALSE(watermark.has_passed(Timestamp{(Timestamp{} + minutes(8)).us + 1}));
}

}  // namespace
}  // namespace shop::stream

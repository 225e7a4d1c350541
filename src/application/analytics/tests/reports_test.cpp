#include "application/analytics/reports.hpp"

#include <gtest/gtest.h>

#include "application/analytics/serve_time.hpp"

namespace shop::analytics {
namespace {

Timestamp at(std::string_view text) { return parse_rfc3339(text).value(); }

/// Remembers what it was asked.
class RecordingQueries final : public AnalyticsQueries {
 public:
  Result<std::vector<SalesPoint>> sales(const SalesQuery& query,
                                        const domain::BusinessCalendar& /*calendar*/) override {
    range = query.range;
    return std::vector<SalesPoint>();
  }
  Result<std::vector<TopItem>> top_items(const TopItemsQuery& query) override {
    as_of = query.as_of;
    return std::vector<TopItem>();
  }
  Result<Kpis> kpis(const KpiQuery& query) override {
    range = query.range;
    return Kpis();
  }
  Result<std::vector<DeadLetter>> dead_letters(std::int64_t /*after*/,
                                               std::int64_t /*limit*/) override {
    return std::vector<DeadLetter>();
  }
  Result<std::vector<TopicCount>> counts() override { return std::vector<TopicCount>(); }
  Result<std::int64_t> position() override { return 0; }

  TimeRange range;
  Timestamp as_of;
};

class ReportsTest : public ::testing::Test {
 protected:
  RecordingQueries queries_;
  domain::BusinessCalendar calendar_ =
      domain::BusinessCalendar::make("Asia/Ho_Chi_Minh", 4).value();
  ManualClock clock_{at("2026-01-31T03:00:00+07:00")};
  Reports reports_{queries_, [this] { return calendar_; }, clock_};
};

TEST_F(ReportsTest, NoBoundsMeanTheCurrentBusinessDay) {
  ASSERT_TRUE(reports_.kpis({}, {}));
  EXPECT_EQ(queries_.range.from, at("2026-01-30T04:00:00+07:00"));
  EXPECT_EQ(queries_.range.to, at("2026-01-31T04:00:00+07:00"));
}

TEST_F(ReportsTest, OneBoundIsCompletedByItsBusinessDay) {
  const TimeRange since = reports_.resolve({at("2026-01-01T00:00:00Z"), {}}).value();
  EXPECT_EQ(since.to, at("2026-01-31T04:00:00+07:00"));
  const TimeRange future = reports_.resolve({at("2026-02-09T12:00:00+07:00"), {}}).value();
  EXPECT_EQ(future.to, at("2026-02-10T04:00:00+07:00"));
  const TimeRange until = reports_.resolve({{}, at("2026-01-20T04:00:00+07:00")}).value();
  EXPECT_EQ(until.from, at("2026-01-19T04:00:00+07:00"));
}

TEST_F(ReportsTest, RangeThatRunsBackwardsIsRefusedAndAnEmptyOneIsNot) {
  const Timestamp noon = at("2026-01-31T12:00:00Z");
  const auto refused = reports_.sales(Bucket::kDay, {noon, noon - seconds(1)}, {});
  EXPECT_EQ(refused.error().fields.at(0).field, "to");
  EXPECT_TRUE(reports_.sales(Bucket::kDay, {noon, noon}, {}));
}

TEST_F(ReportsTest, TopItemsAreAsOfNowAndBounded) {
  ASSERT_TRUE(reports_.top_items(5, 10, {}, {}));
  EXPECT_EQ(queries_.as_of, clock_.now());
  EXPECT_TRUE(reports_.top_items(Reports::kMinutesMax, Reports::kItemsMax, {}, {}));
  EXPECT_EQ(reports_.top_items(0, 10, {}, {}).error().fields.at(0).field, "minutes");
  EXPECT_FALSE(reports_.top_items(Reports::kMinutesMax + 1, 10, {}, {}));
  EXPECT_EQ(reports_.top_items(5, 0, {}, {}).error().fields.at(0).field, "limit");
  EXPECT_FALSE(reports_.top_items(5, Reports::kItemsMax + 1, {}, {}));
}

TEST(ServeTimeTest, ClassesAreExactToAboutSeventeenMinutesThenWithinAFifthOfAPercent) {
  for (std::int64_t s = 0; s < 1024; ++s) {
    EXPECT_EQ(serve_bucket_seconds(serve_bucket(seconds(s))), s);
  }
  std::int64_t last = -1;
  for (std::int64_t s = 0; s <= kServeSecondsMax; s += 7) {
    const std::int64_t bucket = serve_bucket(seconds(s));
    const std::int64_t shown = serve_bucket_seconds(bucket);
    ASSERT_GE(bucket, last);
    ASSERT_LE(shown, s);
    ASSERT_LE(s - shown, s / 512);
    last = bucket;
  }
  EXPECT_EQ(serve_bucket(seconds(-5)), 0);
  EXPECT_EQ(serve_bucket(seconds(kServeSecondsMax * 9)), serve_bucket(seconds(kServeSecondsMax)));
}

TEST(BucketTest, NamesReadBack) {
  EXPECT_EQ(parse_bucket("hour"), Bucket::kHour);
  EXPECT_EQ(parse_bucket("week"), std::nullopt);
}

}  // namespace
}  // namespace shop::analytics

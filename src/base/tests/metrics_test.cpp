#include "base/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace shop {
namespace {

using ::testing::HasSubstr;

TEST(MetricsTest, SameNameAndLabelsAreTheSameCounter) {
  MetricsRegistry registry;
  registry.counter("a_total", "A.", {{"route", "/x"}}).add();
  registry.counter("a_total", "A.", {{"route", "/x"}}).add(2);
  registry.counter("a_total", "A.", {{"route", "/y"}}).add();

  EXPECT_THAT(registry.text(), HasSubstr("# HELP a_total A.\n# TYPE a_total counter\n"
                                         "a_total{route=\"/x\"} 3\na_total{route=\"/y\"} 1\n"));
}

TEST(MetricsTest, HistogramBucketsAreCumulatedAndInSeconds) {
  MetricsRegistry registry;
  const std::int64_t bounds[] = {1000, 2'500'000};
  Histogram& histogram = registry.histogram("h_seconds", "H.", {}, bounds);
  histogram.observe_us(1000);
  histogram.observe_us(1001);
  histogram.observe_us(9'000'000);

  EXPECT_THAT(registry.text(), HasSubstr("h_seconds_bucket{le=\"0.001\"} 1\n"
                                         "h_seconds_bucket{le=\"2.5\"} 2\n"
                                         "h_seconds_bucket{le=\"+Inf\"} 3\n"
                                         "h_seconds_sum 9.002001\nh_seconds_count 3\n"));
}

TEST(MetricsTest, LabelValuesAreEscaped) {
  MetricsRegistry registry;
  registry.gauge("g", "Line one.\nLine two.", {{"name", "a\"b\\c\nd"}}).set(-5);

  EXPECT_THAT(registry.text(), HasSubstr("# HELP g Line one.\\nLine two.\n"));
  EXPECT_THAT(registry.text(), HasSubstr("g{name=\"a\\\"b\\\\c\\nd\"} -5\n"));
}

TEST(MetricsTest, CallbacksAreAskedAtEachScrape) {
  MetricsRegistry registry;
  double value = 1.5;
  registry.callback("lag_seconds", "Lag.", MetricsRegistry::Kind::kGauge, [&] { return value; });
  EXPECT_THAT(registry.text(), HasSubstr("lag_seconds 1.5\n"));

  value = 2;

  EXPECT_THAT(registry.text(), HasSubstr("lag_seconds 2\n"));
}

TEST(MetricsTest, CountsFromSeveralThreadsAreAllKept) {
  MetricsRegistry registry;
  const auto count = [&] {
    for (int i = 0; i < 10'000; ++i) registry.counter("n_total", "N.").add();
  };
  std::thread other(count);
  count();
  other.join();

  EXPECT_EQ(registry.counter("n_total", "N.").value(), 20'000);
}

}  // namespace
}  // namespace shop

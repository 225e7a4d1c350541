#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shop {

/// Label names and values of one time series, such as {{"route", "/orders"}, {"status", "201"}}.
using MetricLabels = std::vector<std::pair<std::string, std::string>>;

/// A number that only grows. Safe to use from any thread; costs one relaxed atomic addition.
class Counter {
 public:
  void add(std::int64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

/// A number that goes up and down. Safe to use from any thread.
class Gauge {
 public:
  void set(std::int64_t n) { value_.store(n, std::memory_order_relaxed); }
  void add(std::int64_t n) { value_.fetch_add(n, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

/// Counts durations in fixed buckets. Safe to use from any thread; a reader may see the sum and
/// the buckets of slightly different moments, which scraping tolerates.
class Histogram {
 public:
  /// `bounds_us` are the upper bounds in microseconds, growing; +Inf is added.
  explicit Histogram(std::span<const std::int64_t> bounds_us);
  void observe_us(std::int64_t us);

  const std::vector<std::int64_t>& bounds_us() const { return bounds_us_; }
  /// Observations in bucket `i` alone (not cumulated); the last one is +Inf.
  std::int64_t bucket(std::size_t i) const { return buckets_[i].load(std::memory_order_relaxed); }
  std::int64_t sum_us() const { return sum_us_.load(std::memory_order_relaxed); }

 private:
  std::vector<std::int64_t> bounds_us_;
  std::deque<std::atomic<std::int64_t>> buckets_;
  std::atomic<std::int64_t> sum_us_{0};
};

/// From 100 us to 10 s: what requests, flushes and queries take here.
inline constexpr std::int64_t kLatencyBoundsUs[] = {
    100,    250,     500,     1000,    2500,      5000,      10'000,    25'000,
    50'000, 100'000, 250'000, 500'000, 1'000'000, 2'500'000, 10'000'000};

/// All metrics of one process, by name and labels, and their Prometheus text (version 0.0.4).
/// Thread-safe. Look a metric up once and keep the reference: it lives as long as the registry.
class MetricsRegistry {
 public:
  /// Asking again for the same name and labels gives the same metric. Names follow Prometheus:
  /// `drinkshop_` first, the unit and `_total` last.
  Counter& counter(std::string_view name, std::string_view help, const MetricLabels& labels = {});
  Gauge& gauge(std::string_view name, std::string_view help, const MetricLabels& labels = {});
  Histogram& histogram(std::string_view name, std::string_view help,
                       const MetricLabels& labels = {},
                       std::span<const std::int64_t> bounds_us = kLatencyBoundsUs);

  enum class Kind : std::uint8_t { kCounter, kGauge, kHistogram };
  /// A value that is asked for at each scrape. `read` must be thread-safe and outlive the last
  /// text(). It is called without a lock, so it may take its time.
  void callback(std::string_view name, std::string_view help, Kind kind,
                std::function<double()> read, const MetricLabels& labels = {});

  std::string text();

 private:
  struct Callback {
    /// Shared with a scrape that runs while the callback is replaced.
    std::shared_ptr<const std::function<double()>> read;
    double value = 0;  ///< Of the newest scrape.
  };
  struct Family {
    std::string help;
    Kind kind = Kind::kCounter;
    std::map<std::string, Counter> counters;  ///< By label text; map nodes do not move.
    std::map<std::string, Gauge> gauges;
    std::map<std::string, Histogram> histograms;
    std::map<std::string, Callback> callbacks;
  };
  Family& family(std::string_view name, std::string_view help, Kind kind);
  void ask_callbacks();
  static void write_family(std::string& out, const std::string& name, const Family& family);

  mutable std::mutex mutex_;
  std::map<std::string, Family, std::less<>> families_;
};

}  // namespace shop

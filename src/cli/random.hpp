#pragma once

#include <cstdint>
#include <random>
#include <span>

#include "base/time.hpp"

namespace shop::cli {

/// Random choices that are the same for a seed on every machine: the standard library fixes its
/// engines but not its distributions. Not thread-safe.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// In [0, 1).
  double unit() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }
  bool chance(double probability) { return unit() < probability; }
  /// In [from, to).
  double between(double from, double to) { return from + (to - from) * unit(); }
  /// In [0, count).
  std::size_t below(std::size_t count);
  /// An index into `weights` (none negative, at least one above 0), as often as its weight says.
  std::size_t weighted(std::span<const double> weights);
  /// The time to the next event of a Poisson process.
  Duration exponential(double mean_seconds);
  /// Between the two (> 0), every order of magnitude as likely as the others.
  Duration log_uniform(Duration from, Duration to);

 private:
  std::mt19937_64 engine_;
};

}  // namespace shop::cli

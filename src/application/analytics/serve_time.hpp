#pragma once

#include <cstdint>

#include "base/time.hpp"

namespace shop::analytics {

// Classes of durations for a histogram: one class per second up to kServeExact - 1, above that
// kServeExact / 2 classes for each doubling, so a class is never wider than 0.2 % of its value.
// The numbers are stored in the database: never change them.

inline constexpr std::int64_t kServeExact = 1024;
/// Longer is counted as this: an order that was forgotten until the next day says no more.
inline constexpr std::int64_t kServeSecondsMax = 7L * 24 * 3600;

/// The class of a duration; negative ones (a clock was set back) count as 0.
constexpr std::int64_t serve_bucket(Duration took) {
  std::int64_t seconds = took.us / 1'000'000;
  if (seconds < 0) seconds = 0;
  if (seconds > kServeSecondsMax) seconds = kServeSecondsMax;
  std::int64_t doublings = 0;
  while (seconds >= kServeExact) {
    seconds /= 2;
    ++doublings;
  }
  return doublings * (kServeExact / 2) + seconds;
}

/// The smallest number of whole seconds in a class.
constexpr std::int64_t serve_bucket_seconds(std::int64_t bucket) {
  if (bucket < kServeExact) return bucket;
  const std::int64_t half = kServeExact / 2;
  const std::int64_t doublings = bucket / half - 1;
  return (bucket - doublings * half) << doublings;
}

}  // namespace shop::analytics

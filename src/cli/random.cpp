#include "cli/random.hpp"

#include <cmath>
#include <numeric>

namespace shop::cli {

std::size_t Random::below(std::size_t count) {
  // Biased by less than count / 2^64.
  return static_cast<std::size_t>(unit() * static_cast<double>(count));
}

std::size_t Random::weighted(std::span<const double> weights) {
  double left = unit() * std::accumulate(weights.begin(), weights.end(), 0.0);
  std::size_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    if (left < weights[i]) return i;
    left -= weights[i];
    last = i;  // Rounding may leave a little at the end: never choose a weight of 0 for it.
  }
  return last;
}

Duration Random::exponential(double mean_seconds) {
  return {static_cast<std::int64_t>(-std::log1p(-unit()) * mean_seconds * 1e6)};
}

Duration Random::log_uniform(Duration from, Duration to) {
  const double low = std::log(static_cast<double>(from.us));
  const double high = std::log(static_cast<double>(to.us));
  return {static_cast<std::int64_t>(std::exp(between(low, high)))};
}

}  // namespace shop::cli

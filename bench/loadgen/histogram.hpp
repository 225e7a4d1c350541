#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace drinkshop_bench {

/// Counts durations in a log-linear grid: exact below 128 ticks, then 64 steps per doubling, so a
/// percentile is at most 1.6 % too high. A tick is one microsecond. Fixed size, no allocation.
class Histogram {
 public:
  void add(std::uint64_t micros) {
    ++counts_[index_of(micros)];
    ++total_;
    sum_ += micros;
    if (micros > max_) max_ = micros;
  }

  /// The smallest value that at least `share` (0 to 1) of all samples do not exceed; 0 when empty.
  std::uint64_t percentile(double share) const {
    if (total_ == 0) return 0;
    auto rank = static_cast<std::uint64_t>(share * static_cast<double>(total_) + 0.999999);
    if (rank < 1) rank = 1;
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (seen >= rank) return upper_bound_of(i) < max_ ? upper_bound_of(i) : max_;
    }
    return max_;
  }

  std::uint64_t max() const { return max_; }
  std::uint64_t total() const { return total_; }
  double mean() const {
    return total_ == 0 ? 0.0 : static_cast<double>(sum_) / static_cast<double>(total_);
  }

 private:
  static constexpr unsigned kStepBits = 6;
  static constexpr std::size_t kLinear = std::size_t{2} << kStepBits;  // 128
  static constexpr std::size_t kBuckets = kLinear + (40U << kStepBits);

  static std::size_t index_of(std::uint64_t value) {
    if (value < kLinear) return static_cast<std::size_t>(value);
    const unsigned shift = static_cast<unsigned>(std::bit_width(value)) - (kStepBits + 1);
    const std::uint64_t step = (value >> shift) - (kLinear / 2);
    const std::size_t index = kLinear + ((shift - 1) << kStepBits) + static_cast<std::size_t>(step);
    return index < kBuckets ? index : kBuckets - 1;
  }

  static std::uint64_t upper_bound_of(std::size_t index) {
    if (index < kLinear) return index;
    const std::size_t shift = ((index - kLinear) >> kStepBits) + 1;
    const std::uint64_t step = ((index - kLinear) & ((std::size_t{1} << kStepBits) - 1)) + 64;
    return ((step + 1) << shift) - 1;
  }

  std::array<std::uint64_t, kBuckets> counts_{};
  std::uint64_t total_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace drinkshop_bench

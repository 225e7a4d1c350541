#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace shop::stream {

/// Numbers small integer keys 0, 1, 2, ... in order of insertion, so that the values of a key can
/// live in a plain vector. Up to kScanMax keys are found by scanning one cache line; more by a hash
/// table of half-empty slots. Memory is proportional to the keys that are in it, not to their
/// greatest value.
class IdIndex {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  static constexpr std::size_t kScanMax = 8;

  std::uint32_t find(std::uint32_t key) const {
    if (slots_.empty()) {
      for (std::size_t i = 0; i < keys_.size(); ++i) {
        if (keys_[i] == key) return static_cast<std::uint32_t>(i);
      }
      return kNone;
    }
    for (std::size_t at = slot_of(key);; at = (at + 1) & (slots_.size() - 1)) {
      const std::uint32_t ordinal = slots_[at];
      if (ordinal == kNone || keys_[ordinal] == key) return ordinal;
    }
  }

  /// The key must not be in the index yet. Returns its number.
  std::uint32_t insert(std::uint32_t key) {
    const auto ordinal = static_cast<std::uint32_t>(keys_.size());
    keys_.push_back(key);
    if (keys_.size() * 2 > slots_.size() && keys_.size() > kScanMax) {
      rebuild();
    } else if (!slots_.empty()) {
      place(ordinal);
    }
    return ordinal;
  }

  /// Keys in order of insertion.
  std::span<const std::uint32_t> keys() const { return keys_; }

 private:
  std::size_t slot_of(std::uint32_t key) const {
    return static_cast<std::size_t>(key * 0x9E3779B97F4A7C15ULL >> 32) & (slots_.size() - 1);
  }
  void place(std::uint32_t ordinal) {
    std::size_t at = slot_of(keys_[ordinal]);
    while (slots_[at] != kNone) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = ordinal;
  }
  void rebuild() {
    std::size_t size = 32;
    while (size < keys_.size() * 4) size *= 2;
    slots_.assign(size, kNone);
    for (std::uint32_t i = 0; i < keys_.size(); ++i) place(i);
  }

  std::vector<std::uint32_t> keys_;
  std::vector<std::uint32_t> slots_;  // Ordinals; empty while scanning is enough.
};

}  // namespace shop::stream

#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "stream/hash.hpp"

namespace shop::stream {

/// Gives each distinct text a small number, 0, 1, 2, ... in order of first use, for as long as the
/// interner lives. Texts are never forgotten: use it for what a shop has few of (shops, menu items,
/// names), not for ids of events. Not thread-safe.
class Interner {
 public:
  explicit Interner(std::uint64_t seed = kDefaultHashSeed);

  std::uint32_t intern(std::string_view text);
  /// Valid as long as the interner.
  std::string_view text(std::uint32_t number) const { return views_[number]; }
  std::size_t size() const { return views_.size(); }

 private:
  struct Slot {
    std::uint32_t hash_top = 0;
    std::uint32_t number = kFree;
  };
  static constexpr std::uint32_t kFree = UINT32_MAX;

  void grow();

  std::uint64_t seed_;
  std::deque<std::string> texts_;  // A deque keeps addresses, and so views, valid.
  std::vector<std::string_view> views_;
  std::vector<Slot> slots_;  // A power of two, at most half full.
};

}  // namespace shop::stream

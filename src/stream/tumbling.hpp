#pragma once

#include "base/time.hpp"

namespace shop::stream {

/// Fixed, adjacent event-time windows `[start, start + size)`, aligned to the epoch. An event
/// exactly on a boundary belongs to the window that starts there; times before 1970 are windowed
/// the same way.
class TumblingWindows {
 public:
  /// `size` must be positive.
  explicit constexpr TumblingWindows(Duration size) : size_(size) {}

  constexpr Duration size() const { return size_; }
  constexpr Timestamp start_of(Timestamp t) const { return {floor_to(t.us, size_.us)}; }
  constexpr Timestamp end_of(Timestamp start) const { return start + size_; }

 private:
  Duration size_;
};

}  // namespace shop::stream

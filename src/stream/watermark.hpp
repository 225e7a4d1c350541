#pragma once

#include <optional>

#include "base/time.hpp"

namespace shop::stream {

/// The promise "nothing older than this is expected": the greatest event time seen minus a delay.
/// It never goes back, so a window that was closed by it stays closed. Before the first event
/// there is no watermark and nothing is late. Moves after every event, not between batches.
class Watermark {
 public:
  explicit constexpr Watermark(Duration delay) : delay_(delay) {}

  /// True when the watermark moved.
  constexpr bool observe(Timestamp event_time) { return raise_to(event_time - delay_); }

  /// As observe(), with the delay already taken off.
  constexpr bool raise_to(Timestamp to) {
    if (value_ && *value_ >= to) return false;
    value_ = to;
    return true;
  }

  /// A window whose end the watermark has reached is closed; an event of it is late.
  constexpr bool has_passed(Timestamp window_end) const { return value_ && *value_ >= window_end; }

  constexpr const std::optional<Timestamp>& value() const { return value_; }
  constexpr void restore(std::optional<Timestamp> value) { value_ = value; }

 private:
  Duration delay_;
  std::optional<Timestamp> value_;
};

}  // namespace shop::stream

#pragma once

#include "base/time.hpp"

namespace shop {

/// The only way to learn the time. Tests pass a clock that they move by hand.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Wall-clock time; may jump. Safe to call from any thread.
  virtual Timestamp now() const = 0;
};

/// The machine's wall clock.
class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
};

/// A clock that stands still until it is moved. Not thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Timestamp start) : now_(start) {}
  Timestamp now() const override { return now_; }
  void set(Timestamp t) { now_ = t; }
  void advance(Duration d) { now_ = now_ + d; }

 private:
  Timestamp now_;
};

}  // namespace shop

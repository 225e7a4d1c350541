#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace shop::cli {

/// Work that is due at some time, handed to several threads when its time has come. Thread-safe.
template <class Job>
class JobClock {
 public:
  using Time = std::chrono::steady_clock::time_point;

  void add(Time due, Job job) {
    {
      const std::lock_guard lock(mutex_);
      timers_.push_back({due, next_number_++, std::move(job)});
      std::push_heap(timers_.begin(), timers_.end(), later);
    }
    changed_.notify_one();
  }

  /// Waits for the next due job; nullopt after stop(). The caller calls done() after its work.
  std::optional<std::pair<Time, Job>> take() {
    std::unique_lock lock(mutex_);
    while (!stopped_) {
      const Time now = std::chrono::steady_clock::now();
      if (!timers_.empty() && (hurry_ || timers_.front().due <= now)) {
        std::pop_heap(timers_.begin(), timers_.end(), later);
        Timer timer = std::move(timers_.back());
        timers_.pop_back();
        ++busy_;
        return std::pair{timer.due, std::move(timer.job)};
      }
      if (timers_.empty()) {
        changed_.wait(lock);
      } else {
        // A copy: the wait reads its deadline again after another thread may have moved the timers.
        const Time due = timers_.front().due;
        changed_.wait_until(lock, due);
      }
    }
    return std::nullopt;
  }

  void done() {
    const std::lock_guard lock(mutex_);
    --busy_;
    idle_.notify_all();
  }

  /// From now on everything is due at once.
  void hurry() {
    const std::lock_guard lock(mutex_);
    hurry_ = true;
    changed_.notify_all();
  }

  /// Waits until nothing is left to do, at most until `deadline`; true: nothing is left.
  bool wait_until_idle(Time deadline) {
    std::unique_lock lock(mutex_);
    return idle_.wait_until(lock, deadline, [&] { return timers_.empty() && busy_ == 0; });
  }

  /// Every take() returns nullopt from now on.
  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  }

  std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return timers_.size();
  }

 private:
  struct Timer {
    Time due;
    std::uint64_t number;  ///< Of two jobs due at once the earlier added one goes first.
    Job job;
  };
  static bool later(const Timer& a, const Timer& b) {
    return std::pair(a.due, a.number) > std::pair(b.due, b.number);
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable idle_;
  std::vector<Timer> timers_;  ///< A heap, the soonest in front.
  std::uint64_t next_number_ = 0;
  std::size_t busy_ = 0;
  bool hurry_ = false;
  bool stopped_ = false;
};

}  // namespace shop::cli

#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "events/log_record.hpp"

namespace shop::application {

/// The tail of the log in memory, for readers that follow it live (SSE, the stream engine, a
/// relay). The committer publishes each batch after its commit; listeners are only woken and then
/// read by position, so a slow one holds nothing up: it falls back to the database. Thread-safe.
class LogFeed {
 public:
  /// Keeps at most `records_max` records.
  explicit LogFeed(std::size_t records_max) : records_max_(records_max) {}

  /// Appends committed records in position order and wakes every listener. A gap to the last one
  /// (another process wrote in between) empties the tail first.
  void publish(std::vector<events::LogRecordPtr> records);

  struct Slice {
    bool complete = false;  ///< False: `after` is older than the tail, read from the database.
    std::vector<events::LogRecordPtr> records;
  };
  /// Records with position > after, at most `max`.
  Slice read(std::int64_t after, std::size_t max) const;
  /// The newest position published; 0 before the first.
  std::int64_t head() const;
  void set_head(std::int64_t position);

  using ListenerId = std::uint64_t;
  /// `wake` is called on the publishing thread after each publish; it must not block.
  ListenerId listen(std::function<void()> wake);
  void forget(ListenerId id);

 private:
  const std::size_t records_max_;
  mutable std::mutex mutex_;
  std::deque<events::LogRecordPtr> tail_;
  std::int64_t head_ = 0;
  std::map<ListenerId, std::function<void()>> listeners_;
  ListenerId next_listener_ = 1;
};

/// The newest provisional numbers of the open minutes, one text per change, for live dashboards.
/// Readers always get the newest state; what they missed in between is not replayed. Thread-safe.
class LiveBoard {
 public:
  struct State {
    std::uint64_t version = 0;
    /// JSON objects: {"type":"sales_per_minute", …, "provisional":true, "position":N}.
    std::shared_ptr<const std::vector<std::string>> frames;
  };
  void publish(std::vector<std::string> frames);
  State state() const;
  LogFeed::ListenerId listen(std::function<void()> wake);
  void forget(LogFeed::ListenerId id);

 private:
  mutable std::mutex mutex_;
  State state_;
  std::map<LogFeed::ListenerId, std::function<void()>> listeners_;
  LogFeed::ListenerId next_listener_ = 1;
};

}  // namespace shop::application

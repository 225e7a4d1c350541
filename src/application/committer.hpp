#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "application/log_feed.hpp"
#include "application/orders.hpp"
#include "application/ports/ledger.hpp"
#include "base/assert.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/order.hpp"

namespace shop::application {

/// One order on its way to the committer's thread.
struct OrderJob {
  domain::OrderRequest request;
  domain::PricedOrder priced;
  std::string event_json;
  Orders::PlaceDone done;
};

/// Group commit. One thread takes whatever commands wait in a bounded queue, runs them in one
/// transaction, makes them durable with one flush, publishes their events to the LogFeed, and only
/// then answers them all. Latency stays near one and a half flush times while throughput grows with
/// load. A refused command leaves no trace and does not touch its neighbours.
///
/// When the store fails, everybody in the batch learns it, nothing more is acknowledged, and the
/// store is reopened and checked before the next try.
class Committer {
 public:
  struct Options {
    std::size_t queue_max = 8192;  ///< Beyond it commands are refused with kUnavailable.
    std::size_t batch_max = 1024;  ///< Commands in one transaction.
  };

  struct Stats {
    std::int64_t batches = 0;
    std::int64_t commands = 0;
    std::int64_t refused_full_queue = 0;
    std::int64_t store_failures = 0;
    std::int64_t flushes = 0;
    std::int64_t queue_length = 0;
    Timestamp last_append;  ///< When an event was last appended; start time before the first.
    std::optional<ErrorKind> failing;  ///< Why the store refuses at the moment.
  };

  /// Starts the thread. The references must outlive this object.
  Committer(Ledger& ledger, LogFeed& feed, const Clock& clock, Options options);
  /// Finishes what is queued, then stops.
  ~Committer();
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  /// Queues an order, which is moved from; its `done` runs on the committer's thread. kUnavailable
  /// when the queue is full or the committer is stopping: then the job is untouched.
  Result<void> submit(OrderJob& job);

  /// Runs `work` inside the next batch and waits until its effect is durable. An error from `work`
  /// undoes what it did. Must not be called from the committer's thread.
  template <class T>
  Result<T> run(std::function<Result<T>(UnitOfWork&, Timestamp now)> work) {
    std::optional<Result<T>> value;
    auto outcome = run_void([&](UnitOfWork& unit, Timestamp now) -> Result<void> {
      value.emplace(work(unit, now));
      if (!*value) return value->error();
      return ok();
    });
    if (!outcome) return std::move(outcome).error();
    SHOP_ASSERT(value.has_value());  // What became durable has run.
    return std::move(*value);
  }
  Result<void> run_void(std::function<Result<void>(UnitOfWork&, Timestamp now)> work);

  /// Looks for what other processes appended and publishes it, without writing anything.
  void poke();

  /// Called on the committer's thread after another process changed the ledger.
  void on_outside_changes(std::function<void()> callback);

  Stats stats() const;

 private:
  struct WorkJob {
    std::function<Result<void>(UnitOfWork&, Timestamp)> work;
    std::function<void(Result<void>)> done;
  };
  using Job = std::variant<OrderJob, WorkJob>;
  struct OrderAnswer {
    OrderJob* job;
    Result<PlacedOrder> outcome;
  };
  struct WorkAnswer {
    WorkJob* job;
    Result<void> outcome;
  };

  template <class J>
  Result<void> enqueue(J& job);
  void loop();
  void await_company(std::unique_lock<std::mutex>& lock);
  void commit_batch(std::vector<Job>& batch);
  Result<void> run_batch(UnitOfWork& unit, std::vector<Job>& batch, Timestamp now);
  Result<void> run_orders(UnitOfWork& unit, std::vector<Job>& batch, std::size_t from,
                          std::size_t to, Timestamp now);
  Result<void> run_work(UnitOfWork& unit, WorkJob& job, Timestamp now);
  Result<void> ensure_open();
  void note_failure(const Error& error);
  static void fail_all(std::vector<Job>& batch, const Error& error);

  Ledger& ledger_;
  LogFeed& feed_;
  const Clock& clock_;
  const Options options_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  static constexpr std::size_t kNobodyWaits = SIZE_MAX;
  std::size_t wake_at_ = kNobodyWaits;  ///< The queue length that wakes the committer's thread.
  bool stopping_ = false;
  Stats stats_;
  std::function<void()> outside_changes_;

  // Only the committer's thread touches these.
  std::size_t last_batch_ = 0;
  std::chrono::nanoseconds last_flush_{};  ///< How long the last batch waited for the disk.
  std::optional<Error> broken_;
  std::vector<std::variant<OrderAnswer, WorkAnswer>> answers_;  ///< Of the running batch.
  std::vector<PlaceOrderCommand> commands_;                     ///< Kept for its memory.

  std::thread thread_;
};

}  // namespace shop::application

#include "application/committer.hpp"

#include <time.h>

#include <algorithm>
#include <utility>

#include "base/thread_name.hpp"

namespace shop::application {
namespace {

Error queue_full() {
  Error error = make_error(ErrorKind::kUnavailable, "overload.queue_full",
                           "too many commands are waiting; try again with the same id");
  error.retry_after_s = 1;
  return error;
}

std::chrono::nanoseconds thread_cpu_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// A store error tells the client that the outcome may be unknown, and how to find out.
Error for_client(Error error) {
  if (error.kind == ErrorKind::kUnavailable) {
    error.detail += "; repeat the request with the same id to learn its outcome";
    error.retry_after_s = std::max(error.retry_after_s, 1);
  }
  return error;
}

}  // namespace

Committer::Committer(Ledger& ledger, LogFeed& feed, const Clock& clock, Options options)
    : ledger_(ledger), feed_(feed), clock_(clock), options_(options) {
  stats_.last_append = clock_.now();
  thread_ = std::thread([this] {
    name_this_thread("committer");
    loop();
  });
}

Committer::~Committer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

template <class J>
Result<void> Committer::enqueue(J& job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      return make_error(ErrorKind::kUnavailable, "shop.stopping", "the shop is shutting down");
    }
    if (queue_.size() >= options_.queue_max) {
      ++stats_.refused_full_queue;
      return queue_full();
    }
    queue_.emplace_back(std::move(job));
    if (queue_.size() < wake_at_) return ok();
  }
  wake_.notify_one();
  return ok();
}

Result<void> Committer::submit(OrderJob& job) { return enqueue(job); }

Result<void> Committer::run_void(std::function<Result<void>(UnitOfWork&, Timestamp)> work) {
  std::promise<Result<void>> promise;
  auto future = promise.get_future();
  WorkJob job{std::move(work),
              [&promise](Result<void> outcome) { promise.set_value(std::move(outcome)); }};
  SHOP_TRY(enqueue(job));
  return future.get();
}

void Committer::poke() {
  WorkJob nothing{[](UnitOfWork&, Timestamp) -> Result<void> { return ok(); },
                  [](const Result<void>&) {}};
  // Refused by a full queue is fine: then a batch is about to run anyway.
  [[maybe_unused]] const auto ignored = enqueue(nothing);
}

void Committer::on_outside_changes(std::function<void()> callback) {
  const std::lock_guard lock(mutex_);
  outside_changes_ = std::move(callback);
}

Committer::Stats Committer::stats() const {
  const std::lock_guard lock(mutex_);
  Stats stats = stats_;
  stats.queue_length = static_cast<std::int64_t>(queue_.size());
  return stats;
}

void Committer::loop() {
  std::vector<Job> batch;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_at_ = 1;
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      await_company(lock);
      wake_at_ = kNobodyWaits;
      const std::size_t count = std::min(queue_.size(), options_.batch_max);
      const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
      batch.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
      queue_.erase(queue_.begin(), end);
    }
    const auto started = std::chrono::steady_clock::now();
    const auto worked = thread_cpu_time();
    last_batch_ = batch.size();
    commit_batch(batch);
    last_flush_ = (std::chrono::steady_clock::now() - started) - (thread_cpu_time() - worked);
    batch.clear();
  }
}

// The clients that were just answered come back within a moment. Waiting for as many as last time,
// but at most half as long as the last batch waited for the disk, lets twice as many share the next
// flush (the rule of PostgreSQL's commit_delay). With a fast disk there is nothing to win, and a
// lone client is never kept waiting.
void Committer::await_company(std::unique_lock<std::mutex>& lock) {
  constexpr std::size_t kCrowd = 8;
  constexpr std::chrono::nanoseconds kWaitMax = std::chrono::milliseconds(2);
  if (last_batch_ < kCrowd || queue_.size() >= last_batch_) return;
  wake_at_ = std::min(last_batch_ * 2, options_.batch_max);
  wake_.wait_for(lock, std::min(last_flush_ / 2, kWaitMax),
                 [&] { return stopping_ || queue_.size() >= wake_at_; });
}

Result<void> Committer::ensure_open() {
  if (!broken_) return ok();
  SHOP_TRY(ledger_.reopen());
  broken_.reset();
  return ok();
}

void Committer::note_failure(const Error& error) {
  ledger_.rollback();
  broken_ = error;
  const std::lock_guard lock(mutex_);
  ++stats_.store_failures;
  stats_.failing = error.kind;
}

void Committer::fail_all(std::vector<Job>& batch, const Error& error) {
  const Error answer = for_client(error);
  for (Job& job : batch) {
    if (auto* order = std::get_if<OrderJob>(&job)) {
      order->done(answer);
    } else {
      std::get<WorkJob>(job).done(answer);
    }
  }
}

void Committer::commit_batch(std::vector<Job>& batch) {
  answers_.clear();
  const auto attempt = [&]() -> Result<std::vector<events::LogRecordPtr>> {
    SHOP_TRY(ensure_open());
    SHOP_TRY(UnitOfWork * unit, ledger_.begin());
    SHOP_TRY(run_batch(*unit, batch, clock_.now()));
    return ledger_.commit();
  };
  Result<std::vector<events::LogRecordPtr>> records = attempt();
  if (!records) {
    note_failure(records.error());
    fail_all(batch, records.error());
    return;
  }
  const bool appended = !records.value().empty();
  std::function<void()> outside;
  {
    const std::lock_guard lock(mutex_);
    ++stats_.batches;
    stats_.commands += static_cast<std::int64_t>(batch.size());
    stats_.flushes = ledger_.flushes();
    stats_.failing.reset();
    if (appended) stats_.last_append = clock_.now();
    if (ledger_.take_outside_changes()) outside = outside_changes_;
  }
  // Durable: publish and answer. The feed comes first, so that who reads their order back by its
  // position finds it there.
  if (appended) feed_.publish(std::move(records).value());
  for (auto& answer : answers_) {
    std::visit([](auto& to) { to.job->done(std::move(to.outcome)); }, answer);
  }
  if (outside) outside();
}

Result<void> Committer::run_batch(UnitOfWork& unit, std::vector<Job>& batch, Timestamp now) {
  for (std::size_t i = 0; i < batch.size();) {
    if (auto* work = std::get_if<WorkJob>(&batch[i])) {
      SHOP_TRY(run_work(unit, *work, now));
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (end < batch.size() && std::holds_alternative<OrderJob>(batch[end])) ++end;
    SHOP_TRY(run_orders(unit, batch, i, end, now));
    i = end;
  }
  return ok();
}

Result<void> Committer::run_orders(UnitOfWork& unit, std::vector<Job>& batch, std::size_t from,
                                   std::size_t to, Timestamp now) {
  commands_.clear();
  for (std::size_t i = from; i < to; ++i) {
    auto& job = std::get<OrderJob>(batch[i]);
    commands_.push_back({&job.request, &job.priced, &job.event_json});
  }
  SHOP_TRY(auto results, unit.place_orders(commands_, now));
  for (std::size_t i = from; i < to; ++i) {
    answers_.emplace_back(OrderAnswer{&std::get<OrderJob>(batch[i]), std::move(results[i - from])});
  }
  return ok();
}

Result<void> Committer::run_work(UnitOfWork& unit, WorkJob& job, Timestamp now) {
  SHOP_TRY(unit.savepoint());
  Result<void> outcome = job.work(unit, now);
  if (outcome) {
    SHOP_TRY(unit.release_savepoint());
  } else {
    // A failing store is everybody's failure; a refused command is its own.
    const ErrorKind kind = outcome.error().kind;
    if (kind == ErrorKind::kStorageFull || outcome.error().code == "store.io") {
      return std::move(outcome).error();
    }
    SHOP_TRY(unit.rollback_savepoint());
  }
  answers_.emplace_back(WorkAnswer{&job, std::move(outcome)});
  return ok();
}

}  // namespace shop::application

#include "embedded/engine_loop.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "application/analytics/serve_time.hpp"
#include "base/thread_name.hpp"
#include "embedded/serve_times.hpp"

namespace shop::embedded {
namespace {

constexpr std::size_t kBatchMax = 2000;
// Between two commits: dashboards may be this late, and many small batches share one commit. A
// commit costs as much as some fifty orders, so that a busy shop rests longer.
constexpr std::chrono::milliseconds kRestMin{3};
constexpr std::chrono::milliseconds kRestMax{10};
constexpr std::size_t kRecordsPerRestMs = 25;
constexpr Duration kFirstPause = milliseconds(100);
constexpr Duration kLongestPause = seconds(5);

}  // namespace

Result<std::unique_ptr<EngineLoop>> EngineLoop::open(const Places& places,
                                                     application::Committer& committer,
                                                     application::LedgerReader& reader,
                                                     application::LogFeed& feed,
                                                     application::LiveBoard& live) {
  const int lock = ::open(places.lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) {
    return make_error(ErrorKind::kUnavailable, "data.cannot_lock",
                      "cannot open the lock file '" + places.lock_path + "'");
  }
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return make_error(ErrorKind::kConflict, "data.in_use",
                      "another process is serving this data folder");
  }
  std::unique_ptr<EngineLoop> loop(new EngineLoop(places, lock, committer, reader, feed, live));
  SHOP_TRY(loop->open_engine());
  return loop;
}

EngineLoop::EngineLoop(Places places, int lock, application::Committer& committer,
                       application::LedgerReader& reader, application::LogFeed& feed,
                       application::LiveBoard& live)
    : places_(std::move(places)),
      lock_(lock),
      committer_(committer),
      reader_(reader),
      feed_(feed),
      live_(live) {}

EngineLoop::~EngineLoop() {
  if (thread_.joinable()) {
    feed_.forget(listener_);
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    stop_.notify_all();
    thread_.join();
  }
  engine_.reset();
  store_.reset();
  ::close(lock_);  // Gives the lock back.
}

Result<void> EngineLoop::open_engine() {
  engine_.reset();
  tap_.reset();
  store_.reset();
  [[maybe_unused]] const auto dropped = emissions_.take();  // Of a batch that failed half-way.
  SHOP_TRY(store_, sqlite::AnalyticsStore::open(places_.analytics_path));
  tap_ = std::make_unique<LiveTap>(*store_);
  pipelines::EngineOptions options;
  randombytes_buf(&options.hash_seed, sizeof options.hash_seed);  // Clients choose order ids.
  SHOP_TRY(engine_, pipelines::Engine::open(*tap_, emissions_, options));
  SHOP_TRY(emitted_, reader_.get_marker(application::kEngineEmitted));
  position_ = engine_->position();
  return ok();
}

Result<std::vector<events::LogRecordPtr>> EngineLoop::next_batch() {
  auto slice = feed_.read(engine_->position(), kBatchMax);
  if (slice.complete) return std::move(slice.records);
  SHOP_TRY(auto records, reader_.read_log({}, engine_->position(), kBatchMax));
  std::vector<events::LogRecordPtr> batch;
  batch.reserve(records.size());
  for (auto& record : records) {
    batch.push_back(std::make_shared<const events::LogRecord>(std::move(record)));
  }
  return batch;
}

Result<std::size_t> EngineLoop::run_once() {
  SHOP_TRY(const auto batch, next_batch());
  if (batch.empty()) return batch.size();
  for (const auto& record : batch) {
    emissions_.at(record->position);
    SHOP_TRY(engine_->process(*record));
    if (record->topic == events::Topic::kOrderStatus) {
      if (const auto served = served_order(record->value)) {
        store_->add_serve_time(served->ready_at, served->shop_id, served->took);
      }
    }
  }
  SHOP_TRY(publish(batch.back()->position));
  SHOP_TRY(engine_->commit());
  position_ = engine_->position();
  live_.publish(tap_->frames());
  return batch.size();
}

Result<void> EngineLoop::publish(std::int64_t through) {
  auto emissions = emissions_.take();
  std::erase_if(emissions, [this](const EmissionBuffer::Emission& emission) {
    return emission.source_position <= emitted_;
  });
  if (emissions.empty()) return ok();
  SHOP_TRY(committer_.run_void([&](application::UnitOfWork& unit, Timestamp now) -> Result<void> {
    for (const auto& emission : emissions) {
      SHOP_TRY(unit.append(events::Topic::kAnalytics, emission.key, emission.json, now));
    }
    return unit.set_marker(application::kEngineEmitted, through);
  }));
  emitted_ = through;
  return ok();
}

Result<void> EngineLoop::catch_up(const std::function<void(std::int64_t)>& progress) {
  while (true) {
    SHOP_TRY(const std::size_t records, run_once());
    if (records == 0) return ok();
    if (progress) progress(engine_->position());
  }
}

Result<void> EngineLoop::seal() {
  engine_.reset();
  SHOP_TRY(store_->seal());
  tap_.reset();
  store_.reset();
  return ok();
}

void EngineLoop::start() {
  listener_ = feed_.listen([this] {
    {
      const std::lock_guard lock(mutex_);
      awake_ = true;
    }
    wake_.notify_one();
  });
  awake_ = true;
  thread_ = std::thread([this] {
    name_this_thread("stream-engine");
    follow();
  });
}

bool EngineLoop::wait_for_work() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return awake_ || stopping_; });
  awake_ = false;
  return !stopping_;
}

bool EngineLoop::rest_after(std::size_t records) {
  auto how_long =
      std::clamp(std::chrono::milliseconds(records / kRecordsPerRestMs), kRestMin, kRestMax);
  if (records >= kBatchMax) how_long = {};  // There is a backlog to work off.
  std::unique_lock lock(mutex_);
  stop_.wait_for(lock, how_long, [this] { return stopping_; });
  return stopping_;
}

void EngineLoop::pause(Duration how_long) {
  std::unique_lock lock(mutex_);
  stop_.wait_for(lock, std::chrono::microseconds(how_long.us), [this] { return stopping_; });
  awake_ = true;  // Whatever woke us meanwhile, look again.
}

void EngineLoop::follow() {
  Duration next_pause = kFirstPause;
  while (wait_for_work()) {
    Result<std::size_t> records = 1;
    while (records && records.value() > 0) {
      records = run_once();
      if (rest_after(records ? records.value() : 0)) return;
    }
    Result<void> outcome = ok();
    if (!records) outcome = records.error();
    // Half-way through an event the engine's memory is of no use: go back to the last commit.
    while (!outcome) {
      {
        const std::lock_guard lock(mutex_);
        failure_ = outcome.error().detail;
        if (stopping_) return;
      }
      pause(next_pause);
      next_pause = std::min(Duration{next_pause.us * 2}, kLongestPause);
      outcome = open_engine();
      if (!outcome) continue;
    }
    if (records) {
      next_pause = kFirstPause;
      const std::lock_guard lock(mutex_);
      failure_.reset();
    }
  }
}

std::optional<std::string> EngineLoop::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace shop::embedded

#pragma once

#include <atomic>
#include <boost/asio.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "adapters/http/api.hpp"
#include "adapters/http/internal/wire.hpp"
#include "adapters/http/server.hpp"
#include "adapters/http/sse.hpp"
#include "adapters/http/worker_pool.hpp"
#include "base/thread_name.hpp"
#include "base/uuid.hpp"

namespace shop::http {

namespace net = boost::asio;
using tcp = net::ip::tcp;
using SteadyTime = std::chrono::steady_clock::time_point;
using boost::system::error_code;

// The concrete executor everywhere: any_io_executor costs a tenth of a request.
using Executor = net::io_context::executor_type;
template <class T = void>
using Task = net::awaitable<T, Executor>;
using Socket = net::basic_stream_socket<tcp, Executor>;
using Timer = net::basic_waitable_timer<std::chrono::steady_clock,
                                        net::wait_traits<std::chrono::steady_clock>, Executor>;
inline constexpr net::use_awaitable_t<Executor> kAwait{};

inline SteadyTime after_seconds(int seconds) {
  return std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
}

/// What the loops of one server share. Thread-safe members only.
struct ServerShared {
  ServerShared(const ServerConfig& server_config, Api& the_api)
      : config(server_config),
        api(the_api),
        connections(
            the_api.use_cases().metrics.gauge("drinkshop_http_connections", "Open connections.")),
        streams(the_api.use_cases().metrics.gauge("drinkshop_http_streams", "Open event streams.")),
        refused(the_api.use_cases().metrics.counter("drinkshop_http_refused_connections_total",
                                                    "Closed at once: too many connections.")),
        timeouts(the_api.use_cases().metrics.counter("drinkshop_http_timeouts_total",
                                                     "Connections closed by a deadline.")),
        pool(config.pool_threads, config.pool_queue_max),
        hash_pool(1, config.hash_queue_max) {}

  const ServerConfig config;
  Api& api;
  Gauge& connections;
  Gauge& streams;
  Counter& refused;
  Counter& timeouts;
  WorkerPool pool;
  WorkerPool hash_pool;
};

/// What the loop knows of each of its connections.
class Peer {
 public:
  virtual ~Peer() = default;
  /// When the connection is to be closed if nothing happens; checked twice a second.
  SteadyTime deadline = SteadyTime::max();
  /// Closes the socket: whatever the connection waits for ends with an error.
  virtual void close() = 0;
  /// The server stops: idle connections close, busy ones finish their request first.
  virtual void begin_stop() = 0;
  /// New log records or numbers may be there; only streams care.
  virtual void wake() {}
  /// Once a second: streams check that their principal may still read.
  virtual void check_access() {}
};

/// One thread with its connections. Everything except wake_streams() and the lifetime calls runs on
/// that thread.
class EventLoop {
 public:
  explicit EventLoop(ServerShared& shared, std::size_t index)
      : shared_(shared), context_(1), guard_(context_.get_executor()), sweep_timer_(context_) {
    const Uuid random = make_uuid_v7(shared.api.use_cases().clock.now());
    id_prefix_ = to_string(random).substr(24) + static_cast<char>('a' + index % 26);
    renew_date();
  }

  void start() {
    net::co_spawn(context_.get_executor(), sweep(), net::detached);
    thread_ = std::thread([this] {
      name_this_thread("http-loop");
      context_.run();
    });
  }
  void join() {
    net::post(context_, [this] {
      finished_ = true;
      sweep_timer_.cancel();
    });
    guard_.reset();
    if (thread_.joinable()) thread_.join();
  }

  net::io_context& context() { return context_; }
  Executor executor() { return context_.get_executor(); }
  ServerShared& shared() { return shared_; }
  FrameCache& frames() { return frames_; }
  bool stopping() const { return stopping_; }
  const std::string& date() const { return date_; }

  /// `c0ffee…a-0000002a`: random per start, then counted; always of one length.
  const std::string& next_request_id() {
    char number[16];
    std::snprintf(number, sizeof number, "-%08x", request_count_++);
    request_id_ = id_prefix_ + number;
    return request_id_;
  }

  void add(Peer& peer) {
    peers_.insert(&peer);
    shared_.connections.add(1);
  }
  void remove(Peer& peer) {
    peers_.erase(&peer);
    streams_.erase(&peer);
    stream_count_ = streams_.size();
    shared_.connections.add(-1);
    const std::lock_guard lock(mutex_);
    empty_ = peers_.empty();
    changed_.notify_all();
  }
  /// The caller reads the feed afterwards, so that it misses nothing from before.
  void add_stream(Peer& peer) {
    streams_.insert(&peer);
    stream_count_ = streams_.size();
  }

  /// From any thread: wakes the streams soon, at most once per pause however often it is called.
  void wake_streams() {
    if (stream_count_ == 0 || wake_pending_.exchange(true)) return;
    net::post(context_, [this] { on_wake(); });
  }

  /// From any thread.
  void begin_stop() {
    net::post(context_, [this] {
      stopping_ = true;
      for (Peer* peer : std::vector<Peer*>(peers_.begin(), peers_.end())) peer->begin_stop();
      const std::lock_guard lock(mutex_);
      empty_ = peers_.empty();
      changed_.notify_all();
    });
  }
  /// True when no connection is left before `until`.
  bool wait_empty(SteadyTime until) {
    std::unique_lock lock(mutex_);
    return changed_.wait_until(lock, until, [this] { return empty_; });
  }
  void close_all() {
    net::post(context_, [this] {
      for (Peer* peer : std::vector<Peer*>(peers_.begin(), peers_.end())) peer->close();
    });
  }

 private:
  static constexpr std::chrono::milliseconds kSweepEvery{500};
  /// One round over all streams per this time for every so many streams, so that a crowd of
  /// dashboards costs a bounded share of the core.
  static constexpr std::size_t kStreamsPerMillisecond = 50;
  static constexpr std::chrono::milliseconds kPauseMax{20};

  void renew_date() { date_ = http_date(shared_.api.use_cases().clock.now().us / 1'000'000); }

  void on_wake() {
    const auto now = std::chrono::steady_clock::now();
    const auto pause = std::min<std::chrono::milliseconds>(
        kPauseMax, std::chrono::milliseconds(streams_.size() / kStreamsPerMillisecond));
    if (now < last_round_ + pause) {
      net::co_spawn(executor(), wake_later(last_round_ + pause), net::detached);
      return;
    }
    run_round(now);
  }
  void run_round(SteadyTime now) {
    last_round_ = now;
    wake_pending_ = false;  // Before reading: what comes later wakes again.
    for (Peer* peer : std::vector<Peer*>(streams_.begin(), streams_.end())) peer->wake();
  }
  Task<> wake_later(SteadyTime at) {
    Timer timer(executor(), at);
    error_code ignored;
    co_await timer.async_wait(net::redirect_error(kAwait, ignored));
    run_round(std::chrono::steady_clock::now());
  }

  Task<> sweep() {
    bool second = false;
    while (!finished_) {
      sweep_timer_.expires_after(kSweepEvery);
      error_code ignored;
      co_await sweep_timer_.async_wait(net::redirect_error(kAwait, ignored));
      renew_date();
      const auto now = std::chrono::steady_clock::now();
      for (Peer* peer : std::vector<Peer*>(peers_.begin(), peers_.end())) {
        if (peer->deadline > now) continue;
        shared_.timeouts.add();
        peer->close();
      }
      second = !second;
      if (!second) continue;
      for (Peer* peer : std::vector<Peer*>(streams_.begin(), streams_.end())) {
        peer->check_access();
      }
    }
  }

  ServerShared& shared_;
  net::io_context context_;
  net::executor_work_guard<Executor> guard_;
  Timer sweep_timer_;
  std::string date_;
  std::string id_prefix_;
  std::string request_id_;
  std::uint32_t request_count_ = 0;
  FrameCache frames_;
  std::set<Peer*> peers_;
  std::set<Peer*> streams_;
  SteadyTime last_round_{};
  bool stopping_ = false;
  bool finished_ = false;
  std::atomic<bool> wake_pending_{false};
  std::atomic<std::size_t> stream_count_{0};

  std::mutex mutex_;  ///< Guards empty_ only.
  std::condition_variable changed_;
  bool empty_ = false;

  std::thread thread_;
};

}  // namespace shop::http

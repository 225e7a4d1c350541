#pragma once

#include <algorithm>

#include "adapters/http/internal/connection.hpp"

namespace shop::http {

// Server-sent events. A stream holds no queue of its own: it knows the position it has sent up to
// and reads on from there, from memory or, when it fell behind, from the ledger. So a slow client
// costs one bounded buffer, and nothing is ever dropped or sent twice.

inline constexpr std::size_t kStreamBufferMax = 64UL * 1024;
inline constexpr std::size_t kFeedRecordsPerRead = 256;
inline constexpr std::int64_t kLedgerRecordsPerRead = 500;

inline void Connection::check_access() {
  if (revoked_ || loop_.shared().api.still_allowed(plan_)) return;
  revoked_ = true;
  close();
}

inline Task<> Connection::stream(StreamPlan plan) {
  plan_ = std::move(plan);
  const UseCases& shop = loop_.shared().api.use_cases();
  // A position from before a restored backup: nothing behind it was ever sent.
  plan_.after = std::min(plan_.after, shop.feed.head());
  out_.clear();
  append_stream_head(out_, {false, false, loop_.next_request_id(), loop_.date()});
  const bool opened = co_await write_out();
  if (!opened) co_return;
  stream_timer_.emplace(loop_.executor());
  loop_.add_stream(*this);
  loop_.shared().streams.add(1);
  net::co_spawn(loop_.executor(), watch_for_goodbye(shared_from_this()), net::detached);
  auto heartbeat = after_seconds(loop_.shared().config.heartbeat_seconds);
  while (socket_.is_open() && !loop_.stopping()) {
    dirty_ = false;
    bool connected = co_await send_log();
    if (!connected) break;
    connected = co_await send_state();
    if (!connected) break;
    if (dirty_) continue;
    stream_timer_->expires_at(heartbeat);
    error_code ignored;
    co_await stream_timer_->async_wait(net::redirect_error(kAwait, ignored));
    if (std::chrono::steady_clock::now() < heartbeat) continue;
    out_ = kSseHeartbeat;
    connected = co_await write_out();
    if (!connected) break;
    heartbeat = after_seconds(loop_.shared().config.heartbeat_seconds);
  }
  loop_.shared().streams.add(-1);
}

/// Sends every wanted record behind the position; false when the client is gone.
inline Task<bool> Connection::send_log() {
  const application::LogFeed& feed = loop_.shared().api.use_cases().feed;
  while (socket_.is_open()) {
    if (plan_.topics.empty()) {
      plan_.after = feed.head();
      co_return true;
    }
    const auto slice = feed.read(plan_.after, kFeedRecordsPerRead);
    if (!slice.complete) {
      const bool sent = co_await send_page();
      if (!sent) co_return false;
      continue;
    }
    if (slice.records.empty()) co_return true;
    out_.clear();
    for (const auto& record : slice.records) {
      // What does not fit waits in the log, not in memory.
      if (out_.size() >= kStreamBufferMax) break;
      plan_.after = record->position;
      if (plan_.topics.contains(record->topic)) out_ += loop_.frames().frame(*record);
    }
    const bool written = co_await write_out();
    if (!written) co_return false;
  }
  co_return false;
}

/// Sends one page from the ledger to a client that is behind the feed's memory.
inline Task<bool> Connection::send_page() {
  const UseCases& shop = loop_.shared().api.use_cases();
  // Taken before the read: everything up to here is in the ledger, so a short page covers it.
  const std::int64_t head = shop.feed.head();
  Result<std::vector<events::LogRecord>> page = std::vector<events::LogRecord>();
  auto start = [&](auto done) {
    const bool queued = loop_.shared().pool.submit([&, done] {
      page = shop.reader.read_log(plan_.topics.list(), plan_.after, kLedgerRecordsPerRead);
      done([] { return Response(); });
    });
    if (queued) return;
    page = make_error(ErrorKind::kUnavailable, "overload.queue_full", "");
    done([] { return Response(); });
  };
  co_await wait_for(start);
  // The client comes back with its position; better than to hold it here without an end.
  if (!page) co_return false;
  out_.clear();
  for (const auto& record : page.value()) {
    plan_.after = record.position;
    out_ += sse_frame(record);
    if (out_.size() < kStreamBufferMax) continue;
    const bool written = co_await write_out();
    if (!written) co_return false;
    out_.clear();
  }
  const bool short_page = page.value().size() < static_cast<std::size_t>(kLedgerRecordsPerRead);
  if (short_page) plan_.after = std::max(plan_.after, head);
  const bool written = co_await write_out();
  co_return written;
}

/// Sends the newest state of what the plan follows beside the log, when it changed; those in
/// between are skipped.
inline Task<bool> Connection::send_state() {
  const UseCases& shop = loop_.shared().api.use_cases();
  const auto add = [this](std::string_view name, const application::LiveBoard& board,
                          std::uint64_t& seen) {
    const auto state = board.state();
    if (state.version == seen || state.frames == nullptr) return;
    seen = state.version;
    for (const std::string& json : *state.frames) out_ += sse_state_frame(name, json);
  };
  out_.clear();
  if (plan_.live) add("live", shop.live, live_seen_);
  if (plan_.board) add("board", shop.board, board_seen_);
  if (out_.empty()) co_return true;
  const bool written = co_await write_out();
  co_return written;
}

/// A stream only writes, so somebody has to notice that the client hung up. Whatever it still says
/// is ignored.
inline Task<> Connection::watch_for_goodbye(std::shared_ptr<Connection> self) {
  char ignored[256];
  error_code failed;
  while (!failed) {
    co_await self->socket_.async_read_some(net::buffer(ignored),
                                           net::redirect_error(kAwait, failed));
  }
  self->close();
  self->wake();
}

}  // namespace shop::http

#include "server/housekeeper.hpp"

#include <chrono>

#include "base/thread_name.hpp"
#include "events/encode.hpp"

namespace shop::server {
namespace {

constexpr std::chrono::milliseconds kTick{200};
constexpr Duration kQuiet = minutes(1);
constexpr Duration kProbeEvery = seconds(1);
constexpr Duration kShowEvery = minutes(1);

}  // namespace

Housekeeper::Housekeeper(embedded::EmbeddedShop& shop, application::LiveBoard& board)
    : shop_(shop), board_(board), thread_([this] { loop(); }) {}

Housekeeper::~Housekeeper() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Housekeeper::loop() {
  name_this_thread("housekeeper");
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, kTick, [this] { return stopping_; })) return;
    }
    notice_other_writers();
    keep_time_moving();
    probe_failing_store();
    show_queue();
  }
}

// Failures here are those of the store: the committer reports them, and the next tick tries again.
void Housekeeper::notice_other_writers() {
  const auto counter = shop_.reader().change_counter();
  if (!counter || counter.value() == change_counter_) return;
  change_counter_ = counter.value();
  if (!shop_.refresh()) change_counter_ = -1;
  const std::int64_t published = shop_.feed().head();
  const auto head = shop_.reader().log_head();
  // Our own committer publishes right after its commit, so at rest the two are equal.
  if (head && head.value() > published) shop_.committer().poke();
}

void Housekeeper::keep_time_moving() {
  const Timestamp now = shop_.clock().now();
  if (now - shop_.committer().stats().last_append < kQuiet) return;
  [[maybe_unused]] const auto tried =
      shop_.committer().run_void([](application::UnitOfWork& unit, Timestamp at) -> Result<void> {
        SHOP_TRY(unit.append(events::Topic::kClock, "", events::encode_clock(at), at));
        return ok();
      });
}

// Looked up when something was appended, and once a minute, because the business day ends.
void Housekeeper::show_queue() {
  const Timestamp now = shop_.clock().now();
  const std::int64_t head = shop_.feed().head();
  if (head == shown_head_ && now - shown_at_ < kShowEvery) return;
  auto frames = shop_.queue_board().frames();
  if (!frames) return;  // The store's failure; the next tick tries again.
  shown_head_ = head;
  shown_at_ = now;
  if (frames.value() == shown_) return;
  shown_ = frames.value();
  board_.publish(std::move(frames).value());
}

void Housekeeper::probe_failing_store() {
  const Timestamp now = shop_.clock().now();
  if (!shop_.committer().stats().failing || now - last_probe_ < kProbeEvery) return;
  last_probe_ = now;
  [[maybe_unused]] const auto tried = shop_.committer().run_void(
      [](application::UnitOfWork& unit, Timestamp at) { return unit.set_marker("probe", at.us); });
}

}  // namespace shop::server

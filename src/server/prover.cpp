#include "server/prover.hpp"

#include <sys/resource.h>

#include <chrono>
#include <utility>

#include "base/thread_name.hpp"

namespace shop::server {
namespace {

constexpr std::chrono::minutes kFirst{1};
constexpr std::chrono::hours kEvery{1};
constexpr int kNiceness = 10;

}  // namespace

Prover::Prover(Reconcile reconcile, const Clock& clock)
    : reconcile_(std::move(reconcile)), clock_(clock), thread_([this] { loop(); }) {}

Prover::~Prover() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

analytics::Proof Prover::latest() const {
  const std::lock_guard lock(mutex_);
  return proof_;
}

void Prover::request() {
  {
    const std::lock_guard lock(mutex_);
    proof_.running = true;
  }
  wake_.notify_all();
}

void Prover::loop() {
  name_this_thread("prover");
  setpriority(PRIO_PROCESS, 0, kNiceness);  // On Linux: of this thread only.
  std::chrono::minutes wait = kFirst;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, wait, [this] { return stopping_ || proof_.running; });
      if (stopping_) return;
      proof_.running = true;
    }
    wait = kEvery;
    auto compared = reconcile_();
    const std::lock_guard lock(mutex_);
    proof_ = {};
    proof_.checked_at = clock_.now();
    if (compared) {
      proof_.result = std::move(compared).value();
    } else {
      proof_.failure = compared.error().detail;
    }
  }
}

}  // namespace shop::server

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "cli/import_target.hpp"

namespace shop::cli {
namespace {

/// Half the committer's queue: enough for full batches, and never refused by our own doing.
constexpr std::int64_t kUnderWayMax = 4096;
constexpr auto kPauseWhenBusy = std::chrono::milliseconds(5);
constexpr int kTriesMax = 2000;

class LedgerTarget final : public ImportTarget {
 public:
  LedgerTarget(const domain::Principal& who, application::MenuBook& menu,
               application::Orders& orders)
      : who_(who), menu_(menu), orders_(orders) {}
  ~LedgerTarget() override { wait_for_all(); }  // The callbacks hold `this`.

  Result<bool> ensure_item(const domain::MenuItem& item, Timestamp valid_from) override {
    if (menu_.snapshot()->latest(item.menu_id) != nullptr) return false;
    const auto created = menu_.create(who_, item, valid_from);
    if (!created && created.error().kind != ErrorKind::kConflict) return created.error();
    return created.has_value();
  }

  Result<void> place(domain::OrderRequest order) override {
    for (int tries = 0;; ++tries) {
      make_room();
      if (const auto failed = failure()) return *failed;
      if (submit(order, tries < kTriesMax)) return ok();
      std::this_thread::sleep_for(kPauseWhenBusy);
    }
  }

  Result<ImportCounts> finish() override {
    wait_for_all();
    if (const auto failed = failure()) return *failed;
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  /// False when the queue was full, which only others can have done: then the same order may be
  /// handed over again, since its id makes it one order.
  bool submit(const domain::OrderRequest& order, bool may_retry) {
    {
      const std::lock_guard lock(mutex_);
      ++under_way_;
    }
    bool refused_at_once = false;
    const auto caller = std::this_thread::get_id();
    // `refused` lives as long as this call, and is touched only when the answer comes within it.
    bool* const refused = &refused_at_once;
    orders_.place(who_, order, [=, this](Result<application::PlacedOrder> placed) {
      if (may_retry && !placed && placed.error().kind == ErrorKind::kUnavailable &&
          std::this_thread::get_id() == caller) {
        *refused = true;
        const std::lock_guard lock(mutex_);
        --under_way_;
        return;
      }
      done(std::move(placed));
    });
    return !refused_at_once;
  }

  void done(Result<application::PlacedOrder> placed) {
    const std::lock_guard lock(mutex_);
    --under_way_;
    if (!placed) {
      if (!failure_) failure_ = std::move(placed).error();
    } else {
      ++(placed.value().created ? counts_.imported : counts_.already_there);
    }
    if (under_way_ == kUnderWayMax / 2 || under_way_ == 0) changed_.notify_one();
  }

  /// Waits for half of what is under way when it is too much: few long sleeps, not one per order.
  void make_room() {
    std::unique_lock lock(mutex_);
    if (under_way_ < kUnderWayMax) return;
    changed_.wait(lock, [&] { return under_way_ <= kUnderWayMax / 2; });
  }

  void wait_for_all() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return under_way_ == 0; });
  }

  std::optional<Error> failure() {
    const std::lock_guard lock(mutex_);
    return failure_;
  }

  const domain::Principal who_;
  application::MenuBook& menu_;
  application::Orders& orders_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t under_way_ = 0;
  ImportCounts counts_;
  std::optional<Error> failure_;
};

}  // namespace

std::unique_ptr<ImportTarget> make_ledger_target(const domain::Principal& who,
                                                 application::MenuBook& menu,
                                                 application::Orders& orders) {
  return std::make_unique<LedgerTarget>(who, menu, orders);
}

}  // namespace shop::cli

#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "application/analytics/proof.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace shop::server {

/// Reconciles a running shop every hour, first a minute after its start, and when asked to, on a
/// thread of its own that stands back for the others.
class Prover final : public analytics::ProofKeeper {
 public:
  using Reconcile = std::function<Result<analytics::Reconciliation>()>;

  /// `clock` must outlive it.
  Prover(Reconcile reconcile, const Clock& clock);
  /// Waits for the comparison that is running.
  ~Prover() override;
  Prover(const Prover&) = delete;
  Prover& operator=(const Prover&) = delete;

  analytics::Proof latest() const override;
  void request() override;

 private:
  void loop();

  const Reconcile reconcile_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  analytics::Proof proof_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace shop::server

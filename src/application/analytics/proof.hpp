#pragma once

#include <optional>
#include <string>

#include "application/analytics/reconciliation.hpp"
#include "base/time.hpp"

namespace shop::analytics {

/// The newest comparison of ledger and analytics.
struct Proof {
  bool running = false;                  ///< Another one is under way.
  std::optional<Timestamp> checked_at;   ///< When the newest one ended; absent before the first.
  std::optional<Reconciliation> result;  ///< Absent when it could not be made.
  std::string failure;                   ///< Then: why.
};

/// Compares the books from time to time, and when asked to. Thread-safe.
class ProofKeeper {
 public:
  virtual ~ProofKeeper() = default;
  virtual Proof latest() const = 0;
  /// Starts a comparison soon, unless one is running; returns at once.
  virtual void request() = 0;
};

}  // namespace shop::analytics

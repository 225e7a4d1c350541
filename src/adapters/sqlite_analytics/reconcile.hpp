#pragma once

#include <cstddef>
#include <string>

#include "application/analytics/reconciliation.hpp"
#include "base/result.hpp"

namespace shop::sqlite {

struct ReconcileOptions {
  std::size_t differences_max = 1000;  ///< Kept; further ones are only counted.
};

/// Compares the ledger's orders and refunds with the analytics, minute by minute and shop by shop,
/// and the order events' items with the item records, up to the log position of the analytics; and
/// checks that the log has no gap, that rows and events of the ledger belong together, and that the
/// hour sums are those of their minutes.
///
/// Reads both files in one read transaction each, the analytics first, so it may run beside a busy
/// shop. Orders whose events were trimmed from the log's tail are compared, their items are not.
/// Needs memory for one entry per minute, shop and item sold.
Result<analytics::Reconciliation> reconcile(const std::string& ledger_path,
                                            const std::string& analytics_path,
                                            ReconcileOptions options = {});

}  // namespace shop::sqlite

#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace shop::cli {

/// One number of one minute and shop that the ledger and the analytics see differently.
struct Difference {
  Timestamp minute;
  std::string shop_id;
  std::string what;  ///< orders, items, revenue, refunds, refunded_amount
  std::int64_t ledger = 0;
  std::int64_t analytics = 0;
};

struct Reconciliation {
  std::int64_t position = 0;  ///< The log position that was compared.
  std::int64_t minutes = 0;   ///< Compared; minutes in which nothing was sold are none.
  std::int64_t orders = 0;    ///< The ledger's sums, dong for the amounts.
  std::int64_t items = 0;
  std::int64_t revenue = 0;
  std::int64_t refunds = 0;
  std::int64_t refunded_amount = 0;
  std::vector<Difference> differences;  ///< By minute, shop, what.

  bool equal() const { return differences.empty(); }
};

void print_reconciliation(const Reconciliation& result, bool json, std::ostream& out);

}  // namespace shop::cli

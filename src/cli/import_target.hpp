#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "application/menu_book.hpp"
#include "application/orders.hpp"
#include "base/result.hpp"
#include "domain/access.hpp"
#include "domain/order.hpp"

namespace shop::cli {

/// What became of the orders so far.
struct ImportCounts {
  std::int64_t imported = 0;
  std::int64_t already_there = 0;
};

/// Where history goes: the ledger in a data folder, or a running server. Used by one thread.
class ImportTarget {
 public:
  virtual ~ImportTarget() = default;
  /// Makes the item unless one with this id was ever on the menu. True: it was made.
  virtual Result<bool> ensure_item(const domain::MenuItem& item, Timestamp valid_from) = 0;
  /// Hands one order over; many are under way at a time. Fails with the first order that was
  /// refused, which may be an earlier one than this.
  virtual Result<void> place(domain::OrderRequest order) = 0;
  /// Waits until everything handed over is durable.
  virtual Result<ImportCounts> finish() = 0;
};

/// Straight into the committer's queue. The references must outlive the target.
std::unique_ptr<ImportTarget> make_ledger_target(const domain::Principal& who,
                                                 application::MenuBook& menu,
                                                 application::Orders& orders);

/// Over HTTP, with a few connections that are kept open.
std::unique_ptr<ImportTarget> make_server_target(const std::string& url, const std::string& token);

}  // namespace shop::cli

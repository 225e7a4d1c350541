#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/order.hpp"

namespace shop::domain {

struct RefundLineRequest {
  std::string menu_id;
  std::int64_t qty = 0;
};

struct RefundRequest {
  std::optional<Uuid> refund_id;
  std::optional<std::vector<RefundLineRequest>> items;  ///< Absent: everything that is left.
  std::string reason;
  bool restock = false;
};

struct RefundLine {
  std::string menu_id;
  std::int64_t qty = 0;
  std::int64_t amount = 0;  ///< Dong for all qty, its share of the order's discount taken off.
  friend bool operator==(const RefundLine&, const RefundLine&) = default;
};

struct Refund {
  Uuid refund_id;
  Uuid order_id;
  std::string shop_id;
  std::vector<RefundLine> items;
  std::int64_t amount = 0;  ///< Σ items.amount
  bool restock = false;
  std::string reason;
  Timestamp created_at;
};

/// Works out one more refund of `order` after the `earlier` ones. A discount is spread over the
/// lines in proportion and rounded down, the last refund of an order gets what is left, so that
/// full refunds add up to the order's total to the dong. kConflict when more is asked than is left.
Result<Refund> make_refund(const Order& order, const std::vector<Refund>& earlier,
                           const RefundRequest& request, const Uuid& refund_id, Timestamp now);

/// True when a repeated request means the refund that is stored.
bool same_content(const RefundRequest& request, const Refund& stored);

/// The part of `order`'s lines that a refund gives back, with their options (for restocking).
/// Lines are taken from the last one backwards after the `earlier` refunds took theirs.
std::vector<OrderLine> refunded_lines(const Order& order, const std::vector<Refund>& earlier,
                                      const Refund& refund);

}  // namespace shop::domain

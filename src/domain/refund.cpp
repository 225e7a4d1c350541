#include "domain/refund.hpp"

#include <algorithm>
#include <map>

namespace shop::domain {
namespace {

/// Units of one order line that are taken by a refund.
struct Take {
  std::size_t line;
  std::int64_t qty;
};

std::vector<std::int64_t> quantities(const Order& order) {
  std::vector<std::int64_t> left;
  left.reserve(order.items.size());
  for (const auto& line : order.items) left.push_back(line.qty);
  return left;
}

/// Takes `qty` of a menu item from the last of its lines backwards. Returns what could not be
/// taken.
std::int64_t take_item(const Order& order, std::vector<std::int64_t>& left,
                       std::string_view menu_id, std::int64_t qty, std::vector<Take>& takes) {
  for (std::size_t i = order.items.size(); i-- > 0 && qty > 0;) {
    if (order.items[i].menu_id != menu_id || left[i] == 0) continue;
    const std::int64_t part = std::min(qty, left[i]);
    left[i] -= part;
    qty -= part;
    takes.push_back({i, part});
  }
  return qty;
}

/// What is left of each line after the earlier refunds.
std::vector<std::int64_t> left_after(const Order& order, const std::vector<Refund>& earlier) {
  std::vector<std::int64_t> left = quantities(order);
  std::vector<Take> ignored;
  for (const auto& refund : earlier) {
    for (const auto& line : refund.items) {
      take_item(order, left, line.menu_id, line.qty, ignored);
    }
  }
  return left;
}

/// floor(amount * part / whole) without overflow.
std::int64_t share(std::int64_t amount, std::int64_t part, std::int64_t whole) {
  if (whole == 0) return 0;
  __extension__ using Wide = __int128;
  return static_cast<std::int64_t>(static_cast<Wide>(amount) * part / whole);
}

std::int64_t gross_value(const Order& order, const std::vector<std::int64_t>& quantities_of_lines) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < order.items.size(); ++i) {
    sum += order.items[i].price * quantities_of_lines[i];
  }
  return sum;
}

Result<std::vector<Take>> choose(const Order& order, const RefundRequest& request,
                                 std::vector<std::int64_t>& left) {
  std::vector<Take> takes;
  if (!request.items) {
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (left[i] > 0) takes.push_back({i, left[i]});
      left[i] = 0;
    }
    if (takes.empty()) {
      return make_error(ErrorKind::kConflict, "refund.nothing_left",
                        "everything of this order has been refunded already");
    }
    return takes;
  }
  for (std::size_t i = 0; i < request.items->size(); ++i) {
    const RefundLineRequest& wanted = (*request.items)[i];
    const std::string at = "items[" + std::to_string(i) + "]";
    const bool sold = std::any_of(order.items.begin(), order.items.end(),
                                  [&](const OrderLine& l) { return l.menu_id == wanted.menu_id; });
    if (!sold) return field_error(at + ".menu_id", "is no item of this order");
    const std::int64_t missing = take_item(order, left, wanted.menu_id, wanted.qty, takes);
    if (missing > 0) {
      return make_error(ErrorKind::kConflict, "refund.more_than_left",
                        at + ": " + std::to_string(wanted.qty) + " of '" + wanted.menu_id +
                            "' asked, " + std::to_string(wanted.qty - missing) + " left");
    }
  }
  return takes;
}

Result<void> check(const RefundRequest& request) {
  if (request.reason.empty() || request.reason.size() > 500) {
    return field_error("reason", "must have 1 to 500 bytes");
  }
  if (!request.items) return ok();
  if (request.items->empty() || request.items->size() > kLinesMax) {
    return field_error("items", "must have 1 to 100 items, or be left out for all that is left");
  }
  for (std::size_t i = 0; i < request.items->size(); ++i) {
    const std::int64_t qty = (*request.items)[i].qty;
    if (qty < 1 || qty > kQtyMax) {
      return field_error("items[" + std::to_string(i) + "].qty", "must be 1 to 1000");
    }
  }
  return ok();
}

}  // namespace

Result<Refund> make_refund(const Order& order, const std::vector<Refund>& earlier,
                           const RefundRequest& request, const Uuid& refund_id, Timestamp now) {
  SHOP_TRY(check(request));
  std::vector<std::int64_t> left = left_after(order, earlier);
  const std::int64_t gross = order.total + order.discount;
  const std::int64_t left_before = gross_value(order, left);
  SHOP_TRY(const auto takes, choose(order, request, left));

  // The money given back so far is the same share of the total as the goods given back are of the
  // gross value, rounded down; the last refund makes that share 1 and so the sum exact.
  std::int64_t refunded_gross = gross - left_before;
  std::int64_t refunded = share(order.total, refunded_gross, gross);
  Refund refund;
  refund.refund_id = refund_id;
  refund.order_id = order.order_id;
  refund.shop_id = order.shop_id;
  refund.restock = request.restock;
  refund.reason = request.reason;
  refund.created_at = now;
  std::map<std::string, RefundLine> by_item;
  for (const Take& take : takes) {
    const OrderLine& line = order.items[take.line];
    refunded_gross += line.price * take.qty;
    const std::int64_t now_refunded = share(order.total, refunded_gross, gross);
    RefundLine& sum = by_item[line.menu_id];
    sum.menu_id = line.menu_id;
    sum.qty += take.qty;
    sum.amount += now_refunded - refunded;
    refunded = now_refunded;
  }
  for (auto& [menu_id, line] : by_item) {
    refund.amount += line.amount;
    refund.items.push_back(std::move(line));
  }
  return refund;
}

bool same_content(const RefundRequest& request, const Refund& stored) {
  if (request.reason != stored.reason || request.restock != stored.restock) return false;
  if (!request.items) return true;
  std::map<std::string_view, std::int64_t> wanted;
  std::map<std::string_view, std::int64_t> given;
  for (const auto& line : *request.items) wanted[line.menu_id] += line.qty;
  for (const auto& line : stored.items) given[line.menu_id] += line.qty;
  return wanted == given;
}

std::vector<OrderLine> refunded_lines(const Order& order, const std::vector<Refund>& earlier,
                                      const Refund& refund) {
  std::vector<std::int64_t> left = left_after(order, earlier);
  std::vector<Take> takes;
  for (const auto& line : refund.items) take_item(order, left, line.menu_id, line.qty, takes);
  std::vector<OrderLine> lines;
  for (const Take& take : takes) {
    OrderLine line = order.items[take.line];
    line.qty = take.qty;
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace shop::domain

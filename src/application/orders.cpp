#include "application/orders.hpp"

#include <algorithm>
#include <utility>

#include "application/committer.hpp"
#include "application/menu_book.hpp"
#include "application/ports/ledger.hpp"
#include "application/settings.hpp"
#include "events/encode.hpp"

namespace shop::application {
namespace {

Error unknown_order(const Uuid& order_id) {
  return make_error(ErrorKind::kNotFound, "order.unknown",
                    "there is no order " + to_string(order_id));
}

/// Puts what a cancelled or refunded order took back on the shelf, one event per ingredient.
Result<void> return_stock(UnitOfWork& unit, const std::vector<domain::StockNeed>& needs,
                          const domain::Order& order, Timestamp now) {
  for (const auto& need : needs) {
    SHOP_TRY(auto ingredient, unit.find_ingredient(order.shop_id, need.ingredient_id));
    if (!ingredient) continue;  // Not kept in stock here.
    ingredient->on_hand += need.qty;
    SHOP_TRY(unit.put_ingredient(*ingredient));
    const domain::StockMovement movement{to_string(make_uuid_v7(now)),
                                         order.shop_id,
                                         need.ingredient_id,
                                         domain::MovementKind::kReturn,
                                         need.qty,
                                         ingredient->on_hand,
                                         ingredient->unit,
                                         to_string(order.order_id),
                                         now};
    SHOP_TRY(unit.append(events::Topic::kInventoryEvents, need.ingredient_id,
                         events::encode_movement(movement), now));
  }
  return ok();
}

std::string json_of(const domain::Refund& refund) { return events::encode_refund(refund); }

}  // namespace

Result<PlacedOrder> repeat_of(const domain::OrderRequest& request, const OrderView& stored) {
  if (domain::same_content(request, stored.order)) return PlacedOrder{stored, false, nullptr};
  return make_error(ErrorKind::kConflict, "order.id_taken",
                    "order " + to_string(stored.order.order_id) + " exists with other content");
}

Result<domain::PricedOrder> Orders::price(const domain::Principal& who,
                                          const domain::OrderRequest& request, const Uuid& order_id,
                                          Timestamp now) const {
  const auto menu = menu_.snapshot();
  SHOP_TRY(auto priced, domain::price_order(*menu, request, who.name, order_id, now));
  if (who.role == domain::Role::kCashier && request.discount > 0) {
    const auto now_in_force = settings_.snapshot();
    SHOP_TRY(domain::limit_discount(priced, now_in_force->settings.cashier_discount_percent));
  }
  return priced;
}

void Orders::place(const domain::Principal& who, domain::OrderRequest request, PlaceDone done) {
  const Timestamp now = clock_.now();
  const Uuid order_id = request.order_id ? *request.order_id : make_uuid_v7(now);
  Result<domain::PricedOrder> priced = price(who, request, order_id, now);
  if (!priced) {
    // A known id is answered by what is stored, also when the menu has moved on since.
    if (request.order_id) {
      const auto found = reader_.find_order(order_id);
      const auto stored = found ? found.value() : std::nullopt;
      if (stored) {
        done(repeat_of(request, *stored));
        return;
      }
    }
    done(std::move(priced).error());
    return;
  }
  OrderJob job;
  job.event_json = events::encode_order(priced.value().order);
  job.request = std::move(request);
  job.priced = std::move(priced).value();
  job.done = std::move(done);
  Result<void> queued = committer_.submit(job);
  if (!queued) job.done(std::move(queued).error());
}

Result<OrderView> Orders::get(const Uuid& order_id) {
  SHOP_TRY(auto found, reader_.find_order(order_id));
  if (!found) return unknown_order(order_id);
  return *std::move(found);
}

Result<OrderPage> Orders::list(const OrderFilter& filter) { return reader_.list_orders(filter); }

Result<OrderView> Orders::set_status(const domain::Principal& who, const Uuid& order_id,
                                     domain::OrderStatus status) {
  const auto menu = menu_.snapshot();
  return committer_.run<OrderView>([&](UnitOfWork& unit, Timestamp now) -> Result<OrderView> {
    SHOP_TRY(auto view, unit.find_order(order_id));
    if (!view) return unknown_order(order_id);
    if (!domain::may_follow(view->status, status)) {
      return make_error(ErrorKind::kConflict, "order.illegal_status",
                        "an order that is " + std::string(domain::to_string(view->status)) +
                            " cannot become " + std::string(domain::to_string(status)));
    }
    SHOP_TRY(unit.set_order_status(order_id, status, now));
    SHOP_TRY(unit.append(
        events::Topic::kOrderStatus, to_string(order_id),
        events::encode_order_status(order_id, view->order.shop_id, status, now, view->placed_at),
        now));
    if (status == domain::OrderStatus::kCancelled) {
      // Nothing was made yet only while the order was placed: then its ingredients go back.
      if (view->status == domain::OrderStatus::kPlaced) {
        const auto needs = domain::stock_needs(*menu, view->order.items, view->order.created_at);
        SHOP_TRY(return_stock(unit, needs, view->order, now));
      }
      SHOP_TRY(
          unit.append(events::Topic::kAudit, to_string(order_id),
                      events::encode_audit({now, who.name, domain::to_string(who.role),
                                            "order.cancel", to_string(order_id), "null", "null"}),
                      now));
    }
    view->status = status;
    view->status_at = now;
    return *std::move(view);
  });
}

Result<StoredRefund> Orders::refund(const domain::Principal& who, const Uuid& order_id,
                                    const domain::RefundRequest& request) {
  const auto menu = menu_.snapshot();
  return committer_.run<StoredRefund>([&](UnitOfWork& unit, Timestamp now) -> Result<StoredRefund> {
    if (request.refund_id) {
      SHOP_TRY(auto stored, unit.find_refund(*request.refund_id));
      if (stored) {
        if (stored->order_id == order_id && domain::same_content(request, *stored)) {
          return StoredRefund{*std::move(stored), false};
        }
        return make_error(ErrorKind::kConflict, "refund.id_taken",
                          "refund " + to_string(*request.refund_id) + " exists with other content");
      }
    }
    SHOP_TRY(auto view, unit.find_order(order_id));
    if (!view) return unknown_order(order_id);
    SHOP_TRY(const auto earlier, unit.refunds_of(order_id));
    const Uuid refund_id = request.refund_id ? *request.refund_id : make_uuid_v7(now);
    const Timestamp at{floor_to(now.us, 1000)};
    SHOP_TRY(auto refund, domain::make_refund(view->order, earlier, request, refund_id, at));
    SHOP_TRY(const auto position,
             unit.append(events::Topic::kRefunds, to_string(order_id), json_of(refund), now));
    SHOP_TRY(unit.insert_refund(refund, position));
    if (refund.restock && view->status != domain::OrderStatus::kCancelled) {
      const auto lines = domain::refunded_lines(view->order, earlier, refund);
      const auto needs = domain::stock_needs(*menu, lines, view->order.created_at);
      SHOP_TRY(return_stock(unit, needs, view->order, now));
    }
    SHOP_TRY(unit.append(
        events::Topic::kAudit, to_string(order_id),
        events::encode_audit({now, who.name, domain::to_string(who.role), "refund.create",
                              to_string(refund_id), "null", json_of(refund)}),
        now));
    return StoredRefund{std::move(refund), true};
  });
}

Result<std::vector<domain::Refund>> Orders::refunds_of(const Uuid& order_id) {
  SHOP_TRY(const auto found, reader_.find_order(order_id));
  if (!found) return unknown_order(order_id);
  return reader_.refunds_of(order_id);
}

}  // namespace shop::application

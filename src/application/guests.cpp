#include "application/guests.hpp"

#include <utility>

#include "application/settings.hpp"

namespace shop::application {
namespace {

/// Least of all roles: it decides nothing about an order.
const domain::Principal kGuest{"", "guest", domain::Role::kBarista};

}  // namespace

void Guests::place(domain::OrderRequest request, Orders::PlaceDone done) {
  if (!settings_.snapshot()->settings.guest_orders) {
    done(make_error(ErrorKind::kConflict, "guest.closed",
                    "the shop takes no orders by phone now; please order at the counter"));
    return;
  }
  if (request.payment_method != "cash" && request.payment_method != "vietqr") {
    done(field_error("payment_method", "must be cash or vietqr"));
    return;
  }
  request.channel = kChannel;
  request.user_id.reset();
  request.discount = 0;
  request.created_at.reset();
  orders_.place(kGuest, std::move(request), std::move(done));
}

Result<OrderView> Guests::get(const Uuid& order_id) {
  SHOP_TRY(auto view, orders_.get(order_id));
  if (view.order.channel == kChannel) return view;
  return make_error(ErrorKind::kNotFound, "order.unknown",
                    "there is no order " + to_string(order_id));
}

Result<PaymentView> Guests::payment(const Uuid& order_id) {
  SHOP_TRY(get(order_id));
  return payments_.get(order_id);
}

Result<std::string> Guests::qr_svg(const Uuid& order_id) {
  SHOP_TRY(get(order_id));
  return payments_.qr_svg(order_id);
}

}  // namespace shop::application

#pragma once

#include "application/orders.hpp"
#include "application/payments.hpp"

namespace shop::application {

class SettingsBook;

/// What customers do with their own phones: order, and see what becomes of it. Nobody is signed in,
/// so an order's id, which only its phone knows, is what opens it. Thread-safe.
class Guests {
 public:
  static constexpr std::string_view kChannel = "guest";

  /// The references must outlive this object.
  Guests(Orders& orders, Payments& payments, const SettingsBook& settings)
      : orders_(orders), payments_(payments), settings_(settings) {}

  /// As Orders::place; user, channel, moment and the price are the shop's. kConflict "guest.closed"
  /// while the shop takes no such orders; kInvalidArgument for another way to pay than cash or
  /// vietqr.
  void place(domain::OrderRequest request, Orders::PlaceDone done);

  // Of a guest's order only; any other id is kNotFound "order.unknown". They block for a read.
  Result<OrderView> get(const Uuid& order_id);
  Result<PaymentView> payment(const Uuid& order_id);
  Result<std::string> qr_svg(const Uuid& order_id);

 private:
  Orders& orders_;
  Payments& payments_;
  const SettingsBook& settings_;
};

}  // namespace shop::application

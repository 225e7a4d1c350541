#include "domain/payment/payment.hpp"

#include <algorithm>

namespace shop::domain {

std::string_view to_string(PaymentState state) {
  switch (state) {
    case PaymentState::kWaiting: return "waiting";
    case PaymentState::kPaid: return "paid";
    case PaymentState::kShort: return "short";
    case PaymentState::kOver: return "over";
    case PaymentState::kUnmatched: return "unmatched";
  }
  return "";
}

std::int64_t received_of(const Payment& payment) {
  const std::int64_t said = payment.confirmation ? payment.confirmation->received : 0;
  return std::max(payment.noticed, said);
}

PaymentState state_of(const Payment& payment) {
  if (payment.confirmation) {
    const std::int64_t settled = std::max(payment.amount, payment.confirmation->received);
    return payment.noticed > settled ? PaymentState::kOver : PaymentState::kPaid;
  }
  if (payment.noticed == payment.amount) return PaymentState::kPaid;
  if (payment.noticed > payment.amount) return PaymentState::kOver;
  return payment.noticed == 0 ? PaymentState::kWaiting : PaymentState::kShort;
}

std::int64_t open_amount(const Payment& payment) {
  switch (state_of(payment)) {
    case PaymentState::kWaiting:
    case PaymentState::kShort: return payment.amount - payment.noticed;
    case PaymentState::kPaid:
    case PaymentState::kOver:
    case PaymentState::kUnmatched: return 0;
  }
  return 0;
}

}  // namespace shop::domain

#include "application/payments.hpp"

#include <algorithm>
#include <utility>

#include "application/committer.hpp"
#include "application/ports/ledger.hpp"
#include "base/json_writer.hpp"
#include "domain/payment/order_code.hpp"
#include "domain/payment/vietqr.hpp"
#include "events/encode.hpp"

namespace shop::application {
namespace {

using domain::Payment;
using domain::PaymentState;

/// Who acts when a notice speaks for itself.
constexpr std::string_view kBank = "bank";

Error unknown_order(const Uuid& order_id) {
  return make_error(ErrorKind::kNotFound, "order.unknown",
                    "there is no order " + to_string(order_id));
}

Result<OrderView> order_in(UnitOfWork& unit, const Uuid& order_id) {
  SHOP_TRY(auto order, unit.find_order(order_id));
  if (!order) return unknown_order(order_id);
  return *std::move(order);
}

/// The order's payment; opened now when the order has none, because it is paid in another way or
/// was placed before payments were kept.
Result<Payment> payment_in(UnitOfWork& unit, const OrderView& order, std::string_view by,
                           Timestamp now) {
  SHOP_TRY(auto payment, unit.find_payment(order.order.order_id));
  if (payment) return *std::move(payment);
  return unit.open_payment(order.order, by, now);
}

Result<void> store(UnitOfWork& unit, const Payment& payment, std::string_view by,
                   std::optional<std::string_view> notice_id, Timestamp now) {
  SHOP_TRY(unit.update_payment(payment));
  SHOP_TRY(unit.append(events::Topic::kPayments, to_string(payment.order_id),
                       events::encode_payment(payment, by, notice_id, now), now));
  return ok();
}

/// A payment as the audit trail shows it before and after.
std::string summary(const Payment& payment) {
  std::string out;
  JsonWriter json(out);
  json.object([&] {
    json.field("amount", payment.amount);
    json.field("received", domain::received_of(payment));
    json.field("state", domain::to_string(domain::state_of(payment)));
  });
  return out;
}

Result<void> audit(UnitOfWork& unit, const domain::Principal& who, std::string_view action,
                   std::string_view entity, std::string_view before, std::string_view after,
                   Timestamp now) {
  SHOP_TRY(unit.append(events::Topic::kAudit, entity,
                       events::encode_audit({now, who.name, domain::to_string(who.role), action,
                                             entity, before, after}),
                       now));
  return ok();
}

Result<Payment> confirm_in(UnitOfWork& unit, const domain::Principal& who, const OrderView& order,
                           std::optional<std::int64_t> received, Timestamp now) {
  SHOP_TRY(Payment payment, payment_in(unit, order, who.name, now));
  if (payment.confirmation) {
    if (!received || *received == payment.confirmation->received) return payment;
    return make_error(ErrorKind::kConflict, "payment.confirmed",
                      payment.confirmation->by + " has confirmed " +
                          std::to_string(payment.confirmation->received) + " dong already");
  }
  if (domain::state_of(payment) == PaymentState::kPaid) return payment;
  const std::string before = summary(payment);
  const std::int64_t enough = std::max(payment.amount, payment.noticed);
  payment.confirmation = domain::Confirmation{who.name, received.value_or(enough)};
  const std::string order_id = to_string(payment.order_id);
  SHOP_TRY(store(unit, payment, who.name, std::nullopt, now));
  SHOP_TRY(audit(unit, who, "payment.confirm", order_id, before, summary(payment), now));
  return payment;
}

/// The payment that a transfer's text names; nothing when it names none, or more than one.
Result<std::optional<Payment>> named_by(UnitOfWork& unit, std::string_view content) {
  std::optional<Payment> named;
  for (const std::string& code : domain::find_order_codes(content)) {
    SHOP_TRY(auto payment, unit.find_payment_by_code(code));
    if (!payment) continue;
    if (named) return std::nullopt;
    named = std::move(payment);
  }
  return named;
}

Result<PaymentState> take_in(UnitOfWork& unit, const domain::BankNotice& notice, Timestamp now) {
  SHOP_TRY(const auto known, unit.find_notice(notice.notice_id));
  if (known) {
    if (known->notice == notice) return known->answer;
    return make_error(ErrorKind::kConflict, "notice.id_taken",
                      "notice '" + notice.notice_id + "' exists with other content");
  }
  StoredNotice stored{0, notice, now, PaymentState::kUnmatched, std::nullopt, std::nullopt};
  SHOP_TRY(auto payment, named_by(unit, notice.content));
  if (payment) {
    payment->noticed += notice.amount;
    stored.answer = domain::state_of(*payment);
    stored.order_id = payment->order_id;
    SHOP_TRY(store(unit, *payment, kBank, notice.notice_id, now));
  } else {
    // No order to file it under, but whoever watches the audit trail should see it come.
    SHOP_TRY(
        unit.append(events::Topic::kAudit, notice.notice_id,
                    events::encode_audit({now, kBank, "system", "notice.unmatched",
                                          notice.notice_id, "null", events::encode_notice(notice)}),
                    now));
  }
  SHOP_TRY(unit.insert_notice(stored));
  return stored.answer;
}

Result<Payment> assign_in(UnitOfWork& unit, const domain::Principal& who,
                          std::string_view notice_id, const OrderView& order, Timestamp now) {
  SHOP_TRY(const auto stored, unit.find_notice(notice_id));
  if (!stored) {
    return make_error(ErrorKind::kNotFound, "notice.unknown",
                      "there is no bank notice '" + std::string(notice_id) + "'");
  }
  if (stored->order_id && *stored->order_id != order.order.order_id) {
    return make_error(ErrorKind::kConflict, "notice.assigned",
                      "the notice belongs to order " + to_string(*stored->order_id));
  }
  SHOP_TRY(Payment payment, payment_in(unit, order, who.name, now));
  if (stored->order_id) return payment;
  const std::string before = summary(payment);
  payment.noticed += stored->notice.amount;
  SHOP_TRY(unit.assign_notice(notice_id, payment.order_id, who.name));
  SHOP_TRY(store(unit, payment, who.name, notice_id, now));
  const std::string order_id = to_string(payment.order_id);
  SHOP_TRY(audit(unit, who, "notice.assign", order_id, before, summary(payment), now));
  return payment;
}

/// What `change` makes of the payment of an order, inside the committer's next batch.
struct Changed {
  OrderView order;
  Payment payment;
};
template <class Change>
Result<Changed> change_payment(Committer& committer, const Uuid& order_id, Change&& change) {
  return committer.run<Changed>([&](UnitOfWork& unit, Timestamp now) -> Result<Changed> {
    SHOP_TRY(auto order, order_in(unit, order_id));
    SHOP_TRY(auto payment, change(unit, std::as_const(order), now));
    return Changed{std::move(order), std::move(payment)};
  });
}

std::optional<std::string> payload_for(const Payment& payment, const OrderView& order,
                                       const BankAccount& account) {
  const std::int64_t open = domain::open_amount(payment);
  const bool wanted = payment.method == domain::kVietQrMethod && open > 0 &&
                      order.status != domain::OrderStatus::kCancelled;
  if (!wanted) return std::nullopt;
  domain::VietQr qr;
  qr.use = domain::QrUse::kOnce;
  qr.bank_bin = account.bin;
  qr.account = account.number;
  qr.amount = open;
  qr.additional = {{std::string(domain::kPurposeId), payment.code}};
  auto payload = domain::build_vietqr(qr);
  if (!payload) return std::nullopt;  // More than a QR code can ask for.
  return std::move(payload).value();
}

}  // namespace

Result<std::optional<BankAccount>> Payments::account() {
  BankAccount account;
  SHOP_TRY(account.bin, reader_.get_setting(kBankBin, ""));
  SHOP_TRY(account.number, reader_.get_setting(kBankAccount, ""));
  SHOP_TRY(account.name, reader_.get_setting(kBankAccountName, ""));
  if (account.bin.empty() || account.number.empty()) return std::nullopt;
  return account;
}

Result<PaymentView> Payments::view_of(const OrderView& order, std::optional<Payment> payment) {
  PaymentView view;
  view.order_id = order.order.order_id;
  view.method = order.order.payment_method;
  view.amount = order.order.total;
  view.payment = std::move(payment);
  SHOP_TRY(view.account, account());
  if (view.payment && view.account) {
    view.payload = payload_for(*view.payment, order, *view.account);
  }
  return view;
}

Result<PaymentView> Payments::get(const Uuid& order_id) {
  SHOP_TRY(auto order, reader_.find_order(order_id));
  if (!order) return unknown_order(order_id);
  SHOP_TRY(auto payment, reader_.find_payment(order_id));
  const bool missing = !payment && order->order.payment_method == domain::kVietQrMethod;
  if (!missing) return view_of(*order, std::move(payment));
  // Placed before this table was there: a code must be stored before it is shown to a payer.
  SHOP_TRY(auto opened, change_payment(committer_, order_id,
                                       [](UnitOfWork& unit, const OrderView& found, Timestamp now) {
                                         return payment_in(unit, found, found.order.user_id, now);
                                       }));
  return view_of(opened.order, std::move(opened.payment));
}

Result<std::string> Payments::qr_svg(const Uuid& order_id) {
  SHOP_TRY(const auto view, get(order_id));
  if (view.payload) return draw_qr_(*view.payload);
  const bool no_account = !view.account && view.method == domain::kVietQrMethod;
  return make_error(ErrorKind::kConflict, "payment.no_qr",
                    no_account ? "the shop has no bank account set (settings bank_bin and "
                                 "bank_account)"
                               : "nothing is open that could be paid by VietQR");
}

Result<PaymentView> Payments::confirm(const domain::Principal& who, const Uuid& order_id,
                                      std::optional<std::int64_t> received) {
  SHOP_TRY(auto changed,
           change_payment(committer_, order_id,
                          [&](UnitOfWork& unit, const OrderView& order, Timestamp now) {
                            return confirm_in(unit, who, order, received, now);
                          }));
  return view_of(changed.order, std::move(changed.payment));
}

Result<PaymentState> Payments::take_notice(const domain::BankNotice& notice) {
  return committer_.run<PaymentState>(
      [&](UnitOfWork& unit, Timestamp now) { return take_in(unit, notice, now); });
}

Result<NoticePage> Payments::notices(const NoticeFilter& filter) {
  return reader_.list_notices(filter);
}

Result<PaymentView> Payments::assign(const domain::Principal& who, std::string_view notice_id,
                                     const Uuid& order_id) {
  SHOP_TRY(auto changed,
           change_payment(committer_, order_id,
                          [&](UnitOfWork& unit, const OrderView& order, Timestamp now) {
                            return assign_in(unit, who, notice_id, order, now);
                          }));
  return view_of(changed.order, std::move(changed.payment));
}

}  // namespace shop::application

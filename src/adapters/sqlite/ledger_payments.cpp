// The payments of a transaction: what ledger_unit.hpp promises about money that is waited for.
#include <utility>

#include "adapters/sqlite/ledger_statements.hpp"
#include "adapters/sqlite/ledger_unit.hpp"
#include "adapters/sqlite/order_rows.hpp"
#include "adapters/sqlite/payment_rows.hpp"
#include "domain/payment/order_code.hpp"
#include "events/encode.hpp"

namespace shop::sqlite {

Result<std::optional<domain::Payment>> SqliteLedger::Unit::find_payment(const Uuid& order_id) {
  return read_maybe(sql_->find_payment.run(blob_of(order_id)), read_payment_row);
}

Result<std::optional<domain::Payment>> SqliteLedger::Unit::find_payment_by_code(
    std::string_view code) {
  return read_maybe(sql_->find_payment_by_code.run(code), read_payment_row);
}

Result<domain::Payment> SqliteLedger::Unit::open_payment(const domain::Order& order,
                                                         std::string_view by, Timestamp now) {
  // Of 50 bits: that even one is taken needs millions of orders.
  constexpr unsigned kAttemptsMax = 100;
  domain::Payment payment;
  payment.payment_id = make_uuid_v7(now);
  payment.order_id = order.order_id;
  payment.shop_id = order.shop_id;
  payment.method = order.payment_method;
  payment.amount = order.total;
  for (unsigned attempt = 0; attempt < kAttemptsMax; ++attempt) {
    payment.code = domain::order_code(order.order_id, attempt);
    SHOP_TRY(sql_->insert_payment.execute(blob_of(payment.order_id), blob_of(payment.payment_id),
                                          payment.shop_id, payment.method, payment.code,
                                          payment.amount, payment.noticed, nullptr, nullptr));
    if (db_.changes() == 0) continue;
    append_owned(events::Topic::kPayments, to_string(payment.order_id),
                 events::encode_payment(payment, by, std::nullopt, now), now);
    return payment;
  }
  return make_error(ErrorKind::kCorruption, "payment.no_code",
                    "no code is left for order " + to_string(order.order_id));
}

Result<void> SqliteLedger::Unit::update_payment(const domain::Payment& payment) {
  std::optional<std::string_view> by;
  std::optional<std::int64_t> received;
  if (payment.confirmation) {
    by = payment.confirmation->by;
    received = payment.confirmation->received;
  }
  return sql_->update_payment.execute(payment.noticed, by, received, blob_of(payment.order_id));
}

Result<std::optional<application::StoredNotice>> SqliteLedger::Unit::find_notice(
    std::string_view notice_id) {
  return read_maybe(sql_->find_notice.run(notice_id), read_notice_row);
}

Result<void> SqliteLedger::Unit::insert_notice(const application::StoredNotice& stored) {
  const domain::BankNotice& notice = stored.notice;
  std::optional<Blob> order_id;
  if (stored.order_id) order_id = blob_of(*stored.order_id);
  return sql_->insert_notice.execute(notice.notice_id, notice.account, notice.amount,
                                     notice.content, notice.at.us, stored.received_at.us,
                                     static_cast<std::int64_t>(stored.answer), order_id,
                                     stored.assigned_by);
}

Result<void> SqliteLedger::Unit::assign_notice(std::string_view notice_id, const Uuid& order_id,
                                               std::string_view by) {
  return sql_->assign_notice.execute(blob_of(order_id), by, notice_id);
}

}  // namespace shop::sqlite

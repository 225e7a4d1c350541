#include "adapters/sqlite/payment_rows.hpp"

#include <algorithm>
#include <string>

#include "base/assert.hpp"

namespace shop::sqlite {
namespace {

Uuid uuid_of(Blob bytes) {
  Uuid id;
  SHOP_ASSERT(bytes.size() == id.bytes.size());  // Nothing else is ever stored there.
  std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
  return id;
}

}  // namespace

domain::Payment read_payment_row(const Rows& row) {
  domain::Payment payment;
  payment.order_id = uuid_of(row.blob(0));
  payment.payment_id = uuid_of(row.blob(1));
  payment.shop_id = row.text(2);
  payment.method = row.text(3);
  payment.code = row.text(4);
  payment.amount = row.int64(5);
  payment.noticed = row.int64(6);
  if (const auto by = row.maybe_text(7)) {
    payment.confirmation = domain::Confirmation{std::string(*by), row.int64(8)};
  }
  return payment;
}

application::StoredNotice read_notice_row(const Rows& row) {
  application::StoredNotice stored;
  stored.number = row.int64(0);
  stored.notice = {std::string(row.text(1)), std::string(row.text(2)), row.int64(3),
                   std::string(row.text(4)), Timestamp{row.int64(5)}};
  stored.received_at = Timestamp{row.int64(6)};
  stored.answer = static_cast<domain::PaymentState>(row.int64(7));
  if (!row.is_null(8)) stored.order_id = uuid_of(row.blob(8));
  if (const auto by = row.maybe_text(9)) stored.assigned_by = std::string(*by);
  return stored;
}

}  // namespace shop::sqlite

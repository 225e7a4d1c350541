#pragma once

#include <optional>
#include <string_view>
#include <type_traits>

#include "adapters/sqlite/database.hpp"
#include "application/payments.hpp"
#include "domain/payment/payment.hpp"

namespace shop::sqlite {

/// The columns that read_payment_row() expects, in their order.
inline constexpr std::string_view kPaymentColumns =
    "order_id, payment_id, shop_id, method, code, amount, noticed, confirmed_by, "
    "confirmed_received";
domain::Payment read_payment_row(const Rows& row);

inline constexpr std::string_view kNoticeColumns =
    "number, notice_id, account, amount, content, at, received_at, answer, order_id, assigned_by";
application::StoredNotice read_notice_row(const Rows& row);

/// The one row there may be.
template <class Read>
Result<std::optional<std::invoke_result_t<Read, const Rows&>>> read_maybe(Rows rows, Read read) {
  SHOP_TRY(const bool found, rows.step());
  if (!found) return std::nullopt;
  return read(rows);
}

}  // namespace shop::sqlite

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "base/uuid.hpp"

namespace shop::domain {

/// The payment method whose money is waited for; all others change hands at the till.
inline constexpr std::string_view kVietQrMethod = "vietqr";

/// The numbers are stored in the database: never renumber.
enum class PaymentState : std::uint8_t {
  kWaiting = 0,
  kPaid = 1,
  kShort = 2,
  kOver = 3,
  kUnmatched = 4,  ///< Of a notice only: it names no order, or more than one.
};
std::string_view to_string(PaymentState state);

/// Somebody said that the money is there.
struct Confirmation {
  std::string by;
  std::int64_t received = 0;  ///< Dong in all, as they saw it.
  friend bool operator==(const Confirmation&, const Confirmation&) = default;
};

/// What is owed and was received for one order.
struct Payment {
  Uuid payment_id;
  Uuid order_id;
  std::string shop_id;
  std::string method;
  std::string code;          ///< See order_code().
  std::int64_t amount = 0;   ///< Dong that are owed.
  std::int64_t noticed = 0;  ///< Σ amounts of the bank notices that belong to the order.
  std::optional<Confirmation> confirmation;
};

/// What has come in. A person's word and the bank's notices are about the same money, so the
/// greater of the two counts and not their sum.
std::int64_t received_of(const Payment& payment);

/// A confirmation makes it paid, whatever was received; only more money from the bank than was owed
/// and confirmed is `over` again.
PaymentState state_of(const Payment& payment);

/// Dong that a payer should still send; 0 when it is settled.
std::int64_t open_amount(const Payment& payment);

/// Money that a bank says has come into an account of the shop.
struct BankNotice {
  std::string notice_id;  ///< The bank's own; the same id is the same notice.
  std::string account;
  std::int64_t amount = 0;  ///< 1 to kNoticeAmountMax dong.
  std::string content;      ///< The transfer's text.
  Timestamp at;
  friend bool operator==(const BankNotice&, const BankNotice&) = default;
};
inline constexpr std::int64_t kNoticeAmountMax = 9'999'999'999'999;

}  // namespace shop::domain

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/access.hpp"
#include "domain/order.hpp"
#include "domain/payment/payment.hpp"

namespace shop::application {

class Committer;
class LedgerReader;
class UnitOfWork;
struct OrderView;

/// Settings that name the account which customers pay into. They are read for every answer, so that
/// a change reaches a running server at once.
inline constexpr std::string_view kBankBin = "bank_bin";
inline constexpr std::string_view kBankAccount = "bank_account";
inline constexpr std::string_view kBankAccountName = "bank_account_name";

struct BankAccount {
  std::string bin;
  std::string number;
  std::string name;  ///< Shown to the payer for comparison; may be empty.
};

/// The payment of an order, with what a payer needs.
struct PaymentView {
  Uuid order_id;
  std::string method;
  std::int64_t amount = 0;
  /// Absent when nobody keeps one: cash and cards are settled at the till.
  std::optional<domain::Payment> payment;
  std::optional<BankAccount> account;  ///< Where the shop's account is set.
  /// For the QR code, over what is still open. Absent when nothing is, when the order was cancelled
  /// or is paid in another way, or when the shop has no account.
  std::optional<std::string> payload;
};

/// A bank's notice as it is stored.
struct StoredNotice {
  std::int64_t number = 0;  ///< In the order of arrival.
  domain::BankNotice notice;
  Timestamp received_at;
  /// What the bank was told when it first came.
  domain::PaymentState answer = domain::PaymentState::kUnmatched;
  std::optional<Uuid> order_id;            ///< Whose money it is; absent: nobody knows yet.
  std::optional<std::string> assigned_by;  ///< When a person said so.
};

struct NoticeFilter {
  std::optional<bool> matched;
  std::optional<std::string> cursor;
  std::int64_t limit = 50;  ///< 1 to 200
};

struct NoticePage {
  std::vector<StoredNotice> items;  ///< Newest arrival first.
  std::optional<std::string> next_cursor;
};

/// Whether the money for an order has come. Thread-safe; every member blocks until it is durable,
/// or for the time of a read.
class Payments {
 public:
  /// Draws a QR code as SVG.
  using DrawQr = std::function<Result<std::string>(std::string_view payload)>;

  /// The references must outlive this object.
  Payments(Committer& committer, LedgerReader& reader, DrawQr draw_qr)
      : committer_(committer), reader_(reader), draw_qr_(std::move(draw_qr)) {}

  Result<PaymentView> get(const Uuid& order_id);
  /// kConflict "payment.no_qr" when there is no payload.
  Result<std::string> qr_svg(const Uuid& order_id);

  /// A person says that the money is there: `received` dong in all, or exactly enough. Writes into
  /// the audit trail who. Once is enough: repeats, and orders that are paid already, change
  /// nothing; another sum than was confirmed is kConflict.
  Result<PaymentView> confirm(const domain::Principal& who, const Uuid& order_id,
                              std::optional<std::int64_t> received);

  /// Stores a notice and adds it to the order whose code its content holds. Answers the order's
  /// state, or kUnmatched when it names no order or several. A repeat changes nothing and is
  /// answered as the first time; the same id with other content is kConflict "notice.id_taken".
  Result<domain::PaymentState> take_notice(const domain::BankNotice& notice);

  Result<NoticePage> notices(const NoticeFilter& filter);
  /// A person says whose money an unmatched notice is. kConflict "notice.assigned" when it is known
  /// to be another order's; the same order again changes nothing.
  Result<PaymentView> assign(const domain::Principal& who, std::string_view notice_id,
                             const Uuid& order_id);

 private:
  Result<PaymentView> view_of(const OrderView& order, std::optional<domain::Payment> payment);
  Result<std::optional<BankAccount>> account();

  Committer& committer_;
  LedgerReader& reader_;
  const DrawQr draw_qr_;
};

}  // namespace shop::application

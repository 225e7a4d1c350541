#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "application/orders.hpp"
#include "application/payments.hpp"
#include "base/result.hpp"
#include "domain/access.hpp"
#include "domain/inventory.hpp"
#include "domain/menu.hpp"
#include "domain/order.hpp"
#include "domain/payment/payment.hpp"
#include "domain/refund.hpp"
#include "events/log_record.hpp"

namespace shop::application {

/// Marker that grows with every stored menu version, whoever stores it.
inline constexpr std::string_view kMenuGeneration = "menu_generation";
/// Marker: the log position up to which the stream engine's results are in the log.
inline constexpr std::string_view kEngineEmitted = "engine_emitted";

/// One order on its way into the ledger. `request` decides whether a repeat is the same order. Of
/// an order that is stored, `priced->order` and `event_json` are moved from.
struct PlaceOrderCommand {
  const domain::OrderRequest* request = nullptr;
  domain::PricedOrder* priced = nullptr;
  /// The `orders` event's JSON, made before the transaction so that the committer only stores it.
  std::string* event_json = nullptr;
};

struct UserRow {
  std::string user_id;
  std::string username;
  std::string password_hash;
  domain::Role role = domain::Role::kBarista;
  bool active = true;
  std::string pin_hash{};  ///< Empty: no PIN.
  int pin_failures = 0;    ///< Wrong PINs since the last right PIN or password.
};

/// A session or an API token; `secret_hash` is its key.
struct CredentialRow {
  std::string secret_hash;  ///< 32 bytes.
  domain::Principal principal;
  bool session = false;
  std::optional<Timestamp> expires_at;
};

/// Where an order stands that somebody waits for.
struct OpenNumber {
  std::string shop_id;
  std::int64_t number = 0;
  domain::OrderStatus status = domain::OrderStatus::kPlaced;
};

/// Everything done between begin() and commit() becomes durable at once, or not at all. Used by the
/// committer's thread only. Implementations: adapters/sqlite; tests/contract/ledger_contract.hpp is
/// what every one must pass.
class UnitOfWork {
 public:
  virtual ~UnitOfWork() = default;

  /// The hot path: stores a batch of orders with their events and stock movements, and returns one
  /// result for each, in order. A refused order (other content under its id, no stock) leaves no
  /// trace and does not touch its neighbours. The outer Result fails only when the store itself
  /// does.
  virtual Result<std::vector<Result<PlacedOrder>>> place_orders(
      std::span<const PlaceOrderCommand> batch, Timestamp now) = 0;

  virtual Result<std::optional<OrderView>> find_order(const Uuid& order_id) = 0;
  virtual Result<void> set_order_status(const Uuid& order_id, domain::OrderStatus status,
                                        Timestamp at) = 0;
  virtual Result<std::vector<domain::Refund>> refunds_of(const Uuid& order_id) = 0;
  virtual Result<std::optional<domain::Refund>> find_refund(const Uuid& refund_id) = 0;
  /// Stores the refund and adds its amount to the order's. `position` is its event's.
  virtual Result<void> insert_refund(const domain::Refund& refund, std::int64_t position) = 0;

  virtual Result<std::optional<domain::Payment>> find_payment(const Uuid& order_id) = 0;
  virtual Result<std::optional<domain::Payment>> find_payment_by_code(std::string_view code) = 0;
  /// Gives a stored order that has none a payment with a code of its own, and appends its first
  /// `payments` event. place_orders() does so by itself for orders that are paid by VietQR.
  virtual Result<domain::Payment> open_payment(const domain::Order& order, std::string_view by,
                                               Timestamp now) = 0;
  /// Replaces what was received.
  virtual Result<void> update_payment(const domain::Payment& payment) = 0;
  virtual Result<std::optional<StoredNotice>> find_notice(std::string_view notice_id) = 0;
  /// Its number is given by the store.
  virtual Result<void> insert_notice(const StoredNotice& notice) = 0;
  virtual Result<void> assign_notice(std::string_view notice_id, const Uuid& order_id,
                                     std::string_view by) = 0;

  virtual Result<std::optional<domain::MenuVersion>> latest_menu_version(
      std::string_view menu_id) = 0;
  virtual Result<void> insert_menu_version(const domain::MenuVersion& version) = 0;

  virtual Result<std::optional<domain::Ingredient>> find_ingredient(
      std::string_view shop_id, std::string_view ingredient_id) = 0;
  virtual Result<void> put_ingredient(const domain::Ingredient& ingredient) = 0;

  virtual Result<std::optional<UserRow>> find_user(std::string_view username) = 0;
  virtual Result<bool> has_owner() = 0;
  virtual Result<void> insert_user(const UserRow& user) = 0;
  /// Replaces all but the names of the user with this id. A new user has no PIN.
  virtual Result<void> update_user(const UserRow& user) = 0;
  virtual Result<bool> has_other_owner(std::string_view user_id) = 0;
  virtual Result<void> insert_credential(const CredentialRow& row) = 0;
  virtual Result<void> delete_credential(std::string_view secret_hash) = 0;
  /// Ends the sessions of a user, or a token, by the principal's id.
  virtual Result<void> delete_credentials_of(std::string_view principal_id) = 0;

  /// Adds an event at the next position, which is returned.
  virtual Result<std::int64_t> append(events::Topic topic, std::string_view key,
                                      std::string_view value_json, Timestamp now) = 0;
  /// A small durable number under a name (engine emission position, settings version …).
  virtual Result<std::int64_t> get_marker(std::string_view name) = 0;
  virtual Result<void> set_marker(std::string_view name, std::int64_t value) = 0;
  virtual Result<std::string> get_setting(std::string_view name, std::string_view fallback) = 0;
  virtual Result<void> put_setting(std::string_view name, std::string_view value) = 0;

  /// Nested scope for one command of a batch: release keeps, rollback undoes its work.
  virtual Result<void> savepoint() = 0;
  virtual Result<void> release_savepoint() = 0;
  virtual Result<void> rollback_savepoint() = 0;
};

/// The writing side of the ledger: one transaction at a time.
class Ledger {
 public:
  virtual ~Ledger() = default;
  /// Starts a transaction. Notices what other processes committed since and tells so by
  /// `outside_changes`.
  virtual Result<UnitOfWork*> begin() = 0;
  /// Makes it durable (one flush) and returns the records that followers have not seen: what other
  /// processes appended since the last commit, then its own. On failure nothing is promised and the
  /// ledger must be reopen()ed before the next begin().
  virtual Result<std::vector<events::LogRecordPtr>> commit() = 0;
  virtual void rollback() = 0;
  /// True once after another process committed (menu, users or stock may have changed).
  virtual bool take_outside_changes() = 0;
  /// Closes and opens the store anew and checks that what was acknowledged is there.
  virtual Result<void> reopen() = 0;
  virtual std::int64_t flushes() const = 0;
};

/// The reading side. Thread-safe; answers what is committed.
class LedgerReader {
 public:
  virtual ~LedgerReader() = default;
  virtual Result<std::optional<OrderView>> find_order(const Uuid& order_id) = 0;
  virtual Result<OrderPage> list_orders(const OrderFilter& filter) = 0;
  /// The queue numbers of orders since `from` that are neither completed nor cancelled, newest
  /// order first; those without a number are left out.
  virtual Result<std::vector<OpenNumber>> open_numbers(Timestamp from, std::int64_t max) = 0;
  virtual Result<std::vector<domain::Refund>> refunds_of(const Uuid& order_id) = 0;
  virtual Result<std::optional<domain::Payment>> find_payment(const Uuid& order_id) = 0;
  virtual Result<NoticePage> list_notices(const NoticeFilter& filter) = 0;
  virtual Result<std::vector<domain::Ingredient>> ingredients(
      std::optional<std::string_view> shop_id) = 0;
  virtual Result<domain::Menu> load_menu() = 0;
  virtual Result<std::optional<UserRow>> find_user(std::string_view username) = 0;
  virtual Result<bool> has_owner() = 0;
  virtual Result<std::optional<CredentialRow>> find_credential(std::string_view secret_hash) = 0;
  /// All users by name, and all API tokens by name and id.
  virtual Result<std::vector<UserRow>> users() = 0;
  virtual Result<std::vector<domain::Principal>> api_tokens() = 0;
  /// Records with position > after, of `topics` (all when empty), at most `max`.
  virtual Result<std::vector<events::LogRecord>> read_log(std::span<const events::Topic> topics,
                                                          std::int64_t after, std::int64_t max) = 0;
  virtual Result<std::int64_t> log_head() = 0;
  virtual Result<std::int64_t> get_marker(std::string_view name) = 0;
  virtual Result<std::string> get_setting(std::string_view name, std::string_view fallback) = 0;
  /// Changes whenever another connection or process committed.
  virtual Result<std::int64_t> change_counter() = 0;
};

}  // namespace shop::application

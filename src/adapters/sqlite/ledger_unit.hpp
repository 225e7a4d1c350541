#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/log_chain.hpp"
#include "adapters/sqlite/sqlite_ledger.hpp"

namespace shop::sqlite {

struct LedgerStatements;

/// The transaction of a SqliteLedger with its prepared statements, and what it remembers between
/// transactions: the next position, stock levels and queue numbers. All of it is read anew when
/// another process wrote, or when a transaction was rolled back.
class SqliteLedger::Unit final : public application::UnitOfWork {
 public:
  static Result<std::unique_ptr<Unit>> open(const LedgerOptions& options);
  ~Unit() override;

  /// BEGIN IMMEDIATE. True when another connection changed the file since the last transaction;
  /// then missed() are the records that it appended.
  Result<bool> begin();
  Result<std::vector<events::LogRecordPtr>> commit();
  void rollback();
  std::int64_t head() const { return next_position_ - 1; }
  Database& database() { return db_; }

  Result<std::vector<Result<application::PlacedOrder>>> place_orders(
      std::span<const application::PlaceOrderCommand> batch, Timestamp now) override;
  Result<std::optional<application::OrderView>> find_order(const Uuid& order_id) override;
  Result<void> set_order_status(const Uuid& order_id, domain::OrderStatus status,
                                Timestamp at) override;
  Result<std::vector<domain::Refund>> refunds_of(const Uuid& order_id) override;
  Result<std::optional<domain::Refund>> find_refund(const Uuid& refund_id) override;
  Result<void> insert_refund(const domain::Refund& refund, std::int64_t position) override;
  Result<std::optional<domain::Payment>> find_payment(const Uuid& order_id) override;
  Result<std::optional<domain::Payment>> find_payment_by_code(std::string_view code) override;
  Result<domain::Payment> open_payment(const domain::Order& order, std::string_view by,
                                       Timestamp now) override;
  Result<void> update_payment(const domain::Payment& payment) override;
  Result<std::optional<application::StoredNotice>> find_notice(std::string_view notice_id) override;
  Result<void> insert_notice(const application::StoredNotice& notice) override;
  Result<void> assign_notice(std::string_view notice_id, const Uuid& order_id,
                             std::string_view by) override;
  Result<std::optional<domain::MenuVersion>> latest_menu_version(std::string_view menu_id) override;
  Result<void> insert_menu_version(const domain::MenuVersion& version) override;
  Result<std::optional<domain::Ingredient>> find_ingredient(
      std::string_view shop_id, std::string_view ingredient_id) override;
  Result<void> put_ingredient(const domain::Ingredient& ingredient) override;
  Result<std::optional<application::UserRow>> find_user(std::string_view username) override;
  Result<bool> has_owner() override;
  Result<void> insert_user(const application::UserRow& user) override;
  Result<void> update_user(const application::UserRow& user) override;
  Result<bool> has_other_owner(std::string_view user_id) override;
  Result<void> insert_credential(const application::CredentialRow& row) override;
  Result<void> delete_credential(std::string_view secret_hash) override;
  Result<void> delete_credentials_of(std::string_view principal_id) override;
  Result<std::int64_t> append(events::Topic topic, std::string_view key,
                              std::string_view value_json, Timestamp now) override;
  Result<std::int64_t> get_marker(std::string_view name) override;
  Result<void> set_marker(std::string_view name, std::int64_t value) override;
  Result<std::string> get_setting(std::string_view name, std::string_view fallback) override;
  Result<void> put_setting(std::string_view name, std::string_view value) override;
  Result<void> savepoint() override;
  Result<void> release_savepoint() override;
  Result<void> rollback_savepoint() override;

 private:
  using StockKey = std::pair<std::string, std::string>;  // shop, ingredient
  using StockMap = std::map<StockKey, domain::Ingredient>;
  using DayKey = std::pair<std::string, std::int64_t>;  // shop, business day

  Unit(Database db, const LedgerOptions& options);
  Result<void> load();
  Result<void> write_back();
  /// The outer Result is the store's, the inner one what the client is answered.
  using Placed = Result<application::PlacedOrder>;
  Result<void> place_order(const application::PlaceOrderCommand& command, Timestamp now,
                           std::vector<Placed>& results);
  Result<application::PlacedOrder> store_order(const application::PlaceOrderCommand& command,
                                               bool stock_short, Timestamp now);
  /// Answers from what is stored; false when the order is not.
  Result<bool> answer_repeat(const application::PlaceOrderCommand& command,
                             std::vector<Placed>& results);
  /// The first need of an ingredient that must not run out and does not suffice; null when all do.
  const domain::StockNeed* first_missing(const domain::PricedOrder& priced);
  Result<void> consume(const domain::Order& order, const std::vector<domain::StockNeed>& needs,
                       Timestamp now);
  /// The number that the shop gave last on that day.
  Result<std::int64_t*> last_queue_number(const std::string& shop_id, std::int64_t day);
  const events::LogRecordPtr& append_owned(events::Topic topic, std::string key, std::string value,
                                           Timestamp now);
  Result<void> insert_appended();
  domain::Ingredient* stock(const std::string& shop_id, const std::string& ingredient_id);

  Database db_;
  std::function<std::int64_t(Timestamp)> business_day_;
  std::unique_ptr<LedgerStatements> sql_;
  std::int64_t data_version_ = -1;
  bool stale_ = true;  ///< What is remembered must be read anew at the next begin().

  std::int64_t next_position_ = 1;
  ChainHash chain_{};
  StockMap stock_;
  std::map<DayKey, std::int64_t> queue_numbers_;

  // Of the running transaction.
  std::vector<events::LogRecordPtr> missed_;    ///< Appended by others since our last commit.
  std::vector<events::LogRecordPtr> appended_;  ///< By us.
  std::size_t inserted_ = 0;                    ///< So many of appended_ are in the table.
  std::map<StockKey, bool> changed_stock_;      ///< Levels that differ from the table.
  std::map<DayKey, bool> changed_numbers_;
  struct SavePoint {
    std::int64_t next_position;
    std::size_t appended;
    std::optional<StockMap> stock;  ///< As it was; kept only when the scope changed a level.
  };
  std::optional<SavePoint> save_point_;
};

}  // namespace shop::sqlite

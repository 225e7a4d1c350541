#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "application/ports/ledger.hpp"
#include "base/result.hpp"

namespace shop::sqlite {

/// The reading side of the ledger file: a few read-only connections that wait for nobody and hold
/// up nobody (WAL). Thread-safe; a caller beyond the pool waits until a connection is free. Open
/// the SqliteLedger first: it makes the file.
class SqliteReader final : public application::LedgerReader {
 public:
  static Result<std::unique_ptr<SqliteReader>> open(const std::string& path,
                                                    std::size_t connections, std::string vfs = {});
  ~SqliteReader() override;

  Result<std::optional<application::OrderView>> find_order(const Uuid& order_id) override;
  Result<application::OrderPage> list_orders(const application::OrderFilter& filter) override;
  Result<std::vector<domain::Refund>> refunds_of(const Uuid& order_id) override;
  Result<std::optional<domain::Payment>> find_payment(const Uuid& order_id) override;
  Result<application::NoticePage> list_notices(const application::NoticeFilter& filter) override;
  Result<std::vector<domain::Ingredient>> ingredients(
      std::optional<std::string_view> shop_id) override;
  Result<domain::Menu> load_menu() override;
  Result<std::optional<application::UserRow>> find_user(std::string_view username) override;
  Result<bool> has_owner() override;
  Result<std::vector<application::UserRow>> users() override;
  Result<std::vector<domain::Principal>> api_tokens() override;
  Result<std::optional<application::CredentialRow>> find_credential(
      std::string_view secret_hash) override;
  Result<std::vector<events::LogRecord>> read_log(std::span<const events::Topic> topics,
                                                  std::int64_t after, std::int64_t max) override;
  Result<application::LogBackPage> read_log_back(const application::LogBackFilter& filter) override;
  Result<std::int64_t> log_head() override;
  Result<std::vector<application::OpenNumber>> open_numbers(Timestamp from,
                                                            std::int64_t max) override;
  Result<std::int64_t> get_marker(std::string_view name) override;
  Result<std::string> get_setting(std::string_view name, std::string_view fallback) override;
  Result<std::int64_t> change_counter() override;

 private:
  class Connection;
  class Lease;
  SqliteReader() = default;

  std::mutex mutex_;
  std::condition_variable free_;
  std::vector<std::unique_ptr<Connection>> idle_;
  /// Always the same one, since SQLite counts changes per connection.
  std::mutex counter_mutex_;
  std::unique_ptr<Connection> counter_;
};

}  // namespace shop::sqlite

#pragma once

#include <cstddef>

#include "adapters/sqlite/database.hpp"
#include "base/result.hpp"

namespace shop::sqlite {

/// One statement for so many events: opening and closing it costs more than a row.
inline constexpr std::size_t kEventsPerInsert = 16;

/// Everything that the ledger's writing side asks of its file, prepared once per connection.
struct LedgerStatements {
  Statement begin, commit, rollback, savepoint, release, rollback_to, data_version;
  Statement insert_event, insert_events, insert_link, last_link, head, events_after;
  Statement insert_order, find_order, set_status, add_refunded;
  Statement queue_number, put_queue_number;
  Statement insert_refund, find_refund, refunds_of;
  Statement insert_payment, find_payment, find_payment_by_code, update_payment;
  Statement insert_notice, find_notice, assign_notice;
  Statement latest_menu, insert_menu;
  Statement ingredients, put_ingredient;
  Statement find_user, has_owner, has_other_owner, insert_user, update_user;
  Statement insert_credential, delete_credential, delete_credentials_of;
  Statement get_marker, set_marker, get_setting, put_setting;

  Result<void> prepare(Database& db);

 private:
  Result<void> prepare_log(Database& db);
  Result<void> prepare_orders(Database& db);
  Result<void> prepare_payments(Database& db);
  Result<void> prepare_rest(Database& db);
};

}  // namespace shop::sqlite

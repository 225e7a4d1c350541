#include "adapters/sqlite/ledger_statements.hpp"

#include <span>
#include <string>
#include <utility>

#include "adapters/sqlite/order_rows.hpp"
#include "adapters/sqlite/payment_rows.hpp"

namespace shop::sqlite {
namespace {

std::string insert_events_sql(std::size_t rows) {
  std::string sql = "INSERT INTO event_log (" + std::string(kLogColumns) + ") VALUES ";
  for (std::size_t i = 0; i < rows; ++i) sql += i == 0 ? "(?,?,?,?,?)" : ",(?,?,?,?,?)";
  return sql;
}

using Texts = std::span<const std::pair<Statement*, std::string>>;

Result<void> prepare_all(Database& db, Texts texts) {
  for (const auto& [statement, text] : texts) {
    SHOP_TRY(*statement, db.prepare(text));
  }
  return ok();
}

}  // namespace

Result<void> LedgerStatements::prepare(Database& db) {
  SHOP_TRY(prepare_log(db));
  SHOP_TRY(prepare_orders(db));
  SHOP_TRY(prepare_payments(db));
  return prepare_rest(db);
}

// Transactions and the log.
Result<void> LedgerStatements::prepare_log(Database& db) {
  const std::pair<Statement*, std::string> texts[] = {
      {&begin, "BEGIN IMMEDIATE"},
      {&commit, "COMMIT"},
      {&rollback, "ROLLBACK"},
      {&savepoint, "SAVEPOINT command"},
      {&release, "RELEASE command"},
      {&rollback_to, "ROLLBACK TO command"},
      {&data_version, "PRAGMA data_version"},
      {&insert_event, insert_events_sql(1)},
      {&insert_events, insert_events_sql(kEventsPerInsert)},
      {&insert_link, "INSERT INTO log_chain (position, hash) VALUES (?, ?)"},
      {&last_link, "SELECT hash FROM log_chain ORDER BY position DESC LIMIT 1"},
      {&head, "SELECT max(position) FROM event_log"},
      {&events_after, "SELECT " + std::string(kLogColumns) +
                          " FROM event_log WHERE position > ? ORDER BY position LIMIT ?"},
  };
  return prepare_all(db, texts);
}

// Orders with what comes after them.
Result<void> LedgerStatements::prepare_orders(Database& db) {
  const std::string order_columns(kOrderColumns);
  const std::string order_tables(kOrderTables);
  const std::pair<Statement*, std::string> texts[] = {
      {&insert_order,
       "INSERT INTO orders (position, order_id, shop_id, created_at, total, items, status, "
       "queue_number, business_day, placed_at, status_at) VALUES (?,?,?,?,?,?,?,?,?,?,?) "
       "ON CONFLICT (order_id) DO NOTHING"},
      {&find_order, "SELECT " + order_columns + " FROM " + order_tables + " WHERE o.order_id = ?"},
      {&set_status, "UPDATE orders SET status = ?, status_at = ? WHERE order_id = ?"},
      {&add_refunded, "UPDATE orders SET refunded = refunded + ? WHERE order_id = ?"},
      {&queue_number, "SELECT last FROM queue_numbers WHERE shop_id = ? AND business_day = ?"},
      {&put_queue_number,
       "INSERT INTO queue_numbers (shop_id, business_day, last) VALUES (?, ?, ?) "
       "ON CONFLICT DO UPDATE SET last = excluded.last"},
      {&insert_refund,
       "INSERT INTO refunds (position, refund_id, order_id, shop_id, created_at, amount) "
       "VALUES (?, ?, ?, ?, ?, ?)"},
      {&find_refund,
       "SELECT e.value FROM refunds r JOIN event_log e ON e.position = r.position "
       "WHERE r.refund_id = ?"},
      {&refunds_of, std::string(kRefundsOfOrder)},
  };
  return prepare_all(db, texts);
}

Result<void> LedgerStatements::prepare_payments(Database& db) {
  const std::string payment_columns(kPaymentColumns);
  const std::pair<Statement*, std::string> texts[] = {
      {&insert_payment, "INSERT INTO payments (" + payment_columns +
                            ") VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (code) DO NOTHING"},
      {&find_payment, "SELECT " + payment_columns + " FROM payments WHERE order_id = ?"},
      {&find_payment_by_code, "SELECT " + payment_columns + " FROM payments WHERE code = ?"},
      {&update_payment,
       "UPDATE payments SET noticed = ?, confirmed_by = ?, confirmed_received = ? "
       "WHERE order_id = ?"},
      {&insert_notice,
       "INSERT INTO bank_notices (notice_id, account, amount, content, at, received_at, answer, "
       "order_id, assigned_by) VALUES (?,?,?,?,?,?,?,?,?)"},
      {&find_notice,
       "SELECT " + std::string(kNoticeColumns) + " FROM bank_notices WHERE notice_id = ?"},
      {&assign_notice, "UPDATE bank_notices SET order_id = ?, assigned_by = ? WHERE notice_id = ?"},
  };
  return prepare_all(db, texts);
}

// Menu, stock, people and small things.
Result<void> LedgerStatements::prepare_rest(Database& db) {
  const std::pair<Statement*, std::string> texts[] = {
      {&latest_menu,
       "SELECT version, valid_from, deleted, item FROM menu_versions WHERE menu_id = ? "
       "ORDER BY version DESC LIMIT 1"},
      {&insert_menu,
       "INSERT INTO menu_versions (menu_id, version, valid_from, deleted, item) "
       "VALUES (?, ?, ?, ?, ?)"},
      {&ingredients, "SELECT " + std::string(kIngredientColumns) + " FROM ingredients"},
      {&put_ingredient,
       "INSERT INTO ingredients (shop_id, ingredient_id, name, unit, threshold, blocking, on_hand) "
       "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name, "
       "unit = excluded.unit, threshold = excluded.threshold, blocking = excluded.blocking, "
       "on_hand = excluded.on_hand"},
      {&find_user, "SELECT " + std::string(kUserColumns) + " FROM users WHERE username = ?"},
      {&has_owner, "SELECT 1 FROM users WHERE role = ? AND active = 1 LIMIT 1"},
      {&has_other_owner,
       "SELECT 1 FROM users WHERE role = ? AND active = 1 AND user_id <> ? LIMIT 1"},
      {&update_user,
       "UPDATE users SET password_hash = ?, role = ?, active = ?, pin_hash = ?, pin_failures = ? "
       "WHERE user_id = ?"},
      {&insert_user,
       "INSERT INTO users (user_id, username, password_hash, role, active) VALUES (?,?,?,?,?)"},
      {&insert_credential,
       "INSERT INTO credentials (secret_hash, id, name, role, session, expires_at) "
       "VALUES (?, ?, ?, ?, ?, ?)"},
      {&delete_credential, "DELETE FROM credentials WHERE secret_hash = ?"},
      {&delete_credentials_of, "DELETE FROM credentials WHERE id = ?"},
      {&get_marker, "SELECT value FROM markers WHERE name = ?"},
      {&set_marker,
       "INSERT INTO markers (name, value) VALUES (?, ?) "
       "ON CONFLICT DO UPDATE SET value = excluded.value"},
      {&get_setting, "SELECT value FROM settings WHERE name = ?"},
      {&put_setting,
       "INSERT INTO settings (name, value) VALUES (?, ?) "
       "ON CONFLICT DO UPDATE SET value = excluded.value"},
  };
  return prepare_all(db, texts);
}

}  // namespace shop::sqlite

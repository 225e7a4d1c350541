#include "adapters/sqlite/ledger_unit.hpp"

#include <algorithm>
#include <utility>

#include "adapters/sqlite/ledger_migrations.hpp"
#include "adapters/sqlite/order_rows.hpp"
#include "base/assert.hpp"
#include "events/encode.hpp"
#include "events/stored_json.hpp"

namespace shop::sqlite {

using application::OrderView;
using application::PlacedOrder;
using application::PlaceOrderCommand;

struct SqliteLedger::Unit::Statements {
  Statement begin, commit, rollback, savepoint, release, rollback_to, data_version;
  Statement insert_event, insert_link, last_link, head, events_after;
  Statement insert_order, find_order, set_status, add_refunded;
  Statement queue_number, put_queue_number;
  Statement insert_refund, find_refund, refunds_of;
  Statement latest_menu, insert_menu;
  Statement ingredients, put_ingredient;
  Statement find_user, has_owner, insert_user, insert_credential, delete_credential;
  Statement get_marker, set_marker;
};

SqliteLedger::Unit::Unit(Database db, const LedgerOptions& options)
    : db_(std::move(db)),
      business_day_(options.business_day),
      sql_(std::make_unique<Statements>()) {}

SqliteLedger::Unit::~Unit() = default;

Result<std::unique_ptr<SqliteLedger::Unit>> SqliteLedger::Unit::open(const LedgerOptions& options) {
  OpenOptions open_options;
  open_options.durability = Durability::kFull;
  open_options.cache_kib = 64 * 1024;
  open_options.checkpoint_pages = options.checkpoint_pages;
  open_options.vfs = options.vfs;
  SHOP_TRY(auto db, Database::open(options.path, open_options));
  SHOP_TRY(migrate(db, kLedgerMigrations));
  std::unique_ptr<Unit> unit(new Unit(std::move(db), options));
  SHOP_TRY(unit->prepare());
  return unit;
}

Result<void> SqliteLedger::Unit::prepare() {
  const std::string order_columns(kOrderColumns);
  const std::string order_tables(kOrderTables);
  const std::pair<Statement*, std::string> texts[] = {
      {&sql_->begin, "BEGIN IMMEDIATE"},
      {&sql_->commit, "COMMIT"},
      {&sql_->rollback, "ROLLBACK"},
      {&sql_->savepoint, "SAVEPOINT command"},
      {&sql_->release, "RELEASE command"},
      {&sql_->rollback_to, "ROLLBACK TO command"},
      {&sql_->data_version, "PRAGMA data_version"},
      {&sql_->insert_event,
       "INSERT INTO event_log (position, topic, key, value, appended_at) VALUES (?, ?, ?, ?, ?)"},
      {&sql_->insert_link, "INSERT INTO log_chain (position, hash) VALUES (?, ?)"},
      {&sql_->last_link, "SELECT hash FROM log_chain ORDER BY position DESC LIMIT 1"},
      {&sql_->head, "SELECT max(position) FROM event_log"},
      {&sql_->events_after,
       "SELECT position, topic, key, value, appended_at FROM event_log WHERE position > ? "
       "ORDER BY position LIMIT ?"},
      {&sql_->insert_order,
       "INSERT INTO orders (position, order_id, shop_id, created_at, total, items, status, "
       "queue_number, business_day, placed_at, status_at) VALUES (?,?,?,?,?,?,?,?,?,?,?)"},
      {&sql_->find_order,
       "SELECT " + order_columns + " FROM " + order_tables + " WHERE o.order_id = ?"},
      {&sql_->set_status, "UPDATE orders SET status = ?, status_at = ? WHERE order_id = ?"},
      {&sql_->add_refunded, "UPDATE orders SET refunded = refunded + ? WHERE order_id = ?"},
      {&sql_->queue_number,
       "SELECT last FROM queue_numbers WHERE shop_id = ? AND business_day = ?"},
      {&sql_->put_queue_number,
       "INSERT INTO queue_numbers (shop_id, business_day, last) VALUES (?, ?, ?) "
       "ON CONFLICT DO UPDATE SET last = excluded.last"},
      {&sql_->insert_refund,
       "INSERT INTO refunds (position, refund_id, order_id, shop_id, created_at, amount) "
       "VALUES (?, ?, ?, ?, ?, ?)"},
      {&sql_->find_refund,
       "SELECT e.value FROM refunds r JOIN event_log e ON e.position = r.position "
       "WHERE r.refund_id = ?"},
      {&sql_->refunds_of, std::string(kRefundsOfOrder)},
      {&sql_->latest_menu,
       "SELECT version, valid_from, deleted, item FROM menu_versions WHERE menu_id = ? "
       "ORDER BY version DESC LIMIT 1"},
      {&sql_->insert_menu,
       "INSERT INTO menu_versions (menu_id, version, valid_from, deleted, item) "
       "VALUES (?, ?, ?, ?, ?)"},
      {&sql_->ingredients, "SELECT " + std::string(kIngredientColumns) + " FROM ingredients"},
      {&sql_->put_ingredient,
       "INSERT INTO ingredients (shop_id, ingredient_id, name, unit, threshold, blocking, on_hand) "
       "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name, "
       "unit = excluded.unit, threshold = excluded.threshold, blocking = excluded.blocking, "
       "on_hand = excluded.on_hand"},
      {&sql_->find_user,
       "SELECT user_id, username, password_hash, role, active FROM users WHERE username = ?"},
      {&sql_->has_owner, "SELECT 1 FROM users WHERE role = ? AND active = 1 LIMIT 1"},
      {&sql_->insert_user,
       "INSERT INTO users (user_id, username, password_hash, role, active) VALUES (?,?,?,?,?)"},
      {&sql_->insert_credential,
       "INSERT INTO credentials (secret_hash, id, name, role, session, expires_at) "
       "VALUES (?, ?, ?, ?, ?, ?)"},
      {&sql_->delete_credential, "DELETE FROM credentials WHERE secret_hash = ?"},
      {&sql_->get_marker, "SELECT value FROM markers WHERE name = ?"},
      {&sql_->set_marker,
       "INSERT INTO markers (name, value) VALUES (?, ?) "
       "ON CONFLICT DO UPDATE SET value = excluded.value"},
  };
  for (const auto& [statement, text] : texts) {
    SHOP_TRY(*statement, db_.prepare(text));
  }
  return ok();
}

Result<bool> SqliteLedger::Unit::begin() {
  SHOP_TRY(sql_->begin.execute());
  missed_.clear();
  appended_.clear();
  changed_stock_.clear();
  changed_numbers_.clear();
  save_point_.reset();
  std::int64_t version = 0;
  {
    Rows row = sql_->data_version.run();
    SHOP_TRY(const bool found, row.step());
    SHOP_ASSERT(found);
    version = row.int64(0);
  }
  const bool first = data_version_ < 0;
  const bool changed = version != data_version_;
  if (changed || stale_) {
    SHOP_TRY(load());
    data_version_ = version;
    stale_ = false;
  }
  return changed && !first;
}

Result<void> SqliteLedger::Unit::load() {
  const std::int64_t known = next_position_ - 1;
  std::int64_t head = 0;
  {
    Rows row = sql_->head.run();
    SHOP_TRY(const bool found, row.step());
    head = found ? row.maybe_int64(0).value_or(0) : 0;
  }
  // At most what a follower may want to see at once; a longer gap is read from the file.
  constexpr std::int64_t kMissedMax = 10'000;
  if (data_version_ >= 0 && head > known && head - known <= kMissedMax) {
    Rows rows = sql_->events_after.run(known, kMissedMax);
    while (true) {
      SHOP_TRY(const bool more, rows.step());
      if (!more) break;
      missed_.push_back({rows.int64(0),
                         static_cast<events::Topic>(rows.int64(1)),
                         std::string(rows.text(2)),
                         std::string(rows.text(3)),
                         {rows.int64(4)}});
    }
  }
  next_position_ = head + 1;
  chain_ = {};
  {
    Rows row = sql_->last_link.run();
    SHOP_TRY(const bool found, row.step());
    if (found) {
      const Blob hash = row.blob(0);
      SHOP_ASSERT(hash.size() == chain_.size());
      std::copy(hash.begin(), hash.end(), chain_.begin());
    }
  }
  stock_.clear();
  queue_numbers_.clear();
  Rows rows = sql_->ingredients.run();
  while (true) {
    SHOP_TRY(const bool more, rows.step());
    if (!more) break;
    domain::Ingredient ingredient = read_ingredient_row(rows);
    StockKey key{ingredient.shop_id, ingredient.ingredient_id};
    stock_.insert_or_assign(std::move(key), std::move(ingredient));
  }
  return ok();
}

Result<void> SqliteLedger::Unit::write_back() {
  for (const auto& [key, changed] : changed_stock_) {
    const auto found = stock_.find(key);
    if (found == stock_.end()) continue;  // Made and undone within the transaction.
    const domain::Ingredient& i = found->second;
    SHOP_TRY(sql_->put_ingredient.execute(i.shop_id, i.ingredient_id, i.name, i.unit, i.threshold,
                                          std::int64_t{i.blocking}, i.on_hand));
  }
  for (const auto& [key, changed] : changed_numbers_) {
    SHOP_TRY(sql_->put_queue_number.execute(key.first, key.second, queue_numbers_.at(key)));
  }
  if (!appended_.empty()) {
    chain_ = next_link(chain_, appended_);
    SHOP_TRY(sql_->insert_link.execute(appended_.back().position, Blob(chain_)));
  }
  return ok();
}

Result<std::vector<events::LogRecord>> SqliteLedger::Unit::commit() {
  SHOP_TRY(write_back());
  SHOP_TRY(sql_->commit.execute());
  std::vector<events::LogRecord> records = std::move(missed_);
  records.insert(records.end(), std::make_move_iterator(appended_.begin()),
                 std::make_move_iterator(appended_.end()));
  missed_.clear();
  appended_.clear();
  return records;
}

void SqliteLedger::Unit::rollback() {
  stale_ = true;
  if (!db_.in_transaction()) return;
  // A failing rollback leaves the connection unusable; the ledger is reopened before its next use.
  [[maybe_unused]] const auto ignored = sql_->rollback.execute();
}

Result<std::int64_t> SqliteLedger::Unit::append(events::Topic topic, std::string_view key,
                                                std::string_view value_json, Timestamp now) {
  const std::int64_t position = next_position_;
  SHOP_TRY(sql_->insert_event.execute(position, static_cast<std::int64_t>(topic), key, value_json,
                                      now.us));
  ++next_position_;
  appended_.push_back({position, topic, std::string(key), std::string(value_json), now});
  return position;
}

domain::Ingredient* SqliteLedger::Unit::stock(const std::string& shop_id,
                                              const std::string& ingredient_id) {
  const auto found = stock_.find({shop_id, ingredient_id});
  return found == stock_.end() ? nullptr : &found->second;
}

Result<std::vector<Result<PlacedOrder>>> SqliteLedger::Unit::place_orders(
    std::span<const PlaceOrderCommand> batch, Timestamp now) {
  std::vector<Result<PlacedOrder>> results;
  results.reserve(batch.size());
  for (const PlaceOrderCommand& command : batch) {
    SHOP_TRY(const auto refusal, check_order(command));
    if (refusal.answer) {
      results.push_back(*refusal.answer);
      continue;
    }
    SHOP_TRY(auto placed, store_order(command, refusal.stock_short, now));
    results.emplace_back(std::move(placed));
  }
  return results;
}

Result<SqliteLedger::Unit::Check> SqliteLedger::Unit::check_order(
    const PlaceOrderCommand& command) {
  const domain::PricedOrder& priced = *command.priced;
  const domain::Order& order = priced.order;
  Check check;
  if (command.request->order_id) {
    SHOP_TRY(const auto stored, find_order(order.order_id));
    if (stored) {
      check.answer.emplace(application::repeat_of(*command.request, *stored));
      return check;
    }
  }
  for (const auto& need : priced.needs) {
    const domain::Ingredient* level = stock(order.shop_id, need.ingredient_id);
    if (level == nullptr || !level->blocking || level->on_hand >= need.qty) continue;
    if (!priced.offline) {
      check.answer.emplace(make_error(ErrorKind::kConflict, "stock.empty",
                                      "not enough '" + level->name + "' (" + need.ingredient_id +
                                          "): " + std::to_string(need.qty) + " " + level->unit +
                                          " needed, " + std::to_string(level->on_hand) +
                                          " on hand"));
      return check;
    }
    check.stock_short = true;
  }
  return check;
}

Result<PlacedOrder> SqliteLedger::Unit::store_order(const PlaceOrderCommand& command,
                                                    bool stock_short, Timestamp now) {
  const domain::PricedOrder& priced = *command.priced;
  PlacedOrder placed;
  placed.created = true;
  OrderView& view = placed.view;
  view.order = priced.order;
  std::string flagged_json;
  if (stock_short) {
    auto& flags = view.order.flags;
    flags.insert(std::lower_bound(flags.begin(), flags.end(), "stock_short"), "stock_short");
    flagged_json = events::encode_order(view.order);
  }
  // An offline sale has been handed over already: it never stands in the bar's queue.
  view.status = priced.offline ? domain::OrderStatus::kCompleted : domain::OrderStatus::kPlaced;
  view.placed_at = now;
  view.status_at = now;
  const std::int64_t day = business_day_(now);
  SHOP_TRY(view.queue_number,
           priced.offline ? Result<std::int64_t>(0) : next_queue_number(view.order.shop_id, day));

  const std::string key = to_string(view.order.order_id);
  SHOP_TRY(view.position, append(events::Topic::kOrders, key,
                                 stock_short ? flagged_json : command.event_json, now));
  SHOP_TRY(sql_->insert_order.execute(
      view.position, blob_of(view.order.order_id), view.order.shop_id, view.order.created_at.us,
      view.order.total, domain::item_count(view.order), static_cast<std::int64_t>(view.status),
      view.queue_number, day, now.us, now.us));
  SHOP_TRY(append(
      events::Topic::kOrderStatus, key,
      events::encode_order_status(view.order.order_id, view.order.shop_id, view.status, now, now),
      now));
  SHOP_TRY(consume(priced, now));
  return placed;
}

Result<void> SqliteLedger::Unit::consume(const domain::PricedOrder& priced, Timestamp now) {
  for (const auto& need : priced.needs) {
    domain::Ingredient* level = stock(priced.order.shop_id, need.ingredient_id);
    if (level == nullptr) continue;  // Not kept in stock here.
    level->on_hand -= need.qty;
    changed_stock_[{level->shop_id, level->ingredient_id}] = true;
    const domain::StockMovement movement{to_string(make_uuid_v7(now)),
                                         level->shop_id,
                                         level->ingredient_id,
                                         domain::MovementKind::kConsume,
                                         -need.qty,
                                         level->on_hand,
                                         level->unit,
                                         to_string(priced.order.order_id),
                                         now};
    SHOP_TRY(append(events::Topic::kInventoryEvents, level->ingredient_id,
                    events::encode_movement(movement), now));
  }
  return ok();
}

Result<std::int64_t> SqliteLedger::Unit::next_queue_number(const std::string& shop_id,
                                                           std::int64_t day) {
  const DayKey key{shop_id, day};
  auto found = queue_numbers_.find(key);
  if (found == queue_numbers_.end()) {
    Rows row = sql_->queue_number.run(shop_id, day);
    SHOP_TRY(const bool stored, row.step());
    found = queue_numbers_.emplace(key, stored ? row.int64(0) : 0).first;
  }
  changed_numbers_[key] = true;
  return ++found->second;
}

Result<void> SqliteLedger::Unit::savepoint() {
  SHOP_ASSERT(!save_point_);
  SHOP_TRY(sql_->savepoint.execute());
  save_point_ = SavePoint{next_position_, appended_.size(), std::nullopt};
  return ok();
}

Result<void> SqliteLedger::Unit::release_savepoint() {
  SHOP_TRY(sql_->release.execute());
  save_point_.reset();
  return ok();
}

Result<void> SqliteLedger::Unit::rollback_savepoint() {
  SHOP_ASSERT(save_point_.has_value());
  SHOP_TRY(sql_->rollback_to.execute());
  SHOP_TRY(sql_->release.execute());
  next_position_ = save_point_->next_position;
  appended_.resize(save_point_->appended);
  if (save_point_->stock) stock_ = *std::move(save_point_->stock);
  save_point_.reset();
  return ok();
}

Result<std::optional<domain::Ingredient>> SqliteLedger::Unit::find_ingredient(
    std::string_view shop_id, std::string_view ingredient_id) {
  const domain::Ingredient* found = stock(std::string(shop_id), std::string(ingredient_id));
  return found == nullptr ? std::nullopt : std::optional(*found);
}

Result<void> SqliteLedger::Unit::put_ingredient(const domain::Ingredient& ingredient) {
  if (save_point_ && !save_point_->stock) save_point_->stock = stock_;
  const StockKey key{ingredient.shop_id, ingredient.ingredient_id};
  stock_.insert_or_assign(key, ingredient);
  changed_stock_[key] = true;
  return ok();
}

// The plain look-ups and inserts of the rare commands.

Result<std::optional<OrderView>> SqliteLedger::Unit::find_order(const Uuid& order_id) {
  Rows row = sql_->find_order.run(blob_of(order_id));
  SHOP_TRY(const bool found, row.step());
  if (!found) return std::nullopt;
  SHOP_TRY(auto view, read_order_row(row));
  return view;
}

Result<void> SqliteLedger::Unit::set_order_status(const Uuid& order_id, domain::OrderStatus status,
                                                  Timestamp at) {
  return sql_->set_status.execute(static_cast<std::int64_t>(status), at.us, blob_of(order_id));
}

Result<std::vector<domain::Refund>> SqliteLedger::Unit::refunds_of(const Uuid& order_id) {
  return read_refunds(sql_->refunds_of, order_id);
}

Result<std::optional<domain::Refund>> SqliteLedger::Unit::find_refund(const Uuid& refund_id) {
  Rows row = sql_->find_refund.run(blob_of(refund_id));
  SHOP_TRY(const bool found, row.step());
  if (!found) return std::nullopt;
  SHOP_TRY(auto refund, events::read_refund(row.text(0)));
  return refund;
}

Result<void> SqliteLedger::Unit::insert_refund(const domain::Refund& refund,
                                               std::int64_t position) {
  SHOP_TRY(sql_->insert_refund.execute(position, blob_of(refund.refund_id),
                                       blob_of(refund.order_id), refund.shop_id,
                                       refund.created_at.us, refund.amount));
  return sql_->add_refunded.execute(refund.amount, blob_of(refund.order_id));
}

Result<std::optional<domain::MenuVersion>> SqliteLedger::Unit::latest_menu_version(
    std::string_view menu_id) {
  Rows row = sql_->latest_menu.run(menu_id);
  SHOP_TRY(const bool found, row.step());
  if (!found) return std::nullopt;
  SHOP_TRY(auto version, read_menu_row(row));
  return version;
}

Result<void> SqliteLedger::Unit::insert_menu_version(const domain::MenuVersion& version) {
  std::string item;
  JsonWriter json(item);
  json.object([&] { events::write_menu_item_fields(json, version.item); });
  SHOP_TRY(sql_->insert_menu.execute(version.item.menu_id, version.version, version.valid_from.us,
                                     std::int64_t{version.deleted}, item));
  SHOP_TRY(const std::int64_t generation, get_marker(application::kMenuGeneration));
  return set_marker(application::kMenuGeneration, generation + 1);
}

Result<std::optional<application::UserRow>> SqliteLedger::Unit::find_user(
    std::string_view username) {
  Rows row = sql_->find_user.run(username);
  SHOP_TRY(const bool found, row.step());
  if (!found) return std::nullopt;
  return application::UserRow{std::string(row.text(0)), std::string(row.text(1)),
                              std::string(row.text(2)), static_cast<domain::Role>(row.int64(3)),
                              row.int64(4) != 0};
}

Result<bool> SqliteLedger::Unit::has_owner() {
  Rows row = sql_->has_owner.run(static_cast<std::int64_t>(domain::Role::kOwner));
  return row.step();
}

Result<void> SqliteLedger::Unit::insert_user(const application::UserRow& user) {
  return sql_->insert_user.execute(user.user_id, user.username, user.password_hash,
                                   static_cast<std::int64_t>(user.role), std::int64_t{user.active});
}

Result<void> SqliteLedger::Unit::insert_credential(const application::CredentialRow& row) {
  return sql_->insert_credential.execute(
      blob_of(row.secret_hash), row.principal.id, row.principal.name,
      static_cast<std::int64_t>(row.principal.role), std::int64_t{row.session},
      row.expires_at ? std::optional(row.expires_at->us) : std::nullopt);
}

Result<void> SqliteLedger::Unit::delete_credential(std::string_view secret_hash) {
  return sql_->delete_credential.execute(blob_of(secret_hash));
}

Result<std::int64_t> SqliteLedger::Unit::get_marker(std::string_view name) {
  Rows row = sql_->get_marker.run(name);
  SHOP_TRY(const bool found, row.step());
  return found ? row.int64(0) : 0;
}

Result<void> SqliteLedger::Unit::set_marker(std::string_view name, std::int64_t value) {
  return sql_->set_marker.execute(name, value);
}

}  // namespace shop::sqlite

#include "adapters/sqlite/ledger_unit.hpp"

#include <algorithm>
#include <utility>

#include "adapters/sqlite/ledger_migrations.hpp"
#include "adapters/sqlite/ledger_statements.hpp"
#include "adapters/sqlite/order_rows.hpp"
#include "base/assert.hpp"
#include "events/encode.hpp"
#include "events/stored_json.hpp"

namespace shop::sqlite {

using application::OrderView;
using application::PlacedOrder;
using application::PlaceOrderCommand;

namespace {

Error out_of_stock(const domain::Ingredient& level, std::int64_t needed) {
  return make_error(ErrorKind::kConflict, "stock.empty",
                    "not enough '" + level.name + "' (" + level.ingredient_id +
                        "): " + std::to_string(needed) + " " + level.unit + " needed, " +
                        std::to_string(level.on_hand) + " on hand");
}

}  // namespace

SqliteLedger::Unit::Unit(Database db, const LedgerOptions& options)
    : db_(std::move(db)),
      business_day_(options.business_day),
      sql_(std::make_unique<LedgerStatements>()) {}

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
  SHOP_TRY(unit->sql_->prepare(unit->db_));
  return unit;
}

Result<bool> SqliteLedger::Unit::begin() {
  SHOP_TRY(sql_->begin.execute());
  missed_.clear();
  appended_.clear();
  inserted_ = 0;
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
    SHOP_TRY(missed_, read_all(sql_->events_after.run(known, kMissedMax), share_log_row));
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
    SHOP_TRY(insert_appended());
    chain_ = next_link(chain_, appended_);
    SHOP_TRY(sql_->insert_link.execute(appended_.back()->position, Blob(chain_)));
  }
  return ok();
}

Result<std::vector<events::LogRecordPtr>> SqliteLedger::Unit::commit() {
  SHOP_TRY(write_back());
  SHOP_TRY(sql_->commit.execute());
  std::vector<events::LogRecordPtr> records = std::move(missed_);
  if (records.empty()) {
    records = std::move(appended_);
  } else {
    records.insert(records.end(), std::make_move_iterator(appended_.begin()),
                   std::make_move_iterator(appended_.end()));
  }
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
  return append_owned(topic, std::string(key), std::string(value_json), now)->position;
}

const events::LogRecordPtr& SqliteLedger::Unit::append_owned(events::Topic topic, std::string key,
                                                             std::string value, Timestamp now) {
  events::LogRecord record{next_position_++, topic, std::move(key), std::move(value), now};
  appended_.push_back(std::make_shared<const events::LogRecord>(std::move(record)));
  return appended_.back();
}

// Brings the table up to date: before the commit, before a save point, and before anything is read
// that may lie in a new event.
Result<void> SqliteLedger::Unit::insert_appended() {
  while (inserted_ < appended_.size()) {
    const bool many = appended_.size() - inserted_ >= kEventsPerInsert;
    const std::size_t rows = many ? kEventsPerInsert : 1;
    Statement& insert = many ? sql_->insert_events : sql_->insert_event;
    for (std::size_t i = 0; i < rows; ++i) {
      const events::LogRecord& record = *appended_[inserted_ + i];
      insert.bind_more(record.position, static_cast<std::int64_t>(record.topic),
                       std::string_view(record.key), std::string_view(record.value),
                       record.appended_at.us);
    }
    SHOP_TRY(insert.execute_bound());
    inserted_ += rows;
  }
  return ok();
}

domain::Ingredient* SqliteLedger::Unit::stock(const std::string& shop_id,
                                              const std::string& ingredient_id) {
  const auto found = stock_.find({shop_id, ingredient_id});
  return found == stock_.end() ? nullptr : &found->second;
}

Result<std::vector<Result<PlacedOrder>>> SqliteLedger::Unit::place_orders(
    std::span<const PlaceOrderCommand> batch, Timestamp now) {
  std::vector<Placed> results;
  results.reserve(batch.size());
  for (const PlaceOrderCommand& command : batch) {
    SHOP_TRY(place_order(command, now, results));
  }
  return results;
}

Result<void> SqliteLedger::Unit::place_order(const PlaceOrderCommand& command, Timestamp now,
                                             std::vector<Placed>& results) {
  const domain::PricedOrder& priced = *command.priced;
  const domain::StockNeed* missing = first_missing(priced);
  if (missing != nullptr && !priced.offline) {
    // A repeat is answered by what is stored, also when the shelf is empty by now.
    SHOP_TRY(const bool repeated, answer_repeat(command, results));
    if (repeated) return ok();
    results.emplace_back(
        out_of_stock(*stock(priced.order.shop_id, missing->ingredient_id), missing->qty));
    return ok();
  }
  SHOP_TRY(auto placed, store_order(command, missing != nullptr, now));
  if (placed.created) {
    results.emplace_back(std::move(placed));
    return ok();
  }
  SHOP_TRY(const bool repeated, answer_repeat(command, results));
  SHOP_ASSERT(repeated);
  return ok();
}

Result<bool> SqliteLedger::Unit::answer_repeat(const PlaceOrderCommand& command,
                                               std::vector<Placed>& results) {
  if (!command.request->order_id) return false;
  SHOP_TRY(const auto stored, find_order(*command.request->order_id));
  if (!stored) return false;
  results.push_back(application::repeat_of(*command.request, *stored));
  return true;
}

const domain::StockNeed* SqliteLedger::Unit::first_missing(const domain::PricedOrder& priced) {
  for (const auto& need : priced.needs) {
    const domain::Ingredient* level = stock(priced.order.shop_id, need.ingredient_id);
    if (level != nullptr && level->blocking && level->on_hand < need.qty) return &need;
  }
  return nullptr;
}

// Not `created` when an order of that id is stored already; then nothing has changed.
Result<PlacedOrder> SqliteLedger::Unit::store_order(const PlaceOrderCommand& command,
                                                    bool stock_short, Timestamp now) {
  domain::PricedOrder& priced = *command.priced;
  const domain::Order& order = priced.order;
  PlacedOrder placed;
  OrderView& view = placed.view;
  // An offline sale has been handed over already: it never stands in the bar's queue.
  view.status = priced.offline ? domain::OrderStatus::kCompleted : domain::OrderStatus::kPlaced;
  view.placed_at = now;
  view.status_at = now;
  view.position = next_position_;
  const std::int64_t day = business_day_(now);
  std::int64_t* last_number = nullptr;
  if (!priced.offline) {
    SHOP_TRY(last_number, last_queue_number(order.shop_id, day));
    view.queue_number = *last_number + 1;
  }
  SHOP_TRY(sql_->insert_order.execute(view.position, blob_of(order.order_id), order.shop_id,
                                      order.created_at.us, order.total, domain::item_count(order),
                                      static_cast<std::int64_t>(view.status), view.queue_number,
                                      day, now.us, now.us));
  placed.created = db_.changes() == 1;
  if (!placed.created) return placed;
  if (last_number != nullptr) {
    *last_number = view.queue_number;
    changed_numbers_[{order.shop_id, day}] = true;
  }

  view.order = std::move(priced.order);
  std::string& json = *command.event_json;
  if (stock_short) {
    auto& flags = view.order.flags;
    flags.insert(std::lower_bound(flags.begin(), flags.end(), "stock_short"), "stock_short");
    json = events::encode_order(view.order);
  }
  const std::string key = to_string(view.order.order_id);
  placed.event = append_owned(events::Topic::kOrders, key, std::move(json), now);
  append_owned(
      events::Topic::kOrderStatus, key,
      events::encode_order_status(view.order.order_id, view.order.shop_id, view.status, now, now),
      now);
  SHOP_TRY(consume(view.order, priced.needs, now));
  if (view.order.payment_method == domain::kVietQrMethod) {
    SHOP_TRY(open_payment(view.order, view.order.user_id, now));
  }
  return placed;
}

Result<void> SqliteLedger::Unit::consume(const domain::Order& order,
                                         const std::vector<domain::StockNeed>& needs,
                                         Timestamp now) {
  for (const auto& need : needs) {
    domain::Ingredient* level = stock(order.shop_id, need.ingredient_id);
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
                                         to_string(order.order_id),
                                         now};
    append_owned(events::Topic::kInventoryEvents, level->ingredient_id,
                 events::encode_movement(movement), now);
  }
  return ok();
}

Result<std::int64_t*> SqliteLedger::Unit::last_queue_number(const std::string& shop_id,
                                                            std::int64_t day) {
  const DayKey key{shop_id, day};
  auto found = queue_numbers_.find(key);
  if (found == queue_numbers_.end()) {
    Rows row = sql_->queue_number.run(shop_id, day);
    SHOP_TRY(const bool stored, row.step());
    found = queue_numbers_.emplace(key, stored ? row.int64(0) : 0).first;
  }
  return &found->second;
}

Result<void> SqliteLedger::Unit::savepoint() {
  SHOP_ASSERT(!save_point_);
  SHOP_TRY(insert_appended());
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
  inserted_ = save_point_->appended;
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
  SHOP_TRY(insert_appended());
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
  SHOP_TRY(insert_appended());
  return read_refunds(sql_->refunds_of, order_id);
}

Result<std::optional<domain::Refund>> SqliteLedger::Unit::find_refund(const Uuid& refund_id) {
  SHOP_TRY(insert_appended());
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
  return read_user_row(row);
}

Result<bool> SqliteLedger::Unit::has_owner() {
  Rows row = sql_->has_owner.run(static_cast<std::int64_t>(domain::Role::kOwner));
  return row.step();
}

Result<void> SqliteLedger::Unit::insert_user(const application::UserRow& user) {
  return sql_->insert_user.execute(user.user_id, user.username, user.password_hash,
                                   static_cast<std::int64_t>(user.role), std::int64_t{user.active});
}

Result<void> SqliteLedger::Unit::update_user(const application::UserRow& user) {
  return sql_->update_user.execute(user.password_hash, static_cast<std::int64_t>(user.role),
                                   std::int64_t{user.active}, user.pin_hash,
                                   std::int64_t{user.pin_failures}, user.user_id);
}

Result<bool> SqliteLedger::Unit::has_other_owner(std::string_view user_id) {
  Rows row = sql_->has_other_owner.run(static_cast<std::int64_t>(domain::Role::kOwner), user_id);
  return row.step();
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

Result<void> SqliteLedger::Unit::delete_credentials_of(std::string_view principal_id) {
  return sql_->delete_credentials_of.execute(principal_id);
}

Result<std::int64_t> SqliteLedger::Unit::get_marker(std::string_view name) {
  Rows row = sql_->get_marker.run(name);
  SHOP_TRY(const bool found, row.step());
  return found ? row.int64(0) : 0;
}

Result<void> SqliteLedger::Unit::set_marker(std::string_view name, std::int64_t value) {
  return sql_->set_marker.execute(name, value);
}

Result<std::string> SqliteLedger::Unit::get_setting(std::string_view name,
                                                    std::string_view fallback) {
  Rows row = sql_->get_setting.run(name);
  SHOP_TRY(const bool found, row.step());
  return std::string(found ? row.text(0) : fallback);
}

Result<void> SqliteLedger::Unit::put_setting(std::string_view name, std::string_view value) {
  return sql_->put_setting.execute(name, value);
}

}  // namespace shop::sqlite

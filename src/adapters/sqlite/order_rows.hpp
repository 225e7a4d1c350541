#pragma once

#include <string_view>

#include "adapters/sqlite/database.hpp"
#include "application/orders.hpp"
#include "application/ports/ledger.hpp"
#include "base/result.hpp"
#include "domain/inventory.hpp"
#include "domain/menu.hpp"
#include "events/log_record.hpp"

namespace shop::sqlite {

/// The columns that read_order_row() expects, in their order; `o` is orders, `e` its event.
inline constexpr std::string_view kOrderColumns =
    "o.position, o.status, o.queue_number, o.refunded, o.placed_at, o.status_at, e.value";
inline constexpr std::string_view kOrderTables =
    "orders o JOIN event_log e ON e.position = o.position";

/// Makes the view of the row under the cursor.
Result<application::OrderView> read_order_row(const Rows& row);

/// The refund events of one order in log order; `by_order` selects e.value by order id.
Result<std::vector<domain::Refund>> read_refunds(Statement& by_order, const Uuid& order_id);
inline constexpr std::string_view kRefundsOfOrder =
    "SELECT e.value FROM refunds r JOIN event_log e ON e.position = r.position "
    "WHERE r.order_id = ? ORDER BY r.position";

events::LogRecord read_log_row(const Rows& row);
events::LogRecordPtr share_log_row(const Rows& row);
inline constexpr std::string_view kLogColumns = "position, topic, key, value, appended_at";

/// shop_id, ingredient_id, name, unit, threshold, blocking, on_hand.
domain::Ingredient read_ingredient_row(const Rows& row);
inline constexpr std::string_view kIngredientColumns =
    "shop_id, ingredient_id, name, unit, threshold, blocking, on_hand";

/// menu version from columns version, valid_from, deleted, item.
Result<domain::MenuVersion> read_menu_row(const Rows& row);

application::UserRow read_user_row(const Rows& row);
inline constexpr std::string_view kUserColumns =
    "user_id, username, password_hash, role, active, pin_hash, pin_failures";

inline Blob blob_of(const Uuid& id) { return Blob(id.bytes); }
Blob blob_of(std::string_view bytes);

}  // namespace shop::sqlite

#include "adapters/sqlite_analytics/internal/ledger_scan.hpp"

#include <limits>
#include <string_view>
#include <utility>

namespace shop::sqlite {
namespace {

constexpr std::int64_t kMinuteUs = minutes(1).us;
constexpr std::uint32_t kOrders = 0;
constexpr std::uint32_t kRefunds = 1;
constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();

constexpr auto kOrdersTopic = static_cast<std::int64_t>(events::Topic::kOrders);
constexpr auto kRefundsTopic = static_cast<std::int64_t>(events::Topic::kRefunds);

}  // namespace

Result<void> LedgerScan::run() {
  SHOP_TRY(Statement orders_sql, ledger_.prepare("SELECT position, shop_id, created_at, total, "
                                                 "items FROM orders ORDER BY position"));
  SHOP_TRY(Statement refunds_sql, ledger_.prepare("SELECT position, shop_id, created_at, amount, 0 "
                                                  "FROM refunds ORDER BY position"));
  Table orders{kOrders, "order_without_event", "event_without_order", orders_sql.run(), {}};
  Table refunds{kRefunds, "refund_without_event", "event_without_refund", refunds_sql.run(), {}};
  SHOP_TRY(advance(orders));
  SHOP_TRY(advance(refunds));
  SHOP_TRY(scan_log(orders, refunds));
  SHOP_TRY(skip_to(orders, kEnd));
  return skip_to(refunds, kEnd);
}

Result<void> LedgerScan::scan_log(Table& orders, Table& refunds) {
  SHOP_TRY(Statement log_sql,
           ledger_.prepare("SELECT position, topic, value FROM event_log ORDER BY position"));
  Rows log = log_sql.run();
  std::int64_t expected = 0;
  while (true) {
    SHOP_TRY(const bool row, log.step());
    if (!row) return ok();
    const std::int64_t position = log.int64(0);
    if (first_in_log_ == 0) first_in_log_ = expected = position;
    if (position != expected) at_position("log_gap", expected, expected, position);
    expected = position + 1;
    ++result_.events;
    result_.log_head = position;
    if (log.int64(1) == kOrdersTopic) {
      SHOP_TRY(match(orders, position, log.text(2)));
    }
    if (log.int64(1) == kRefundsTopic) {
      SHOP_TRY(match(refunds, position, log.text(2)));
    }
  }
}

Result<void> LedgerScan::advance(Table& table) {
  table.next.reset();
  SHOP_TRY(const bool row, table.rows.step());
  if (row) {
    table.next = Row{table.rows.int64(0),
                     std::string(table.rows.text(1)),
                     {table.rows.int64(2)},
                     table.rows.int64(3),
                     table.rows.int64(4)};
  }
  return ok();
}

Result<void> LedgerScan::skip_to(Table& table, std::int64_t position) {
  while (table.next && table.next->position < position) {
    const bool trimmed = first_in_log_ > 0 && table.next->position < first_in_log_;
    if (!trimmed) at_position(table.row_without_event, table.next->position, 1, 0);
    count_row(table, *table.next, false);
    SHOP_TRY(advance(table));
  }
  return ok();
}

Result<void> LedgerScan::match(Table& table, std::int64_t position, std::string_view value) {
  SHOP_TRY(skip_to(table, position));
  const events::Decoded& decoded =
      decoder_.decode(table.stream == kOrders ? "orders" : "refunds", value, std::nullopt);
  const auto* order = std::get_if<events::OrderEvent>(&decoded.event);
  const auto* refund = std::get_if<events::RefundEvent>(&decoded.event);
  const bool readable = !decoded.reject && (order != nullptr || refund != nullptr);
  if (!readable) at_position("event_unreadable", position, 1, 0);
  if (readable && order != nullptr && position <= position_) count_items(*order);
  if (!table.next || table.next->position != position) {
    at_position(table.event_without_row, position, 0, 1);
    return ok();
  }
  count_row(table, *table.next, readable);
  if (readable && order != nullptr) check_order(*table.next, *order);
  if (readable && refund != nullptr) check_refund(*table.next, *refund);
  return advance(table);
}

void LedgerScan::count_row(const Table& table, const Row& row, bool in_log) {
  if (row.position > position_) return;
  const std::int64_t minute = floor_to(row.created_at.us, kMinuteUs);
  Tally& tally = window_tallies[{minute, names_.number(row.shop_id), table.stream}];
  ++tally.count;
  tally.items += row.items;
  tally.amount += row.amount;
  if (!in_log) tally.unverifiable = true;
  (table.stream == kOrders ? result_.orders : result_.refunds) += 1;
  (table.stream == kOrders ? result_.revenue : result_.refunded_amount) += row.amount;
  result_.items += row.items;
}

void LedgerScan::count_items(const events::OrderEvent& order) {
  const std::int64_t minute = floor_to(order.created_at.us, kMinuteUs);
  const std::uint32_t shop = names_.number(order.shop_id);
  for (std::size_t i = 0; i < order.items.size(); ++i) {
    const events::OrderItem& item = order.items[i];
    Tally& tally = item_tallies[{minute, shop, names_.number(item.menu_id)}];
    tally.items += item.qty;
    tally.amount += item.qty * item.price;
    // An order counts once for an item, however many of its lines name it.
    bool first = true;
    for (std::size_t j = 0; j < i; ++j) first = first && order.items[j].menu_id != item.menu_id;
    if (first) ++tally.count;
  }
}

void LedgerScan::check_order(const Row& row, const events::OrderEvent& order) {
  std::int64_t qty = 0;
  for (const events::OrderItem& item : order.items) qty += item.qty;
  check(row, "event_total", row.amount, order.total);
  check(row, "event_items", row.items, qty);
  check(row, "event_created_at", row.created_at.us, order.created_at.us);
  check(row, "event_shop", 1, order.shop_id == row.shop_id ? 1 : 0);
}

void LedgerScan::check_refund(const Row& row, const events::RefundEvent& refund) {
  check(row, "event_amount", row.amount, refund.amount);
  check(row, "event_created_at", row.created_at.us, refund.created_at.us);
  check(row, "event_shop", 1, refund.shop_id == row.shop_id ? 1 : 0);
}

void LedgerScan::check(const Row& row, std::string_view what, std::int64_t ours,
                       std::int64_t events) {
  if (ours != events) at_position(what, row.position, ours, events);
}

void LedgerScan::at_position(std::string_view what, std::int64_t position, std::int64_t ledger,
                             std::int64_t analytics) {
  differences_.add({{}, "", std::string(what), std::to_string(position), ledger, analytics});
}

}  // namespace shop::sqlite

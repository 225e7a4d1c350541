#include "adapters/sqlite/order_rows.hpp"

#include "events/stored_json.hpp"

namespace shop::sqlite {

Result<application::OrderView> read_order_row(const Rows& row) {
  SHOP_TRY(auto order, events::read_order(row.text(6)));
  application::OrderView view;
  view.order = std::move(order);
  view.position = row.int64(0);
  view.status = static_cast<domain::OrderStatus>(row.int64(1));
  view.queue_number = row.int64(2);
  view.refunded = row.int64(3);
  view.placed_at = {row.int64(4)};
  view.status_at = {row.int64(5)};
  return view;
}

Result<std::vector<domain::Refund>> read_refunds(Statement& by_order, const Uuid& order_id) {
  std::vector<domain::Refund> refunds;
  Rows rows = by_order.run(blob_of(order_id));
  while (true) {
    SHOP_TRY(const bool more, rows.step());
    if (!more) return refunds;
    SHOP_TRY(auto refund, events::read_refund(rows.text(0)));
    refunds.push_back(std::move(refund));
  }
}

events::LogRecord read_log_row(const Rows& row) {
  return {row.int64(0),
          static_cast<events::Topic>(row.int64(1)),
          std::string(row.text(2)),
          std::string(row.text(3)),
          {row.int64(4)}};
}

events::LogRecordPtr share_log_row(const Rows& row) {
  return std::make_shared<const events::LogRecord>(read_log_row(row));
}

domain::Ingredient read_ingredient_row(const Rows& row) {
  return {std::string(row.text(0)),
          std::string(row.text(1)),
          std::string(row.text(2)),
          std::string(row.text(3)),
          row.int64(4),
          row.int64(5) != 0,
          row.int64(6)};
}

Result<domain::MenuVersion> read_menu_row(const Rows& row) {
  SHOP_TRY(auto item, events::read_menu_item(row.text(3)));
  return domain::MenuVersion{row.int64(0), {row.int64(1)}, row.int64(2) != 0, std::move(item)};
}

application::UserRow read_user_row(const Rows& row) {
  return {std::string(row.text(0)),
          std::string(row.text(1)),
          std::string(row.text(2)),
          static_cast<domain::Role>(row.int64(3)),
          row.int64(4) != 0,
          std::string(row.text(5)),
          static_cast<int>(row.int64(6))};
}

Blob blob_of(std::string_view bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

}  // namespace shop::sqlite

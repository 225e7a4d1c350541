#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json_writer.hpp"
#include "domain/inventory.hpp"
#include "domain/menu.hpp"
#include "domain/order.hpp"
#include "domain/payment/payment.hpp"
#include "domain/refund.hpp"
#include "domain/shift.hpp"

namespace shop::events {

// The JSON form of the events, one function per topic; the Avro schemas under schemas/avro name the
// same fields. Each `write_…_fields` writes into an object that the caller opened, so that the API
// can add its own fields; each `encode_…` gives the whole event.

void write_order_fields(JsonWriter& json, const domain::Order& order);
std::string encode_order(const domain::Order& order);

void write_refund_fields(JsonWriter& json, const domain::Refund& refund);
std::string encode_refund(const domain::Refund& refund);

void write_movement_fields(JsonWriter& json, const domain::StockMovement& movement);
std::string encode_movement(const domain::StockMovement& movement);

/// `placed_at` is when the order was stored; with `at` it gives the time to serve.
std::string encode_order_status(const Uuid& order_id, std::string_view shop_id,
                                domain::OrderStatus status, Timestamp at, Timestamp placed_at);

void write_menu_item_fields(JsonWriter& json, const domain::MenuItem& item);
void write_recipe(JsonWriter& json, std::string_view key,
                  const std::vector<domain::RecipeLine>& recipe);
/// The six fields of the topic, then the whole item under `item`, so that the log alone can
/// rebuild the menu. `action` is create, update or delete.
std::string encode_menu_update(const domain::MenuVersion& version, std::string_view action);

/// `by` is who or what changed it: a person, or `bank` for a notice.
std::string encode_payment(const domain::Payment& payment, std::string_view by,
                           std::optional<std::string_view> notice_id, Timestamp at);
void write_notice_fields(JsonWriter& json, const domain::BankNotice& notice);
std::string encode_notice(const domain::BankNotice& notice);

std::string encode_visit(std::string_view visit_id, std::string_view shop_id,
                         std::string_view session_id, std::string_view page, Timestamp at);
std::string encode_clock(Timestamp at);

void write_shift_event_fields(JsonWriter& json, const domain::ShiftEvent& event);
std::string encode_shift_event(const domain::ShiftEvent& event);

/// One entry of the audit trail: who did what to what. `before` and `after` are JSON values.
struct AuditEntry {
  Timestamp at;
  std::string_view actor;  ///< Name of the user or token, or "system".
  std::string_view role;
  std::string_view action;  ///< For example "refund.create".
  std::string_view entity;  ///< Id of what was changed.
  std::string_view before = "null";
  std::string_view after = "null";
};
std::string encode_audit(const AuditEntry& entry);

}  // namespace shop::events

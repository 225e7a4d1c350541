#include "events/encode.hpp"

namespace shop::events {
namespace {

template <class Write>
std::string object(std::size_t expected_size, Write&& write) {
  std::string out;
  out.reserve(expected_size);
  JsonWriter json(out);
  json.object([&] { write(json); });
  return out;
}

void write_order_line(JsonWriter& json, const domain::OrderLine& line) {
  json.object([&] {
    json.field("menu_id", line.menu_id);
    json.field("qty", line.qty);
    json.field("price", line.price);
    json.array_field("options", [&] {
      for (const auto& option : line.options) {
        json.object([&] {
          json.field("option_id", option.option_id);
          json.field("name", option.name);
          json.field("price", option.price);
        });
      }
    });
    if (!line.note.empty()) json.field("note", line.note);
  });
}

void write_option(JsonWriter& json, const domain::Option& option) {
  json.object([&] {
    json.field("option_id", option.option_id);
    json.field("name", option.name);
    json.field("price", option.price);
    write_recipe(json, "recipe", option.recipe);
  });
}

void write_group(JsonWriter& json, const domain::OptionGroup& group) {
  json.object([&] {
    json.field("group_id", group.group_id);
    json.field("name", group.name);
    json.field("required", group.required);
    json.field("min", group.min);
    json.field("max", group.max);
    json.array_field("options", [&] {
      for (const auto& option : group.options) write_option(json, option);
    });
  });
}

}  // namespace

void write_order_fields(JsonWriter& json, const domain::Order& order) {
  json.field("order_id", order.order_id);
  json.field("shop_id", order.shop_id);
  json.field("user_id", order.user_id);
  json.array_field("items", [&] {
    for (const auto& line : order.items) write_order_line(json, line);
  });
  json.field("discount", order.discount);
  json.field("total", order.total);
  json.field("payment_method", order.payment_method);
  json.field("channel", order.channel);
  json.field("created_at", order.created_at);
  if (!order.note.empty()) json.field("note", order.note);
  if (!order.table.empty()) json.field("table", order.table);
  if (!order.flags.empty()) {
    json.array_field("flags", [&] {
      for (const auto& flag : order.flags) json.value(flag);
    });
  }
}

std::string encode_order(const domain::Order& order) {
  return object(512, [&](JsonWriter& json) { write_order_fields(json, order); });
}

void write_refund_fields(JsonWriter& json, const domain::Refund& refund) {
  json.field("refund_id", refund.refund_id);
  json.field("order_id", refund.order_id);
  json.field("shop_id", refund.shop_id);
  json.array_field("items", [&] {
    for (const auto& line : refund.items) {
      json.object([&] {
        json.field("menu_id", line.menu_id);
        json.field("qty", line.qty);
        json.field("amount", line.amount);
      });
    }
  });
  json.field("amount", refund.amount);
  json.field("restock", refund.restock);
  json.field("reason", refund.reason);
  json.field("created_at", refund.created_at);
}

std::string encode_refund(const domain::Refund& refund) {
  return object(384, [&](JsonWriter& json) { write_refund_fields(json, refund); });
}

void write_movement_fields(JsonWriter& json, const domain::StockMovement& movement) {
  json.field("event_id", movement.event_id);
  json.field("shop_id", movement.shop_id);
  json.field("ingredient_id", movement.ingredient_id);
  json.field("kind", domain::to_string(movement.kind));
  json.field("delta", movement.delta);
  json.field("on_hand", movement.on_hand);
  json.field("unit", movement.unit);
  if (movement.order_id) json.field("order_id", *movement.order_id);
  json.field("at", movement.at);
}

std::string encode_movement(const domain::StockMovement& movement) {
  return object(288, [&](JsonWriter& json) { write_movement_fields(json, movement); });
}

std::string encode_order_status(const Uuid& order_id, std::string_view shop_id,
                                domain::OrderStatus status, Timestamp at, Timestamp placed_at) {
  return object(192, [&](JsonWriter& json) {
    json.field("order_id", order_id);
    json.field("shop_id", shop_id);
    json.field("status", domain::to_string(status));
    json.field("at", at);
    json.field("placed_at", placed_at);
  });
}

void write_recipe(JsonWriter& json, std::string_view key,
                  const std::vector<domain::RecipeLine>& recipe) {
  json.array_field(key, [&] {
    for (const auto& line : recipe) {
      json.object([&] {
        json.field("ingredient_id", line.ingredient_id);
        json.field("qty", line.qty);
      });
    }
  });
}

void write_menu_item_fields(JsonWriter& json, const domain::MenuItem& item) {
  json.field("menu_id", item.menu_id);
  json.field("name", item.name);
  json.field("category", item.category);
  json.field("price", item.price);
  json.field("description", item.description);
  json.field("available", item.available);
  json.array_field("option_groups", [&] {
    for (const auto& group : item.option_groups) write_group(json, group);
  });
  write_recipe(json, "recipe", item.recipe);
}

std::string encode_menu_update(const domain::MenuVersion& version, std::string_view action) {
  return object(1024, [&](JsonWriter& json) {
    json.field("menu_id", version.item.menu_id);
    json.field("action", action);
    json.field("name", version.item.name);
    json.field("category", version.item.category);
    json.field("price", version.item.price);
    json.field("timestamp", version.valid_from);
    json.field("version", version.version);
    json.object_field("item", [&] { write_menu_item_fields(json, version.item); });
  });
}

std::string encode_payment(const domain::Payment& payment, std::string_view by,
                           std::optional<std::string_view> notice_id, Timestamp at) {
  return object(384, [&](JsonWriter& json) {
    json.field("payment_id", payment.payment_id);
    json.field("order_id", payment.order_id);
    json.field("shop_id", payment.shop_id);
    json.field("method", payment.method);
    json.field("amount", payment.amount);
    json.field("received", domain::received_of(payment));
    json.field("state", domain::to_string(domain::state_of(payment)));
    json.field("by", by);
    if (notice_id) json.field("notice_id", *notice_id);
    json.field("at", at);
  });
}

void write_notice_fields(JsonWriter& json, const domain::BankNotice& notice) {
  json.field("notice_id", notice.notice_id);
  json.field("account", notice.account);
  json.field("amount", notice.amount);
  json.field("content", notice.content);
  json.field("at", notice.at);
}

std::string encode_notice(const domain::BankNotice& notice) {
  return object(256 + notice.content.size(),
                [&](JsonWriter& json) { write_notice_fields(json, notice); });
}

void write_shift_event_fields(JsonWriter& json, const domain::ShiftEvent& event) {
  json.field("shift_id", event.shift_id);
  json.field("shop_id", event.shop_id);
  json.field("step", domain::to_string(event.step));
  json.field("amount", event.amount);
  json.field("note", event.note);
  json.field("by", event.by);
  json.field("at", event.at);
}

std::string encode_shift_event(const domain::ShiftEvent& event) {
  return object(256 + event.note.size(),
                [&](JsonWriter& json) { write_shift_event_fields(json, event); });
}

std::string encode_visit(std::string_view visit_id, std::string_view shop_id,
                         std::string_view session_id, std::string_view page, Timestamp at) {
  return object(256, [&](JsonWriter& json) {
    json.field("visit_id", visit_id);
    json.field("shop_id", shop_id);
    json.field("session_id", session_id);
    json.field("page", page);
    json.field("at", at);
  });
}

std::string encode_clock(Timestamp at) {
  return object(48, [&](JsonWriter& json) { json.field("at", at); });
}

std::string encode_audit(const AuditEntry& entry) {
  return object(256 + entry.before.size() + entry.after.size(), [&](JsonWriter& json) {
    json.field("at", entry.at);
    json.field("actor", entry.actor);
    json.field("role", entry.role);
    json.field("action", entry.action);
    json.field("entity", entry.entity);
    json.raw_field("before", entry.before);
    json.raw_field("after", entry.after);
  });
}

}  // namespace shop::events

#include "adapters/http/views.hpp"

#include "events/encode.hpp"

namespace shop::http {

namespace {

void write_order_state(JsonWriter& json, const application::OrderView& view) {
  // The event leaves an empty list out; clients should not have to know that.
  if (view.order.flags.empty()) json.raw_field("flags", "[]");
  json.field("status", domain::to_string(view.status));
  json.field("queue_number", view.queue_number);
  json.field("refunded", view.refunded);
  json.field("placed_at", view.placed_at);
  json.field("status_at", view.status_at);
}

}  // namespace

void write_order(JsonWriter& json, const application::OrderView& view) {
  json.object([&] {
    events::write_order_fields(json, view.order);
    write_order_state(json, view);
  });
}

void write_placed_order(JsonWriter& json, const application::OrderView& view,
                        std::string_view event) {
  json.object([&] {
    json.raw(event.substr(1, event.size() - 2));  // Its members.
    write_order_state(json, view);
  });
}

void write_menu_version(JsonWriter& json, const domain::MenuVersion& version) {
  json.object([&] {
    events::write_menu_item_fields(json, version.item);
    json.field("version", version.version);
    json.field("updated_at", version.valid_from);
  });
}

void write_ingredient(JsonWriter& json, const domain::Ingredient& ingredient) {
  json.object([&] {
    json.field("shop_id", ingredient.shop_id);
    json.field("ingredient_id", ingredient.ingredient_id);
    json.field("name", ingredient.name);
    json.field("unit", ingredient.unit);
    json.field("threshold", ingredient.threshold);
    json.field("blocking", ingredient.blocking);
    json.field("on_hand", ingredient.on_hand);
  });
}

void write_kpis(JsonWriter& json, const analytics::Kpis& kpis) {
  json.object([&] {
    json.field("orders", kpis.orders);
    json.field("items", kpis.items);
    json.field("revenue", kpis.revenue);
    json.field("refunds", kpis.refunds);
    json.field("refunded_amount", kpis.refunded_amount);
    json.field("refund_rate", kpis.refund_rate());
    json.field("net_revenue", kpis.net_revenue());
    json.field("average_order_value", kpis.average_order_value());
    json.field("visits", kpis.visits);
    json.field("conversion_rate", kpis.conversion_rate());
    json.object_field("time_to_serve", [&] {
      json.field("count", kpis.time_to_serve.count);
      json.field("p50_seconds", kpis.time_to_serve.p50_seconds);
      json.field("p90_seconds", kpis.time_to_serve.p90_seconds);
    });
  });
}

std::string etag_of(const domain::MenuVersion& version) {
  return '"' + std::to_string(version.version) + '"';
}

}  // namespace shop::http

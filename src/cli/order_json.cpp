#include "cli/order_json.hpp"

#include "base/json_writer.hpp"

namespace shop::cli {
namespace {

template <class T>
void field_if(JsonWriter& json, std::string_view name, const std::optional<T>& value) {
  if (value) json.field(name, *value);
}

void write_line(JsonWriter& json, const domain::OrderLineRequest& line) {
  json.object([&] {
    json.field("menu_id", line.menu_id);
    json.field("qty", line.qty);
    field_if(json, "price", line.price);
    if (line.options.empty()) return;
    json.array_field("options", [&] {
      for (const std::string& option : line.options) json.value(option);
    });
  });
}

}  // namespace

std::string encode_order_request(const domain::OrderRequest& request) {
  std::string out;
  JsonWriter json(out);
  json.object([&] {
    field_if(json, "order_id", request.order_id);
    json.field("shop_id", request.shop_id);
    field_if(json, "user_id", request.user_id);
    json.array_field("items", [&] {
      for (const auto& line : request.items) write_line(json, line);
    });
    if (request.discount != 0) json.field("discount", request.discount);
    field_if(json, "total", request.total);
    json.field("payment_method", request.payment_method);
    json.field("channel", request.channel);
    field_if(json, "created_at", request.created_at);
  });
  return out;
}

std::string encode_menu_item(const domain::MenuItem& item) {
  std::string out;
  JsonWriter json(out);
  json.object([&] {
    json.field("menu_id", item.menu_id);
    json.field("name", item.name);
    json.field("category", item.category);
    json.field("price", item.price);
  });
  return out;
}

}  // namespace shop::cli

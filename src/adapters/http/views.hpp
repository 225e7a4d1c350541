#pragma once

#include <span>
#include <string>

#include "application/analytics/queries.hpp"
#include "application/orders.hpp"
#include "base/json_writer.hpp"
#include "domain/inventory.hpp"
#include "domain/menu.hpp"

namespace shop::http {

// How the API shows things: every field of the event, then what happened since.

void write_order(JsonWriter& json, const application::OrderView& view);
/// The same text, faster: `event` is the order's own event, which holds most of it already.
void write_placed_order(JsonWriter& json, const application::OrderView& view,
                        std::string_view event);
void write_menu_version(JsonWriter& json, const domain::MenuVersion& version);
void write_ingredient(JsonWriter& json, const domain::Ingredient& ingredient);
void write_kpis(JsonWriter& json, const analytics::Kpis& kpis);

/// The entity tag of a menu item: its version in quotes.
std::string etag_of(const domain::MenuVersion& version);

/// `{"items": [ … ], "next_cursor": null}` or with a cursor; `each` writes one member.
template <class Items, class Each>
std::string list_json(const Items& items, const std::optional<std::string>& next_cursor,
                      Each&& each) {
  std::string out;
  JsonWriter json(out);
  json.object([&] {
    json.array_field("items", [&] {
      for (const auto& item : items) each(json, item);
    });
    json.field("next_cursor", next_cursor);
  });
  return out;
}

/// One JSON object whose fields `write` writes.
template <class Write>
std::string object_json(Write&& write) {
  std::string out;
  out.reserve(768);
  JsonWriter json(out);
  json.object([&] { write(json); });
  return out;
}

}  // namespace shop::http

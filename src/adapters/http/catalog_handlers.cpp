#include <charconv>
#include <utility>

#include "adapters/http/bodies.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/problem.hpp"
#include "adapters/http/query_reader.hpp"
#include "adapters/http/views.hpp"
#include "application/ports/ledger.hpp"
#include "domain/sold_out.hpp"
#include "events/encode.hpp"

namespace shop::http {
namespace {

Response menu_response(const domain::MenuVersion& version, int status) {
  Response response;
  response.status = status;
  JsonWriter json(response.body);
  write_menu_version(json, version);
  response.headers.emplace_back("ETag", etag_of(version));
  return response;
}

Error unknown_item(std::string_view menu_id) {
  return make_error(ErrorKind::kNotFound, "menu.unknown",
                    "there is no menu item '" + std::string(menu_id) + "'");
}

/// The version that If-Match names: nullopt for `*`. A tag that no version can have is stale.
Result<std::optional<std::int64_t>> read_if_match(const Request& request) {
  std::string_view tag = request.header("if-match");
  if (tag == "*") return std::optional<std::int64_t>();
  const Error stale = make_error(ErrorKind::kPreconditionFailed, "menu.stale",
                                 "If-Match names no version of this item");
  if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return stale;
  tag = tag.substr(1, tag.size() - 2);
  std::int64_t version = 0;
  const auto read = std::from_chars(tag.data(), tag.data() + tag.size(), version);
  if (read.ec != std::errc() || read.ptr != tag.data() + tag.size() || version < 1) return stale;
  // Keeps version + 1 from overflowing; no item ever has so many.
  if (version > std::int64_t{1} << 53) return stale;
  return std::optional(version);
}

Result<domain::MenuVersion> find_item(application::MenuBook& menu, const std::string& menu_id) {
  const auto snapshot = menu.snapshot();
  const domain::MenuVersion* latest = snapshot->latest(menu_id);
  if (latest == nullptr || latest->deleted) return unknown_item(menu_id);
  return *latest;
}

Result<domain::MenuVersion> create_item(application::MenuBook& menu, const Call& call) {
  SHOP_TRY(no_query(call));
  SHOP_TRY(auto item, read_menu_item_body(call.request.body));
  return menu.create(call.who(), std::move(item));
}

Result<domain::MenuVersion> change_item(application::MenuBook& menu, const Call& call) {
  SHOP_TRY(no_query(call));
  const std::string& menu_id = call.path.values[0];
  SHOP_TRY(const auto latest, find_item(menu, menu_id));
  if (!call.request.has_header("if-match")) {
    return make_error(ErrorKind::kPreconditionRequired, "menu.if_match_missing",
                      "send If-Match with the item's ETag, so that nobody's change is overwritten");
  }
  SHOP_TRY(const auto patch, read_menu_patch_body(call.request.body));
  SHOP_TRY(const auto version, read_if_match(call.request));
  return menu.patch(call.who(), menu_id, version.value_or(latest.version), patch);
}

Result<void> delete_item(application::MenuBook& menu, const Call& call) {
  SHOP_TRY(no_query(call));
  const std::string& menu_id = call.path.values[0];
  SHOP_TRY(find_item(menu, menu_id));
  std::optional<std::int64_t> version;
  if (call.request.has_header("if-match")) {
    SHOP_TRY(auto named, read_if_match(call.request));
    version = named;
  }
  return menu.remove(call.who(), menu_id, version);
}

Result<std::optional<std::string>> read_shop(const Call& call) {
  QueryReader query(call.request.query);
  auto shop_id = query.text("shop_id", {1, 64, true, false});
  SHOP_TRY(std::move(query).finish());
  return shop_id;
}

Response ingredients_response(const Result<std::vector<domain::Ingredient>>& found) {
  if (!found) return problem(found.error());
  Response response;
  response.body = list_json(found.value(), std::nullopt, write_ingredient);
  return response;
}

std::optional<std::string_view> view_of(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return std::string_view(*text);
}

Result<domain::StockMovement> move(application::StockRoom& stock, const Call& call) {
  SHOP_TRY(no_query(call));
  SHOP_TRY(const auto body, read_movement_body(call.request.body));
  const domain::Role role = call.who().role;
  if (role == domain::Role::kBarista && body.request.kind != domain::MovementKind::kWaste) {
    return make_error(ErrorKind::kForbidden, "stock.waste_only", "a barista may only book waste");
  }
  return stock.move(call.who(), body.shop_id, call.path.values[0], body.request);
}

Result<application::LogBackPage> find_movements(application::StockRoom& stock, const Call& call) {
  QueryReader query(call.request.query);
  const auto shop_id = query.text("shop_id", {1, 64, true, false});
  const auto limit = query.integer("limit", {1, 200}).value_or(50);
  const auto cursor = query.integer("cursor", {1, INT64_MAX}).value_or(INT64_MAX);
  SHOP_TRY(std::move(query).finish());
  return stock.movements(shop_id.value_or("main"), call.path.values[0], cursor, limit);
}

}  // namespace

Response list_menu(application::MenuBook& menu, const Call& call) {
  if (const auto valid = no_query(call); !valid) return problem(valid.error());
  const auto snapshot = menu.snapshot();
  Response response;
  response.body = list_json(snapshot->current(), std::nullopt,
                            [](JsonWriter& json, const domain::MenuVersion* version) {
                              write_menu_version(json, *version);
                            });
  return response;
}

Response get_menu_item(application::MenuBook& menu, const Call& call) {
  if (const auto valid = no_query(call); !valid) return problem(valid.error());
  const auto found = find_item(menu, call.path.values[0]);
  return found ? menu_response(found.value(), 200) : problem(found.error());
}

Response create_menu_item(application::MenuBook& menu, const Call& call) {
  const auto made = create_item(menu, call);
  if (!made) return problem(made.error());
  Response response = menu_response(made.value(), 201);
  response.headers.emplace_back("Location", "/api/v1/menu/" + made.value().item.menu_id);
  return response;
}

Response change_menu_item(application::MenuBook& menu, const Call& call) {
  const auto changed = change_item(menu, call);
  return changed ? menu_response(changed.value(), 200) : problem(changed.error());
}

Response delete_menu_item(application::MenuBook& menu, const Call& call) {
  const auto removed = delete_item(menu, call);
  if (!removed) return problem(removed.error());
  Response response;
  response.status = 204;
  return response;
}

Response list_inventory(application::StockRoom& stock, const Call& call) {
  const auto shop_id = read_shop(call);
  if (!shop_id) return problem(shop_id.error());
  return ingredients_response(stock.list(view_of(shop_id.value())));
}

Response list_alerts(application::StockRoom& stock, const Call& call) {
  const auto shop_id = read_shop(call);
  if (!shop_id) return problem(shop_id.error());
  return ingredients_response(stock.alerts(view_of(shop_id.value())));
}

Response put_ingredient(application::StockRoom& stock, const Call& call) {
  if (const auto valid = no_query(call); !valid) return problem(valid.error());
  const auto body = read_ingredient_body(call.request.body);
  if (!body) return problem(body.error());
  const auto stored =
      stock.put(call.who(), body.value().shop_id, call.path.values[0], body.value().change);
  if (!stored) return problem(stored.error());
  Response response;
  response.status = stored.value().second ? 201 : 200;
  JsonWriter json(response.body);
  write_ingredient(json, stored.value().first);
  return response;
}

Response list_sold_out(application::MenuBook& menu, application::StockRoom& stock,
                       const Call& call) {
  const auto shop_id = read_shop(call);
  if (!shop_id) return problem(shop_id.error());
  const auto shelf = stock.list(shop_id.value().value_or("main"));
  if (!shelf) return problem(shelf.error());
  const auto snapshot = menu.snapshot();
  const auto current = snapshot->current();
  const domain::SoldOut out = domain::sold_out(current, shelf.value());
  Response response;
  response.body = object_json([&](JsonWriter& json) {
    json.array_field("items", [&] {
      for (const auto& menu_id : out.items) json.value(menu_id);
    });
    json.array_field("options", [&] {
      for (const auto& [menu_id, option_id] : out.options) {
        json.object([&, &item = menu_id, &option = option_id] {
          json.field("menu_id", item);
          json.field("option_id", option);
        });
      }
    });
  });
  return response;
}

Response list_movements(application::StockRoom& stock, const Call& call) {
  const auto page = find_movements(stock, call);
  if (!page) return problem(page.error());
  const auto& [records, before] = page.value();
  const auto cursor = before ? std::optional(std::to_string(*before)) : std::nullopt;
  Response response;
  // As they were written: what the log has of a movement is what there is to know.
  response.body = list_json(records, cursor, [](JsonWriter& json, const events::LogRecord& record) {
    json.raw(record.value);
  });
  return response;
}

Response move_stock(application::StockRoom& stock, const Call& call) {
  const auto movement = move(stock, call);
  if (!movement) return problem(movement.error());
  Response response;
  response.status = 201;
  response.body =
      object_json([&](JsonWriter& json) { events::write_movement_fields(json, movement.value()); });
  return response;
}

}  // namespace shop::http

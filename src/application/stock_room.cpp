#include "application/stock_room.hpp"

#include <algorithm>
#include <utility>

#include "application/committer.hpp"
#include "application/ports/ledger.hpp"
#include "base/json_writer.hpp"
#include "domain/menu.hpp"
#include "events/encode.hpp"

namespace shop::application {
namespace {

Result<void> check(std::string_view shop_id, std::string_view ingredient_id,
                   const IngredientChange& change) {
  if (!domain::is_slug(shop_id))
    return field_error("shop_id", "must be 1 to 64 of A-Z a-z 0-9 _ -");
  if (!domain::is_slug(ingredient_id)) {
    return field_error("ingredient_id", "must be 1 to 64 of A-Z a-z 0-9 _ -");
  }
  if (change.name.empty() || change.name.size() > domain::kNameMax) {
    return field_error("name", "must have 1 to 200 bytes");
  }
  if (change.unit.empty() || change.unit.size() > 20) {
    return field_error("unit", "must have 1 to 20 bytes");
  }
  if (change.threshold < 0 || change.threshold > domain::kStockQtyMax) {
    return field_error("threshold", "must be 0 to 1000000000");
  }
  return ok();
}

std::string json_of(const domain::Ingredient& ingredient) {
  std::string out;
  JsonWriter json(out);
  json.object([&] {
    json.field("shop_id", ingredient.shop_id);
    json.field("ingredient_id", ingredient.ingredient_id);
    json.field("name", ingredient.name);
    json.field("unit", ingredient.unit);
    json.field("threshold", ingredient.threshold);
    json.field("blocking", ingredient.blocking);
    json.field("on_hand", ingredient.on_hand);
  });
  return out;
}

Error unknown(std::string_view shop_id, std::string_view ingredient_id) {
  return make_error(ErrorKind::kNotFound, "inventory.unknown",
                    "shop '" + std::string(shop_id) + "' keeps no ingredient '" +
                        std::string(ingredient_id) + "'");
}

}  // namespace

Result<std::vector<domain::Ingredient>> StockRoom::list(std::optional<std::string_view> shop_id) {
  return reader_.ingredients(shop_id);
}

Result<std::vector<domain::Ingredient>> StockRoom::alerts(std::optional<std::string_view> shop_id) {
  SHOP_TRY(auto all, reader_.ingredients(shop_id));
  std::erase_if(all, [](const domain::Ingredient& i) { return i.on_hand > i.threshold; });
  return all;
}

Result<std::pair<domain::Ingredient, bool>> StockRoom::put(const domain::Principal& who,
                                                           std::string_view shop_id,
                                                           std::string_view ingredient_id,
                                                           const IngredientChange& change) {
  using Stored = std::pair<domain::Ingredient, bool>;
  SHOP_TRY(check(shop_id, ingredient_id, change));
  return committer_.run<Stored>([&](UnitOfWork& unit, Timestamp now) -> Result<Stored> {
    SHOP_TRY(const auto before, unit.find_ingredient(shop_id, ingredient_id));
    domain::Ingredient next{std::string(shop_id),
                            std::string(ingredient_id),
                            change.name,
                            change.unit,
                            change.threshold,
                            change.blocking,
                            before ? before->on_hand : 0};
    SHOP_TRY(unit.put_ingredient(next));
    SHOP_TRY(unit.append(
        events::Topic::kAudit, ingredient_id,
        events::encode_audit({now, who.name, domain::to_string(who.role), "inventory.put",
                              ingredient_id, before ? json_of(*before) : "null", json_of(next)}),
        now));
    return Stored{std::move(next), !before};
  });
}

Result<domain::StockMovement> StockRoom::move(const domain::Principal& who,
                                              std::string_view shop_id,
                                              std::string_view ingredient_id,
                                              const MovementRequest& request) {
  const bool counting = request.kind == domain::MovementKind::kCount;
  if (request.qty < (counting ? 0 : 1) || request.qty > domain::kStockQtyMax) {
    return field_error("qty", counting ? "must be 0 to 1000000000" : "must be 1 to 1000000000");
  }
  return committer_.run<domain::StockMovement>([&](UnitOfWork& unit,
                                                   Timestamp now) -> Result<domain::StockMovement> {
    SHOP_TRY(auto ingredient, unit.find_ingredient(shop_id, ingredient_id));
    if (!ingredient) return unknown(shop_id, ingredient_id);
    const std::string before = json_of(*ingredient);
    const std::int64_t delta =
        domain::movement_delta(request.kind, request.qty, ingredient->on_hand);
    ingredient->on_hand += delta;
    if (delta < 0 && ingredient->on_hand < 0) {
      return make_error(ErrorKind::kConflict, "inventory.below_zero",
                        "only " + std::to_string(ingredient->on_hand - delta) + " " +
                            ingredient->unit + " of '" + ingredient->name + "' on hand");
    }
    SHOP_TRY(unit.put_ingredient(*ingredient));
    domain::StockMovement movement{to_string(make_uuid_v7(now)),
                                   std::string(shop_id),
                                   std::string(ingredient_id),
                                   request.kind,
                                   delta,
                                   ingredient->on_hand,
                                   ingredient->unit,
                                   std::nullopt,
                                   {floor_to(now.us, 1000)}};
    SHOP_TRY(unit.append(events::Topic::kInventoryEvents, ingredient_id,
                         events::encode_movement(movement), now));
    const std::string action = "inventory." + std::string(domain::to_string(request.kind));
    SHOP_TRY(unit.append(events::Topic::kAudit, ingredient_id,
                         events::encode_audit({now, who.name, domain::to_string(who.role), action,
                                               ingredient_id, before, json_of(*ingredient)}),
                         now));
    return movement;
  });
}

Result<LogBackPage> StockRoom::movements(std::string_view shop_id, std::string_view ingredient_id,
                                         std::int64_t before, std::int64_t limit) {
  SHOP_TRY(const auto there, reader_.ingredients(shop_id));
  const bool known = std::any_of(there.begin(), there.end(), [&](const auto& ingredient) {
    return ingredient.ingredient_id == ingredient_id;
  });
  if (!known) return unknown(shop_id, ingredient_id);
  return reader_.read_log_back(
      {events::Topic::kInventoryEvents, shop_id, ingredient_id, before, limit});
}

}  // namespace shop::application

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/access.hpp"
#include "domain/inventory.hpp"

namespace shop::application {

class Committer;
class LedgerReader;
struct LogBackPage;

struct IngredientChange {
  std::string name;
  std::string unit;
  std::int64_t threshold = 0;
  bool blocking = true;
};

struct MovementRequest {
  domain::MovementKind kind = domain::MovementKind::kReceive;
  std::int64_t qty = 0;
};

/// Ingredients and their movements. Thread-safe; changes block until durable.
class StockRoom {
 public:
  StockRoom(Committer& committer, LedgerReader& reader) : committer_(committer), reader_(reader) {}

  /// By name, then shop. All shops when `shop_id` is absent.
  Result<std::vector<domain::Ingredient>> list(std::optional<std::string_view> shop_id);
  /// Ingredients at or below their threshold.
  Result<std::vector<domain::Ingredient>> alerts(std::optional<std::string_view> shop_id);
  /// Creates the ingredient with nothing on hand, or changes its description. True: created.
  Result<std::pair<domain::Ingredient, bool>> put(const domain::Principal& who,
                                                  std::string_view shop_id,
                                                  std::string_view ingredient_id,
                                                  const IngredientChange& change);
  /// kNotFound for an unknown ingredient.
  Result<domain::StockMovement> move(const domain::Principal& who, std::string_view shop_id,
                                     std::string_view ingredient_id,
                                     const MovementRequest& request);
  /// What moved an ingredient, newest first: records of `inventory_events` at positions below
  /// `before`. kNotFound for an unknown ingredient.
  Result<LogBackPage> movements(std::string_view shop_id, std::string_view ingredient_id,
                                std::int64_t before, std::int64_t limit);

 private:
  Committer& committer_;
  LedgerReader& reader_;
};

}  // namespace shop::application

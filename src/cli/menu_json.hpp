#pragma once

#include <string_view>
#include <vector>

#include "application/stock_room.hpp"
#include "base/result.hpp"
#include "domain/menu.hpp"

namespace shop::cli {

/// The items of `GET /api/v1/menu`'s answer, `{"items": [{menu_id, name, …}]}`. What a customer
/// does not need (versions, times, fields that came later) is passed over.
Result<std::vector<domain::MenuItem>> read_menu_answer(std::string_view json);

struct DemoIngredient {
  std::string ingredient_id;
  application::IngredientChange change;
  std::int64_t opening_stock = 0;
};

struct DemoItem {
  domain::MenuItem item;
  std::int64_t popularity = 1;  ///< How often it is ordered, relative to the others.
};

struct DemoMenu {
  std::vector<DemoIngredient> ingredients;
  std::vector<DemoItem> items;
};

/// Reads the form of schemas/demo/menu.json: items name their option groups.
Result<DemoMenu> read_demo_menu(std::string_view json);

}  // namespace shop::cli

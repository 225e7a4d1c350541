#include "domain/sold_out.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>

namespace shop::domain {
namespace {

/// What is there of every ingredient that stops sales.
using Shelf = std::map<std::string_view, std::int64_t>;
using Recipe = std::vector<RecipeLine>;

std::int64_t qty_in(const Recipe& recipe, std::string_view ingredient_id) {
  std::int64_t qty = 0;
  for (const auto& line : recipe) {
    if (line.ingredient_id == ingredient_id) qty += line.qty;
  }
  return qty;
}

/// True when a line of `asked` that takes something finds too little left, beside `beside`.
bool lacks(const Shelf& shelf, const Recipe& asked, const Recipe& beside) {
  return std::any_of(asked.begin(), asked.end(), [&](const RecipeLine& line) {
    const auto found = shelf.find(line.ingredient_id);
    if (line.qty <= 0 || found == shelf.end()) return false;
    return qty_in(asked, line.ingredient_id) + qty_in(beside, line.ingredient_id) > found->second;
  });
}

}  // namespace

SoldOut sold_out(std::span<const MenuVersion* const> menu, const std::vector<Ingredient>& stock) {
  Shelf shelf;
  for (const auto& ingredient : stock) {
    if (ingredient.blocking) shelf.emplace(ingredient.ingredient_id, ingredient.on_hand);
  }
  SoldOut out;
  for (const MenuVersion* version : menu) {
    const MenuItem& item = version->item;
    bool gone = lacks(shelf, item.recipe, {});
    std::vector<SoldOut::Choice> options;
    for (const auto& group : item.option_groups) {
      const std::size_t before = options.size();
      for (const auto& option : group.options) {
        if (lacks(shelf, option.recipe, item.recipe)) {
          options.push_back({item.menu_id, option.option_id});
        }
      }
      const std::size_t left = group.options.size() - (options.size() - before);
      gone = gone || static_cast<std::int64_t>(left) < group.min;
    }
    if (gone) {
      out.items.push_back(item.menu_id);
    } else {
      out.options.insert(out.options.end(), options.begin(), options.end());
    }
  }
  return out;
}

}  // namespace shop::domain

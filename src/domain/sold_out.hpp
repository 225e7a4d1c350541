#pragma once

#include <span>
#include <string>
#include <vector>

#include "domain/inventory.hpp"
#include "domain/menu.hpp"

namespace shop::domain {

/// What cannot be made of the stock at hand, though it is on the menu.
struct SoldOut {
  struct Choice {
    std::string menu_id;
    std::string option_id;
    friend bool operator==(const Choice&, const Choice&) = default;
  };
  std::vector<std::string> items;  ///< By menu_id, in the menu's order.
  std::vector<Choice> options;     ///< Of the other items.
};

/// Judges every item by one cup of it: sold out is an item whose own recipe wants more of a
/// blocking ingredient than there is, or of which a group has less options left than a customer
/// must take; an option, when the ingredient runs out with it. Ingredients that `stock` (of one
/// shop) does not have are not kept there and stop nothing.
SoldOut sold_out(std::span<const MenuVersion* const> menu, const std::vector<Ingredient>& stock);

}  // namespace shop::domain

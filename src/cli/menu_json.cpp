#include "cli/menu_json.hpp"

#include <simdjson.h>

#include <map>
#include <string>
#include <utility>

namespace shop::cli {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

/// Thrown and caught within this file only: simdjson's own exceptions do the bookkeeping, and a
/// document of ours is either right or of no use.
Error unreadable(const simdjson::simdjson_error& error) {
  return make_error(ErrorKind::kMalformed, "menu.unreadable",
                    std::string("the menu is not in the expected form: ") + error.what());
}

std::string text(object from, std::string_view name) {
  return std::string(std::string_view(from[name]));
}

/// An absent or null list reads as an empty one.
array list(object from, std::string_view name) {
  static simdjson::dom::parser parser;
  static const array none = parser.parse(std::string_view("[]")).get_array();
  element value;
  if (from[name].get(value) != simdjson::SUCCESS || value.is_null()) return none;
  return value.get_array();
}

std::vector<domain::RecipeLine> read_recipe(object from) {
  std::vector<domain::RecipeLine> recipe;
  for (const object line : list(from, "recipe")) {
    recipe.push_back({text(line, "ingredient_id"), std::int64_t(line["qty"])});
  }
  return recipe;
}

domain::OptionGroup read_group(object from) {
  domain::OptionGroup group;
  group.group_id = text(from, "group_id");
  group.name = text(from, "name");
  group.required = bool(from["required"]);
  group.min = std::int64_t(from["min"]);
  group.max = std::int64_t(from["max"]);
  for (const object option : list(from, "options")) {
    group.options.push_back({text(option, "option_id"), text(option, "name"),
                             std::int64_t(option["price"]), read_recipe(option)});
  }
  return group;
}

domain::MenuItem read_item(object from) {
  domain::MenuItem item;
  item.menu_id = text(from, "menu_id");
  item.name = text(from, "name");
  item.category = text(from, "category");
  item.price = std::int64_t(from["price"]);
  std::string_view description;
  if (from["description"].get(description) == simdjson::SUCCESS) item.description = description;
  bool available = true;
  if (from["available"].get(available) == simdjson::SUCCESS) item.available = available;
  for (const object group : list(from, "option_groups")) {
    item.option_groups.push_back(read_group(group));
  }
  item.recipe = read_recipe(from);
  return item;
}

DemoIngredient read_ingredient(object from) {
  return {text(from, "ingredient_id"),
          {text(from, "name"), text(from, "unit"), std::int64_t(from["threshold"]),
           bool(from["blocking"])},
          std::int64_t(from["opening_stock"])};
}

}  // namespace

Result<std::vector<domain::MenuItem>> read_menu_answer(std::string_view json) {
  try {
    simdjson::dom::parser parser;
    const object document = parser.parse(json.data(), json.size());
    std::vector<domain::MenuItem> items;
    for (const object item : array(document["items"])) items.push_back(read_item(item));
    return items;
  } catch (const simdjson::simdjson_error& error) {
    return unreadable(error);
  }
}

Result<DemoMenu> read_demo_menu(std::string_view json) {
  try {
    simdjson::dom::parser parser;
    const object document = parser.parse(json.data(), json.size());
    DemoMenu menu;
    for (const object line : array(document["ingredients"])) {
      menu.ingredients.push_back(read_ingredient(line));
    }
    std::map<std::string, domain::OptionGroup, std::less<>> groups;
    for (const auto& [name, group] : object(document["groups"])) {
      groups.emplace(std::string(name), read_group(group));
    }
    for (const object from : array(document["items"])) {
      DemoItem demo{read_item(from), std::int64_t(from["popularity"])};
      for (const std::string_view name : list(from, "groups")) {
        const auto group = groups.find(name);
        if (group == groups.end()) {
          return make_error(ErrorKind::kMalformed, "menu.unreadable",
                            demo.item.menu_id + " names the unknown group " + std::string(name));
        }
        demo.item.option_groups.push_back(group->second);
      }
      menu.items.push_back(std::move(demo));
    }
    return menu;
  } catch (const simdjson::simdjson_error& error) {
    return unreadable(error);
  }
}

}  // namespace shop::cli

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "cli/demo_command.hpp"
#include "cli/menu_json.hpp"
#include "domain/inventory.hpp"
#include "domain/order.hpp"

namespace shop::cli {
namespace {

std::set<std::string> ingredient_ids() {
  std::set<std::string> ids;
  for (const auto& ingredient : demo_menu().ingredients) ids.insert(ingredient.ingredient_id);
  return ids;
}

TEST(DemoMenu, IsAWholeShop) {
  std::set<std::string> categories;
  std::set<std::string> ids;
  for (const auto& demo : demo_menu().items) {
    categories.insert(demo.item.category);
    EXPECT_TRUE(ids.insert(demo.item.menu_id).second) << demo.item.menu_id;
    EXPECT_GT(demo.popularity, 0);
  }
  EXPECT_GE(demo_menu().items.size(), 24U);
  EXPECT_GE(demo_menu().ingredients.size(), 25U);
  EXPECT_EQ(ingredient_ids().size(), demo_menu().ingredients.size());
  EXPECT_EQ(categories, (std::set<std::string>{"Trà sữa", "Cà phê", "Trà trái cây",
                                               "Sinh tố & Đá xay", "Khác"}));
}

TEST(DemoMenu, EveryItemIsValid) {
  for (const auto& demo : demo_menu().items) {
    const auto valid = domain::validate(demo.item);
    EXPECT_TRUE(valid.has_value())
        << demo.item.menu_id << ": " << (valid ? "" : valid.error().detail);
  }
}

TEST(DemoMenu, EveryRecipeUsesAKnownIngredient) {
  const auto known = ingredient_ids();
  const auto check = [&](const std::vector<domain::RecipeLine>& recipe, const std::string& where) {
    for (const auto& line : recipe) EXPECT_TRUE(known.contains(line.ingredient_id)) << where;
  };
  for (const auto& demo : demo_menu().items) {
    check(demo.item.recipe, demo.item.menu_id);
    for (const auto& group : demo.item.option_groups) {
      for (const auto& option : group.options) check(option.recipe, option.option_id);
    }
  }
}

TEST(DemoMenu, EveryDrinkComesInACup) {
  for (const auto& demo : demo_menu().items) {
    bool cup = false;
    for (const auto& group : demo.item.option_groups) {
      for (const auto& option : group.options) {
        for (const auto& line : option.recipe) cup |= line.ingredient_id.starts_with("cup-");
      }
    }
    EXPECT_TRUE(cup) << demo.item.menu_id;
  }
}

TEST(DemoMenu, OpeningStockCanBeReceived) {
  for (const auto& ingredient : demo_menu().ingredients) {
    EXPECT_GE(ingredient.opening_stock, 1) << ingredient.ingredient_id;
    EXPECT_LE(ingredient.opening_stock, domain::kStockQtyMax) << ingredient.ingredient_id;
    if (ingredient.change.blocking) {
      EXPECT_GT(ingredient.opening_stock, ingredient.change.threshold) << ingredient.ingredient_id;
    }
  }
}

// The price and the stock of the acceptance scenario "a priced drink": L, 50 % sugar, less ice,
// pearls and pudding.
TEST(DemoMenu, PricesAndMakesALargeMilkTeaWithToppings) {
  domain::Menu menu;
  for (const auto& demo : demo_menu().items) menu.add({1, Timestamp{0}, false, demo.item});
  domain::OrderRequest request;
  request.items.push_back({"tra-sua-tran-chau",
                           1,
                           std::nullopt,
                           {"size-l", "sugar-50", "ice-less", "top-black-pearl", "top-pudding"}});
  const auto priced = domain::price_order(menu, request, "test", Uuid{}, Timestamp{1});
  ASSERT_TRUE(priced.has_value()) << priced.error().detail;
  EXPECT_EQ(priced.value().order.total, 54'000);
  std::map<std::string, std::int64_t> needs;
  for (const auto& need : priced.value().needs) needs[need.ingredient_id] = need.qty;
  EXPECT_EQ(needs["black-tea"], 200);
  EXPECT_EQ(needs["milk-powder"], 40);
  EXPECT_EQ(needs["black-pearl"], 90);
  EXPECT_EQ(needs["pudding"], 1);
  EXPECT_EQ(needs["cup-l"], 1);
  EXPECT_EQ(needs.count("cup-m"), 0U);
}

TEST(ReadDemoMenu, NamesWhatItCannotRead) {
  EXPECT_FALSE(read_demo_menu("{").has_value());
  EXPECT_FALSE(read_demo_menu(R"({"ingredients": [], "items": []})").has_value());
  const auto unknown = read_demo_menu(R"({"ingredients": [], "groups": {}, "items": [
      {"menu_id": "a", "name": "A", "category": "c", "price": 1, "popularity": 1,
       "groups": ["size"]}]})");
  ASSERT_FALSE(unknown.has_value());
  EXPECT_THAT(unknown.error().detail, ::testing::HasSubstr("size"));
}

TEST(ReadMenuAnswer, TakesWhatACustomerNeeds) {
  const auto items = read_menu_answer(R"({"items": [{"menu_id": "a", "name": "Trà", "category": "c",
      "price": 20000, "available": false, "version": 3, "option_groups": [{"group_id": "g",
      "name": "G", "required": true, "min": 1, "max": 1, "options": [{"option_id": "o",
      "name": "O", "price": 5000}]}]}], "next_cursor": null})");
  ASSERT_TRUE(items.has_value()) << items.error().detail;
  ASSERT_EQ(items.value().size(), 1U);
  EXPECT_FALSE(items.value()[0].available);
  EXPECT_EQ(items.value()[0].option_groups[0].options[0].price, 5000);
}

}  // namespace
}  // namespace shop::cli

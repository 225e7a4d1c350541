#include "domain/sold_out.hpp"

#include <gmock/gmock.h>

namespace shop::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kMain = "main";

Option option(std::string id, std::vector<RecipeLine> recipe) {
  return {std::move(id), "", 0, std::move(recipe)};
}

/// Milk tea: 100 tea; size M or L must be chosen (a cup each, L with 50 tea more); pearls may be.
MenuVersion milk_tea() {
  MenuItem item;
  item.menu_id = "milk-tea";
  item.recipe = {{"tea", 100}};
  item.option_groups = {{"size",
                         "",
                         true,
                         1,
                         1,
                         {option("m", {{"cup-m", 1}}), option("l", {{"cup-l", 1}, {"tea", 50}})}},
                        {"toppings",
                         "",
                         false,
                         0,
                         2,
                         {option("pearls", {{"pearls", 40}}), option("less", {{"tea", -20}})}}};
  return {1, {}, false, item};
}

class SoldOutTest : public ::testing::Test {
 protected:
  void set(const char* id, std::int64_t on_hand, bool blocking = true) {
    std::erase_if(stock_, [&](const auto& known) { return known.ingredient_id == id; });
    stock_.push_back({kMain, id, "", "", 0, blocking, on_hand});
  }
  SoldOut judge() const {
    const MenuVersion tea = milk_tea();
    const MenuVersion* menu[] = {&tea};
    return sold_out(menu, stock_);
  }
  void SetUp() override {
    for (const char* id : {"tea", "cup-m", "cup-l", "pearls"}) set(id, 1'000);
  }
  std::vector<Ingredient> stock_;
};

TEST_F(SoldOutTest, NothingIsWhileThereIsEnough) {
  EXPECT_THAT(judge().items, IsEmpty());
  EXPECT_THAT(judge().options, IsEmpty());
}

TEST_F(SoldOutTest, AToppingIsBelowOnePortion) {
  set("pearls", 40);
  EXPECT_THAT(judge().options, IsEmpty());
  set("pearls", 39);
  EXPECT_THAT(judge().options, ElementsAre(SoldOut::Choice{"milk-tea", "pearls"}));
  EXPECT_THAT(judge().items, IsEmpty());
}

TEST_F(SoldOutTest, AnOptionTakesBesideWhatTheItemTakes) {
  set("tea", 149);
  EXPECT_THAT(judge().options, ElementsAre(SoldOut::Choice{"milk-tea", "l"}));
  set("tea", 150);
  EXPECT_THAT(judge().options, IsEmpty());
}

TEST_F(SoldOutTest, AnItemIsWhenItsOwnRecipeOrAWholeGroupIs) {
  set("tea", 99);
  EXPECT_THAT(judge().items, ElementsAre("milk-tea"));
  EXPECT_THAT(judge().options, IsEmpty()) << "said once, of the item";
  set("tea", 1'000);
  set("cup-m", 0);
  EXPECT_THAT(judge().items, IsEmpty());
  set("cup-l", 0);
  EXPECT_THAT(judge().items, ElementsAre("milk-tea"));
}

TEST_F(SoldOutTest, WhatDoesNotStopSalesOrIsNotKeptHereStopsNothing) {
  set("pearls", -5, false);
  EXPECT_THAT(judge().options, IsEmpty());
  stock_.clear();
  EXPECT_THAT(judge().items, IsEmpty());
}

}  // namespace
}  // namespace shop::domain

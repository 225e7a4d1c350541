#include "domain/menu.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shop::domain {
namespace {

using ::testing::ElementsAre;

MenuItem item() {
  MenuItem item;
  item.menu_id = "ca-phe";
  item.name = "Cà phê sữa";
  item.category = "Cà phê";
  item.price = 29'000;
  return item;
}

std::vector<std::string> bad_fields(const MenuItem& item) {
  std::vector<std::string> fields;
  const auto checked = validate(item);
  if (!checked) {
    for (const auto& field : checked.error().fields) fields.push_back(field.field);
  }
  return fields;
}

TEST(ValidateMenuItem, TakesAPlainItem) { EXPECT_TRUE(validate(item())); }

TEST(ValidateMenuItem, NamesEveryBadField) {
  MenuItem bad = item();
  bad.menu_id = "no slug";
  bad.name.clear();
  bad.price = -1;
  bad.recipe = {{"milk", 0}, {"milk", 5}};
  bad.option_groups = {{"size", "Size", true, 0, 2, {{"m", "M", 0, {}}}}};
  EXPECT_THAT(bad_fields(bad),
              ElementsAre("menu_id", "name", "price", "recipe[0].qty", "recipe[1].ingredient_id",
                          "option_groups[0].max", "option_groups[0].min"));
}

TEST(ValidateMenuItem, WantsOptionIdsUniqueWithinTheItem) {
  MenuItem bad = item();
  const OptionGroup group{"a", "A", false, 0, 1, {{"x", "X", 0, {}}}};
  bad.option_groups = {group, group};
  EXPECT_THAT(bad_fields(bad),
              ElementsAre("option_groups[1].group_id", "option_groups[1].options[0].option_id"));
}

TEST(Menu, KeepsEveryVersionAndListsWhatIsNotDeleted) {
  Menu menu;
  menu.add({1, {100}, false, item()});
  MenuItem renamed = item();
  renamed.name = "Nâu đá";
  menu.add({2, {200}, false, renamed});
  EXPECT_EQ(menu.as_of("ca-phe", {50})->version, 1);
  EXPECT_EQ(menu.as_of("ca-phe", {199})->version, 1);
  EXPECT_EQ(menu.as_of("ca-phe", {200})->item.name, "Nâu đá");
  EXPECT_EQ(menu.as_of("tea", {200}), nullptr);
  EXPECT_EQ(menu.current().size(), 1U);
  menu.add({3, {300}, true, renamed});
  EXPECT_TRUE(menu.current().empty());
  EXPECT_FALSE(menu.as_of("ca-phe", {250})->deleted);
}

TEST(Menu, TwoStatesMergeToTheSameInEitherOrder) {
  MenuItem renamed = item();
  renamed.name = "Nâu đá";
  MenuItem other = item();
  other.menu_id = "tra-sua";
  Menu left;
  left.add({1, {100}, false, item()});
  left.add({3, {300}, true, renamed});
  Menu right;
  right.add({2, {200}, false, renamed});
  right.add({1, {100}, false, other});
  Menu both = left;
  both.merge(right);
  right.merge(left);
  for (const Menu& menu : {both, right}) {
    EXPECT_EQ(menu.as_of("ca-phe", {150})->version, 1);
    EXPECT_EQ(menu.as_of("ca-phe", {250})->version, 2);
    EXPECT_EQ(menu.latest("ca-phe")->version, 3);
    EXPECT_EQ(menu.current().size(), 1U);
  }
}

TEST(Menu, AKnownVersionStaysAsItIs) {
  Menu menu;
  menu.add({1, {100}, false, item()});
  MenuItem renamed = item();
  renamed.name = "Nâu đá";
  menu.add({1, {100}, false, renamed});
  EXPECT_EQ(menu.latest("ca-phe")->item.name, item().name);
}

}  // namespace
}  // namespace shop::domain

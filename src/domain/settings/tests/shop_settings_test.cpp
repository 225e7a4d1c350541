#include "domain/settings/shop_settings.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace shop::domain {
namespace {

TEST(ShopSettings, EverySettingReadsBackAsItIsWritten) {
  const ShopSettings defaults;
  for (const auto& definition : setting_definitions()) {
    const auto change = parse_setting(definition.name, setting_text(defaults, definition));
    ASSERT_TRUE(change) << definition.name;
    const auto same = changed(defaults, change.value());
    ASSERT_TRUE(same) << definition.name;
    EXPECT_EQ(same.value(), defaults) << definition.name;
  }
}

TEST(ShopSettings, DefinitionsAreByName) {
  const auto all = setting_definitions();
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));
}

TEST(ShopSettings, JsonHasTheTypeOfTheSetting) {
  ShopSettings settings;
  settings.shop_name = "Trà \"Mây\"";
  std::vector<std::string> found;
  for (const auto& definition : setting_definitions()) {
    if (definition.name == "shop_name" || definition.name == "cut_off_hour" ||
        definition.name == "guest_orders") {
      found.push_back(setting_json(settings, definition));
    }
  }
  EXPECT_EQ(found, (std::vector<std::string>{"4", "true", "\"Trà \\\"Mây\\\"\""}));
}

TEST(ShopSettings, PartsAreTakenTogether) {
  SettingsChange both = parse_setting("bar_amber_seconds", "400").value();
  EXPECT_FALSE(changed({}, both));
  both.parts.push_back(parse_setting("bar_red_seconds", "500").value().parts.front());
  EXPECT_EQ(changed({}, both).value().bar_red_seconds, 500);
}

}  // namespace
}  // namespace shop::domain

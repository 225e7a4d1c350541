#include "application/settings.hpp"

#include "application/tests/use_case_fixture.hpp"

namespace shop::application {
namespace {

using domain::parse_setting;
using domain::ShopSettings;

class SettingsTest : public UseCases {
 protected:
  Result<std::shared_ptr<const SettingsSnapshot>> set(std::string_view name,
                                                      std::string_view text) {
    SHOP_TRY(const auto change, parse_setting(name, text));
    return settings_.change(kOwner, change);
  }

  template <class T>
  static std::string field_of(const Result<T>& result) {
    if (result) return "";
    return result.error().fields.empty() ? "?" : result.error().fields.front().field;
  }

  std::vector<std::string> told() {
    const events::Topic topics[] = {events::Topic::kSettings};
    std::vector<std::string> values;
    const auto records = reader_->read_log(topics, 0, 100).value();
    for (const auto& record : records) values.push_back(record.value);
    return values;
  }
};

TEST_F(SettingsTest, NothingDecidedMeansTheDefaults) {
  EXPECT_EQ(settings_.snapshot()->settings, ShopSettings());
  EXPECT_EQ(settings_.snapshot()->calendar.zone_name(), "Asia/Ho_Chi_Minh");
}

TEST_F(SettingsTest, AChangeIsStoredToldAndAudited) {
  ASSERT_TRUE(set("shop_name", "Trà Sữa Mây"));
  EXPECT_EQ(settings_.snapshot()->settings.shop_name, "Trà Sữa Mây");
  EXPECT_EQ(load_settings(*reader_).value().settings.shop_name, "Trà Sữa Mây");
  EXPECT_EQ(audited("settings.set"), std::vector<std::string>{"shop_name"});
  ASSERT_EQ(told().size(), 1U);
  EXPECT_EQ(told()[0],
            R"({"name":"shop_name","value":"Trà Sữa Mây","at":"2026-01-15T01:20:00.000Z"})");
}

TEST_F(SettingsTest, WhatIsAlreadySoMakesNoEvent) {
  ASSERT_TRUE(set("cut_off_hour", "4"));
  EXPECT_TRUE(told().empty());
  EXPECT_TRUE(audited("settings.set").empty());
}

TEST_F(SettingsTest, TheCalendarFollowsAtOnce) {
  ASSERT_TRUE(set("time_zone", "Europe/Berlin"));
  ASSERT_TRUE(set("cut_off_hour", "6"));
  EXPECT_EQ(settings_.snapshot()->calendar.zone_name(), "Europe/Berlin");
  EXPECT_EQ(settings_.snapshot()->calendar.cut_off_hour(), 6);
}

TEST_F(SettingsTest, WhatCannotBeNamesItsFieldAndChangesNothing) {
  const std::pair<const char*, const char*> wrong[] = {
      {"cut_off_hour", "24"},      {"cut_off_hour", "vier"},
      {"time_zone", "Mars/Base"},  {"bar_red_seconds", "0"},
      {"guest_orders", "perhaps"}, {"cashier_discount_percent", "101"},
      {"bank_bin", "12"},          {"bank_account", "no account!"},
      {"shop_name", "two\nlines"}};
  for (const auto& [name, value] : wrong) EXPECT_EQ(field_of(set(name, value)), name) << value;
  EXPECT_EQ(field_of(set("shop_name", std::string(101, 'x'))), "shop_name");
  EXPECT_EQ(field_of(set("colour", "red")), "name");
  EXPECT_EQ(settings_.snapshot()->settings, ShopSettings());
  EXPECT_TRUE(told().empty());
}

TEST_F(SettingsTest, SettingsThatBelongTogetherAreJudgedTogether) {
  EXPECT_EQ(field_of(set("bar_amber_seconds", "301")), "bar_red_seconds");
  ASSERT_TRUE(set("bar_red_seconds", "600"));
  ASSERT_TRUE(set("bar_amber_seconds", "301"));
}

TEST_F(SettingsTest, ChangesFromSeveralThreadsAreAllInForce) {
  auto seconds = std::async(std::launch::async, [&] {
    for (int n = 0; n < 20; ++n) EXPECT_TRUE(set("bar_red_seconds", std::to_string(400 + n)));
  });
  auto hours = std::async(std::launch::async, [&] {
    for (int n = 0; n < 20; ++n) EXPECT_TRUE(set("cut_off_hour", std::to_string(n)));
  });
  seconds.get();
  hours.get();
  EXPECT_EQ(settings_.snapshot()->settings.bar_red_seconds, 419);
  EXPECT_EQ(settings_.snapshot()->settings.cut_off_hour, 19);
  EXPECT_EQ(settings_.snapshot()->settings, load_settings(*reader_).value().settings);
}

TEST_F(SettingsTest, WhatAnotherProcessChangedIsTakenOver) {
  SettingsBook other_book{load_settings(*reader_).value()};
  Settings other{committer_, *reader_, other_book};
  ASSERT_TRUE(other.change(kOwner, parse_setting("shop_name", "Mây").value()));
  EXPECT_EQ(settings_.snapshot()->settings.shop_name, "");
  ASSERT_TRUE(settings_.refresh());
  EXPECT_EQ(settings_.snapshot()->settings.shop_name, "Mây");
}

TEST_F(SettingsTest, OlderSettingsDoNotReplaceNewerOnes) {
  const SettingsSnapshot older = load_settings(*reader_).value();
  ASSERT_TRUE(set("shop_name", "Mây"));
  settings_book_.publish(older);
  EXPECT_EQ(settings_.snapshot()->settings.shop_name, "Mây");
}

class DiscountTest : public SettingsTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(menu_.create(kOwner, item("tea", 30'000), Timestamp{0}));
    ASSERT_TRUE(set("cashier_discount_percent", "10"));
  }

  Result<PlacedOrder> discounted(domain::Role role, std::int64_t discount, bool offline = false) {
    domain::OrderRequest request;
    request.items = {{"tea", 2, 30'000, {}}};
    request.discount = discount;
    request.total = 60'000 - discount;
    if (offline) request.channel = domain::kOfflineChannel;
    return place_as({"2", "someone", role}, std::move(request));
  }
};

TEST_F(DiscountTest, ACashierGivesWhatTheShopAllows) {
  EXPECT_TRUE(discounted(domain::Role::kCashier, 6'000));
  EXPECT_EQ(field_of(discounted(domain::Role::kCashier, 6'001)), "discount");
  EXPECT_TRUE(discounted(domain::Role::kManager, 60'000));
}

TEST_F(DiscountTest, AnOfflineSaleIsAFactAndIsFlagged) {
  const auto sold = discounted(domain::Role::kCashier, 20'000, true);
  ASSERT_TRUE(sold);
  EXPECT_EQ(sold.value().view.order.flags, std::vector<std::string>{"discount_over_limit"});
}

}  // namespace
}  // namespace shop::application

#include "domain/order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shop::domain {
namespace {

using ::testing::ElementsAre;

constexpr Timestamp kNow{1'800'000'000'000'000};

MenuItem milk_tea() {
  MenuItem item;
  item.menu_id = "tra-sua";
  item.name = "Trà sữa trân châu";
  item.category = "Trà sữa";
  item.price = 35'000;
  item.recipe = {{"tea", 150}, {"cup-m", 1}};
  item.option_groups = {
      {"size",
       "Cỡ",
       true,
       1,
       1,
       {{"m", "M", 0, {}}, {"l", "L", 7'000, {{"tea", 50}, {"cup-m", -1}, {"cup-l", 1}}}}},
      {"topping",
       "Topping",
       false,
       0,
       2,
       {{"pearls", "Trân châu", 5'000, {{"pearls", 40}}}, {"pudding", "Pudding", 7'000, {}}}}};
  return item;
}

class PriceOrder : public ::testing::Test {
 protected:
  PriceOrder() { menu_.add({1, kNow - minutes(60), false, milk_tea()}); }

  static OrderRequest request(std::vector<std::string> options, std::int64_t qty = 1) {
    OrderRequest request;
    request.items = {{"tra-sua", qty, std::nullopt, std::move(options)}};
    return request;
  }
  Result<PricedOrder> price(const OrderRequest& request) {
    return price_order(menu_, request, "till-1", Uuid{}, kNow);
  }
  std::vector<std::string> bad_fields(const OrderRequest& request) {
    std::vector<std::string> fields;
    const auto priced = price(request);
    if (!priced) {
      for (const auto& field : priced.error().fields) fields.push_back(field.field);
    }
    return fields;
  }

  Menu menu_;
};

TEST_F(PriceOrder, AddsOptionsToTheUnitPriceAndTakesTheDiscountOff) {
  auto wanted = request({"l", "pearls"}, 2);
  wanted.discount = 4'000;
  const auto priced = price(wanted).value();
  EXPECT_EQ(priced.order.items[0].price, 47'000);
  EXPECT_EQ(priced.order.total, 90'000);
  EXPECT_EQ(priced.order.user_id, "till-1");
  EXPECT_EQ(priced.order.created_at, kNow);
}

TEST_F(PriceOrder, TakesRecipesOfItemSizeAndToppings) {
  const auto needs = price(request({"l", "pearls"}, 2)).value().needs;
  std::vector<std::pair<std::string, std::int64_t>> flat;
  for (const auto& need : needs) flat.emplace_back(need.ingredient_id, need.qty);
  EXPECT_THAT(flat,
              ElementsAre(std::pair("cup-l", 2), std::pair("pearls", 80), std::pair("tea", 400)));
}

TEST_F(PriceOrder, NamesEveryBadFieldAtOnce) {
  OrderRequest wanted;
  wanted.shop_id = "no slug!";
  wanted.items = {{"tra-sua", 0, std::nullopt, {"m"}}, {"nothing", 1, std::nullopt, {}}};
  EXPECT_THAT(bad_fields(wanted), ElementsAre("shop_id", "items[0].qty", "items[1].menu_id"));
}

TEST_F(PriceOrder, RefusesBrokenOptionRules) {
  EXPECT_THAT(bad_fields(request({})), ElementsAre("items[0].options"));
  EXPECT_THAT(bad_fields(request({"m", "l"})), ElementsAre("items[0].options"));
  EXPECT_THAT(bad_fields(request({"m", "m"})), ElementsAre("items[0].options[1]"));
  EXPECT_THAT(bad_fields(request({"m", "gold"})), ElementsAre("items[0].options[1]"));
}

TEST_F(PriceOrder, RefusesPricesAndTotalsThatDiffer) {
  auto wanted = request({"m"});
  wanted.items[0].price = 34'999;
  EXPECT_THAT(bad_fields(wanted), ElementsAre("items[0].price"));
  wanted.items[0].price = 35'000;
  wanted.total = 1;
  EXPECT_THAT(bad_fields(wanted), ElementsAre("total"));
  wanted.total = 35'000;
  EXPECT_TRUE(price(wanted));
}

TEST_F(PriceOrder, HoldsItsLimitsExactly) {
  EXPECT_TRUE(price(request({"m"}, 1000)));
  EXPECT_THAT(bad_fields(request({"m"}, 1001)), ElementsAre("items[0].qty"));
  OrderRequest many = request({"m"});
  many.items.resize(100, many.items[0]);
  EXPECT_TRUE(price(many));
  many.items.push_back(many.items[0]);
  EXPECT_THAT(bad_fields(many), ElementsAre("items"));
  auto future = request({"m"});
  future.created_at = kNow + minutes(5);
  EXPECT_TRUE(price(future));
  future.created_at = kNow + minutes(5) + milliseconds(1);
  EXPECT_THAT(bad_fields(future), ElementsAre("created_at"));
  auto free = request({"m"});
  free.discount = 35'000;
  EXPECT_EQ(price(free).value().order.total, 0);
  free.discount = 35'001;
  EXPECT_THAT(bad_fields(free), ElementsAre("discount"));
}

TEST_F(PriceOrder, UsesThePriceThatWasValidWhenTheSaleHappened) {
  auto dearer = milk_tea();
  dearer.price = 40'000;
  menu_.add({2, kNow - minutes(10), false, dearer});
  auto wanted = request({"m"});
  wanted.created_at = kNow - minutes(10) - milliseconds(1);
  EXPECT_EQ(price(wanted).value().order.total, 35'000);
  wanted.created_at = kNow - minutes(10);
  EXPECT_EQ(price(wanted).value().order.total, 40'000);
  wanted.created_at = kNow - minutes(600);
  EXPECT_EQ(price(wanted).value().order.total, 35'000) << "the first known version";
}

TEST_F(PriceOrder, TakesAnOfflineSaleAsItWasSoldAndFlagsIt) {
  menu_.add({2, kNow - minutes(30), true, milk_tea()});
  OrderRequest sale = request({"l", "gold"});
  sale.channel = "offline";
  sale.items[0].price = 99'000;
  sale.items.push_back({"never-known", 1, 10'000, {}});
  sale.total = 109'000;
  sale.created_at = kNow + minutes(60);
  const auto priced = price(sale).value();
  EXPECT_EQ(priced.order.total, 109'000);
  EXPECT_THAT(priced.order.flags, ElementsAre("clock_skewed", "deleted_item", "price_mismatch",
                                              "unknown_item", "unknown_option"));
}

TEST_F(PriceOrder, AnOfflineSaleStillHasToAddUp) {
  OrderRequest sale = request({"m"});
  sale.channel = "offline";
  EXPECT_THAT(bad_fields(sale), ElementsAre("total", "items[0].price"));
  sale.items[0].price = 35'000;
  sale.total = 35'001;
  EXPECT_THAT(bad_fields(sale), ElementsAre("total"));
}

TEST_F(PriceOrder, ARepeatMeansTheSameWhenEveryGivenValueAgrees) {
  const auto stored = price(request({"m"})).value().order;
  EXPECT_TRUE(same_content(request({"m"}), stored));
  auto with_values = request({"m"});
  with_values.total = 35'000;
  with_values.items[0].price = 35'000;
  with_values.created_at = kNow;
  with_values.user_id = "till-1";
  EXPECT_TRUE(same_content(with_values, stored));
  with_values.created_at = kNow + milliseconds(1);
  EXPECT_FALSE(same_content(with_values, stored));
  EXPECT_FALSE(same_content(request({"m"}, 2), stored));
  EXPECT_FALSE(same_content(request({"l"}), stored));
}

TEST(OrderStatus, StepsOneByOneAndEndsForGood) {
  const OrderStatus all[] = {OrderStatus::kPlaced, OrderStatus::kPreparing, OrderStatus::kReady,
                             OrderStatus::kCompleted, OrderStatus::kCancelled};
  int allowed = 0;
  for (const auto from : all) {
    for (const auto to : all) allowed += may_follow(from, to) ? 1 : 0;
  }
  EXPECT_EQ(allowed, 6);
  EXPECT_TRUE(may_follow(OrderStatus::kReady, OrderStatus::kCompleted));
  EXPECT_FALSE(may_follow(OrderStatus::kPlaced, OrderStatus::kReady));
  EXPECT_FALSE(may_follow(OrderStatus::kCompleted, OrderStatus::kCancelled));
}

}  // namespace
}  // namespace shop::domain

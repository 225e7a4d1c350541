#include "cli/customer_model.hpp"

#include <gtest/gtest.h>

#include "cli/demo_command.hpp"
#include "cli/order_json.hpp"

namespace shop::cli {
namespace {

std::vector<domain::MenuItem> demo_items() {
  std::vector<domain::MenuItem> items;
  for (const DemoItem& demo : demo_menu().items) items.push_back(demo.item);
  return items;
}

std::vector<Customer> invite(std::uint64_t seed, std::size_t count, CustomerSettings settings) {
  CustomerModel model(demo_items(), settings, seed);
  std::vector<Customer> customers;
  for (std::size_t i = 0; i < count; ++i) customers.push_back(model.next());
  return customers;
}

std::string describe(const Customer& customer) {
  std::string text = std::to_string(customer.arrives.us);
  if (customer.order) text += encode_order_request(*customer.order);
  if (customer.late_by) text += " late " + std::to_string(customer.late_by->us);
  if (customer.repeated_after) text += " again " + std::to_string(customer.repeated_after->us);
  return text + " ready " + std::to_string(customer.until_ready.us);
}

TEST(CustomerModel, SameSeedInvitesTheSameCustomers) {
  const CustomerSettings settings{20, 0.2, 0.1};
  const auto first = invite(7, 500, settings);
  const auto again = invite(7, 500, settings);
  const auto other = invite(8, 500, settings);
  std::size_t different = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(describe(first[i]), describe(again[i]));
    different += describe(first[i]) != describe(other[i]) ? 1 : 0;
  }
  EXPECT_GT(different, 490U);
}

TEST(CustomerModel, OrdersAreWhatTheMenuOffersAtItsPrices) {
  domain::Menu menu;
  for (const auto& item : demo_items()) menu.add({1, Timestamp{0}, false, item});
  const Timestamp now{1'800'000'000'000'000};
  for (Customer& customer : invite(3, 3000, {10, 0.1, 0})) {
    if (!customer.order) continue;
    EXPECT_EQ(customer.late_by.has_value(), customer.order->channel == domain::kOfflineChannel);
    const auto priced = domain::price_order(menu, *customer.order, "sim", Uuid{}, now);
    ASSERT_TRUE(priced.has_value()) << priced.error().detail;
    EXPECT_EQ(priced.value().order.total, customer.total);
    EXPECT_EQ(domain::item_count(priced.value().order), customer.items);
    EXPECT_TRUE(priced.value().order.flags.empty());
    EXPECT_LE(customer.order->items.size(), 4U);
  }
}

TEST(CustomerModel, SharesAreAsAsked) {
  const std::size_t count = 20'000;
  const auto customers = invite(11, count, {50, 0.25, 0.1});
  double seconds = 0;
  double orders = 0;
  double late = 0;
  double repeated = 0;
  for (const Customer& customer : customers) {
    seconds += static_cast<double>(customer.arrives.us) / 1e6;
    orders += customer.order ? 1 : 0;
    late += customer.late_by ? 1 : 0;
    repeated += customer.repeated_after ? 1 : 0;
  }
  EXPECT_NEAR(orders / static_cast<double>(count), CustomerModel::kConversion, 0.02);
  EXPECT_NEAR(orders / seconds, 50, 3);
  EXPECT_NEAR(late / orders, 0.25, 0.02);
  EXPECT_NEAR(repeated / orders, 0.1, 0.02);
}

TEST(CustomerModel, LeavesOutWhatIsNotAvailable) {
  auto menu = demo_items();
  for (std::size_t i = 1; i < menu.size(); ++i) menu[i].available = false;
  CustomerModel model(menu, {1, 0, 0}, 1);
  for (int i = 0; i < 100; ++i) {
    const Customer customer = model.next();
    if (!customer.order) continue;
    for (const auto& line : customer.order->items) EXPECT_EQ(line.menu_id, menu[0].menu_id);
  }
  menu[0].available = false;
  EXPECT_FALSE(offers_anything(menu));
}

TEST(Random, WeightsOfZeroAreNeverChosen) {
  Random random(1);
  const std::vector<double> weights{0, 1, 0, 2, 0};
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(random.weighted(weights) % 2, 1U);
}

}  // namespace
}  // namespace shop::cli

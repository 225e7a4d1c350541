#include "domain/refund.hpp"

#include <gtest/gtest.h>

#include <random>

namespace shop::domain {
namespace {

constexpr Timestamp kNow{1'800'000'000'000'000};

Order order_of(std::vector<OrderLine> lines, std::int64_t discount) {
  Order order;
  order.items = std::move(lines);
  order.discount = discount;
  for (const auto& line : order.items) order.total += line.qty * line.price;
  order.total -= discount;
  return order;
}

RefundRequest part(std::string menu_id, std::int64_t qty) {
  RefundRequest request;
  request.items = std::vector<RefundLineRequest>{{std::move(menu_id), qty}};
  request.reason = "spilt";
  return request;
}

RefundRequest all() {
  RefundRequest request;
  request.reason = "complaint";
  return request;
}

TEST(Refund, GivesBackEverythingThatIsLeft) {
  const Order order = order_of({{"tea", 2, 35'000, {}}, {"coffee", 1, 29'000, {}}}, 0);
  const Refund first = make_refund(order, {}, part("tea", 1), Uuid{}, kNow).value();
  EXPECT_EQ(first.amount, 35'000);
  const Refund rest = make_refund(order, {first}, all(), Uuid{}, kNow).value();
  EXPECT_EQ(rest.amount, 64'000);
  EXPECT_EQ(make_refund(order, {first, rest}, all(), Uuid{}, kNow).error().kind,
            ErrorKind::kConflict);
}

TEST(Refund, RefusesMoreThanIsLeftAndWhatWasNotSold) {
  const Order order = order_of({{"tea", 2, 35'000, {}}}, 0);
  EXPECT_EQ(make_refund(order, {}, part("tea", 3), Uuid{}, kNow).error().kind,
            ErrorKind::kConflict);
  EXPECT_EQ(make_refund(order, {}, part("coffee", 1), Uuid{}, kNow).error().kind,
            ErrorKind::kInvalidArgument);
  EXPECT_EQ(make_refund(order, {}, part("tea", 0), Uuid{}, kNow).error().fields[0].field,
            "items[0].qty");
  RefundRequest no_reason = all();
  no_reason.reason.clear();
  EXPECT_EQ(make_refund(order, {}, no_reason, Uuid{}, kNow).error().fields[0].field, "reason");
}

TEST(Refund, TellsWhichLinesComeBack) {
  const Order order =
      order_of({{"tea", 1, 35'000, {{"m", "M", 0}}}, {"tea", 1, 42'000, {{"l", "L", 7'000}}}}, 0);
  const Refund refund = make_refund(order, {}, part("tea", 1), Uuid{}, kNow).value();
  EXPECT_EQ(refund.amount, 42'000) << "the last line first";
  const auto lines = refunded_lines(order, {}, refund);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].options[0].option_id, "l");
}

// Whatever the discount and the order of partial refunds: the parts add up to the total.
TEST(Refund, PartsOfADiscountedOrderAddUpToItsTotal) {
  const std::uint64_t seed = std::random_device{}();
  RecordProperty("seed", std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int round = 0; round < 500; ++round) {
    std::vector<OrderLine> lines;
    const std::size_t count = 1 + random() % 5;
    std::int64_t gross = 0;
    for (std::size_t i = 0; i < count; ++i) {
      lines.push_back({"item-" + std::to_string(random() % 3),
                       static_cast<std::int64_t>(1 + random() % 4),
                       static_cast<std::int64_t>(random() % 60'000),
                       {}});
      gross += lines.back().qty * lines.back().price;
    }
    const auto discount =
        static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(gross + 1));
    const Order order = order_of(lines, discount);
    std::vector<Refund> refunds;
    std::int64_t sum = 0;
    for (int tries = 0; tries < 6; ++tries) {
      const auto& line = order.items[random() % order.items.size()];
      auto refund = make_refund(order, refunds, part(line.menu_id, 1), Uuid{}, kNow);
      if (!refund) continue;
      ASSERT_GE(refund.value().amount, 0) << "seed " << seed;
      sum += refund.value().amount;
      refunds.push_back(refund.value());
    }
    auto rest = make_refund(order, refunds, all(), Uuid{}, kNow);
    if (rest) sum += rest.value().amount;
    ASSERT_EQ(sum, order.total) << "seed " << seed;
  }
}

}  // namespace
}  // namespace shop::domain

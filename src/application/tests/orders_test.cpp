#include "application/orders.hpp"

#include <gmock/gmock.h>

#include "application/tests/use_case_fixture.hpp"

namespace shop::application {
namespace {

using domain::OrderStatus;
using ::testing::ElementsAre;

class OrdersTest : public UseCases {
 protected:
  void SetUp() override {
    domain::MenuItem tea = item("sen", 10'000);
    tea.recipe = {{"leaf", 5}};
    ASSERT_TRUE(menu_.create(kOwner, tea));
    ASSERT_TRUE(stock_.put(kOwner, "main", "leaf", {"Lá trà", "g", 0, true}));
    ASSERT_TRUE(stock_.move(kOwner, "main", "leaf", {domain::MovementKind::kReceive, 100}));
  }

  std::int64_t on_hand() { return stock_.list("main").value().at(0).on_hand; }
  Uuid sold(std::int64_t qty) { return place("sen", qty).value().view.order.order_id; }
  Result<OrderView> step(const Uuid& id, OrderStatus status) {
    return orders_.set_status(kOwner, id, status);
  }
};

TEST_F(OrdersTest, OneIdIsOneOrder) {
  const Uuid id = make_uuid_v7(clock_.now());
  const auto first = place("sen", 2, id).value();
  const auto again = place("sen", 2, id).value();
  EXPECT_TRUE(first.created);
  EXPECT_FALSE(again.created);
  EXPECT_EQ(again.view.position, first.view.position);
  EXPECT_EQ(code_of(place("sen", 3, id)), "order.id_taken");
  EXPECT_EQ(on_hand(), 90);
}

TEST_F(OrdersTest, ARepeatIsAnsweredAlthoughTheItemIsGone) {
  const Uuid id = make_uuid_v7(clock_.now());
  ASSERT_TRUE(place("sen", 1, id));
  clock_.advance(minutes(1));
  ASSERT_TRUE(menu_.remove(kOwner, "sen", std::nullopt));
  EXPECT_FALSE(place("sen", 1, id).value().created);
  EXPECT_EQ(code_of(place("sen", 1)), "order.invalid");
}

TEST_F(OrdersTest, StepsFollowEachOtherOnly) {
  const Uuid id = sold(1);
  EXPECT_EQ(code_of(step(id, OrderStatus::kReady)), "order.illegal_status");
  EXPECT_TRUE(step(id, OrderStatus::kPreparing));
  EXPECT_EQ(code_of(step(id, OrderStatus::kPreparing)), "order.illegal_status");
  EXPECT_TRUE(step(id, OrderStatus::kReady));
  EXPECT_EQ(step(id, OrderStatus::kCompleted).value().status, OrderStatus::kCompleted);
  EXPECT_EQ(code_of(step(id, OrderStatus::kCancelled)), "order.illegal_status");
  EXPECT_EQ(code_of(step(make_uuid_v7(clock_.now()), OrderStatus::kReady)), "order.unknown");
}

TEST_F(OrdersTest, CancellingPutsBackOnlyWhatWasNotMadeYet) {
  const Uuid waiting = sold(2);
  const Uuid making = sold(3);
  ASSERT_TRUE(step(making, OrderStatus::kPreparing));
  EXPECT_EQ(on_hand(), 75);
  ASSERT_TRUE(step(waiting, OrderStatus::kCancelled));
  EXPECT_EQ(on_hand(), 85);
  ASSERT_TRUE(step(making, OrderStatus::kCancelled));
  EXPECT_EQ(on_hand(), 85) << "the leaves are in the cups";
  EXPECT_THAT(audited("order.cancel"), ElementsAre(to_string(waiting), to_string(making)));
}

TEST_F(OrdersTest, RefundsNeverGiveBackMoreThanWasPaid) {
  const Uuid id = sold(3);
  domain::RefundRequest one{make_uuid_v7(clock_.now()), {{{"sen", 1}}}, "spilled", false};
  const auto first = orders_.refund(kOwner, id, one).value();
  EXPECT_TRUE(first.created);
  EXPECT_EQ(first.refund.amount, 10'000);
  EXPECT_FALSE(orders_.refund(kOwner, id, one).value().created);
  one.reason = "cold";
  EXPECT_EQ(code_of(orders_.refund(kOwner, id, one)), "refund.id_taken");
  const domain::RefundRequest rest{std::nullopt, std::nullopt, "all of it", true};
  EXPECT_EQ(orders_.refund(kOwner, id, rest).value().refund.amount, 20'000);
  EXPECT_FALSE(orders_.refund(kOwner, id, rest));
  EXPECT_EQ(orders_.get(id).value().refunded, 30'000);
  EXPECT_EQ(orders_.refunds_of(id).value().size(), 2U);
  EXPECT_EQ(on_hand(), 95) << "only the second refund put its two portions back";
}

TEST_F(OrdersTest, ARefusedOrderTakesNoStock) {
  EXPECT_EQ(code_of(place("sen", 21)), "stock.empty");
  EXPECT_EQ(on_hand(), 100);
  const std::int64_t head = reader_->log_head().value();
  EXPECT_EQ(code_of(place("sen", 21)), "stock.empty");
  EXPECT_EQ(reader_->log_head().value(), head);
}

}  // namespace
}  // namespace shop::application

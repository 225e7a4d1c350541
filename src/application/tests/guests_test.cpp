#include "application/guests.hpp"

#include "adapters/qr/svg.hpp"
#include "application/queue_board.hpp"
#include "application/tests/use_case_fixture.hpp"

namespace shop::application {
namespace {

class GuestsTest : public UseCases {
 protected:
  void SetUp() override { ASSERT_TRUE(menu_.create(kOwner, item("tea", 30'000), Timestamp{0})); }

  static domain::OrderRequest tea() {
    domain::OrderRequest request;
    request.items = {{"tea", 1, 30'000, {}}};
    request.table = "B5";
    return request;
  }

  Result<PlacedOrder> order(domain::OrderRequest request) {
    std::promise<Result<PlacedOrder>> answer;
    auto future = answer.get_future();
    guests_.place(std::move(request),
                  [&answer](Result<PlacedOrder> placed) { answer.set_value(std::move(placed)); });
    return future.get();
  }

  Payments payments_{committer_, *reader_, qr::draw_svg};
  Guests guests_{orders_, payments_, settings_book_};
  QueueBoard board_{*reader_, settings_book_, clock_};
};

TEST_F(GuestsTest, OrdersAsAGuestAndSeesTheOrder) {
  domain::OrderRequest request = tea();
  request.channel = "till";
  request.user_id = "owner";
  const auto placed = order(std::move(request));
  ASSERT_TRUE(placed);
  const auto seen = guests_.get(placed.value().view.order.order_id);
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen.value().order.channel, "guest");
  EXPECT_EQ(seen.value().order.user_id, "guest");
  EXPECT_EQ(seen.value().order.table, "B5");
  EXPECT_TRUE(guests_.payment(placed.value().view.order.order_id));
}

TEST_F(GuestsTest, OtherOrdersAreNoneOfAGuestsBusiness) {
  const auto sold = place("tea", 1);
  const Uuid& id = sold.value().view.order.order_id;
  EXPECT_EQ(code_of(guests_.get(id)), "order.unknown");
  EXPECT_EQ(code_of(guests_.payment(id)), "order.unknown");
  EXPECT_EQ(code_of(guests_.qr_svg(id)), "order.unknown");
}

TEST_F(GuestsTest, WhatOnlyTheShopDecidesIsDecidedByTheShop) {
  domain::OrderRequest request = tea();
  request.discount = 10'000;
  request.created_at = kMorning - minutes(600);
  const auto placed = order(std::move(request));
  ASSERT_TRUE(placed);
  EXPECT_EQ(placed.value().view.order.total, 30'000);
  EXPECT_EQ(placed.value().view.order.created_at, kMorning);
}

TEST_F(GuestsTest, PaysInCashOrByVietQr) {
  domain::OrderRequest by_card = tea();
  by_card.payment_method = "card";
  EXPECT_EQ(code_of(order(by_card)), "request.invalid");
  by_card.payment_method = "vietqr";
  EXPECT_TRUE(order(by_card));
}

TEST_F(GuestsTest, AShopMayTakeNone) {
  ASSERT_TRUE(settings_.change(kOwner, domain::parse_setting("guest_orders", "false").value()));
  EXPECT_EQ(code_of(order(tea())), "guest.closed");
}

TEST_F(GuestsTest, TheBoardTellsNumbersOnly) {
  EXPECT_EQ(board_.frames().value(),
            std::vector<std::string>{R"({"shop_id":"main","making":[],"ready":[]})"});
  const auto first = place("tea", 1);
  ASSERT_TRUE(place("tea", 1));
  const Uuid& id = first.value().view.order.order_id;
  ASSERT_TRUE(orders_.set_status(kOwner, id, domain::OrderStatus::kPreparing));
  EXPECT_EQ(board_.frames().value(),
            std::vector<std::string>{R"({"shop_id":"main","making":[1,2],"ready":[]})"});
  ASSERT_TRUE(orders_.set_status(kOwner, id, domain::OrderStatus::kReady));
  EXPECT_EQ(board_.frames().value(),
            std::vector<std::string>{R"({"shop_id":"main","making":[2],"ready":[1]})"});
  clock_.advance(minutes(48 * 60));
  EXPECT_EQ(board_.frames().value(),
            std::vector<std::string>{R"({"shop_id":"main","making":[],"ready":[]})"});
}

}  // namespace
}  // namespace shop::application

#include "application/shifts.hpp"

#include "application/tests/use_case_fixture.hpp"
#include "events/encode.hpp"

namespace shop::application {
namespace {

class ShiftsTest : public UseCases {
 protected:
  void SetUp() override { ASSERT_TRUE(menu_.create(kOwner, item("tea", 30'000), Timestamp{0})); }

  ShiftView opened(std::int64_t cash = 500'000) {
    return shifts_.open(kCashier, "main", std::nullopt, cash).value();
  }
  OrderView sell(std::string method = "cash", std::int64_t qty = 1) {
    domain::OrderRequest request;
    request.items = {{"tea", qty, 30'000, {}}};
    request.payment_method = std::move(method);
    return place_as(kCashier, std::move(request)).value().view;
  }
  OrderView sell_offline(Timestamp at, std::string method = "cash") {
    domain::OrderRequest request;
    request.items = {{"tea", 1, 30'000, {}}};
    request.channel = domain::kOfflineChannel;
    request.created_at = at;
    request.total = 30'000;
    request.payment_method = std::move(method);
    return place_as(kCashier, std::move(request)).value().view;
  }
  void refund(const OrderView& order) {
    ASSERT_TRUE(orders_.refund(kOwner, order.order.order_id, {std::nullopt, {}, "đổ", false}));
  }

  const domain::Principal kCashier{"2", "lan", domain::Role::kCashier};
  Shifts shifts_{committer_, *reader_};
};

TEST_F(ShiftsTest, TheDrawerIsExpectedToHaveWhatTheLogSays) {
  sell();  // Before it: in nobody's drawer.
  const ShiftView shift = opened();
  sell("cash", 2);
  sell("card");
  const OrderView spilt = sell();
  refund(spilt);
  ASSERT_TRUE(shifts_.move_cash(kCashier, shift.shift_id, std::nullopt, -50'000, "đá"));
  ASSERT_TRUE(shifts_.move_cash(kCashier, shift.shift_id, std::nullopt, 20'000, "tiền lẻ"));
  const ShiftView now = shifts_.current("main").value().value();
  EXPECT_EQ(now.orders, 3);
  EXPECT_EQ(now.by_method,
            (std::map<std::string, std::int64_t>{{"card", 30'000}, {"cash", 90'000}}));
  EXPECT_EQ(now.cash_refunds, 30'000);
  EXPECT_EQ(now.expected, 500'000 + 90'000 - 30'000 - 50'000 + 20'000);
}

TEST_F(ShiftsTest, ARefundOfAnEarlierSaleComesOutOfThisDrawer) {
  const OrderView in_cash = sell();
  const OrderView by_card = sell("card");
  opened(100'000);
  refund(in_cash);
  refund(by_card);
  EXPECT_EQ(shifts_.current("main").value()->expected, 70'000);
}

TEST_F(ShiftsTest, ASaleOfAnEarlierShiftThatComesLateIsShownAndNotExpected) {
  clock_.advance(minutes(60));
  const ShiftView shift = opened(0);
  sell_offline(shift.opened_at - minutes(5));
  sell_offline(shift.opened_at - minutes(4), "card");
  clock_.advance(minutes(10));
  sell_offline(shift.opened_at + minutes(5));
  const ShiftView now = shifts_.current("main").value().value();
  EXPECT_EQ(now.late_orders, 2);
  EXPECT_EQ(now.late_cash, 30'000);
  EXPECT_EQ(now.orders, 1);
  EXPECT_EQ(now.expected, 30'000);
}

TEST_F(ShiftsTest, ClosingKeepsWhatWasCountedAndWhatWasExpected) {
  const ShiftView shift = opened();
  sell();
  const auto closed = shifts_.close(kCashier, shift.shift_id, 529'000, "thiếu 1.000");
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed.value().expected, 530'000);
  EXPECT_EQ(closed.value().closed->counted, 529'000);
  sell();  // Of the next one.
  EXPECT_EQ(shifts_.get(shift.shift_id).value().expected, 530'000);
  EXPECT_EQ(shifts_.current("main").value(), std::nullopt);
  const auto list = shifts_.list("main", 10).value();
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].expected, 530'000);
  EXPECT_EQ(list[0].closed->note, "thiếu 1.000");
}

TEST_F(ShiftsTest, AShopHasOneOpenShift) {
  const ShiftView shift = opened();
  EXPECT_EQ(code_of(shifts_.open(kCashier, "main", std::nullopt, 0)), "shift.open");
  EXPECT_TRUE(shifts_.open(kCashier, "second", std::nullopt, 0));
  ASSERT_TRUE(shifts_.close(kCashier, shift.shift_id, 500'000, ""));
  EXPECT_TRUE(shifts_.open(kCashier, "main", std::nullopt, 0));
}

TEST_F(ShiftsTest, RepeatsChangeNothing) {
  const Uuid id = make_uuid_from_name("shift", "1");
  const Uuid move = make_uuid_from_name("move", "1");
  ASSERT_TRUE(shifts_.open(kCashier, "main", id, 100'000));
  EXPECT_EQ(shifts_.open(kCashier, "main", id, 100'000).value().shift_id, id);
  for (int n = 0; n < 3; ++n) {
    EXPECT_EQ(shifts_.move_cash(kCashier, id, move, -10'000, "đá").value().expected, 90'000);
  }
  for (int n = 0; n < 3; ++n) {
    EXPECT_EQ(shifts_.close(kCashier, id, 90'000, "").value().expected, 90'000);
  }
  EXPECT_EQ(code_of(shifts_.close(kCashier, id, 80'000, "")), "shift.not_open");
  EXPECT_EQ(code_of(shifts_.move_cash(kCashier, id, std::nullopt, 1, "x")), "shift.not_open");
  EXPECT_EQ(shifts_.list("main", 10).value().size(), 1U);
}

TEST_F(ShiftsTest, WhatCannotBeIsRefused) {
  const ShiftView shift = opened();
  EXPECT_EQ(code_of(shifts_.open(kCashier, "main shop", std::nullopt, 0)), "request.invalid");
  EXPECT_EQ(code_of(shifts_.open(kCashier, "main", std::nullopt, -1)), "request.invalid");
  EXPECT_EQ(code_of(shifts_.move_cash(kCashier, shift.shift_id, std::nullopt, 0, "x")),
            "request.invalid");
  EXPECT_EQ(code_of(shifts_.move_cash(kCashier, shift.shift_id, std::nullopt, 5, "")),
            "request.invalid");
  EXPECT_EQ(code_of(shifts_.close(kCashier, shift.shift_id, -1, "")), "request.invalid");
  EXPECT_EQ(code_of(shifts_.get(make_uuid_from_name("shift", "none"))), "shift.unknown");
}

TEST_F(ShiftsTest, TheSumOfAClosedShiftIsMadeAnewWhenItWasLost) {
  const ShiftView shift = opened();
  sell();
  // As a process leaves it that dies between the closing and its sum.
  ASSERT_TRUE(committer_.run_void([&](UnitOfWork& unit, Timestamp now) -> Result<void> {
    SHOP_TRY(unit.append(events::Topic::kShifts, to_string(shift.shift_id),
                         events::encode_shift_event({shift.shift_id, "main",
                                                     domain::ShiftStep::kClose, 1, "", "lan", now}),
                         now));
    return unit.set_marker("shift:main", 0);
  }));
  EXPECT_EQ(shifts_.list("main", 10).value()[0].expected, 530'000);
}

}  // namespace
}  // namespace shop::application

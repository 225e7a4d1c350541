#include "domain/payment/payment.hpp"

#include <gtest/gtest.h>

namespace shop::domain {
namespace {

Payment of(std::int64_t amount, std::int64_t noticed) {
  Payment payment;
  payment.amount = amount;
  payment.noticed = noticed;
  return payment;
}

Payment confirmed(Payment payment, std::int64_t received) {
  payment.confirmation = Confirmation{"lan", received};
  return payment;
}

TEST(Payment, OnlyTheExactAmountIsPaid) {
  EXPECT_EQ(state_of(of(54'000, 0)), PaymentState::kWaiting);
  EXPECT_EQ(state_of(of(54'000, 540)), PaymentState::kShort);
  EXPECT_EQ(state_of(of(54'000, 53'999)), PaymentState::kShort);
  EXPECT_EQ(state_of(of(54'000, 54'000)), PaymentState::kPaid);
  EXPECT_EQ(state_of(of(54'000, 54'001)), PaymentState::kOver);
}

TEST(Payment, AFreeOrderIsPaidFromTheStart) { EXPECT_EQ(state_of(of(0, 0)), PaymentState::kPaid); }

TEST(Payment, APersonsWordSettlesIt) {
  EXPECT_EQ(state_of(confirmed(of(54'000, 0), 54'000)), PaymentState::kPaid);
  EXPECT_EQ(state_of(confirmed(of(54'000, 50'000), 50'000)), PaymentState::kPaid);
  EXPECT_EQ(state_of(confirmed(of(54'000, 60'000), 60'000)), PaymentState::kPaid);
}

TEST(Payment, TheNoticeOfConfirmedMoneyIsNotAddedToIt) {
  const Payment late = confirmed(of(54'000, 54'000), 54'000);
  EXPECT_EQ(received_of(late), 54'000);
  EXPECT_EQ(state_of(late), PaymentState::kPaid);
  const Payment twice = confirmed(of(54'000, 108'000), 54'000);
  EXPECT_EQ(received_of(twice), 108'000);
  EXPECT_EQ(state_of(twice), PaymentState::kOver);
}

TEST(Payment, OpenIsWhatIsMissing) {
  EXPECT_EQ(open_amount(of(54'000, 0)), 54'000);
  EXPECT_EQ(open_amount(of(54'000, 50'000)), 4'000);
  EXPECT_EQ(open_amount(of(54'000, 54'000)), 0);
  EXPECT_EQ(open_amount(of(54'000, 60'000)), 0);
  EXPECT_EQ(open_amount(confirmed(of(54'000, 0), 50'000)), 0);
}

}  // namespace
}  // namespace shop::domain

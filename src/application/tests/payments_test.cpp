#include "application/payments.hpp"

#include <gmock/gmock.h>

#include "adapters/qr/svg.hpp"
#include "application/tests/use_case_fixture.hpp"
#include "domain/payment/vietqr.hpp"

namespace shop::application {
namespace {

using domain::PaymentState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const domain::Principal kLan{"2", "lan", domain::Role::kCashier};

class PaymentsTest : public UseCases {
 protected:
  void SetUp() override { (void)menu_.create(kOwner, item("tra", 54'000), kMorning).value(); }

  Uuid sell(std::string method = "vietqr") {
    domain::OrderRequest request;
    request.items = {{"tra", 1, std::nullopt, {}}};
    request.payment_method = std::move(method);
    std::promise<Result<PlacedOrder>> answer;
    orders_.place(kLan, std::move(request),
                  [&answer](Result<PlacedOrder> placed) { answer.set_value(std::move(placed)); });
    return answer.get_future().get().value().view.order.order_id;
  }

  void set_account() {
    (void)committer_
        .run_void([](UnitOfWork& unit, Timestamp) -> Result<void> {
          SHOP_TRY(unit.put_setting(kBankBin, "970436"));
          return unit.put_setting(kBankAccount, "0011012345678");
        })
        .value();
  }

  PaymentView view(const Uuid& order_id) { return payments_.get(order_id).value(); }
  PaymentState state(const Uuid& order_id) {
    return domain::state_of(view(order_id).payment.value());
  }
  std::string code(const Uuid& order_id) { return view(order_id).payment.value().code; }

  domain::BankNotice notice(std::string id, std::int64_t amount, std::string content) {
    return {std::move(id), "0011012345678", amount, std::move(content), kMorning};
  }
  PaymentState send(const domain::BankNotice& notice) {
    return payments_.take_notice(notice).value();
  }

  /// `state received` of every payments event, oldest first.
  std::vector<std::string> events() {
    const events::Topic topics[] = {events::Topic::kPayments};
    std::vector<std::string> all;
    const auto records = reader_->read_log(topics, 0, 1000).value();
    for (const auto& record : records) {
      const auto field = [&](std::string_view name) {
        const std::size_t at = record.value.find(name) + name.size();
        return record.value.substr(at, record.value.find_first_of(",}\"", at) - at);
      };
      all.push_back(field("\"state\":\"") + " " + field("\"received\":"));
    }
    return all;
  }

  Payments payments_{committer_, *reader_, qr::draw_svg};
};

TEST_F(PaymentsTest, AVietQrOrderWaitsFromTheMomentItIsPlaced) {
  const Uuid order = sell();
  const PaymentView waiting = view(order);
  EXPECT_EQ(waiting.amount, 54'000);
  EXPECT_EQ(state(order), PaymentState::kWaiting);
  EXPECT_THAT(events(), ElementsAre("waiting 0"));
  EXPECT_FALSE(waiting.payload) << "the shop has no account yet";
  EXPECT_EQ(code_of(payments_.qr_svg(order)), "payment.no_qr");

  set_account();
  const auto qr = domain::parse_vietqr(view(order).payload.value()).value();
  EXPECT_EQ(qr.account, "0011012345678");
  EXPECT_EQ(qr.amount, 54'000);
  EXPECT_THAT(qr.additional, ElementsAre(domain::QrObject{"08", code(order)}));
  EXPECT_THAT(payments_.qr_svg(order).value(), HasSubstr("<svg"));
}

TEST_F(PaymentsTest, OtherMethodsHaveNoPaymentUntilSomebodySpeaksOfIt) {
  set_account();
  const Uuid order = sell("cash");
  EXPECT_FALSE(view(order).payment);
  EXPECT_FALSE(view(order).payload);
  EXPECT_THAT(events(), IsEmpty());
  EXPECT_TRUE(payments_.confirm(kLan, order, std::nullopt));
  EXPECT_EQ(state(order), PaymentState::kPaid);
  EXPECT_FALSE(view(order).payload);
}

TEST_F(PaymentsTest, TheExactAmountWithTheCodeIsPaidHoweverTheTextWasMangled) {
  const Uuid order = sell();
  std::string mangled = "mbvcb.99 " + code(order).substr(0, 5) + " " + code(order).substr(5) + ".";
  for (char& c : mangled) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  EXPECT_EQ(send(notice("n1", 54'000, mangled)), PaymentState::kPaid);
  EXPECT_EQ(state(order), PaymentState::kPaid);
  EXPECT_THAT(events(), ElementsAre("waiting 0", "paid 54000"));
}

TEST_F(PaymentsTest, LessIsShortAndTheQrAsksForTheRest) {
  set_account();
  const Uuid order = sell();
  EXPECT_EQ(send(notice("n1", 50'000, code(order))), PaymentState::kShort);
  EXPECT_EQ(domain::parse_vietqr(view(order).payload.value()).value().amount, 4'000);
  EXPECT_EQ(send(notice("n2", 4'000, code(order))), PaymentState::kPaid);
  EXPECT_FALSE(view(order).payload);
  EXPECT_EQ(send(notice("n3", 1, code(order))), PaymentState::kOver);
  EXPECT_THAT(events(), ElementsAre("waiting 0", "short 50000", "paid 54000", "over 54001"));
}

TEST_F(PaymentsTest, ANoticeCountsOnceAndIsAnsweredAsTheFirstTime) {
  const Uuid order = sell();
  const auto first = notice("n1", 50'000, code(order));
  EXPECT_EQ(send(first), PaymentState::kShort);
  EXPECT_EQ(send(notice("n2", 4'000, code(order))), PaymentState::kPaid);
  const auto head = reader_->log_head().value();
  for (int i = 0; i < 7; ++i) EXPECT_EQ(send(first), PaymentState::kShort);
  EXPECT_EQ(reader_->log_head().value(), head);
  EXPECT_EQ(state(order), PaymentState::kPaid);

  auto other = first;
  other.amount = 54'000;
  EXPECT_EQ(code_of(payments_.take_notice(other)), "notice.id_taken");
  other = first;
  other.content += "!";
  EXPECT_EQ(code_of(payments_.take_notice(other)), "notice.id_taken");
  EXPECT_EQ(reader_->log_head().value(), head);
}

TEST_F(PaymentsTest, WhatNamesNoOrderOrTwoIsUnmatchedUntilSomebodyAssignsIt) {
  const Uuid one = sell();
  const Uuid two = sell();
  EXPECT_EQ(send(notice("n1", 54'000, "tra sua")), PaymentState::kUnmatched);
  EXPECT_EQ(send(notice("n2", 108'000, code(one) + " " + code(two))), PaymentState::kUnmatched);
  EXPECT_EQ(send(notice("n3", 54'000, code(two))), PaymentState::kPaid);
  EXPECT_THAT(audited("notice.unmatched"), ElementsAre("n1", "n2"));
  NoticeFilter unmatched;
  unmatched.matched = false;
  EXPECT_EQ(payments_.notices(unmatched).value().items.size(), 2U);

  const auto assigned = payments_.assign(kOwner, "n1", one).value();
  EXPECT_EQ(domain::state_of(assigned.payment.value()), PaymentState::kPaid);
  const auto head = reader_->log_head().value();
  EXPECT_TRUE(payments_.assign(kOwner, "n1", one)) << "again";
  EXPECT_EQ(code_of(payments_.assign(kOwner, "n1", two)), "notice.assigned");
  EXPECT_EQ(code_of(payments_.assign(kOwner, "n3", one)), "notice.assigned");
  EXPECT_EQ(code_of(payments_.assign(kOwner, "n9", one)), "notice.unknown");
  EXPECT_EQ(code_of(payments_.assign(kOwner, "n2", Uuid{})), "order.unknown");
  EXPECT_EQ(reader_->log_head().value(), head);
  EXPECT_THAT(audited("notice.assign"), ElementsAre(to_string(one)));
  EXPECT_EQ(payments_.notices(unmatched).value().items.size(), 1U);
  EXPECT_EQ(send(notice("n1", 54'000, "tra sua")), PaymentState::kUnmatched)
      << "the bank is told the same as before";
}

TEST_F(PaymentsTest, AConfirmationByHandNamesWhoAndIsWrittenOnce) {
  const Uuid order = sell();
  EXPECT_EQ(domain::state_of(payments_.confirm(kLan, order, 50'000).value().payment.value()),
            PaymentState::kPaid);
  EXPECT_THAT(audited("payment.confirm"), ElementsAre(to_string(order)));
  EXPECT_TRUE(payments_.confirm(kOwner, order, 50'000));
  EXPECT_TRUE(payments_.confirm(kOwner, order, std::nullopt));
  EXPECT_EQ(code_of(payments_.confirm(kOwner, order, 54'000)), "payment.confirmed");
  EXPECT_EQ(view(order).payment->confirmation->by, "lan");
  EXPECT_THAT(audited("payment.confirm"), ElementsAre(to_string(order)));
  EXPECT_EQ(code_of(payments_.confirm(kLan, Uuid{}, std::nullopt)), "order.unknown");

  EXPECT_EQ(send(notice("n1", 54'000, code(order))), PaymentState::kPaid) << "the same money";
}

TEST_F(PaymentsTest, WhatTheBankPaidNeedsNobodysWord) {
  const Uuid order = sell();
  send(notice("n1", 54'000, code(order)));
  EXPECT_TRUE(payments_.confirm(kLan, order, std::nullopt));
  EXPECT_THAT(audited("payment.confirm"), IsEmpty());
}

TEST_F(PaymentsTest, ACancelledOrderAsksForNothing) {
  set_account();
  const Uuid order = sell();
  EXPECT_TRUE(view(order).payload);
  ASSERT_TRUE(orders_.set_status(kLan, order, domain::OrderStatus::kCancelled));
  EXPECT_FALSE(view(order).payload);
  EXPECT_EQ(send(notice("n1", 54'000, code(order))), PaymentState::kPaid) << "money is money";
}

TEST_F(PaymentsTest, NoticesAreListedNewestFirstByCursor) {
  for (const char* id : {"a", "b", "c"}) send(notice(id, 1'000, "?"));
  NoticeFilter filter;
  filter.limit = 2;
  std::vector<std::string> ids;
  while (true) {
    const auto page = payments_.notices(filter).value();
    for (const auto& stored : page.items) ids.push_back(stored.notice.notice_id);
    if (!page.next_cursor) break;
    filter.cursor = page.next_cursor;
  }
  EXPECT_THAT(ids, ElementsAre("c", "b", "a"));
  filter.cursor = "x";
  EXPECT_FALSE(payments_.notices(filter));
}

}  // namespace
}  // namespace shop::application

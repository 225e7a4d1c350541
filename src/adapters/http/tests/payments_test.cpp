// Payments over HTTP: what a bank sends, what a till asks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/http/tests/test_shop.hpp"

namespace shop::http {
namespace {

using domain::Role;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSecret = "a secret of the shop and its bank";
constexpr const char* kOrder = "0192f3a4-5b6c-7d8e-9f00-112233445566";
const std::string kPayment = std::string("/api/v1/orders/") + kOrder + "/payment";

ApiConfig with_bank() {
  ApiConfig config;
  config.bank_secret = application::WebhookSecret::parse(kSecret).value();
  return config;
}

class PaymentsHttpTest : public ::testing::Test {
 protected:
  void SetUp() override {
    shop.add_tea();
    const auto placed = shop.as(Role::kCashier, Method::kPost, "/api/v1/orders",
                                std::string(R"({"order_id":")") + kOrder +
                                    R"(","items":[{"menu_id":"tra","qty":1}],)"
                                    R"("payment_method":"vietqr"})");
    ASSERT_EQ(placed.status, 201) << placed.body;
  }

  std::string code() {
    const std::string body = shop.as(Role::kCashier, Method::kGet, kPayment).body;
    return body.substr(body.find("\"code\":\"") + 8, 12);
  }

  static std::string notice(const std::string& id, std::int64_t amount,
                            const std::string& content) {
    return R"({"notice_id":")" + id + R"(","account":"0011","amount":)" + std::to_string(amount) +
           R"(,"content":")" + content + R"(","at":"2026-03-01T10:00:00Z"})";
  }

  Response bank(const std::string& body, std::int64_t late_s = 0) {
    const std::string time = std::to_string(shop.clock.now().us / 1'000'000 - late_s);
    return send(body, time, with_bank().bank_secret->sign("msg_1", time, body));
  }
  Response send(const std::string& body, const std::string& time, const std::string& signature) {
    Sent sent;
    sent.headers = {
        {"webhook-id", "msg_1"}, {"webhook-timestamp", time}, {"webhook-signature", signature}};
    return shop.call(Method::kPost, "/api/v1/bank-notices", body, sent);
  }

  TestShop shop{with_bank()};
};

TEST_F(PaymentsHttpTest, ASignedNoticeIsTakenAndAnsweredWithTheState) {
  const Response answer = bank(notice("n1", 30'000, code()));
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body, R"({"success":true,"state":"paid"})");
  EXPECT_THAT(shop.as(Role::kCashier, Method::kGet, kPayment).body,
              HasSubstr(R"("state":"paid","received":30000)"));
}

TEST_F(PaymentsHttpTest, WithoutARightSignatureTheBodyIsNotEvenRead) {
  const std::string body = notice("n1", 30'000, code());
  const std::string now = std::to_string(shop.clock.now().us / 1'000'000);
  EXPECT_EQ(send(body, now, "v1,AAAA").status, 401);
  EXPECT_EQ(send("{broken", now, "v1,AAAA").status, 401);
  EXPECT_EQ(shop.call(Method::kPost, "/api/v1/bank-notices", body).status, 401);
  EXPECT_EQ(bank(body, 301).status, 401) << "old";
  EXPECT_EQ(bank(body, -301).status, 401) << "from the future";
  EXPECT_EQ(bank(body, 300).status, 200);
  EXPECT_EQ(bank("{broken").status, 400);
  const Response named = bank(R"({"notice_id":"n2","fee":1})");
  EXPECT_EQ(named.status, 422);
  EXPECT_THAT(named.body, HasSubstr("\"fee\""));
}

TEST_F(PaymentsHttpTest, WithoutASecretThereIsNobodyToTalkTo) {
  TestShop silent;
  EXPECT_EQ(silent.call(Method::kPost, "/api/v1/bank-notices", notice("n1", 1, "x")).status, 404);
}

TEST_F(PaymentsHttpTest, GuessingIsCountedBeforeTheSignatureIsChecked) {
  int refused = 0;
  for (int i = 0; i < 300; ++i) {
    if (send("{}", "1", "v1,AAAA").status == 429) ++refused;
  }
  EXPECT_GT(refused, 0);
}

TEST_F(PaymentsHttpTest, TheQrIsAnImageOrAReason) {
  EXPECT_EQ(shop.as(Role::kCashier, Method::kGet, kPayment + "/qr.svg").status, 409);
  (void)shop.committer
      .run_void([](application::UnitOfWork& unit, Timestamp) -> Result<void> {
        SHOP_TRY(unit.put_setting("bank_bin", "970436"));
        return unit.put_setting("bank_account", "0011012345678");
      })
      .value();
  const Response qr = shop.as(Role::kCashier, Method::kGet, kPayment + "/qr.svg");
  EXPECT_EQ(qr.status, 200);
  EXPECT_EQ(qr.content_type, "image/svg+xml");
  EXPECT_THAT(qr.body, HasSubstr("<svg"));
  EXPECT_THAT(shop.as(Role::kCashier, Method::kGet, kPayment).body,
              HasSubstr(R"("account":{"bank_bin":"970436","number":"0011012345678","name":""})"));
}

TEST_F(PaymentsHttpTest, AConfirmationSaysWhoAndAStatedSumIsChecked) {
  EXPECT_EQ(shop.as(Role::kCashier, Method::kPost, kPayment, R"({"received":-1})").status, 422);
  const Response done = shop.as(Role::kCashier, Method::kPost, kPayment, "{}");
  EXPECT_EQ(done.status, 200);
  EXPECT_THAT(done.body, HasSubstr(R"("state":"paid","received":30000,"confirmed_by":"cashier")"));
  EXPECT_EQ(shop.as(Role::kCashier, Method::kPost, kPayment, "{}").body, done.body);
  EXPECT_EQ(shop.as(Role::kCashier, Method::kPost, kPayment, R"({"received":1})").status, 409);
}

TEST_F(PaymentsHttpTest, UnmatchedNoticesAreListedAndAssigned) {
  ASSERT_THAT(bank(notice("FT/1 2", 30'000, "?")).body, HasSubstr("unmatched"));
  const std::string list = "/api/v1/bank-notices?state=unmatched";
  EXPECT_THAT(shop.as(Role::kManager, Method::kGet, list).body, HasSubstr("FT/1 2"));
  EXPECT_EQ(shop.as(Role::kManager, Method::kGet, "/api/v1/bank-notices?state=lost").status, 422);
  const std::string path = "/api/v1/bank-notices/FT%2F1%202/assign";
  EXPECT_EQ(shop.as(Role::kManager, Method::kPost, path, R"({"order_id":"x"})").status, 422);
  const Response assigned = shop.as(Role::kManager, Method::kPost, path,
                                    std::string(R"({"order_id":")") + kOrder + "\"}");
  EXPECT_EQ(assigned.status, 200) << assigned.body;
  EXPECT_THAT(assigned.body, HasSubstr("\"paid\""));
  EXPECT_THAT(shop.as(Role::kManager, Method::kGet, list).body, Not(HasSubstr("FT/1 2")));
}

TEST_F(PaymentsHttpTest, CashiersFollowPaymentsAndBaristasDoNot) {
  const std::string stream = "/api/v1/events/stream?topics=payments";
  EXPECT_EQ(shop.as(Role::kCashier, Method::kGet, stream).status, 200);
  EXPECT_NE(shop.as(Role::kBarista, Method::kGet, stream).status, 200);
  EXPECT_THAT(shop.as(Role::kCashier, Method::kGet, "/api/v1/events?topic=payments").body,
              HasSubstr(R"("state":"waiting")"));
}

}  // namespace
}  // namespace shop::http

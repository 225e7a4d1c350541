#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/http/tests/test_shop.hpp"

namespace shop::http {
namespace {

using domain::Role;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kId = "01890a5d-ac96-774b-bcce-b302099a8057";

class HandlersTest : public ::testing::Test {
 protected:
  HandlersTest() { shop_.add_tea(); }

  Response place(const std::string& body, Sent sent = {}) {
    return shop_.as(Role::kCashier, Method::kPost, "/api/v1/orders", body, std::move(sent));
  }
  static std::string order(const std::string& more = "") {
    return R"({"items":[{"menu_id":"tra","qty":2}])" + more + "}";
  }

  TestShop shop_;
};

TEST_F(HandlersTest, PlacedOrderIsAnsweredWhole) {
  const Response answer = place(order(R"(,"order_id":")" + std::string(kId) + "\""));

  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(header_of(answer, "Location"), std::string("/api/v1/orders/") + kId);
  EXPECT_EQ(answer.body,
            R"({"order_id":"01890a5d-ac96-774b-bcce-b302099a8057","shop_id":"main",)"
            R"("user_id":"cashier","items":[{"menu_id":"tra","qty":2,"price":30000,"options":[]}],)"
            R"("discount":0,"total":60000,"payment_method":"cash","channel":"till",)"
            R"("created_at":"2026-03-01T10:00:00.000Z","flags":[],"status":"placed",)"
            R"("queue_number":1,"refunded":0,"placed_at":"2026-03-01T10:00:00.000Z",)"
            R"("status_at":"2026-03-01T10:00:00.000Z"})");
}

TEST_F(HandlersTest, IdempotencyKeyIsTheOrderId) {
  const Sent key{{{"Idempotency-Key", kId}}, "127.0.0.1"};
  EXPECT_EQ(place(order(), key).status, 201);
  EXPECT_EQ(place(order(), key).status, 200);
  EXPECT_EQ(place(order(R"(,"order_id":")" + std::string(kId) + "\""), key).status, 200);
  EXPECT_EQ(place(order(R"(,"discount":1)"), key).status, 409);

  const Response other = place(order(R"(,"order_id":"01890a5d-ac96-774b-bcce-b302099a8058")"), key);
  EXPECT_EQ(other.status, 422);
  EXPECT_THAT(other.body, HasSubstr(R"("field":"order_id")"));
  EXPECT_EQ(place(order(), {{{"Idempotency-Key", "again"}}, "127.0.0.1"}).status, 422);
}

TEST_F(HandlersTest, OrdersAreReadListedMovedAndRefunded) {
  ASSERT_EQ(place(order(R"(,"order_id":")" + std::string(kId) + "\"")).status, 201);
  const std::string path = std::string("/api/v1/orders/") + kId;

  EXPECT_EQ(shop_.as(Role::kBarista, Method::kGet, path).status, 200);
  EXPECT_THAT(shop_.as(Role::kBarista, Method::kGet, "/api/v1/orders?status=placed").body,
              StartsWith(R"({"items":[{"order_id":")" + std::string(kId)));
  EXPECT_THAT(
      shop_.as(Role::kBarista, Method::kPost, path + "/status", R"({"status":"preparing"})").body,
      HasSubstr(R"("status":"preparing")"));
  EXPECT_EQ(
      shop_.as(Role::kBarista, Method::kPost, path + "/status", R"({"status":"completed"})").status,
      409);
  const Response refund = shop_.as(Role::kManager, Method::kPost, path + "/refunds",
                                   R"({"reason":"cold","restock":false})");
  EXPECT_EQ(refund.status, 201);
  EXPECT_THAT(refund.body, HasSubstr(R"("amount":60000)"));
  EXPECT_THAT(shop_.as(Role::kOwner, Method::kGet, path + "/refunds").body,
              HasSubstr(R"("next_cursor":null)"));
}

TEST_F(HandlersTest, UnknownOrdersAre404) {
  for (const char* id : {kId, "no-uuid"}) {
    const std::string path = std::string("/api/v1/orders/") + id;
    EXPECT_EQ(shop_.as(Role::kOwner, Method::kGet, path).status, 404);
    EXPECT_EQ(
        shop_.as(Role::kOwner, Method::kPost, path + "/status", R"({"status":"ready"})").status,
        404);
  }
}

TEST_F(HandlersTest, MenuChangesNeedTheNewestTag) {
  const std::string path = "/api/v1/menu/tra";
  const auto patch = [&](std::vector<std::pair<std::string, std::string>> headers) {
    return shop_.as(Role::kManager, Method::kPatch, path, R"({"price":31000})",
                    {std::move(headers), "127.0.0.1"});
  };
  EXPECT_EQ(header_of(shop_.call(Method::kGet, path), "ETag"), "\"1\"");
  EXPECT_EQ(patch({}).status, 428);
  EXPECT_EQ(patch({{"If-Match", "\"9\""}}).status, 412);
  EXPECT_EQ(patch({{"If-Match", "1"}}).status, 412);
  EXPECT_EQ(patch({{"If-Match", "\"9223372036854775807\""}}).status, 412);
  const Response changed = patch({{"If-Match", "\"1\""}});
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(header_of(changed, "ETag"), "\"2\"");
  EXPECT_EQ(patch({{"If-Match", "*"}}).status, 200);
  EXPECT_EQ(
      shop_.as(Role::kManager, Method::kDelete, path, "", {{{"If-Match", "\"1\""}}, "127.0.0.1"})
          .status,
      412);
  EXPECT_EQ(shop_.as(Role::kManager, Method::kDelete, path).status, 204);
  EXPECT_EQ(shop_.call(Method::kGet, path).status, 404);
  EXPECT_EQ(patch({}).status, 404);
}

TEST_F(HandlersTest, BaristaBooksWasteOnly) {
  const std::string path = "/api/v1/inventory/sua";
  const std::string definition = R"({"name":"Sữa","unit":"ml","threshold":500})";
  EXPECT_EQ(shop_.as(Role::kOwner, Method::kPut, path, definition).status, 201);
  EXPECT_EQ(shop_.as(Role::kOwner, Method::kPut, path, definition).status, 200);
  const auto move = [&](Role role, const char* body) {
    return shop_.as(role, Method::kPost, path + "/movements", body).status;
  };
  EXPECT_EQ(move(Role::kOwner, R"({"kind":"receive","qty":1000})"), 201);
  EXPECT_EQ(move(Role::kBarista, R"({"kind":"waste","qty":10})"), 201);
  EXPECT_EQ(move(Role::kBarista, R"({"kind":"receive","qty":10})"), 403);
  EXPECT_THAT(shop_.as(Role::kCashier, Method::kGet, "/api/v1/inventory").body,
              HasSubstr(R"("on_hand":990)"));
}

TEST_F(HandlersTest, LogInGivesCookieThatWorksFromTheShopsOwnPagesOnly) {
  ASSERT_TRUE(shop_.access.add_user(shop_.system, "anh", "a long password", Role::kManager));
  const Response login = shop_.call(Method::kPost, "/api/v1/session",
                                    R"({"username":"anh","password":"a long password"})");
  ASSERT_EQ(login.status, 200) << login.body;
  EXPECT_THAT(login.body, HasSubstr(R"("username":"anh","role":"manager")"));
  std::string cookie = header_of(login, "Set-Cookie");
  EXPECT_THAT(cookie, HasSubstr("HttpOnly; SameSite=Strict; Path=/"));
  cookie.resize(cookie.find(';'));

  const auto status = [&](Method method, std::vector<std::pair<std::string, std::string>> more) {
    more.emplace_back("Cookie", cookie);
    more.emplace_back("Host", "shop.example:8080");
    return shop_.call(method, "/api/v1/session", "", {std::move(more), "127.0.0.1"}).status;
  };
  EXPECT_EQ(status(Method::kGet, {}), 200);
  EXPECT_EQ(status(Method::kDelete, {}), 403);
  EXPECT_EQ(status(Method::kDelete, {{"Origin", "null"}}), 403);
  EXPECT_EQ(status(Method::kDelete, {{"Origin", "http://shop.example:8080.evil.example"}}), 403);
  EXPECT_EQ(status(Method::kDelete,
                   {{"Sec-Fetch-Site", "cross-site"}, {"Origin", "http://shop.example:8080"}}),
            403);
  EXPECT_EQ(status(Method::kDelete, {{"Origin", "http://shop.example:8080"}}), 204);
  EXPECT_EQ(status(Method::kGet, {}), 401);
}

TEST_F(HandlersTest, GuessingRunsInto429WithRetryAfter) {
  const std::string guess = R"({"username":"anh","password":"wrong"})";
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(shop_.call(Method::kPost, "/api/v1/session", guess).status, 401);
  }
  const Response refused = shop_.call(Method::kPost, "/api/v1/session", guess);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header_of(refused, "Retry-After"), "1");
}

TEST_F(HandlersTest, ClaimWorksOnceFromTheMachineItself) {
  const std::string body = R"({"code":")" + shop_.access.issue_claim_code() +
                           R"(","username":"chu","password":"a long password"})";
  const auto claim = [&](Sent sent) {
    return shop_.call(Method::kPost, "/api/v1/setup/claim", body, std::move(sent)).status;
  };
  EXPECT_EQ(claim({{}, "192.168.1.9"}), 403);
  EXPECT_EQ(claim({{{"X-Forwarded-For", "192.168.1.9"}}, "127.0.0.1"}), 403);
  EXPECT_EQ(claim({{{"Origin", "http://evil.example"}, {"Host", "127.0.0.1"}}, "127.0.0.1"}), 403);
  EXPECT_EQ(claim({}), 201);
  EXPECT_EQ(claim({}), 403);
}

TEST_F(HandlersTest, VisitsAreLimitedPerAddressAndOrdersAreNot) {
  const std::string visit = R"({"session_id":"s","page":"/"})";
  int counted = 0;
  while (counted < 1000 && shop_.call(Method::kPost, "/api/v1/visits", visit).status == 202) {
    ++counted;
  }
  EXPECT_EQ(counted, 200);
  EXPECT_EQ(shop_.call(Method::kPost, "/api/v1/visits", visit, {{}, "10.0.0.2"}).status, 202);
  EXPECT_EQ(place(order()).status, 201);
}

TEST(ProxyTest, OnlyTrustedProxiesNameTheClient) {
  ApiConfig config;
  config.trusted_proxies = {"10.0.0.1"};
  config.visits_burst = 1;
  TestShop shop(config);
  const auto visit = [&](const char* peer, const char* chain) {
    return shop
        .call(Method::kPost, "/api/v1/visits", R"({"session_id":"s","page":"/"})",
              {{{"X-Forwarded-For", chain}}, peer})
        .status;
  };
  EXPECT_EQ(visit("10.0.0.1", "6.6.6.6, 1.1.1.1"), 202);
  EXPECT_EQ(visit("10.0.0.1", "7.7.7.7, 1.1.1.1"), 429);
  EXPECT_EQ(visit("10.0.0.1", "2.2.2.2"), 202);
  EXPECT_EQ(visit("10.0.0.9", "3.3.3.3"), 202);
  EXPECT_EQ(visit("10.0.0.9", "4.4.4.4"), 429);
}

TEST_F(HandlersTest, ReportsAndLogHaveTheirShape) {
  const auto get = [&](const char* path) {
    return shop_.as(Role::kManager, Method::kGet, path).body;
  };
  EXPECT_EQ(get("/api/v1/analytics/sales?bucket=day"),
            R"({"series":[{"start":"2026-03-01T04:00:00.000Z","orders":2,"items":3,)"
            R"("revenue":90000}]})");
  EXPECT_THAT(get("/api/v1/analytics/top-items"), HasSubstr(R"("menu_id":"tra","name":null)"));
  EXPECT_THAT(get("/api/v1/analytics/kpis"), HasSubstr(R"("refund_rate":0)"));
  EXPECT_THAT(get("/api/v1/analytics/kpis"), HasSubstr(R"("conversion_rate":null)"));
  EXPECT_THAT(get("/api/v1/dead-letters"), HasSubstr("\xEF\xBF\xBD{"));
  EXPECT_THAT(
      get("/api/v1/events?topic=menu_updates&limit=1"),
      StartsWith(R"({"events":[{"position":1,"topic":"menu_updates","key":"tra","value":{)"));
  EXPECT_THAT(get("/api/v1/audit"), HasSubstr(R"("action":"menu.create")"));
}

TEST_F(HandlersTest, LogIsReadByTopicOfTheRole) {
  const auto status = [&](Role role, const char* topic) {
    return shop_.as(role, Method::kGet, std::string("/api/v1/events?topic=") + topic).status;
  };
  EXPECT_EQ(status(Role::kBarista, "orders"), 200);
  EXPECT_EQ(status(Role::kBarista, "analytics"), 403);
  EXPECT_EQ(status(Role::kManager, "analytics"), 200);
  EXPECT_EQ(status(Role::kManager, "nothing"), 422);
  EXPECT_THAT(shop_.as(Role::kCashier, Method::kGet, "/api/v1/events").body,
              Not(HasSubstr("audit")));
}

TEST_F(HandlersTest, ReadinessFollowsTheShop) {
  EXPECT_EQ(shop_.call(Method::kGet, "/readyz").body,
            R"({"ready":true,"details":{"ledger":"ok"}})");
  shop_.ready = false;
  EXPECT_EQ(shop_.call(Method::kGet, "/readyz").status, 503);
  EXPECT_EQ(shop_.call(Method::kGet, "/healthz").status, 200);
}

TEST_F(HandlersTest, MetricsAreForTheMachineItself) {
  EXPECT_EQ(shop_.call(Method::kGet, "/metrics").status, 200);
  EXPECT_EQ(shop_.call(Method::kGet, "/metrics", "", {{}, "10.0.0.2"}).status, 403);
}

}  // namespace
}  // namespace shop::http

#include "cli/http_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "base/json_writer.hpp"
#include "cli/consume_command.hpp"
#include "cli/import_target.hpp"
#include "cli/simulate_command.hpp"
#include "cli/tests/fake_server.hpp"

namespace shop::cli {
namespace {

using ::testing::HasSubstr;

domain::OrderRequest order_of(int number) {
  domain::OrderRequest order;
  order.order_id = make_uuid_from_name("test", std::to_string(number));
  order.items.push_back({"tea", 1, 5000, {}});
  order.total = 5000;
  return order;
}

TEST(HttpClient, KeepsItsConnectionAndSendsItsToken) {
  FakeServer server([](const FakeRequest& request) {
    const bool known = request.head.find("Authorization: Bearer secret") != std::string::npos;
    return FakeServer::answer(known ? 200 : 401, request.method + request.path + request.body);
  });
  HttpClient client(server.url(), "secret");
  EXPECT_EQ(client.send("GET", "/a", "").value().body, "GET/a");
  const auto posted = client.send("POST", "/b", "{}");
  EXPECT_EQ(posted.value().status, 200);
  EXPECT_EQ(posted.value().body, "POST/b{}");
  EXPECT_EQ(client.send("GET", "/c", "").value().body, "GET/c");
  EXPECT_EQ(server.connections(), 1U);
}

TEST(HttpClient, TellsRefusalsFromSilence) {
  FakeServer server([](const FakeRequest& request) -> std::string {
    if (request.path == "/cut") return "";
    return FakeServer::answer(503, R"({"title":"t","detail":"the queue is full"})",
                              "Retry-After: 2\r\n");
  });
  HttpClient client(server.url(), "");
  const auto refused = client.send("GET", "/busy", "");
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused.value().retry_after_s, 2);
  const Error error = error_of(refused.value());
  EXPECT_EQ(error.kind, ErrorKind::kUnavailable);
  EXPECT_EQ(error.retry_after_s, 2);
  EXPECT_THAT(error.detail, HasSubstr("503: the queue is full"));
  const auto cut = client.send("GET", "/cut", "");
  ASSERT_FALSE(cut.has_value());
  EXPECT_TRUE(is_retryable(cut.error().kind));
}

TEST(ServerTarget, RepeatsWhatWasNotAnsweredAndCountsBothAnswers) {
  std::mutex mutex;
  std::map<std::string, int> seen;
  FakeServer server([&](const FakeRequest& request) -> std::string {
    if (request.path == "/api/v1/menu") return FakeServer::answer(409, "{}");
    const std::lock_guard lock(mutex);
    const int tries = ++seen[request.body];
    // Every order's first answer gets lost; a third of them were stored all the same.
    if (tries == 1) return "";
    return FakeServer::answer(seen.size() % 3 == 0 ? 200 : 201, "{}");
  });
  const auto target = make_server_target(server.url(), "t");
  EXPECT_FALSE(target->ensure_item({"tea", "Tea", "c", 5000, "", true, {}, {}}, {}).value());
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(target->place(order_of(i)));
  const auto counts = target->finish();
  ASSERT_TRUE(counts.has_value()) << counts.error().detail;
  EXPECT_EQ(counts.value().imported + counts.value().already_there, 50);
  EXPECT_EQ(seen.size(), 50U);
}

TEST(ServerTarget, EndsAtTheFirstRefusal) {
  FakeServer server(
      [](const FakeRequest&) { return FakeServer::answer(409, R"({"detail":"other content"})"); });
  const auto target = make_server_target(server.url(), "t");
  Result<void> placed = ok();
  for (int i = 0; i < 5000 && placed; ++i) placed = target->place(order_of(i));
  const auto finished = target->finish();
  ASSERT_FALSE(finished.has_value());
  EXPECT_EQ(finished.error().kind, ErrorKind::kConflict);
  EXPECT_THAT(finished.error().detail, HasSubstr("other content"));
}

std::string event(std::int64_t position) {
  const std::string number = std::to_string(position);
  return "id: " + number + "\nevent: orders\ndata: {\"position\":" + number + "}\n\n";
}

// The stream breaks after every two records; the client comes back with the last one it saw.
TEST(ConsumeServer, FollowsAcrossBrokenConnections) {
  std::mutex mutex;
  std::vector<std::string> resumed;
  FakeServer server([&](const FakeRequest& request) -> std::string {
    if (!request.path.starts_with("/api/v1/events/stream")) {
      const bool first = request.path.find("after=0&") != std::string::npos;
      return FakeServer::answer(200, first ? R"({"events":[{"position":1}]})" : R"({"events":[]})");
    }
    const std::string label = "Last-Event-ID: ";
    const std::string id = request.head.substr(request.head.find(label) + label.size(), 1);
    const std::lock_guard lock(mutex);
    resumed.push_back(id);
    const std::int64_t after = leading_number(id);
    return FakeServer::answer(
        200, "event: live\ndata: {}\n\n" + event(after) + event(after + 1) + event(after + 2));
  });
  HttpClient client(server.url(), "t");
  std::ostringstream out;
  std::ostringstream talk;
  ConsumeRequest request;
  request.topic = events::Topic::kOrders;
  request.follow = true;
  const auto consumed = consume_server(client, request, out, talk, [&] {
    return out.str().find("\"position\":5") == std::string::npos;
  });
  ASSERT_TRUE(consumed.has_value()) << consumed.error().detail;
  EXPECT_EQ(out.str(),
            "{\"position\":1}\n{\"position\":2}\n{\"position\":3}\n{\"position\":4}\n"
            "{\"position\":5}\n");
  EXPECT_THAT(resumed, ::testing::ElementsAre("1", "3"));
}

TEST(ConsumeServer, DoesNotRetryWhatIsForbidden) {
  FakeServer server([](const FakeRequest&) {
    return FakeServer::answer(403, R"({"detail":"this role may not"})");
  });
  HttpClient client(server.url(), "t");
  std::ostringstream out;
  ConsumeRequest request;
  request.follow = true;
  request.from.reset();
  const auto refused = consume_server(client, request, out, out, [] { return true; });
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kForbidden);
}

/// A shop that stores orders by their bodies and is now and then too busy.
class FakeShop {
 public:
  std::string operator()(const FakeRequest& request) {
    const std::lock_guard lock(mutex_);
    if (request.path == "/api/v1/menu") {
      return FakeServer::answer(200, R"({"items":[{"menu_id":"tea","name":"T","category":"c",
          "price":5000,"option_groups":[]}]})");
    }
    if (request.path == "/api/v1/visits") return FakeServer::answer(429, "{}");
    if (request.path != "/api/v1/orders") return FakeServer::answer(403, "{}");
    if (++calls_ % 7 == 0) return FakeServer::answer(503, "{}");
    if (calls_ % 11 == 0) return "";
    const auto at = request.body.find("\"total\":") + 8;
    const std::string total = request.body.substr(at, request.body.find(',', at) - at);
    const bool created = totals_.emplace(request.body, leading_number(total)).second;
    return FakeServer::answer(created ? 201 : 200, R"({"total":)" + total + "}");
  }
  std::int64_t revenue() const {
    std::int64_t sum = 0;
    for (const auto& [body, total] : totals_) sum += total;
    return sum;
  }
  std::size_t orders() const { return totals_.size(); }

 private:
  std::mutex mutex_;
  int calls_ = 0;
  std::map<std::string, std::int64_t> totals_;
};

TEST(Simulation, KnowsTheTruthAboutAnUnreliableShop) {
  FakeShop shop;
  FakeServer server(std::ref(shop));
  SimulateOptions options;
  options.url = server.url();
  options.rate = 150;
  options.seconds = 1;
  options.duplicates = 0.3;
  options.late = 0.2;
  options.seed = 4;
  std::ostringstream talk;
  const auto result = run_simulation(options, talk, [] { return true; });
  ASSERT_TRUE(result.has_value()) << result.error().detail;
  const SimulateSummary& summary = result.value();
  EXPECT_GT(summary.sent, 50);
  EXPECT_EQ(summary.sent, summary.acknowledged + summary.refused + summary.failed);
  EXPECT_EQ(summary.acknowledged, static_cast<std::int64_t>(shop.orders()));
  EXPECT_EQ(summary.created, summary.acknowledged);
  EXPECT_EQ(summary.revenue, shop.revenue());
  EXPECT_EQ(summary.mismatched, 0);
  EXPECT_GT(summary.retries, 0);
  EXPECT_GT(summary.late, 0);
  EXPECT_GT(summary.duplicates, 0);
  EXPECT_EQ(summary.repeated, summary.duplicates);
  EXPECT_EQ(summary.visits, 0);
  EXPECT_GT(summary.visits_refused, 0);
  EXPECT_EQ(summary.status_changes, 0);
  EXPECT_THAT(encode_summary(summary, options), HasSubstr("\"seed\":4}"));
}

TEST(Simulation, EndsWhenTheTokenIsRefused) {
  FakeServer server([](const FakeRequest& request) {
    if (request.path != "/api/v1/menu") return FakeServer::answer(401, R"({"detail":"who?"})");
    return FakeServer::answer(
        200, R"({"items":[{"menu_id":"tea","name":"T","category":"c","price":5000}]})");
  });
  SimulateOptions options;
  options.url = server.url();
  options.rate = 100;
  options.seconds = 30;
  std::ostringstream talk;
  const auto refused = run_simulation(options, talk, [] { return true; });
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnauthenticated);
}

TEST(Simulation, NeedsAMenu) {
  FakeServer server([](const FakeRequest&) { return FakeServer::answer(200, R"({"items":[]})"); });
  SimulateOptions options;
  options.url = server.url();
  std::ostringstream talk;
  const auto refused = run_simulation(options, talk, [] { return true; });
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().detail, HasSubstr("drinkshop demo"));
}

}  // namespace
}  // namespace shop::cli

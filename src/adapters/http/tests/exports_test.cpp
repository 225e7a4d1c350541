// Exports as the API answers them; the files themselves: tests/blackbox/test_http_exports.py.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "adapters/http/server.hpp"
#include "adapters/http/tests/socket_client.hpp"
#include "adapters/http/tests/test_shop.hpp"

namespace shop::http {
namespace {

using domain::Role;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string text_of(const Response& answer) {
  if (!answer.file) return answer.body;
  std::string bytes(answer.file->size(), '\0');
  bytes.resize(answer.file->read(0, bytes).value());
  return bytes;
}

class ExportsTest : public ::testing::Test {
 protected:
  ExportsTest() {
    shop_.add_tea();
    const auto placed =
        shop_.as(Role::kOwner, Method::kPost, "/api/v1/orders",
                 R"({"items":[{"menu_id":"tra","qty":2}],"discount":5000,"note":"=ít đá, gấp"})");
    EXPECT_EQ(placed.status, 201) << placed.body;
  }
  Response get(const std::string& target, Sent sent = {}) {
    return shop_.as(Role::kManager, Method::kGet, "/api/v1/exports/" + target, "", std::move(sent));
  }
  TestShop shop_;
};

TEST_F(ExportsTest, OrdersOfADayAsCsv) {
  const Response answer = get("orders?format=csv&from=2026-03-01&to=2026-03-01");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.content_type, "text/csv; charset=utf-8");
  const std::string text = text_of(answer);
  EXPECT_THAT(text, StartsWith("\xEF\xBB\xBFMã đơn,Số thứ tự,"));
  EXPECT_THAT(text, HasSubstr(",2026-03-01 10:00:00,2026-03-01,Quầy,Mới,Tiền mặt,60000,5000,55000,"
                              "0,owner,,\"'=ít đá, gấp\",main\r\n"));
}

TEST_F(ExportsTest, LinesHaveTheNameOfTheirItem) {
  const std::string text = text_of(get("order_lines?format=csv&lang=en"));
  EXPECT_THAT(text, HasSubstr(",New,tra,Trà,,2,30000,60000,,main\r\n"));
}

TEST_F(ExportsTest, DaysAndItemsAreTheReports) {
  const std::string days = text_of(get("daily_sales?format=csv&from=2026-02-28&to=2026-03-01"));
  EXPECT_THAT(days, HasSubstr("2026-02-28,2,0,90000,0,0,0,90000,45000\r\n2026-03-01,2,0,90000"));
  EXPECT_THAT(text_of(get("items?format=csv")), EndsWith("tra,,unknown,3,2,90000\r\n"));
}

TEST_F(ExportsTest, TheLanguageIsAskedForOrPreferred) {
  const auto first = [&](const std::string& query, const std::string& accepted) {
    return text_of(get("items?format=csv" + query, {{{"Accept-Language", accepted}}, "127.0.0.1"}))
        .substr(3, 7);
  };
  EXPECT_EQ(first("", "en-US,en;q=0.9"), "Item id");
  EXPECT_NE(first("", "vi,en;q=0.9"), "Item id");
  EXPECT_EQ(first("", "fr, en;q=0.2, vi;q=0.1"), "Item id");
  EXPECT_NE(first("", "en;q=0"), "Item id");
  EXPECT_NE(first("", "de"), "Item id");
  EXPECT_EQ(first("&lang=en", "vi"), "Item id");
}

TEST_F(ExportsTest, WhatIsWrongIsNamed) {
  const std::pair<const char*, const char*> bad[] = {
      {"users?format=csv", "table"},
      {"orders", "format"},
      {"orders?format=pdf", "format"},
      {"orders?format=csv&from=1.3.2026", "from"},
      {"orders?format=csv&to=2026-02-30", "to"},
      {"orders?format=csv&from=2026-03-02&to=2026-03-01", "to"},
      {"orders?format=csv&from=2025-03-01&to=2026-03-02", "to"},
      {"orders?format=csv&lang=fr", "lang"},
      {"orders?format=csv&shop_id=a%20b", "shop_id"},
  };
  for (const auto& [target, field] : bad) {
    const Response answer = get(target);
    EXPECT_EQ(answer.status, 422) << target;
    EXPECT_THAT(answer.body, HasSubstr("\"field\":\"" + std::string(field) + "\"")) << target;
  }
  EXPECT_EQ(get("orders?format=csv&from=2025-03-01&to=2026-03-01").status, 200) << "366 days";
}

/// Makes files only when it is told to.
class HeldFiles final : public exports::TableFiles {
 public:
  explicit HeldFiles(std::shared_future<void> go) : go_(std::move(go)) {}
  Result<std::unique_ptr<exports::TableFile>> create(exports::TableFormat format,
                                                     const exports::TableHead& head) override {
    EXPECT_EQ(++inside_, 1) << "one at a time";
    go_.wait();
    auto made = files_.create(format, head);
    --inside_;
    return made;
  }

 private:
  std::shared_future<void> go_;
  tables::TemporaryTableFiles files_;
  std::atomic<int> inside_{0};
};

TEST_F(ExportsTest, OneIsMadeASecondWaitsAThirdIsRefused) {
  std::promise<void> go;
  std::promise<Error> refused;
  HeldFiles files(go.get_future().share());
  exports::Exports exports(
      *shop_.reader, shop_.menu, shop_.analytics, [this] { return shop_.calendar; }, shop_.clock,
      files);
  std::atomic<int> made{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 3; ++i) {
    callers.emplace_back([&] {
      auto file = exports.make({});
      if (file) {
        ++made;
      } else {
        refused.set_value(file.error());
      }
    });
  }
  const Error error = refused.get_future().get();  // While the others are held.
  EXPECT_EQ(error.kind, ErrorKind::kUnavailable);
  EXPECT_GT(error.retry_after_s, 0);
  EXPECT_EQ(made, 0);
  go.set_value();
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(made, 2);
  EXPECT_TRUE(exports.make({})) << "and afterwards the next";
}

TEST_F(ExportsTest, TheFileGoesThroughTheSocketWhole) {
  for (int i = 0; i < 1500; ++i) {
    const auto placed = shop_.as(Role::kOwner, Method::kPost, "/api/v1/orders",
                                 R"({"items":[{"menu_id":"tra","qty":1}],"note":"nhiều đá"})");
    ASSERT_EQ(placed.status, 201);
  }
  ServerConfig config;
  config.port = 0;
  Server server(config, shop_.api);
  ASSERT_TRUE(server.start());
  SocketClient client(server.port());
  const std::string request =
      " /api/v1/exports/orders?format=csv HTTP/1.1\r\nHost: a\r\n"
      "Authorization: Bearer " +
      shop_.token(Role::kOwner) + "\r\n\r\n";
  client.send("GET" + request);
  const std::string answer = client.answer();
  EXPECT_THAT(answer, HasSubstr("attachment; filename=\"drinkshop-orders-2026-03-01-2026-03-01"
                                ".csv\"\r\n"));
  const std::string body = answer.substr(answer.find("\r\n\r\n") + 4);
  EXPECT_GT(body.size(), 3 * 65'536U) << "in pieces";
  EXPECT_EQ(body, text_of(get("orders?format=csv")));
  client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.answer(), EndsWith(R"({"status":"ok"})")) << "the connection goes on";
  server.stop();
}

}  // namespace
}  // namespace shop::http

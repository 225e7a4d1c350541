// The server over real sockets on loopback.
#include "adapters/http/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "adapters/http/tests/socket_client.hpp"
#include "adapters/http/tests/test_shop.hpp"

namespace shop::http {
namespace {

using domain::Role;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() { shop_.add_tea(); }

  std::uint16_t start(ServerConfig config = {}) {
    config.port = 0;
    server_.emplace(std::move(config), shop_.api);
    const auto started = server_->start();
    EXPECT_TRUE(started);
    return server_->port();
  }
  static std::string get(const std::string& path, const std::string& headers = "") {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
  }
  std::string order(const std::string& body, const std::string& headers = "") {
    return "POST /api/v1/orders HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " +
           shop_.token(Role::kOwner) +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n" + headers + "\r\n" + body;
  }

  const std::string kOrder = R"({"items":[{"menu_id":"tra","qty":1}]})";
  TestShop shop_;
  std::optional<Server> server_;
};

TEST_F(ServerTest, KeepAliveServesManyRequestsInOrder) {
  SocketClient client(start());
  for (int i = 0; i < 3; ++i) {
    client.send(get("/healthz"));
    EXPECT_THAT(client.answer(), EndsWith(R"({"status":"ok"})"));
    client.send(order(kOrder));
    EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 201 Created\r\n"));
  }
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  SocketClient client(start());
  client.send(get("/healthz") + order(kOrder) + get("/nothing") + get("/readyz"));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 201"));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(client.answer(), HasSubstr("\"ready\":true"));
}

TEST_F(ServerTest, RequestMayArriveByteByByte) {
  SocketClient client(start());
  for (const char c : order(kOrder)) client.send(std::string(1, c));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 201"));
}

TEST_F(ServerTest, ChunkedBodyIsRead) {
  SocketClient client(start());
  std::string request = order(kOrder);
  const std::string length = "Content-Length: " + std::to_string(kOrder.size());
  request.replace(request.find(length), length.size(), "Transfer-Encoding: chunked");
  request.resize(request.size() - kOrder.size());
  client.send(request + "5\r\n" + kOrder.substr(0, 5) + "\r\n");
  char rest[16];
  std::snprintf(rest, sizeof rest, "%zx\r\n", kOrder.size() - 5);
  client.send(rest + kOrder.substr(5) + "\r\n0\r\n\r\n" + get("/healthz"));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 201"));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, ContinueIsSentWhenAskedFor) {
  SocketClient client(start());
  std::string request = order(kOrder, "Expect: 100-continue\r\n");
  client.send(request.substr(0, request.size() - kOrder.size()));
  EXPECT_EQ(client.until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send(kOrder);
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 201"));
}

TEST_F(ServerTest, HeadHasLengthButNoBody) {
  SocketClient client(start());
  client.send("HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n" + get("/healthz"));
  EXPECT_THAT(client.until("\r\n\r\n"), HasSubstr("Content-Length: 15\r\n"));
  EXPECT_THAT(client.answer(), EndsWith(R"({"status":"ok"})"));
  client.send("HEAD /nothing HTTP/1.1\r\nHost: a\r\n\r\n" + get("/healthz"));
  EXPECT_THAT(client.until("\r\n\r\n"), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, ConnectionCloseIsHonoured) {
  SocketClient client(start());
  client.send(get("/healthz", "Connection: close\r\n"));
  EXPECT_THAT(client.rest(), HasSubstr("Connection: close\r\n"));
  EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, WhatTwoParsersCouldReadDifferentlyIsRefusedAndClosed) {
  const std::uint16_t port = start();
  const std::string post = "POST /api/v1/visits HTTP/1.1\r\nHost: a\r\n";
  const std::string attack[] = {
      post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx",
      post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy",
      post + "Content-Length: +1\r\n\r\nx",
      post + "Content-Length: 1, 1\r\n\r\nx",
      post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
      post + "Content-Length : 1\r\n\r\nx",
      "GET /healthz HTTP/1.1\nHost: a\n\n\r\n\r\n",
      "GET /healthz HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
      "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET /healthz HTTP/1.1\r\n\r\n",
      "GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /heal\thz HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /healthz HTTP/1.1 \r\nHost: a\r\n\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + std::string(1, '\0') + "\r\n\r\n",
      "\x16\x03\x01\x02\r\n\r\n"};
  for (const std::string& bytes : attack) {
    SocketClient client(port);
    client.send(bytes + get("/healthz"));
    const std::string answer = client.rest();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 ")) << bytes;
    EXPECT_THAT(answer, ::testing::AnyOf(StartsWith("HTTP/1.1 400"), StartsWith("HTTP/1.1 505")))
        << bytes;
    EXPECT_EQ(answer.find("HTTP/1.1 ", 9), std::string::npos) << "answered twice: " << bytes;
    EXPECT_TRUE(client.closed()) << bytes;
  }
}

TEST_F(ServerTest, OddMethodsAre405) {
  SocketClient client(start());
  client.send("TRACE /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string answer = client.answer();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 405"));
  EXPECT_THAT(answer, HasSubstr("Allow: GET, HEAD\r\n"));
  client.send("BREW /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 405"));
}

TEST_F(ServerTest, BodyAtTheLimitIsReadAndOneByteMoreIs413) {
  const std::uint16_t port = start();
  SocketClient fits(port);
  fits.send(order(kOrder + std::string(256 * 1024 - kOrder.size(), ' ')));
  EXPECT_THAT(fits.answer(), StartsWith("HTTP/1.1 201"));
  SocketClient over(port);
  over.send(order(kOrder + std::string(256 * 1024 + 1 - kOrder.size(), ' ')));
  EXPECT_THAT(over.rest(), StartsWith("HTTP/1.1 413"));
}

TEST_F(ServerTest, ChunkedBodyOverTheLimitIs413) {
  SocketClient client(start());
  std::string request =
      "POST /api/v1/visits HTTP/1.1\r\nHost: a\r\n"
      "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
  client.send(request + "8000\r\n" + std::string(0x8000, ' ') + "\r\n0\r\n\r\n");
  EXPECT_THAT(client.rest(), StartsWith("HTTP/1.1 413"));
}

TEST_F(ServerTest, HeaderLimitsAre431) {
  const std::uint16_t port = start();
  SocketClient big(port);
  big.send(get("/healthz", "X: " + std::string(17'000, 'x') + "\r\n"));
  EXPECT_THAT(big.rest(), StartsWith("HTTP/1.1 431"));
  std::string fields;
  for (int i = 0; i < 99; ++i) fields += "X: 1\r\n";
  SocketClient hundred(port);
  hundred.send(get("/healthz", fields));
  EXPECT_THAT(hundred.answer(), StartsWith("HTTP/1.1 200"));
  SocketClient more(port);
  more.send(get("/healthz", fields + "X: 1\r\n"));
  EXPECT_THAT(more.rest(), StartsWith("HTTP/1.1 431"));
}

TEST_F(ServerTest, SlowHeadersAndIdleConnectionsAreClosed) {
  ServerConfig config;
  config.header_seconds_max = 1;
  config.idle_seconds_max = 1;
  const std::uint16_t port = start(config);
  SocketClient slow(port);
  slow.send("GET /healthz HTTP/1.1\r\nHos");
  SocketClient idle(port);
  idle.send(get("/healthz"));
  EXPECT_THAT(idle.answer(), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(slow.rest(), "");
  EXPECT_TRUE(slow.closed());
  EXPECT_EQ(idle.rest(), "");
  EXPECT_TRUE(idle.closed());
}

TEST_F(ServerTest, ClientThatDoesNotReadIsClosedAndCostsNobodyElse) {
  ServerConfig config;
  config.write_seconds_max = 1;
  const std::uint16_t port = start(config);
  SocketClient deaf(port, 4096);
  std::string flood;
  for (int i = 0; i < 500; ++i) flood += get("/api/v1/openapi.json");
  deaf.send(flood);
  const Counter& timeouts = shop_.metrics.counter("drinkshop_http_timeouts_total", "");
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (timeouts.value() == 0 && std::chrono::steady_clock::now() < patience) {
    SocketClient other(port);
    other.send(order(kOrder));
    EXPECT_THAT(other.answer(), StartsWith("HTTP/1.1 201"));
  }
  EXPECT_GT(timeouts.value(), 0);
}

TEST_F(ServerTest, ConnectionsBeyondTheLimitAreClosedAtOnce) {
  ServerConfig config;
  config.connections_max = 2;
  const std::uint16_t port = start(config);
  SocketClient first(port);
  SocketClient second(port);
  first.send(get("/healthz"));
  second.send(get("/healthz"));
  EXPECT_THAT(first.answer(), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(second.answer(), StartsWith("HTTP/1.1 200"));
  SocketClient third(port);
  EXPECT_EQ(third.rest(), "");
  EXPECT_TRUE(third.closed());
}

TEST_F(ServerTest, FullPoolIs503WithRetryAfter) {
  ServerConfig config;
  config.pool_queue_max = 0;
  SocketClient client(start(config));
  client.send(get("/metrics"));
  const std::string answer = client.answer();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503"));
  EXPECT_THAT(answer, HasSubstr("Retry-After: 1\r\n"));
}

TEST_F(ServerTest, EveryAnswerHasTheSecurityHeaders) {
  const std::uint16_t port = start();
  for (const char* path : {"/", "/till", "/healthz", "/api/v1/menu", "/nothing"}) {
    SocketClient client(port);
    client.send(get(path));
    const std::string answer = client.answer();
    for (const char* header :
         {"X-Content-Type-Options: nosniff\r\n", "Content-Security-Policy: default-src 'self'",
          "Referrer-Policy: no-referrer\r\n", "Cross-Origin-Opener-Policy: same-origin\r\n",
          "X-Request-Id: ", "Cache-Control: no-"}) {
      EXPECT_THAT(answer, HasSubstr(header)) << path;
    }
    EXPECT_THAT(answer, Not(HasSubstr("Server: "))) << path;
  }
}

TEST_F(ServerTest, StopFinishesRunningRequestsAndClosesIdleOnes) {
  const std::uint16_t port = start();
  SocketClient idle(port);
  idle.send(get("/healthz"));
  EXPECT_THAT(idle.answer(), StartsWith("HTTP/1.1 200"));
  server_->stop();
  EXPECT_EQ(idle.rest(), "");
  EXPECT_TRUE(idle.closed());
  EXPECT_FALSE(SocketClient(port).connected());
}

TEST_F(ServerTest, PortInUseIsSaidPlainly) {
  ServerConfig config;
  config.port = start();
  Server second(config, shop_.api);
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().detail, HasSubstr("cannot listen on 127.0.0.1:"));
}

}  // namespace
}  // namespace shop::http

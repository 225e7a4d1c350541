// Server-sent events over real sockets on loopback.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "adapters/http/server.hpp"
#include "adapters/http/tests/socket_client.hpp"
#include "adapters/http/tests/test_shop.hpp"
#include "base/numbers.hpp"

namespace shop::http {
namespace {

using domain::Role;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class StreamTest : public ::testing::Test {
 protected:
  explicit StreamTest(std::size_t feed_records = 10'000) : shop_({}, feed_records) {
    shop_.add_tea();
    (void)shop_.token(Role::kOwner);  // Making one is an event of its own: before, not in between.
  }

  std::uint16_t start(ServerConfig config = {}) {
    config.port = 0;
    server_.emplace(std::move(config), shop_.api);
    EXPECT_TRUE(server_->start());
    return server_->port();
  }
  std::string stream(Role role, const std::string& query, const std::string& headers = "") {
    return "GET /api/v1/events/stream" + query + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " +
           shop_.token(role) + "\r\n" + headers + "\r\n";
  }
  /// Opens a stream and reads past its head.
  void open(SocketClient& client, Role role, const std::string& query,
            const std::string& headers = "") {
    client.send(stream(role, query, headers));
    EXPECT_THAT(client.until("\r\n\r\n"), HasSubstr("Content-Type: text/event-stream\r\n"));
    EXPECT_EQ(client.until("\n\n"), "retry: 2000\n\n");
  }
  /// Appends `count` visits, one record each, with one flush.
  void visit(int count) {
    const auto stored =
        shop_.committer.run_void([&](application::UnitOfWork& unit, Timestamp now) -> Result<void> {
          for (int i = 0; i < count; ++i) {
            SHOP_TRY(unit.append(events::Topic::kVisits, "k", R"({"page":"/"})", now));
          }
          return ok();
        });
    ASSERT_TRUE(stored);
  }
  /// The ids of the next frames.
  static std::vector<std::int64_t> ids(SocketClient& client, std::size_t count) {
    std::vector<std::int64_t> found;
    while (found.size() < count) {
      const std::string frame = client.until("\n\n");
      if (frame.empty()) break;
      if (frame.starts_with("id: "))
        found.push_back(
            leading_number<std::int64_t>(std::string_view(frame).substr(4)).value_or(0));
    }
    return found;
  }

  TestShop shop_;
  std::optional<Server> server_;
};

/// A memory so short that whoever is behind reads the ledger.
class ShortMemoryTest : public StreamTest {
 protected:
  ShortMemoryTest() : StreamTest(10) {}
};

TEST_F(StreamTest, NewRecordsComeInOrderFromNowOn) {
  SocketClient client(start());
  open(client, Role::kOwner, "?topics=visits");
  const std::int64_t head = shop_.feed.head();
  visit(3);
  EXPECT_THAT(ids(client, 3), ElementsAre(head + 1, head + 2, head + 3));
}

TEST_F(StreamTest, FrameHoldsTheLogRecord) {
  SocketClient client(start());
  open(client, Role::kOwner, "?topics=visits");
  visit(1);
  const std::string id = std::to_string(shop_.feed.head());
  EXPECT_THAT(client.until("\n\n"),
              StartsWith("id: " + id + "\nevent: visits\ndata: {\"position\":" + id +
                         ",\"topic\":\"visits\",\"key\":"));
}

TEST_F(StreamTest, ResumesBehindLastEventId) {
  visit(5);
  const std::int64_t head = shop_.feed.head();
  SocketClient client(start());
  open(client, Role::kOwner, "?topics=visits&after=0",
       "Last-Event-ID: " + std::to_string(head - 2) + "\r\n");
  EXPECT_THAT(ids(client, 2), ElementsAre(head - 1, head));
  visit(1);
  EXPECT_THAT(ids(client, 1), ElementsAre(head + 1));
}

TEST_F(StreamTest, OtherTopicsAreLeftOut) {
  const std::int64_t head = shop_.feed.head();
  SocketClient client(start());
  open(client, Role::kOwner, "?topics=menu_updates&after=0");
  visit(1);
  ASSERT_TRUE(shop_.menu.create(shop_.system, {"nuoc", "Nước", "x", 1, "", true, {}, {}}));
  EXPECT_THAT(ids(client, 2), ElementsAre(1, head + 2));
}

TEST_F(ShortMemoryTest, WhoIsBehindTheMemoryReadsTheLedgerWithoutLossOrRepetition) {
  visit(1200);
  const std::int64_t head = shop_.feed.head();
  SocketClient client(start());
  open(client, Role::kOwner, "?after=0");
  visit(3);
  const auto found = ids(client, static_cast<std::size_t>(head + 3));
  ASSERT_EQ(found.size(), static_cast<std::size_t>(head + 3));
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_EQ(found[i], static_cast<std::int64_t>(i + 1));
  }
}

TEST_F(ShortMemoryTest, RareTopicCatchesUpPastManyOthers) {
  visit(1200);
  SocketClient client(start());
  open(client, Role::kOwner, "?topics=menu_updates&after=0");
  EXPECT_THAT(ids(client, 1), ElementsAre(1));
  ASSERT_TRUE(shop_.menu.create(shop_.system, {"nuoc", "Nước", "x", 1, "", true, {}, {}}));
  EXPECT_THAT(ids(client, 1), ElementsAre(shop_.feed.head() - 1));
}

TEST_F(StreamTest, SlowReaderLosesNothing) {
  SocketClient client(start(), 4096);
  open(client, Role::kOwner, "?topics=visits");
  const std::int64_t head = shop_.feed.head();
  visit(2000);
  const auto found = ids(client, 2000);
  ASSERT_EQ(found.size(), 2000U);
  EXPECT_EQ(found.front(), head + 1);
  EXPECT_EQ(found.back(), head + 2000);
}

TEST_F(StreamTest, ReaderThatStopsIsClosed) {
  ServerConfig config;
  config.write_seconds_max = 1;
  SocketClient client(start(config), 2048);
  open(client, Role::kOwner, "?topics=visits");
  Gauge& streams = shop_.metrics.gauge("drinkshop_http_streams", "");
  // Fills the kernel's buffers, which is a few megabytes on loopback.
  const std::string page(400, 'x');
  for (int i = 0; i < 40'000 && streams.value() > 0; ++i) {
    std::vector<events::LogRecordPtr> records;
    records.push_back(std::make_shared<const events::LogRecord>(
        events::LogRecord{shop_.feed.head() + 1, events::Topic::kVisits, "k",
                          "{\"page\":\"" + page + "\"}", Timestamp{0}}));
    shop_.feed.publish(std::move(records));
  }
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (streams.value() > 0 && std::chrono::steady_clock::now() < patience) {
    SocketClient other(server_->port());
    other.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(other.answer(), StartsWith("HTTP/1.1 200"));
  }
  EXPECT_EQ(streams.value(), 0);
}

TEST_F(StreamTest, LiveGivesTheNewestNumbersWithoutId) {
  SocketClient client(start());
  shop_.live.publish({R"({"n":1})"});
  open(client, Role::kManager, "?topics=live");
  EXPECT_EQ(client.until("\n\n"), "event: live\ndata: {\"n\":1}\n\n");
  shop_.live.publish({R"({"n":2})", R"({"m":2})"});
  EXPECT_EQ(client.until("\n\n"), "event: live\ndata: {\"n\":2}\n\n");
  EXPECT_EQ(client.until("\n\n"), "event: live\ndata: {\"m\":2}\n\n");
}

TEST_F(StreamTest, QuietStreamsCarryHeartbeats) {
  ServerConfig config;
  config.heartbeat_seconds = 1;
  SocketClient client(start(config));
  open(client, Role::kOwner, "?topics=visits");
  EXPECT_EQ(client.until("\n\n"), ": still here\n\n");
  EXPECT_EQ(client.until("\n\n"), ": still here\n\n");
}

TEST_F(StreamTest, EndsAfterLogOut) {
  ASSERT_TRUE(shop_.access.add_user(shop_.system, "anh", "a long password", Role::kOwner));
  const auto login = shop_.access.log_in("anh", "a long password");
  ASSERT_TRUE(login);
  SocketClient client(start());
  client.send(
      "GET /api/v1/events/stream?topics=visits HTTP/1.1\r\nHost: a\r\n"
      "Cookie: drinkshop_session=" +
      login.value().session_token + "\r\n\r\n");
  EXPECT_THAT(client.until("retry: 2000\n\n"), StartsWith("HTTP/1.1 200"));
  ASSERT_TRUE(shop_.access.log_out(login.value().session_token));
  EXPECT_EQ(client.rest(), "");
  EXPECT_TRUE(client.closed());
}

TEST_F(StreamTest, RefusalsAreProblems) {
  const std::uint16_t port = start();
  const auto refusal = [&](Role role, const std::string& query, const std::string& headers = "") {
    SocketClient client(port);
    client.send(stream(role, query, headers));
    return client.answer().substr(0, 12);
  };
  EXPECT_EQ(refusal(Role::kBarista, "?topics=analytics"), "HTTP/1.1 403");
  EXPECT_EQ(refusal(Role::kCashier, "?topics=live"), "HTTP/1.1 403");
  EXPECT_EQ(refusal(Role::kOwner, "?topics=nothing"), "HTTP/1.1 422");
  EXPECT_EQ(refusal(Role::kOwner, "?after=-1"), "HTTP/1.1 422");
  EXPECT_EQ(refusal(Role::kOwner, "?colour=1"), "HTTP/1.1 422");
  EXPECT_EQ(refusal(Role::kOwner, "", "Last-Event-ID: abc\r\n"), "HTTP/1.1 422");
}

TEST_F(StreamTest, StopEndsStreams) {
  SocketClient client(start());
  open(client, Role::kOwner, "");
  server_->stop();
  EXPECT_EQ(client.rest(), "");
  EXPECT_TRUE(client.closed());
}

}  // namespace
}  // namespace shop::http

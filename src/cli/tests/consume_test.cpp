#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/consume_command.hpp"
#include "cli/doctor_command.hpp"

namespace shop::cli {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> parse(const std::vector<std::string>& pieces) {
  std::vector<std::string> events;
  EventStreamParser parser([&](const ServerSentEvent& event) {
    events.push_back(event.id + "|" + event.name + "|" + event.data);
  });
  for (const std::string& piece : pieces) parser.feed(piece);
  return events;
}

TEST(EventStreamParser, ReadsEventsWhateverThePieces) {
  const std::string text =
      ": hello\n\nid: 7\nevent: orders\ndata: {\"a\":1}\n\nid:8\r\ndata:x\r\ndata: y\r\n\r\n";
  const auto whole = parse({text});
  EXPECT_THAT(whole, ElementsAre("7|orders|{\"a\":1}", "8||x\ny"));
  std::vector<std::string> bytes;
  for (const char c : text) bytes.emplace_back(1, c);
  EXPECT_EQ(parse(bytes), whole);
}

TEST(EventStreamParser, AnUnfinishedEventIsNone) {
  EXPECT_THAT(parse({"id: 7\ndata: x\n"}), ElementsAre());
}

TEST(ParseFrom, ReadsWordsAndPositions) {
  EXPECT_EQ(parse_from("earliest").value(), 1);
  EXPECT_EQ(parse_from("latest").value(), std::nullopt);
  EXPECT_EQ(parse_from("42").value(), 42);
  for (const char* bad : {"", "0", "-1", "1x", "newest", "99999999999999999999"}) {
    EXPECT_FALSE(parse_from(bad).has_value()) << bad;
  }
}

TEST(EncodeLogLine, IsTheRecordOfTheContract) {
  const events::LogRecord record{5, events::Topic::kClock, "", R"({"at":"x"})", Timestamp{1000}};
  EXPECT_EQ(encode_log_line(record), R"({"position":5,"topic":"clock","key":"","value":{"at":"x"},)"
                                     R"("appended_at":"1970-01-01T00:00:00.001Z"})");
}

TEST(ParseAddress, FindsHostAndPort) {
  const auto show = [](const std::string& text) -> std::string {
    const auto address = parse_address("x", text);
    return address ? address->host + " " + address->port : "none";
  };
  EXPECT_EQ(show("postgres://u:p@db.example:5433/shop"), "db.example 5433");
  EXPECT_EQ(show("postgres://db/shop"), "db 5432");
  EXPECT_EQ(show("redis://cache"), "cache 6379");
  EXPECT_EQ(show("k1:9092,k2:9092"), "k1 9092");
  EXPECT_EQ(show("http://[::1]:8123/"), "::1 8123");
  EXPECT_EQ(show("https://h"), "h 443");
  EXPECT_EQ(show("http://"), "none");
  EXPECT_EQ(show("host:"), "none");
}

}  // namespace
}  // namespace shop::cli

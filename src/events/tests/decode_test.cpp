#include "events/decode.hpp"

#include <gtest/gtest.h>

#include <string>

#include "events/big_numbers.hpp"
#include "events/event_identity.hpp"

namespace shop::events {
namespace {

constexpr std::string_view kSeedOrder =
    R"({"order_id":"o1","user_id":"u1","items":[{"menu_id":"latte","qty":2,"price":40000}],)"
    R"("total":80000,"created_at":"2026-03-01T10:00:10Z"})";

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  out.replace(out.find(from), from.size(), to);
  return out;
}

class DecodeTest : public ::testing::Test {
 protected:
  const Decoded& order(std::string_view json) { return decoder_.decode("orders", json, {}); }
  std::uint64_t content_hash(std::string_view json) {
    const Decoded& decoded = order(json);
    EXPECT_FALSE(decoded.reject) << json;
    return std::get<OrderEvent>(decoded.event).identity.content_hash;
  }

  Decoder decoder_;
};

TEST_F(DecodeTest, SeedOrderGetsItsDefaults) {
  const Decoded& decoded = order(kSeedOrder);
  ASSERT_FALSE(decoded.reject);
  const auto& event = std::get<OrderEvent>(decoded.event);
  EXPECT_EQ(event.order_id, "o1");
  EXPECT_EQ(event.shop_id, "main");
  EXPECT_EQ(event.discount, 0);
  EXPECT_EQ(event.payment_method, "cash");
  EXPECT_EQ(event.channel, "till");
  ASSERT_EQ(event.items.size(), 1U);
  EXPECT_EQ(event.items[0].menu_id, "latte");
  EXPECT_EQ(event.items[0].qty, 2);
  EXPECT_TRUE(event.items[0].options.empty());
  EXPECT_EQ(format_millis(event.created_at), "2026-03-01T10:00:10.000Z");
}

TEST_F(DecodeTest, OptionsBelongToTheirItems) {
  const Decoded& decoded = order(
      R"({"order_id":"o1","user_id":"u","total":3,"created_at":"2026-03-01T10:00:10Z","items":[)"
      R"({"menu_id":"a","qty":1,"price":1,"options":[{"option_id":"x","name":"X","price":1}]},)"
      R"({"menu_id":"b","qty":1,"price":1},)"
      R"({"menu_id":"c","qty":1,"price":1,"options":[{"option_id":"y","name":"","price":0},)"
      R"({"option_id":"z","name":"Z","price":2}]}]})");
  ASSERT_FALSE(decoded.reject);
  const auto& items = std::get<OrderEvent>(decoded.event).items;
  ASSERT_EQ(items.size(), 3U);
  ASSERT_EQ(items[0].options.size(), 1U);
  EXPECT_EQ(items[0].options[0].option_id, "x");
  EXPECT_TRUE(items[1].options.empty());
  ASSERT_EQ(items[2].options.size(), 2U);
  EXPECT_EQ(items[2].options[1].price, 2);
}

TEST_F(DecodeTest, ContentHashSeesContentAndNotSpelling) {
  const std::uint64_t hash = content_hash(kSeedOrder);
  EXPECT_EQ(content_hash(replaced(kSeedOrder, "10:00:10Z", "17:00:10.000+07:00")), hash);
  EXPECT_EQ(content_hash(replaced(kSeedOrder, R"("total")", R"("shop_id":"main","total")")), hash);
  EXPECT_EQ(content_hash(replaced(kSeedOrder, R"("qty":2)", R"("new":[{}],"qty":2)")), hash);
  EXPECT_NE(content_hash(replaced(kSeedOrder, "u1", "u2")), hash);
  EXPECT_NE(content_hash(replaced(kSeedOrder, R"("total")", R"("channel":"app","total")")), hash);
  EXPECT_NE(content_hash(replaced(kSeedOrder, "10:00:10Z", "10:00:10.001Z")), hash);
}

// Stored hashes must stay comparable: these numbers may never change.
TEST_F(DecodeTest, IdentityIsStable) {
  const auto& event = std::get<OrderEvent>(order(kSeedOrder).event);
  EXPECT_EQ(event.identity.content_hash, 0x8C305CF81651C25DULL);
  EXPECT_EQ(to_string(event.identity.id), "0b3ff2aa-1245-a59a-b7c1-be53d0072262");
}

TEST(EventIdTest, UuidsAreTheirBytesInAnyCase) {
  const Uuid id = event_id_from_text("019B76DA-a986-7ee9-872e-a42de358d01c");
  EXPECT_EQ(to_string(id), "019b76da-a986-7ee9-872e-a42de358d01c");
  EXPECT_NE(event_id_from_text("019b76da-a986-7ee9-872e-a42de358d01g"), id);
  EXPECT_NE(event_id_from_text("o1"), event_id_from_text("o2"));
}

TEST_F(DecodeTest, TheLastOfARepeatedFieldCounts) {
  const std::string twice =
      replaced(kSeedOrder, R"("total":80000)", R"("total":"x","total":80000)");
  EXPECT_FALSE(order(twice).reject);
}

TEST_F(DecodeTest, NumbersBeyondInt64SpoilOnlyTheFieldTheyStandIn) {
  EXPECT_EQ(order(replaced(kSeedOrder, "80000,", "123456789012345678901234567890,")).reject,
            Reject::kMalformed);
  EXPECT_FALSE(
      order(replaced(kSeedOrder, R"("total")", R"("n":123456789012345678901234567890,"total")"))
          .reject);
  EXPECT_FALSE(order(replaced(kSeedOrder, R"("total")", R"("n":1e999,"total")")).reject);
  EXPECT_EQ(order(replaced(kSeedOrder, R"("total")", R"("n":1e9999e,"total")")).reject,
            Reject::kMalformed);
}

TEST_F(DecodeTest, SumsBeyondInt64DoNotWrapAround) {
  // 2^32 x 2^32 + 80,000 is 80,000 in 64 bits.
  EXPECT_EQ(order(R"({"order_id":"o1","user_id":"u","total":80000,"discount":0,"items":[)"
                  R"({"menu_id":"a","qty":4294967296,"price":4294967296},)"
                  R"({"menu_id":"b","qty":1,"price":80000}],"created_at":"2026-03-01T10:00:10Z"})")
                .reject,
            Reject::kBadTotal);
  // Σ qty x price just above int64, brought back by the discount: unusual, and adds up.
  EXPECT_FALSE(order(R"({"order_id":"o1","user_id":"u","total":1,)"
                     R"("discount":9223372036854775807,"items":[{"menu_id":"a","qty":2,)"
                     R"("price":4611686018427387904}],"created_at":"2026-03-01T10:00:10Z"})")
                   .reject);
}

TEST_F(DecodeTest, EventTimesEndWithTheCalendar) {
  EXPECT_FALSE(order(replaced(kSeedOrder, "2026-03-01T10:00:10Z", "9999-12-31T23:58:59Z")).reject);
  EXPECT_TRUE(order(replaced(kSeedOrder, "2026-03-01T10:00:10Z", "9999-12-31T23:59:00Z")).reject);
  EXPECT_FALSE(order(replaced(kSeedOrder, "2026-03-01T10:00:10Z", "0001-01-01T00:00:00Z")).reject);
  EXPECT_TRUE(
      order(replaced(kSeedOrder, "2026-03-01T10:00:10Z", "0001-01-01T00:00:00+00:01")).reject);
}

std::string nested(std::size_t depth) {
  return R"({"at":"2026-03-01T10:00:10Z","x":)" + std::string(depth - 1, '[') +
         std::string(depth - 1, ']') + "}";
}

TEST_F(DecodeTest, DepthHasALimit) {
  EXPECT_FALSE(decoder_.decode("clock", nested(kDepthMax - 1), {}).reject);
  EXPECT_EQ(decoder_.decode("clock", nested(kDepthMax + 1), {}).reject, Reject::kMalformed);
  EXPECT_FALSE(decoder_.decode("clock", R"({"at":"2026-03-01T10:00:10Z"})", {}).reject);
}

TEST_F(DecodeTest, InvalidUtf8IsMalformed) {
  EXPECT_EQ(order(replaced(kSeedOrder, "u1", "\xC3\x28")).reject, Reject::kMalformed);
  EXPECT_EQ(order(replaced(kSeedOrder, "u1", "\\ud800")).reject, Reject::kMalformed);
}

TEST_F(DecodeTest, LineParsesInPlaceAndCopied) {
  const std::string line = R"({"topic":"orders","value":)" + std::string(kSeedOrder) +
                           R"(,"appended_at":"2026-03-01T10:00:11Z"})";
  const std::string roomy = line + std::string(Decoder::kPadding, ' ');
  for (const std::size_t readable : {line.size(), roomy.size()}) {
    const Decoded& decoded = decoder_.decode_line({roomy.data(), line.size()}, readable);
    ASSERT_FALSE(decoded.reject);
    EXPECT_EQ(decoded.topic, "orders");
    EXPECT_EQ(decoded.known_topic, Topic::kOrders);
    EXPECT_EQ(format_seconds(*decoded.appended_at), "2026-03-01T10:00:11Z");
  }
}

TEST_F(DecodeTest, UnknownTopicKeepsItsName) {
  const Decoded& decoded = decoder_.decode_line(R"({"topic":"gossip"})", 0);
  EXPECT_EQ(decoded.reject, Reject::kUnknownTopic);
  EXPECT_EQ(decoded.topic, "gossip");
}

TEST(BigNumbersTest, SoftensOnlyValidBigNumbersOutsideStrings) {
  EXPECT_EQ(soften_big_numbers(R"({"a":12345678901234567890,"b":"12345678901234567890"})"),
            R"({"a":0.5,"b":"12345678901234567890"})");
  EXPECT_EQ(soften_big_numbers(R"(["\"1e5",1e5,-1E+5,123456789012345678,01e5])"),
            R"(["\"1e5",0.5,0.5,123456789012345678,01e5])");
  EXPECT_EQ(soften_big_numbers("[1e,1.e5,1.5e05,\"1e5"), "[1e,1.e5,0.5,\"1e5");
}

}  // namespace
}  // namespace shop::events

// The small text readers: queries, paths, cookies, heads, dates, event frames, limits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/http/internal/wire.hpp"
#include "adapters/http/problem.hpp"
#include "adapters/http/query_reader.hpp"
#include "adapters/http/rate_limiter.hpp"
#include "adapters/http/session_cookie.hpp"
#include "adapters/http/sse.hpp"

namespace shop::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string query_fault(std::string_view text) {
  QueryReader query(text);
  (void)query.integer("limit", {1, 200});
  (void)query.time("from");
  (void)query.text("shop_id", {1, 64, true, false});
  const auto finished = std::move(query).finish();
  return finished ? "" : finished.error().fields[0].field;
}

TEST(QueryReaderTest, BadAndUnknownParametersAreNamed) {
  EXPECT_EQ(query_fault("limit=5&from=2026-01-31T08:05:00%2B07:00&shop_id=q1"), "");
  EXPECT_EQ(query_fault("from=2026-01-31T08:05:00+07:00"), "");
  EXPECT_EQ(query_fault("limit=many"), "limit");
  EXPECT_EQ(query_fault("limit=0"), "limit");
  EXPECT_EQ(query_fault("limit=1.0"), "limit");
  EXPECT_EQ(query_fault("limit=99999999999999999999"), "limit");
  EXPECT_EQ(query_fault("limit=5&limit=6"), "limit");
  EXPECT_EQ(query_fault("from=yesterday"), "from");
  EXPECT_EQ(query_fault("shop_id=Not+A+Slug"), "shop_id");
  EXPECT_EQ(query_fault("colour=1"), "colour");
  EXPECT_EQ(query_fault("limit=%zz"), "limit");
  EXPECT_EQ(query_fault("=1"), "query");
}

TEST(PercentTest, BrokenEscapesAndBadUtf8AreRefused) {
  EXPECT_EQ(percent_decode("s%E1%BB%AFa+x", true), "sữa x");
  EXPECT_EQ(percent_decode("a+b", false), "a+b");
  EXPECT_FALSE(percent_decode("%E1", false));
  EXPECT_FALSE(percent_decode("%", false));
  EXPECT_FALSE(percent_decode("%4", false));
}

TEST(CookieTest, OursIsFoundAmongOthers) {
  Request request;
  request.headers = {{"Cookie", "a=1; drinkshop_session=dss_x; b=2"}};
  EXPECT_EQ(session_cookie(request), "dss_x");
  request.headers = {{"Cookie", "xdrinkshop_session=no; drinkshop_sessions=no"}};
  EXPECT_EQ(session_cookie(request), "");
}

TEST(CookieTest, AttributesAreStrict) {
  EXPECT_EQ(make_session_cookie("t", 60, true),
            "drinkshop_session=t; HttpOnly; SameSite=Strict; Path=/; Max-Age=60; Secure");
}

TEST(HeadTest, EndIsFoundAcrossReads) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\nrest";
  EXPECT_EQ(head_length(head, 0), head.size() - 4);
  EXPECT_EQ(head_length(head, head.size() - 5), head.size() - 4);
  EXPECT_EQ(head_length(head.substr(0, head.size() - 5), 0), 0U);
}

TEST(HeadTest, WhatParsersReadDifferentlyIsNotClean) {
  EXPECT_TRUE(is_clean_head("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_FALSE(is_clean_head("GET / HTTP/1.1\nHost: a\r\n\r\n"));
  EXPECT_FALSE(is_clean_head("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n"));
  EXPECT_FALSE(is_clean_head("GET / HTTP/1.1\r\nHost : a\r\n\r\n"));
  EXPECT_FALSE(is_clean_head("GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n"));
  EXPECT_FALSE(is_clean_head("GET / HTTP/1.1\r\nno colon\r\n\r\n"));
}

TEST(HeadTest, DisagreeingLengthsAreFaults) {
  Request request;
  request.headers = {{"Host", "a"}, {"Content-Length", "1"}};
  EXPECT_EQ(framing_fault(request, true), "");
  request.headers.push_back({"content-length", "1"});
  EXPECT_NE(framing_fault(request, true), "");
  request.headers = {{"Host", "a"}, {"Content-Length", "1, 1"}};
  EXPECT_NE(framing_fault(request, true), "");
  request.headers = {{"Host", "a"}, {"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}};
  EXPECT_NE(framing_fault(request, true), "");
  request.headers = {{"Host", "a"}, {"Transfer-Encoding", "gzip, chunked"}};
  EXPECT_NE(framing_fault(request, true), "");
  request.headers = {{"Host", "a"}, {"Host", "b"}};
  EXPECT_NE(framing_fault(request, true), "");
  request.headers = {};
  EXPECT_NE(framing_fault(request, true), "");
  EXPECT_EQ(framing_fault(request, false), "");
}

TEST(HeadTest, TargetIsSplit) {
  Request request;
  ASSERT_TRUE(split_target("/a/b?x=1?y", request));
  EXPECT_EQ(request.path, "/a/b");
  EXPECT_EQ(request.query, "x=1?y");
  ASSERT_TRUE(split_target("http://shop/a", request));
  EXPECT_EQ(request.path, "/a");
  EXPECT_FALSE(split_target("*", request));
  EXPECT_FALSE(split_target("shop:443", request));
  EXPECT_FALSE(split_target("/a#b", request));
}

TEST(HeadTest, AnswerHasItsHeadersAndNoBodyForHead) {
  Response response;
  response.body = "{}";
  std::string out;
  append_response(out, response, {false, true, "id-1", http_date(784111777)});

  EXPECT_THAT(out, StartsWith("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                              "Content-Length: 2\r\nCache-Control: no-store\r\n"
                              "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-Request-Id: id-1\r\n"));
  EXPECT_THAT(out, HasSubstr("nosniff"));
  EXPECT_THAT(out, HasSubstr("Connection: close\r\n\r\n"));
  EXPECT_THAT(out, Not(HasSubstr("{}")));
}

TEST(ProblemTest, NamesTypeTitleStatusDetailAndFields) {
  Error error = make_error(ErrorKind::kInvalidArgument, "order.total_mismatch", "total: is 1");
  error.fields.push_back({"total", "is 1"});
  const Response response = problem(error);

  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(
      response.body,
      R"({"type":"/problems/order-total-mismatch","title":"Unprocessable Content",)"
      R"("status":422,"detail":"total: is 1","errors":[{"field":"total","message":"is 1"}]})");
}

TEST(ProblemTest, InsideOfTheShopStaysInside) {
  const Response response =
      problem(make_error(ErrorKind::kCorruption, "ledger.corrupt", "page 17 of ledger.db"));
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, Not(HasSubstr("ledger.db")));
}

TEST(SseTest, FrameIsIdEventAndOneLineOfData) {
  const events::LogRecord record{12, events::Topic::kOrders, "k", R"({"a":1})", Timestamp{0}};
  EXPECT_EQ(sse_frame(record),
            "id: 12\nevent: orders\ndata: {\"position\":12,\"topic\":\"orders\",\"key\":\"k\","
            "\"value\":{\"a\":1},\"appended_at\":\"1970-01-01T00:00:00.000Z\"}\n\n");
}

TEST(SseTest, CacheGivesEachRecordItsOwnFrame) {
  FrameCache cache;
  const events::LogRecord first{1, events::Topic::kClock, "", "{}", Timestamp{0}};
  const events::LogRecord wrapped{2049, events::Topic::kClock, "", "{}", Timestamp{0}};
  EXPECT_EQ(cache.frame(first), sse_frame(first));
  EXPECT_EQ(cache.frame(wrapped), sse_frame(wrapped));
  EXPECT_EQ(cache.frame(first), sse_frame(first));
}

TEST(SseTest, PositionsAreReadStrictly) {
  EXPECT_EQ(parse_position("17"), 17);
  EXPECT_FALSE(parse_position("-1"));
  EXPECT_FALSE(parse_position("17 "));
  EXPECT_FALSE(parse_position(""));
}

TEST(RateLimiterTest, BurstThenRate) {
  RateLimiter limiter(2, 3);
  Timestamp now{0};
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(limiter.refuse_for("a", now));
  EXPECT_EQ(limiter.refuse_for("a", now), 1);
  EXPECT_FALSE(limiter.refuse_for("b", now));
  now = now + milliseconds(500);
  EXPECT_FALSE(limiter.refuse_for("a", now));
  EXPECT_TRUE(limiter.refuse_for("a", now));
}

TEST(LoginGuardTest, DelayGrowsAndPasses) {
  LoginGuard guard;
  Timestamp now = Timestamp{0} + minutes(60);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(guard.refuse_for("anh", "1.1.1.1", now));
  EXPECT_EQ(guard.refuse_for("anh", "1.1.1.1", now), 1);
  now = now + seconds(1);
  EXPECT_FALSE(guard.refuse_for("anh", "1.1.1.1", now));
  EXPECT_EQ(guard.refuse_for("anh", "1.1.1.1", now), 2);
}

TEST(LoginGuardTest, StrangerDoesNotLockTheOwnerOut) {
  LoginGuard guard;
  Timestamp now = Timestamp{0} + minutes(60);
  for (int i = 0; i < 10; ++i) (void)guard.refuse_for("anh", "6.6.6.6", now);
  EXPECT_TRUE(guard.refuse_for("anh", "6.6.6.6", now));
  EXPECT_FALSE(guard.refuse_for("anh", "1.1.1.1", now));
}

TEST(LoginGuardTest, SuccessForgives) {
  LoginGuard guard;
  const Timestamp now = Timestamp{0} + minutes(60);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(guard.refuse_for("anh", "1.1.1.1", now));
  guard.succeeded("anh", "1.1.1.1");
  EXPECT_FALSE(guard.refuse_for("anh", "1.1.1.1", now));
}

}  // namespace
}  // namespace shop::http

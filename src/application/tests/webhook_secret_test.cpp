#include "application/webhook_secret.hpp"

#include <gtest/gtest.h>

#include <string>

namespace shop::application {
namespace {

constexpr std::string_view kId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::string_view kTime = "1614265330";
constexpr std::string_view kBody = R"({"test": 2432232314})";
const Timestamp kNow{1'614'265'330'000'000};

WebhookSecret secret() {
  return WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
}

std::string refusal(const WebhookHeaders& headers, std::string_view body = kBody,
                    Timestamp now = kNow) {
  const auto checked = secret().verify(headers, body, now);
  return checked ? std::string() : std::string(checked.error().code);
}

// The example of the Standard Webhooks specification.
TEST(WebhookSecret, SignsAsTheStandardDoes) {
  EXPECT_EQ(secret().sign(kId, kTime, kBody), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSecret, TakesARightSignatureAlsoAmongOthers) {
  const std::string right = secret().sign(kId, kTime, kBody);
  EXPECT_EQ(refusal({kId, kTime, right}), "");
  EXPECT_EQ(refusal({kId, kTime, "v1a,AAAA v1,AAAA " + right}), "");
}

TEST(WebhookSecret, RefusesWhatWasChangedOnTheWay) {
  const std::string right = secret().sign(kId, kTime, kBody);
  const std::string bad = "webhook.bad_signature";
  EXPECT_EQ(refusal({"msg_other", kTime, right}), bad);
  EXPECT_EQ(refusal({kId, "1614265331", right}), bad);
  EXPECT_EQ(refusal({kId, kTime, right}, R"({"test": 2432232315})"), bad);
  std::string other = right;
  other[10] = other[10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(refusal({kId, kTime, other}), bad);
  EXPECT_EQ(refusal({kId, kTime, std::string_view(right).substr(3)}), bad) << "no version";
  EXPECT_EQ(refusal({kId, kTime, ""}), bad);
  EXPECT_EQ(refusal({"", kTime, right}), bad);
  const auto foreign = WebhookSecret::parse("another secret of the same kind").value();
  EXPECT_EQ(refusal({kId, kTime, foreign.sign(kId, kTime, kBody)}), bad);
}

TEST(WebhookSecret, RefusesACallThatIsOldOrFromTheFuture) {
  const std::string right = secret().sign(kId, kTime, kBody);
  EXPECT_EQ(refusal({kId, kTime, right}, kBody, kNow + minutes(5)), "");
  EXPECT_EQ(refusal({kId, kTime, right}, kBody, kNow - minutes(5)), "");
  EXPECT_NE(refusal({kId, kTime, right}, kBody, kNow + minutes(5) + seconds(1)), "");
  EXPECT_NE(refusal({kId, kTime, right}, kBody, kNow - minutes(5) - seconds(1)), "");
  for (const std::string time : {"9223372036854775807", "-9223372036854775808", "now", "1e9", ""}) {
    EXPECT_NE(refusal({kId, time, secret().sign(kId, time, kBody)}), "") << time;
  }
}

TEST(WebhookSecret, MustBeLongEnough) {
  EXPECT_TRUE(WebhookSecret::parse("0123456789abcdef"));
  EXPECT_FALSE(WebhookSecret::parse("0123456789abcde"));
  EXPECT_FALSE(WebhookSecret::parse("whsec_AAAA"));
  EXPECT_FALSE(WebhookSecret::parse("whsec_no base64 at all here!"));
}

}  // namespace
}  // namespace shop::application

#include "application/webhook_secret.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/numbers.hpp"

namespace shop::application {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::string_view kVersion = "v1,";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Error bad_signature(std::string detail) {
  return make_error(ErrorKind::kUnauthenticated, "webhook.bad_signature", std::move(detail));
}

}  // namespace

Result<WebhookSecret> WebhookSecret::parse(std::string_view text) {
  std::string key(text);
  if (text.starts_with(kPrefix)) {
    const std::string_view encoded = text.substr(kPrefix.size());
    std::size_t length = 0;
    key.assign(encoded.size(), '\0');
    const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(key.data()), key.size(),
                                         encoded.data(), encoded.size(), nullptr, &length, nullptr,
                                         sodium_base64_VARIANT_ORIGINAL);
    if (failed != 0) return field_error("secret", "must be base64 behind whsec_");
    key.resize(length);
  }
  if (key.size() < kBytesMin) return field_error("secret", "must have 16 bytes or more");
  return WebhookSecret(std::move(key));
}

std::string WebhookSecret::sign(std::string_view id, std::string_view timestamp,
                                std::string_view body) const {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_of(key_), key_.size());
  for (const std::string_view part :
       {id, std::string_view("."), timestamp, std::string_view("."), body}) {
    crypto_auth_hmacsha256_update(&state, bytes_of(part), part.size());
  }
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256_final(&state, mac.data());
  std::array<char, sodium_base64_ENCODED_LEN(crypto_auth_hmacsha256_BYTES,
                                             sodium_base64_VARIANT_ORIGINAL)>
      text{};
  sodium_bin2base64(text.data(), text.size(), mac.data(), mac.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  return std::string(kVersion) + text.data();
}

Result<void> WebhookSecret::verify(const WebhookHeaders& headers, std::string_view body,
                                   Timestamp now) const {
  if (headers.id.empty() || headers.timestamp.empty() || headers.signature.empty()) {
    return bad_signature("send webhook-id, webhook-timestamp and webhook-signature");
  }
  const auto sent_s = parse_number<std::int64_t>(headers.timestamp);
  const std::int64_t now_s = floor_to(now.us, 1'000'000) / 1'000'000;
  const std::int64_t tolerance_s = kWebhookTolerance.us / 1'000'000;
  // Compared without a difference, which could overflow.
  if (!sent_s || *sent_s < now_s - tolerance_s || *sent_s > now_s + tolerance_s) {
    return bad_signature("webhook-timestamp is more than 5 minutes from the shop's clock");
  }
  const std::string expected = sign(headers.id, headers.timestamp, body);
  std::string_view rest = headers.signature;
  for (std::size_t i = 0; i < kSignaturesMax && !rest.empty(); ++i) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view given = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (given.size() == expected.size() &&
        sodium_memcmp(given.data(), expected.data(), expected.size()) == 0) {
      return ok();
    }
  }
  return bad_signature("webhook-signature does not fit");
}

}  // namespace shop::application

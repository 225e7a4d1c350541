#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace shop::application {

/// What stands beside the body of a signed call (Standard Webhooks); views into the request.
struct WebhookHeaders {
  std::string_view id;         ///< webhook-id
  std::string_view timestamp;  ///< webhook-timestamp: seconds since 1970
  std::string_view signature;  ///< webhook-signature: `v1,BASE64`, several separated by spaces
};

/// How far the sender's clock may be off, in both directions; also how long a copied call is good
/// for, which does no harm since a notice counts once.
inline constexpr Duration kWebhookTolerance = minutes(5);

/// The secret that this shop and a bank share: signs and checks HMAC-SHA256 over
/// `ID.TIMESTAMP.BODY`.
class WebhookSecret {
 public:
  /// `whsec_` and base64 (as Standard Webhooks hands secrets out), or any text, whose bytes are the
  /// key. kInvalidArgument for less than 16 bytes.
  static Result<WebhookSecret> parse(std::string_view text);

  /// The value of webhook-signature.
  std::string sign(std::string_view id, std::string_view timestamp, std::string_view body) const;

  /// kUnauthenticated "webhook.bad_signature" unless one of the signatures is right and the time is
  /// near `now`. Takes as long for a nearly right one as for any other.
  Result<void> verify(const WebhookHeaders& headers, std::string_view body, Timestamp now) const;

  static constexpr std::size_t kBytesMin = 16;
  static constexpr std::size_t kSignaturesMax = 8;  ///< More in one call are not looked at.

 private:
  explicit WebhookSecret(std::string key) : key_(std::move(key)) {}
  std::string key_;
};

}  // namespace shop::application

#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <utility>

#include "application/webhook_secret.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "cli/http_client.hpp"
#include "domain/payment/payment.hpp"

namespace shop::cli {

struct FakeBankOptions {
  std::string url;
  std::string secret_file;  ///< Its first line is what `serve --bank-secret-file` was given.
  std::string content;
  std::int64_t amount = 0;
  std::string account = "0011012345678";
  std::int64_t times = 1;
  std::string notice_id;  ///< Empty: a new one.
};

/// A bank that shares a secret with a shop.
class FakeBank {
 public:
  /// The secret is the first line of the file; `option` is what named it.
  static Result<FakeBank> open(const std::string& option, const std::string& secret_file);
  /// Signs the notice as of now and sends it. Any status is a success here.
  Result<HttpResponse> tell(HttpClient& shop, const domain::BankNotice& notice,
                            const Clock& clock) const;

 private:
  explicit FakeBank(application::WebhookSecret secret) : secret_(std::move(secret)) {}
  application::WebhookSecret secret_;
};

/// Tells a running shop of a transfer as a bank would: one signed notice, sent `times` times, each
/// answer on a line of its own as STATUS and body. True when every answer was a success.
Result<bool> run_fake_bank(const FakeBankOptions& options, const Clock& clock, std::ostream& out);

}  // namespace shop::cli

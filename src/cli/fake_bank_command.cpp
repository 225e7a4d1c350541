#include "cli/fake_bank_command.hpp"

#include "application/webhook_secret.hpp"
#include "cli/http_client.hpp"
#include "domain/payment/payment.hpp"
#include "embedded/secret_file.hpp"
#include "events/encode.hpp"

namespace shop::cli {

Result<bool> run_fake_bank(const FakeBankOptions& options, const Clock& clock, std::ostream& out) {
  SHOP_TRY(const std::string line, embedded::read_secret_file("secret-file", options.secret_file));
  SHOP_TRY(const auto secret, application::WebhookSecret::parse(line));
  domain::BankNotice notice;
  notice.notice_id =
      options.notice_id.empty() ? to_string(make_uuid_v7(clock.now())) : options.notice_id;
  notice.account = options.account;
  notice.amount = options.amount;
  notice.content = options.content;
  notice.at = clock.now();
  // Made once: a repeat is the same notice, also in its time.
  const std::string body = events::encode_notice(notice);

  HttpClient client(options.url, "");
  bool all = true;
  for (std::int64_t i = 0; i < options.times; ++i) {
    const std::string id = "msg_" + notice.notice_id;
    const std::string timestamp = std::to_string(clock.now().us / 1'000'000);
    SHOP_TRY(const HttpResponse answer,
             client.send("POST", "/api/v1/bank-notices", body,
                         {"webhook-id: " + id, "webhook-timestamp: " + timestamp,
                          "webhook-signature: " + secret.sign(id, timestamp, body)}));
    out << answer.status << ' ' << answer.body << '\n';
    all = all && answer.success();
  }
  return all;
}

}  // namespace shop::cli

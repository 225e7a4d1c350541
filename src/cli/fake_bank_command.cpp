#include "cli/fake_bank_command.hpp"

#include "embedded/secret_file.hpp"
#include "events/encode.hpp"

namespace shop::cli {

Result<FakeBank> FakeBank::open(const std::string& option, const std::string& secret_file) {
  SHOP_TRY(const std::string line, embedded::read_secret_file(option, secret_file));
  SHOP_TRY(auto secret, application::WebhookSecret::parse(line));
  return FakeBank(std::move(secret));
}

Result<HttpResponse> FakeBank::tell(HttpClient& shop, const domain::BankNotice& notice,
                                    const Clock& clock) const {
  const std::string body = events::encode_notice(notice);
  const std::string id = "msg_" + notice.notice_id;
  const std::string timestamp = std::to_string(clock.now().us / 1'000'000);
  return shop.send("POST", "/api/v1/bank-notices", body,
                   {"webhook-id: " + id, "webhook-timestamp: " + timestamp,
                    "webhook-signature: " + secret_.sign(id, timestamp, body)});
}

Result<bool> run_fake_bank(const FakeBankOptions& options, const Clock& clock, std::ostream& out) {
  SHOP_TRY(const FakeBank bank, FakeBank::open("secret-file", options.secret_file));
  domain::BankNotice notice;
  notice.notice_id =
      options.notice_id.empty() ? to_string(make_uuid_v7(clock.now())) : options.notice_id;
  notice.account = options.account;
  notice.amount = options.amount;
  notice.content = options.content;
  notice.at = clock.now();  // Once: a repeat is the same notice, also in its time.

  HttpClient client(options.url, "");
  bool all = true;
  for (std::int64_t i = 0; i < options.times; ++i) {
    SHOP_TRY(const HttpResponse answer, bank.tell(client, notice, clock));
    out << answer.status << ' ' << answer.body << '\n';
    all = all && answer.success();
  }
  return all;
}

}  // namespace shop::cli

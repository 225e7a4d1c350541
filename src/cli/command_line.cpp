#include "cli/command_line.hpp"

#include <fmt/format.h>
#include <simdjson.h>
#include <sodium.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <iostream>
#include <string_view>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/clock.hpp"
#include "cli/account_commands.hpp"
#include "cli/backup_command.hpp"
#include "cli/consume_command.hpp"
#include "cli/demo_command.hpp"
#include "cli/doctor_command.hpp"
#include "cli/fake_bank_command.hpp"
#include "cli/http_client.hpp"
#include "cli/import_command.hpp"
#include "cli/interrupt.hpp"
#include "cli/rebuild_command.hpp"
#include "embedded/maintenance.hpp"

namespace shop::cli {
namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

/// What a command hands back: its exit code, or why it failed.
using Outcome = Result<int>;

/// Each command as a member that uses what was read for it.
class CommandLine {
 public:
  CommandLine(const Host& host, Settings settings) : host_(host), settings_(std::move(settings)) {}
  Outcome run(CommandName command);

 private:
  Outcome serve();
  Outcome token_create();
  Outcome token_list();
  Outcome token_revoke();
  Outcome user_add();
  Outcome user_list();
  Outcome user_set_active(bool active);
  Outcome user_password();
  Outcome settings_list();
  Outcome settings_set();
  Outcome demo();
  Outcome import_orders();
  Outcome simulate();
  Outcome fake_bank();
  Outcome consume();
  Outcome replay();
  Outcome reconcile();
  Outcome rebuild();
  Outcome backup();
  Outcome restore();
  Outcome doctor();

  Result<std::unique_ptr<embedded::EmbeddedShop>> open_shop(bool create);
  embedded::DataFolder folder() const;
  /// True: a data folder was given; false: a URL. Exactly one of them must be.
  bool from_data_folder() const;
  domain::Role role() const;

  const Host& host_;
  const SystemClock clock_;
  Settings settings_;
};

domain::Role CommandLine::role() const {
  const auto role = domain::parse_role(settings_.role);
  if (!role) throw WrongUsage{"--role must be owner, manager, cashier or barista"};
  return *role;
}

embedded::DataFolder CommandLine::folder() const {
  if (settings_.data.empty()) {
    throw WrongUsage{"--data DIR is required (or DRINKSHOP_DATA, or data in the file)"};
  }
  return {settings_.data};
}

bool CommandLine::from_data_folder() const {
  const bool data = !settings_.data.empty();
  const bool url = !settings_.url.empty();
  if (data != url) return data;
  if (!data || settings_.data_argued == settings_.url_argued) {
    throw WrongUsage{"give either --data DIR or --url URL"};
  }
  return settings_.data_argued;
}

Result<std::unique_ptr<embedded::EmbeddedShop>> CommandLine::open_shop(bool create) {
  return embedded::EmbeddedShop::open(folder(), create, clock_);
}

/// The servers that are named, each with the option that names it.
std::vector<std::pair<std::string, std::string>> named_servers(const ServeOptions& serve) {
  std::vector<std::pair<std::string, std::string>> servers{{"store", serve.store},
                                                           {"kafka", serve.kafka},
                                                           {"registry", serve.registry},
                                                           {"clickhouse", serve.clickhouse},
                                                           {"redis", serve.redis}};
  std::erase_if(servers, [](const auto& server) { return server.second.empty(); });
  return servers;
}

Outcome CommandLine::serve() {
  for (const auto& [option, address] : named_servers(settings_.serve)) {
    // Accepting a part that the program does not have, and leaving it out, would be a lie.
    throw WrongUsage{"--" + option + " is not part of this build"};
  }
  settings_.serve.data = folder().path;
  if (!host_.serve) throw WrongUsage{"this build cannot serve"};
  Result<void> served = host_.serve(settings_.serve);
  if (served) return kDone;
  // A setting that can never work is wrong usage; a port that is taken is not.
  if (served.error().kind == ErrorKind::kInvalidArgument) {
    throw WrongUsage{std::move(served).error().detail};
  }
  return std::move(served).error();
}

Outcome CommandLine::token_create() {
  SHOP_TRY(const auto shop, open_shop(true));
  SHOP_TRY(run_token_create(shop->access(), embedded::local_operator(), role(), settings_.name,
                            std::cout));
  return kDone;
}

Outcome CommandLine::token_list() {
  SHOP_TRY(const auto shop, open_shop(false));
  SHOP_TRY(run_token_list(shop->access(), std::cout));
  return kDone;
}

Outcome CommandLine::token_revoke() {
  SHOP_TRY(const auto shop, open_shop(false));
  SHOP_TRY(run_token_revoke(shop->access(), embedded::local_operator(), settings_.name, std::cout));
  return kDone;
}

Outcome CommandLine::user_list() {
  SHOP_TRY(const auto shop, open_shop(false));
  SHOP_TRY(run_user_list(shop->access(), std::cout));
  return kDone;
}

Outcome CommandLine::user_set_active(bool active) {
  SHOP_TRY(const auto shop, open_shop(false));
  SHOP_TRY(run_user_set_active(shop->access(), embedded::local_operator(), settings_.username,
                               active, std::cout));
  return kDone;
}

Outcome CommandLine::user_password() {
  SHOP_TRY(const auto shop, open_shop(false));
  SHOP_TRY(run_user_password(shop->access(), embedded::local_operator(), settings_.username,
                             std::cin, std::cout));
  return kDone;
}

Outcome CommandLine::settings_list() {
  SHOP_TRY(const auto shop, open_shop(false));
  const auto settings = shop->settings().snapshot();
  for (const auto& definition : domain::setting_definitions()) {
    std::cout << definition.name << '\t' << domain::setting_text(settings->settings, definition)
              << '\n';
  }
  return kDone;
}

Outcome CommandLine::settings_set() {
  SHOP_TRY(const auto shop, open_shop(false));
  if (!simdjson::validate_utf8(settings_.value)) {
    return field_error(settings_.name, "must be text in UTF-8");
  }
  SHOP_TRY(const auto change, domain::parse_setting(settings_.name, settings_.value));
  SHOP_TRY(shop->settings().change(embedded::local_operator(), change));
  std::cout << settings_.name << " is " << settings_.value << " from now on\n";
  return kDone;
}

Outcome CommandLine::user_add() {
  SHOP_TRY(const auto shop, open_shop(true));
  SHOP_TRY(run_user_add(shop->access(), embedded::local_operator(), role(), settings_.username,
                        std::cin, std::cout));
  return kDone;
}

Outcome CommandLine::demo() {
  SHOP_TRY(const auto shop, open_shop(true));
  SHOP_TRY(run_demo(embedded::local_operator(), shop->menu(), shop->stock(), settings_.shop_id,
                    std::cout));
  return kDone;
}

Outcome CommandLine::import_orders() {
  if (!from_data_folder()) {
    const auto target = make_server_target(settings_.url, settings_.token);
    SHOP_TRY(run_import(settings_.file, settings_.shop_id, *target, std::cout, std::cerr));
    return kDone;
  }
  {
    SHOP_TRY(const auto shop, open_shop(true));
    const auto target =
        make_ledger_target(embedded::local_operator(), shop->menu(), shop->orders());
    SHOP_TRY(run_import(settings_.file, settings_.shop_id, *target, std::cout, std::cerr));
  }
  SHOP_TRY(embedded::await_analytics(folder(), clock_));
  return kDone;
}

Outcome CommandLine::simulate() {
  SimulateOptions options = settings_.simulate;
  if (settings_.url.empty()) throw WrongUsage{"--url URL is required (or DRINKSHOP_URL)"};
  options.url = settings_.url;
  options.token = settings_.token;
  options.shop_id = settings_.shop_id;
  options.seed = settings_.seed.value_or(randombytes_random());
  std::cerr << "seed " << options.seed << '\n';
  const Interrupt interrupt;
  SHOP_TRY(const SimulateSummary summary,
           run_simulation(options, std::cerr, [&] { return !interrupt.requested(); }));
  std::cout << encode_summary(summary, options) << '\n';
  return summary.sent > 0 && summary.acknowledged == 0 ? kFailed : kDone;
}

Outcome CommandLine::fake_bank() {
  FakeBankOptions options = settings_.fake_bank;
  if (settings_.url.empty()) throw WrongUsage{"--url URL is required (or DRINKSHOP_URL)"};
  options.url = settings_.url;
  SHOP_TRY(const bool taken, run_fake_bank(options, clock_, std::cout));
  return taken ? kDone : kFailed;
}

Outcome CommandLine::consume() {
  ConsumeRequest request;
  const auto topic = parse_topic_choice(settings_.topic);
  if (!topic) throw WrongUsage{topic.error().detail};
  const auto from = parse_from(settings_.from);
  if (!from) throw WrongUsage{from.error().detail};
  request.topic = topic.value();
  request.from = from.value();
  request.follow = settings_.follow;

  const bool local = from_data_folder();
  const Interrupt interrupt;
  const StillWanted still_wanted = [&] { return !interrupt.requested() && !stdout_closed(); };
  if (local) {
    SHOP_TRY(const auto shop, open_shop(false));
    SHOP_TRY(consume_ledger(shop->reader(), request, std::cout, still_wanted));
  } else {
    HttpClient client(settings_.url, settings_.token);
    SHOP_TRY(consume_server(client, request, std::cout, std::cerr, still_wanted));
  }
  std::cout.clear();  // A reader that went away is a wish to end, not a failure.
  return kDone;
}

Outcome CommandLine::replay() { return run_replay(STDIN_FILENO, stdout, stderr, settings_.replay); }

Outcome CommandLine::reconcile() {
  if (!host_.reconcile) throw WrongUsage{"this build cannot reconcile"};
  SHOP_TRY(const analytics::Reconciliation result, host_.reconcile(folder()));
  print_reconciliation(result, settings_.json, std::cout);
  return result.equal() ? kDone : kFailed;
}

Outcome CommandLine::rebuild() {
  SHOP_TRY(run_rebuild(folder(), clock_, std::cout));
  return kDone;
}

Outcome CommandLine::backup() {
  SHOP_TRY(run_backup(folder(), settings_.file, clock_, std::cout));
  return kDone;
}

Outcome CommandLine::restore() {
  SHOP_TRY(run_restore(settings_.file, folder(), settings_.force, clock_, std::cout));
  SHOP_TRY(embedded::await_analytics(folder(), clock_));
  return kDone;
}

Outcome CommandLine::doctor() {
  DoctorOptions options;
  if (!settings_.data.empty()) options.folder = folder();
  options.url = settings_.url;
  options.quick = settings_.quick;
  for (const auto& [option, text] : named_servers(settings_.serve)) {
    const auto address = parse_address(option, text);
    if (!address) throw WrongUsage{fmt::format("--{}: '{}' names no host", option, text)};
    options.servers.push_back(*address);
  }
  return run_doctor(options, clock_, std::cout) ? kDone : kFailed;
}

Outcome CommandLine::run(CommandName command) {
  switch (command) {
    case CommandName::kServe: return serve();
    case CommandName::kTokenCreate: return token_create();
    case CommandName::kTokenList: return token_list();
    case CommandName::kTokenRevoke: return token_revoke();
    case CommandName::kUserAdd: return user_add();
    case CommandName::kUserList: return user_list();
    case CommandName::kUserActivate: return user_set_active(true);
    case CommandName::kUserDeactivate: return user_set_active(false);
    case CommandName::kUserPassword: return user_password();
    case CommandName::kSettingsList: return settings_list();
    case CommandName::kSettingsSet: return settings_set();
    case CommandName::kDemo: return demo();
    case CommandName::kImportOrders: return import_orders();
    case CommandName::kSimulate: return simulate();
    case CommandName::kFakeBank: return fake_bank();
    case CommandName::kConsume: return consume();
    case CommandName::kReplay: return replay();
    case CommandName::kReconcile: return reconcile();
    case CommandName::kRebuild: return rebuild();
    case CommandName::kBackup: return backup();
    case CommandName::kRestore: return restore();
    case CommandName::kDoctor: return doctor();
  }
  assert_failed("unknown command", __FILE__, __LINE__);
}

int run(int argc, const char* const* argv, const Host& host) {
  auto arguments = read_arguments(argc, argv);
  if (!arguments) return kDone;
  CommandLine command_line(host, std::move(arguments->settings));
  const Outcome outcome = command_line.run(arguments->command);
  if (outcome) return outcome.value();
  std::cerr << "drinkshop: " << outcome.error().detail << '\n';
  return kFailed;
}

}  // namespace

int run_command_line(int argc, const char* const* argv, const Host& host) {
  try {
    const int code = run(argc, argv, host);
    std::cout.flush();
    if (std::cout) return code;
    std::cerr << "drinkshop: cannot write to standard output\n";
    return kFailed;
  } catch (const WrongUsage& wrong) {
    std::cerr << "drinkshop: " << wrong.message << "\nRun with --help for more information.\n";
    return kWrongUsage;
  } catch (const std::exception& error) {
    std::cerr << "drinkshop: " << error.what() << '\n';
    return kFailed;
  }
}

}  // namespace shop::cli

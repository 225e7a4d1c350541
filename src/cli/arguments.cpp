#include "cli/arguments.hpp"

#include <arpa/inet.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/menu.hpp"

namespace shop::cli {
namespace {

bool stands_in(std::string_view option, int argc, const char* const* argv) {
  return std::any_of(argv, argv + argc, [option](std::string_view argument) {
    return argument == option || argument.starts_with(std::string(option) + "=");
  });
}

/// Checks an IPv4 or IPv6 address and gives it the one spelling that peers are known by.
std::string as_the_system_writes_it(std::string& address) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  for (const int family : {AF_INET, AF_INET6}) {
    if (inet_pton(family, address.c_str(), bytes.data()) != 1) continue;
    address = inet_ntop(family, bytes.data(), text.data(), text.size());
    return "";
  }
  return "must be an IP address such as 127.0.0.1, not '" + address + "'";
}

constexpr const char* kConfigVariable = "DRINKSHOP_CONFIG";

/// CLI11 2.1 reads the file before it asks the environment which file, and so reads none.
std::vector<const char*> with_named_config(int argc, const char* const* argv) {
  std::vector<const char*> arguments(argv, argv + argc);
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs yet.
  const char* const file = std::getenv(kConfigVariable);
  if (file != nullptr && *file != '\0' && !stands_in("--config", argc, argv)) {
    arguments.insert(arguments.begin() + 1, {"--config", file});
  }
  return arguments;
}

class Grammar {
 public:
  Grammar();
  std::optional<Arguments> read(int argc, const char* const* argv);

 private:
  /// CLI11 fills in the environment and the file for every command, called or not: so each has
  /// settings of its own, or one command's section would reach into another.
  struct Command {
    CLI::App* app;
    CommandName name;
    Settings settings;

    void data(const std::string& what = "Data folder; a server may be running on it");
    void url();
    void role();
    void username();
    void password();
    void stores();
    void shop(const std::string& what);
  };

  Command& add(CLI::App& parent, const std::string& name, const std::string& what,
               CommandName name_of);
  CLI::App& add_group(const std::string& name, const std::string& what);
  void add_shop_commands();
  void add_account_commands();
  void add_traffic_commands();
  void add_bank_command();
  void add_reading_commands();
  void add_care_commands();

  /// What the configuration file says outside of any section; filled in where nothing else is.
  Settings defaults_;
  CLI::App app_{"Streaming Drink Shop: orders in, live numbers out.", "drinkshop"};
  std::deque<Command> commands_;
};

Grammar::Grammar() {
  app_.set_version_flag("--version", std::string("drinkshop ") + SHOP_VERSION);
  app_.set_config("--config", "", "Configuration file: a [command] section for each command")
      ->envname(kConfigVariable);
  app_.allow_config_extras(CLI::config_extras_mode::error);
  app_.require_subcommand(1);
  app_.footer(
      "'drinkshop COMMAND --help' tells more. Exit codes: 0 done, 1 failed or found "
      "something, 2 wrong usage.");
  // Hidden, so that `data = "…"` at the top of the file holds for every command.
  app_.add_option("--data", defaults_.data)->group("");
  app_.add_option("--url", defaults_.url)->group("");
  app_.add_option("--token", defaults_.token)->group("");
  add_shop_commands();
  add_account_commands();
  add_traffic_commands();
  add_bank_command();
  add_reading_commands();
  add_care_commands();
}

Grammar::Command& Grammar::add(CLI::App& parent, const std::string& name, const std::string& what,
                               CommandName name_of) {
  CLI::App* const app = parent.add_subcommand(name, what);
  return commands_.emplace_back(Command{app, name_of, {}});
}

CLI::App& Grammar::add_group(const std::string& name, const std::string& what) {
  CLI::App* const group = app_.add_subcommand(name, what);
  group->require_subcommand(1);
  return *group;
}

void Grammar::Command::data(const std::string& what) {
  app->add_option("--data", settings.data, what)->type_name("DIR")->envname("DRINKSHOP_DATA");
}

void Grammar::Command::url() {
  app->add_option("--url", settings.url, "A running shop, such as http://127.0.0.1:8080")
      ->type_name("URL")
      ->envname("DRINKSHOP_URL");
  app->add_option("--token", settings.token, "API token for it")
      ->type_name("TOKEN")
      ->envname("DRINKSHOP_TOKEN");
}

void Grammar::Command::role() {
  app->add_option("--role", settings.role, "owner, manager, cashier or barista")
      ->required()
      ->type_name("ROLE")
      ->check(CLI::IsMember({"owner", "manager", "cashier", "barista"}));
}

void Grammar::Command::username() {
  app->add_option("--username", settings.username, "1 to 64 of A-Z a-z 0-9 _ -")->required();
}

void Grammar::Command::password() {
  app->add_flag("--password-stdin", settings.password_stdin,
                "Read the password from standard input")
      ->required();
}

void Grammar::Command::shop(const std::string& what) {
  app->add_option("--shop", settings.shop_id, what)
      ->capture_default_str()
      ->check(CLI::Validator(
          [](std::string& text) {
            return domain::is_slug(text) ? "" : "must be 1 to 64 of A-Z a-z 0-9 _ -";
          },
          "SLUG"));
}

void Grammar::Command::stores() {
  ServeOptions& serve = settings.serve;
  const auto add = [this](const char* flag, std::string& value, const char* type, const char* env,
                          const char* what) {
    app->add_option(flag, value, what)->type_name(type)->envname(env);
  };
  add("--store", serve.store, "postgres://…", "DRINKSHOP_STORE", "Ledger on PostgreSQL");
  add("--kafka", serve.kafka, "HOST:PORT,…", "DRINKSHOP_KAFKA", "Events to Kafka");
  add("--registry", serve.registry, "URL", "DRINKSHOP_REGISTRY", "Schema registry");
  add("--clickhouse", serve.clickhouse, "URL", "DRINKSHOP_CLICKHOUSE", "Analytics in ClickHouse");
  add("--redis", serve.redis, "URL", "DRINKSHOP_REDIS", "Sessions and stock check in Redis");
}

void Grammar::add_shop_commands() {
  Command& serve = add(app_, "serve", "Run the shop: API, engine, web app", CommandName::kServe);
  serve.data("Data folder; made when it is missing");
  serve.app->add_option("--listen", serve.settings.serve.listen, "Address and port")
      ->type_name("HOST:PORT")
      ->envname("DRINKSHOP_LISTEN")
      ->capture_default_str();
  serve.app
      ->add_flag("--secure-cookies", serve.settings.serve.secure_cookies,
                 "TLS ends in front of the shop")
      ->envname("DRINKSHOP_SECURE_COOKIES");
  serve.app
      ->add_option("--trusted-proxy", serve.settings.serve.trusted_proxies,
                   "Address of a proxy whose X-Forwarded-For is believed; may be repeated")
      ->type_name("ADDRESS")
      ->envname("DRINKSHOP_TRUSTED_PROXY")
      ->check(CLI::Validator(as_the_system_writes_it, "IP"));
  serve.app
      ->add_option("--metrics-token-file", serve.settings.serve.metrics_token_file,
                   "File whose first line is the bearer token that /metrics then wants")
      ->type_name("FILE")
      ->envname("DRINKSHOP_METRICS_TOKEN_FILE");
  serve.app
      ->add_option("--bank-secret-file", serve.settings.serve.bank_secret_file,
                   "File whose first line is the secret that bank notices are signed with")
      ->type_name("FILE")
      ->envname("DRINKSHOP_BANK_SECRET_FILE");
  serve.stores();

  Command& demo = add(app_, "demo", "Add a demo menu with recipes and stock", CommandName::kDemo);
  demo.data("Data folder; made when it is missing");
  demo.shop("Whose stock");
}

void Grammar::add_account_commands() {
  CLI::App& tokens = add_group("token", "API tokens");
  Command& token = add(tokens, "create", "Print a new API token", CommandName::kTokenCreate);
  token.data();
  token.role();
  token.app->add_option("--name", token.settings.name, "Who or what uses it")->required();

  Command& list =
      add(tokens, "list", "List the API tokens: id, role, name", CommandName::kTokenList);
  list.data();
  Command& revoke =
      add(tokens, "revoke", "End an API token; a running server refuses it within a second",
          CommandName::kTokenRevoke);
  revoke.data();
  revoke.app->add_option("TOKEN", revoke.settings.name, "Its id, or its name when no other has it")
      ->required();

  CLI::App& users = add_group("user", "Logins");
  Command& user = add(users, "add", "Add a login", CommandName::kUserAdd);
  user.data();
  user.role();
  user.username();
  user.password();

  Command& list_users =
      add(users, "list", "List the logins: name, role, state", CommandName::kUserList);
  list_users.data();
  const auto add_change = [&](const char* name, const char* what, CommandName command) -> Command& {
    Command& change = add(users, name, what, command);
    change.data();
    change.username();
    return change;
  };
  add_change("deactivate", "Keep a user out and end their sessions", CommandName::kUserDeactivate);
  add_change("activate", "Let a user in again", CommandName::kUserActivate);
  add_change("password", "Set a new password and end the user's sessions",
             CommandName::kUserPassword)
      .password();

  CLI::App& settings = add_group("settings", "When the shop's day begins, where customers pay");
  add(settings, "list", "List the settings: name, value", CommandName::kSettingsList).data();
  Command& set =
      add(settings, "set",
          "Change a setting; a running server follows bank_… at once, others at its next start",
          CommandName::kSettingsSet);
  set.data();
  set.app
      ->add_option("NAME", set.settings.name,
                   "cut_off_hour (0 to 23), time_zone, bank_bin, "
                   "bank_account or bank_account_name")
      ->required();
  set.app->add_option("VALUE", set.settings.value, "Such as 5, Asia/Bangkok, 970436")->required();
}

void Grammar::add_traffic_commands() {
  CLI::App& imports = add_group("import", "Take over history");
  Command& orders = add(imports, "orders",
                        "Import sales from a CSV file with the columns order_ref, sold_at, item, "
                        "quantity, unit_price",
                        CommandName::kImportOrders);
  orders.app->add_option("FILE", orders.settings.file, "The CSV file")->required();
  orders.data("Data folder; made when it is missing");
  orders.url();
  orders.shop("Which shop sold it");

  Command& simulate =
      add(app_, "simulate", "Send simulated customers to a running shop", CommandName::kSimulate);
  simulate.url();
  simulate.shop("Where they order");
  SimulateOptions& wish = simulate.settings.simulate;
  CLI::App& app = *simulate.app;
  const auto share = CLI::Range(0.0, 1.0);
  app.add_option("--rate", wish.rate, "Orders per second")
      ->required()
      ->check(CLI::Range(0.001, 100'000.0));
  app.add_option("--seconds", wish.seconds, "How long; 0: until interrupted")
      ->required()
      ->check(CLI::Range(0.0, 1e9));
  app.add_option("--late", wish.late, "Share of offline sales handed in late")->check(share);
  app.add_option("--duplicates", wish.duplicates, "Share of orders sent twice")->check(share);
  app.add_option("--seed", simulate.settings.seed, "Repeats the same customers");
  app.add_option("--connections", wish.connections, "By the rate when left out")
      ->check(CLI::Range(1, 1024));
  app.add_option("--bank-secret-file", wish.bank_secret_file,
                 "What the server was given: then VietQR customers pay by signed notices")
      ->type_name("FILE")
      ->envname("DRINKSHOP_BANK_SECRET_FILE");
  app.add_flag("--orders-only", wish.orders_only, "No visits, no barista, no refunds");
}

void Grammar::add_bank_command() {
  Command& bank = add(app_, "fake-bank", "Tell a running shop of a transfer, signed as by a bank",
                      CommandName::kFakeBank);
  FakeBankOptions& wish = bank.settings.fake_bank;
  CLI::App& app = *bank.app;
  app.add_option("--url", bank.settings.url, "A running shop, such as http://127.0.0.1:8080")
      ->type_name("URL")
      ->envname("DRINKSHOP_URL");
  app.add_option("--secret-file", wish.secret_file, "What serve --bank-secret-file was given")
      ->required()
      ->type_name("FILE");
  app.add_option("--content", wish.content, "The transfer's text, with an order's code")
      ->required();
  app.add_option("--amount", wish.amount, "Dong")->required();
  app.add_option("--account", wish.account, "Where it came in")->capture_default_str();
  app.add_option("--times", wish.times, "How often the same notice is sent")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  app.add_option("--notice-id", wish.notice_id, "A new one when left out");
}

void Grammar::add_reading_commands() {
  Command& consume = add(app_, "consume", "Print events as JSON lines", CommandName::kConsume);
  consume.app->add_option("TOPIC", consume.settings.topic, "A topic, or all")->required();
  consume.data();
  consume.url();
  consume.app->add_option("--from", consume.settings.from, "earliest, latest or a position")
      ->capture_default_str();
  consume.app->add_flag("--follow", consume.settings.follow, "Wait for new events");

  Command& replay = add(app_, "replay", "The stream engine as a filter: JSON lines in, results out",
                        CommandName::kReplay);
  replay.app->add_flag("--flush", replay.settings.replay.flush,
                       "Close all windows at the end of the input");
}

void Grammar::add_care_commands() {
  Command& reconcile = add(app_, "reconcile", "Compare ledger and analytics minute by minute",
                           CommandName::kReconcile);
  reconcile.data();
  reconcile.app->add_flag("--json", reconcile.settings.json, "Print one JSON object");

  Command& rebuild =
      add(app_, "rebuild", "Make the analytics again from the log", CommandName::kRebuild);
  rebuild.data("Data folder; no server may be running on it");

  Command& backup =
      add(app_, "backup", "Write a consistent copy into one file", CommandName::kBackup);
  backup.data();
  backup.app->add_option("FILE", backup.settings.file, "Must not exist yet")->required();

  Command& restore =
      add(app_, "restore", "Make a data folder from a backup", CommandName::kRestore);
  restore.app->add_option("FILE", restore.settings.file, "The backup")->required();
  restore.data("Data folder; empty or missing");
  restore.app->add_flag("--force", restore.settings.force, "Move what is in the folder aside");

  Command& doctor = add(app_, "doctor", "Check the machine, the data folder and the servers",
                        CommandName::kDoctor);
  doctor.data();
  doctor.url();
  doctor.stores();
  doctor.app->add_flag("--quick", doctor.settings.quick, "Do not read the whole ledger");
}

std::optional<Arguments> Grammar::read(int argc, const char* const* argv) {
  try {
    const std::vector<const char*> arguments = with_named_config(argc, argv);
    app_.parse(static_cast<int>(arguments.size()), arguments.data());
  } catch (const CLI::Success& asked) {  // Help or version.
    app_.exit(asked, std::cout, std::cerr);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    // CLI11 only says that a command is missing when it did not know the one that was given.
    const std::vector<std::string> unknown = app_.remaining();
    if (error.get_name() == "RequiredError" && !unknown.empty()) {
      throw WrongUsage{"there is no command '" + unknown.front() + "'"};
    }
    throw WrongUsage{error.what()};
  }
  for (Command& command : commands_) {
    if (!command.app->parsed()) continue;
    Settings& settings = command.settings;
    if (settings.data.empty() && settings.url.empty()) {
      settings.data = defaults_.data;
      settings.url = defaults_.url;
    }
    if (settings.token.empty()) settings.token = defaults_.token;
    settings.data_argued = stands_in("--data", argc, argv);
    settings.url_argued = stands_in("--url", argc, argv);
    return Arguments{command.name, std::move(settings)};
  }
  throw WrongUsage{"a command is required"};
}

}  // namespace

std::optional<Arguments> read_arguments(int argc, const char* const* argv) {
  return Grammar().read(argc, argv);
}

}  // namespace shop::cli

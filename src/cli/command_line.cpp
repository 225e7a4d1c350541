#include "cli/command_line.hpp"

#include <sodium.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "cli/account_commands.hpp"
#include "cli/backup_command.hpp"
#include "cli/consume_command.hpp"
#include "cli/demo_command.hpp"
#include "cli/doctor_command.hpp"
#include "cli/http_client.hpp"
#include "cli/import_command.hpp"
#include "cli/interrupt.hpp"
#include "cli/rebuild_command.hpp"
#include "cli/replay.hpp"
#include "cli/simulate_command.hpp"
#include "server/maintenance.hpp"

namespace shop::cli {
namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

/// Arguments that CLI11 alone cannot judge; ends with kWrongUsage.
struct WrongUsage {
  std::string message;
};

/// What a command hands back: its exit code, or why it failed.
using Outcome = Result<int>;

/// Everything that can be given on the command line, in the environment or in the file.
struct Settings {
  std::string data, url, token, shop_id = "main";
  std::string role, name, username, file, topic, from = "earliest";
  bool follow = false, force = false, json = false, quick = false, password_stdin = false;
  ServeOptions serve;
  SimulateOptions simulate;
  std::optional<std::uint64_t> seed;
  ReplayOptions replay;
};

class CommandLine {
 public:
  explicit CommandLine(const Host& host);
  int run(int argc, const char* const* argv);

 private:
  CLI::App* command(CLI::App& parent, const std::string& name, const std::string& what,
                    Outcome (CommandLine::*action)());
  void add_shop_commands();
  void add_traffic_commands();
  void add_care_commands();

  void data_option(CLI::App* app, const std::string& what);
  void url_options(CLI::App* app);
  void role_option(CLI::App* app);
  void store_options(CLI::App* app);

  Outcome serve();
  Outcome token_create();
  Outcome user_add();
  Outcome demo();
  Outcome import_orders();
  Outcome simulate();
  Outcome consume();
  Outcome replay();
  Outcome reconcile();
  Outcome rebuild();
  Outcome backup();
  Outcome restore();
  Outcome doctor();

  Result<std::unique_ptr<server::EmbeddedShop>> open_shop(bool create);
  server::DataFolder folder() const;
  /// True: a data folder was given; false: a URL. Exactly one of them must be.
  bool from_data_folder() const;
  domain::Role role() const { return domain::parse_role(settings_.role).value(); }

  const Host& host_;
  const SystemClock clock_;
  Settings settings_;
  /// What the configuration file says outside of any section; filled in where nothing else is.
  Settings defaults_;
  CLI::App app_{"Streaming Drink Shop: orders in, live numbers out.", "drinkshop"};
  std::vector<std::pair<CLI::App*, Outcome (CommandLine::*)()>> commands_;
};

CommandLine::CommandLine(const Host& host) : host_(host) {
  app_.set_version_flag("--version", std::string("drinkshop ") + SHOP_VERSION);
  app_.set_config("--config", "", "Configuration file: a [command] section for each command")
      ->envname("DRINKSHOP_CONFIG");
  app_.require_subcommand(1);
  app_.footer(
      "'drinkshop COMMAND --help' tells more. Exit codes: 0 done, 1 failed or found "
      "something, 2 wrong usage.");
  // Hidden, so that `data = "…"` at the top of the file holds for every command.
  app_.add_option("--data", defaults_.data)->group("");
  app_.add_option("--url", defaults_.url)->group("");
  app_.add_option("--token", defaults_.token)->group("");
  add_shop_commands();
  add_traffic_commands();
  add_care_commands();
}

CLI::App* CommandLine::command(CLI::App& parent, const std::string& name, const std::string& what,
                               Outcome (CommandLine::*action)()) {
  CLI::App* const app = parent.add_subcommand(name, what);
  app->option_defaults()->take_last();
  if (action != nullptr) commands_.emplace_back(app, action);
  return app;
}

void CommandLine::data_option(CLI::App* app, const std::string& what) {
  app->add_option("--data", settings_.data, what)->type_name("DIR")->envname("DRINKSHOP_DATA");
}

void CommandLine::url_options(CLI::App* app) {
  app->add_option("--url", settings_.url, "A running shop, such as http://127.0.0.1:8080")
      ->type_name("URL")
      ->envname("DRINKSHOP_URL");
  app->add_option("--token", settings_.token, "API token for it")
      ->type_name("TOKEN")
      ->envname("DRINKSHOP_TOKEN");
}

void CommandLine::role_option(CLI::App* app) {
  app->add_option("--role", settings_.role, "owner, manager, cashier or barista")
      ->required()
      ->type_name("ROLE")
      ->check(CLI::IsMember({"owner", "manager", "cashier", "barista"}));
}

void CommandLine::store_options(CLI::App* app) {
  ServeOptions& serve = settings_.serve;
  const auto add = [app](const char* flag, std::string& value, const char* type, const char* env,
                         const char* what) {
    app->add_option(flag, value, what)->type_name(type)->envname(env);
  };
  add("--store", serve.store, "postgres://…", "DRINKSHOP_STORE", "Ledger on PostgreSQL");
  add("--kafka", serve.kafka, "HOST:PORT,…", "DRINKSHOP_KAFKA", "Events to Kafka");
  add("--registry", serve.registry, "URL", "DRINKSHOP_REGISTRY", "Schema registry");
  add("--clickhouse", serve.clickhouse, "URL", "DRINKSHOP_CLICKHOUSE", "Analytics in ClickHouse");
  add("--redis", serve.redis, "URL", "DRINKSHOP_REDIS", "Sessions and stock check in Redis");
}

void CommandLine::add_shop_commands() {
  CLI::App* app =
      command(app_, "serve", "Run the shop: API, engine, dashboard", &CommandLine::serve);
  data_option(app, "Data folder; made when it is missing");
  app->add_option("--listen", settings_.serve.listen, "Address and port")
      ->type_name("HOST:PORT")
      ->envname("DRINKSHOP_LISTEN")
      ->capture_default_str();
  app->add_flag("--secure-cookies", settings_.serve.secure_cookies, "TLS ends in front of the shop")
      ->envname("DRINKSHOP_SECURE_COOKIES");
  store_options(app);

  CLI::App* token = command(app_, "token", "API tokens", nullptr);
  token->require_subcommand(1);
  app = command(*token, "create", "Print a new API token", &CommandLine::token_create);
  data_option(app, "Data folder; a server may be running on it");
  role_option(app);
  app->add_option("--name", settings_.name, "Who or what uses it")->required();

  CLI::App* user = command(app_, "user", "Logins", nullptr);
  user->require_subcommand(1);
  app = command(*user, "add", "Add a login", &CommandLine::user_add);
  data_option(app, "Data folder; a server may be running on it");
  role_option(app);
  app->add_option("--username", settings_.username, "1 to 64 of A-Z a-z 0-9 _ -")->required();
  app->add_flag("--password-stdin", settings_.password_stdin,
                "Read the password from standard input")
      ->required();

  app = command(app_, "demo", "Add a demo menu with recipes and stock", &CommandLine::demo);
  data_option(app, "Data folder; made when it is missing");
  app->add_option("--shop", settings_.shop_id, "Whose stock")->capture_default_str();
}

void CommandLine::add_traffic_commands() {
  CLI::App* import = command(app_, "import", "Take over history", nullptr);
  import->require_subcommand(1);
  CLI::App* app = command(*import, "orders",
                          "Import sales from a CSV file with the columns "
                          "order_ref, sold_at, item, quantity, unit_price",
                          &CommandLine::import_orders);
  app->add_option("FILE", settings_.file, "The CSV file")->required();
  data_option(app, "Data folder; made when it is missing");
  url_options(app);
  app->add_option("--shop", settings_.shop_id, "Which shop sold it")->capture_default_str();

  app = command(app_, "simulate", "Send simulated customers to a running shop",
                &CommandLine::simulate);
  url_options(app);
  SimulateOptions& simulate = settings_.simulate;
  const auto share = CLI::Range(0.0, 1.0);
  app->add_option("--rate", simulate.rate, "Orders per second")
      ->required()
      ->check(CLI::Range(0.001, 100'000.0));
  app->add_option("--seconds", simulate.seconds, "How long; 0: until interrupted")
      ->required()
      ->check(CLI::Range(0.0, 1e9));
  app->add_option("--late", simulate.late, "Share of offline sales handed in late")->check(share);
  app->add_option("--duplicates", simulate.duplicates, "Share of orders sent twice")->check(share);
  app->add_option("--seed", settings_.seed, "Repeats the same customers");
  app->add_option("--connections", simulate.connections, "By the rate when left out")
      ->check(CLI::Range(1, 1024));
  app->add_option("--shop", settings_.shop_id, "Where they order")->capture_default_str();
  app->add_flag("--orders-only", simulate.orders_only, "No visits, no barista, no refunds");

  app = command(app_, "consume", "Print events as JSON lines", &CommandLine::consume);
  app->add_option("TOPIC", settings_.topic, "A topic, or all")->required();
  data_option(app, "Data folder; a server may be running on it");
  url_options(app);
  app->add_option("--from", settings_.from, "earliest, latest or a position")
      ->capture_default_str();
  app->add_flag("--follow", settings_.follow, "Wait for new events");

  app = command(app_, "replay", "The stream engine as a filter: JSON lines in, results out",
                &CommandLine::replay);
  app->add_flag("--flush", settings_.replay.flush, "Close all windows at the end of the input");
}

void CommandLine::add_care_commands() {
  CLI::App* app = command(app_, "reconcile", "Compare ledger and analytics minute by minute",
                          &CommandLine::reconcile);
  data_option(app, "Data folder; a server may be running on it");
  app->add_flag("--json", settings_.json, "Print one JSON object");

  app = command(app_, "rebuild", "Make the analytics again from the log", &CommandLine::rebuild);
  data_option(app, "Data folder; no server may be running on it");

  app = command(app_, "backup", "Write a consistent copy into one file", &CommandLine::backup);
  data_option(app, "Data folder; a server may be running on it");
  app->add_option("FILE", settings_.file, "Must not exist yet")->required();

  app = command(app_, "restore", "Make a data folder from a backup", &CommandLine::restore);
  app->add_option("FILE", settings_.file, "The backup")->required();
  data_option(app, "Data folder; empty or missing");
  app->add_flag("--force", settings_.force, "Move what is in the folder aside");

  app = command(app_, "doctor", "Check the machine, the data folder and the servers",
                &CommandLine::doctor);
  data_option(app, "Data folder; a server may be running on it");
  url_options(app);
  store_options(app);
  app->add_flag("--quick", settings_.quick, "Do not read the whole ledger");
}

server::DataFolder CommandLine::folder() const {
  if (settings_.data.empty()) {
    throw WrongUsage{"--data DIR is required (or DRINKSHOP_DATA, or data in the file)"};
  }
  return {settings_.data};
}

bool CommandLine::from_data_folder() const {
  if (settings_.data.empty() == settings_.url.empty()) {
    throw WrongUsage{"give either --data DIR or --url URL"};
  }
  return !settings_.data.empty();
}

Result<std::unique_ptr<server::EmbeddedShop>> CommandLine::open_shop(bool create) {
  return server::EmbeddedShop::open(folder(), create, clock_);
}

/// Parts that the program does not have yet must not be accepted and left out in silence.
void refuse_absent_parts(const ServeOptions& serve) {
  for (const auto& [flag, value] : {std::pair{"--store", serve.store},
                                    {"--kafka", serve.kafka},
                                    {"--registry", serve.registry},
                                    {"--clickhouse", serve.clickhouse},
                                    {"--redis", serve.redis}}) {
    if (!value.empty()) throw WrongUsage{std::string(flag) + " is not part of this build"};
  }
}

Outcome CommandLine::serve() {
  refuse_absent_parts(settings_.serve);
  settings_.serve.data = folder().path;
  if (!host_.serve) throw WrongUsage{"this build cannot serve"};
  SHOP_TRY(host_.serve(settings_.serve));
  return kDone;
}

Outcome CommandLine::token_create() {
  SHOP_TRY(const auto shop, open_shop(true));
  SHOP_TRY(run_token_create(shop->access(), server::local_operator(), role(), settings_.name,
                            std::cout));
  return kDone;
}

Outcome CommandLine::user_add() {
  SHOP_TRY(const auto shop, open_shop(true));
  SHOP_TRY(run_user_add(shop->access(), server::local_operator(), role(), settings_.username,
                        std::cin, std::cout));
  return kDone;
}

Outcome CommandLine::demo() {
  SHOP_TRY(const auto shop, open_shop(true));
  SHOP_TRY(run_demo(server::local_operator(), shop->menu(), shop->stock(), settings_.shop_id,
                    std::cout));
  return kDone;
}

Outcome CommandLine::import_orders() {
  if (!domain::is_slug(settings_.shop_id)) {
    throw WrongUsage{"--shop must be 1 to 64 of A-Z a-z 0-9 _ -"};
  }
  if (!from_data_folder()) {
    const auto target = make_server_target(settings_.url, settings_.token);
    SHOP_TRY(run_import(settings_.file, settings_.shop_id, *target, std::cout, std::cerr));
    return kDone;
  }
  {
    SHOP_TRY(const auto shop, open_shop(true));
    const auto target = make_ledger_target(server::local_operator(), shop->menu(), shop->orders());
    SHOP_TRY(run_import(settings_.file, settings_.shop_id, *target, std::cout, std::cerr));
  }
  SHOP_TRY(server::await_analytics(folder(), clock_));
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
  SHOP_TRY(server::await_analytics(folder(), clock_));
  return kDone;
}

Outcome CommandLine::doctor() {
  DoctorOptions options;
  if (!settings_.data.empty()) options.folder = folder();
  options.url = settings_.url;
  options.quick = settings_.quick;
  const ServeOptions& serve = settings_.serve;
  for (const auto& [what, text] : {std::pair{"postgres", serve.store},
                                   {"kafka", serve.kafka},
                                   {"registry", serve.registry},
                                   {"clickhouse", serve.clickhouse},
                                   {"redis", serve.redis}}) {
    if (text.empty()) continue;
    const auto address = parse_address(what, text);
    if (!address) throw WrongUsage{std::string(what) + ": '" + text + "' names no host"};
    options.servers.push_back(*address);
  }
  return run_doctor(options, clock_, std::cout) ? kDone : kFailed;
}

int CommandLine::run(int argc, const char* const* argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app_.exit(error, std::cout, std::cerr) == 0 ? kDone : kWrongUsage;
  }
  if (settings_.data.empty() && settings_.url.empty()) {
    settings_.data = defaults_.data;
    settings_.url = defaults_.url;
  }
  if (settings_.token.empty()) settings_.token = defaults_.token;
  for (const auto& [app, action] : commands_) {
    if (!app->parsed()) continue;
    const Outcome outcome = (this->*action)();
    if (outcome) return outcome.value();
    std::cerr << "drinkshop: " << outcome.error().detail << '\n';
    return kFailed;
  }
  return kWrongUsage;
}

}  // namespace

int run_command_line(int argc, const char* const* argv, const Host& host) {
  try {
    CommandLine command_line(host);
    const int code = command_line.run(argc, argv);
    std::cout.flush();
    if (!std::cout) {
      std::cerr << "drinkshop: cannot write to standard output\n";
      return kFailed;
    }
    return code;
  } catch (const WrongUsage& wrong) {
    std::cerr << "drinkshop: " << wrong.message << "\nRun with --help for more information.\n";
    return kWrongUsage;
  } catch (const std::exception& error) {
    std::cerr << "drinkshop: " << error.what() << '\n';
    return kFailed;
  }
}

}  // namespace shop::cli

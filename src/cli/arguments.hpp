#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/fake_bank_command.hpp"
#include "cli/replay.hpp"
#include "cli/simulate_command.hpp"

namespace shop::cli {

/// What `serve` was asked for. Empty addresses mean the embedded part.
struct ServeOptions {
  std::string data;
  std::string listen = "127.0.0.1:8080";
  bool secure_cookies = false;               ///< TLS ends in front of the shop.
  std::vector<std::string> trusted_proxies;  ///< IP addresses, as the system writes them.
  std::string metrics_token_file;            ///< Its first line is the token; empty: no token.
  std::string bank_secret_file;              ///< Its first line; empty: no bank notices.
  std::string store;                         ///< postgres://…
  std::string kafka;                         ///< HOST:PORT,…
  std::string registry;                      ///< URL of the schema registry.
  std::string clickhouse;                    ///< URL.
  std::string redis;                         ///< URL.
};

enum class CommandName : std::uint8_t {
  kServe,
  kTokenCreate,
  kTokenList,
  kTokenRevoke,
  kUserAdd,
  kUserList,
  kUserActivate,
  kUserDeactivate,
  kUserPassword,
  kSettingsList,
  kSettingsSet,
  kDemo,
  kImportOrders,
  kSimulate,
  kFakeBank,
  kConsume,
  kReplay,
  kReconcile,
  kRebuild,
  kBackup,
  kRestore,
  kDoctor,
};

/// Everything that can be given on the command line, in the environment or in the file.
struct Settings {
  std::string data, url, token, shop_id = "main";
  /// Stood among the arguments themselves, so it wins over the other from elsewhere.
  bool data_argued = false, url_argued = false;
  std::string role, name, value, username, file, topic, from = "earliest";
  bool follow = false, force = false, json = false, quick = false, password_stdin = false;
  ServeOptions serve;
  SimulateOptions simulate;
  FakeBankOptions fake_bank;
  std::optional<std::uint64_t> seed;
  ReplayOptions replay;
};

/// Arguments that make no sense, with one sentence about them: exit code 2. Thrown, and caught in
/// run_command_line().
struct WrongUsage {
  std::string message;
};

struct Arguments {
  CommandName command = CommandName::kServe;
  Settings settings;
};

/// Reads arguments, the DRINKSHOP_… environment and the configuration file, in this order of
/// strength. nullopt when help or the version was asked for and has been printed.
std::optional<Arguments> read_arguments(int argc, const char* const* argv);

}  // namespace shop::cli

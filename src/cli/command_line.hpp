#pragma once

#include <functional>
#include <string>

#include "base/result.hpp"
#include "cli/reconcile_command.hpp"
#include "server/embedded_shop.hpp"

namespace shop::cli {

/// What `serve` was asked for. Empty addresses mean the embedded part.
struct ServeOptions {
  std::string data;
  std::string listen = "127.0.0.1:8080";
  bool secure_cookies = false;  ///< TLS ends in front of the shop.
  std::string store;            ///< postgres://…
  std::string kafka;            ///< HOST:PORT,…
  std::string registry;         ///< URL of the schema registry.
  std::string clickhouse;       ///< URL.
  std::string redis;            ///< URL.
};

/// The commands that need more than a data folder or a URL; lent by whoever builds the program. An
/// absent one is refused by name.
struct Host {
  /// Runs until it is told to end.
  std::function<Result<void>(const ServeOptions&)> serve;
  /// Compares ledger and analytics after the engine has caught up.
  std::function<Result<analytics::Reconciliation>(const server::DataFolder&)> reconcile;
};

/// The whole program: reads the arguments, the DRINKSHOP_… environment and a configuration file,
/// runs one command and returns its exit code: 0 done, 1 failed or found something, 2 wrong usage.
/// Results go to standard output, talk to standard error.
int run_command_line(int argc, const char* const* argv, const Host& host);

}  // namespace shop::cli

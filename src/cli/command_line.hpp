#pragma once

#include <functional>
#include <string>

#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "cli/reconcile_command.hpp"
#include "embedded/embedded_shop.hpp"

namespace shop::cli {

/// The commands that need more than a data folder or a URL; lent by whoever builds the program. An
/// absent one is refused by name.
struct Host {
  /// Runs until it is told to end.
  std::function<Result<void>(const ServeOptions&)> serve;
  /// Compares ledger and analytics after the engine has caught up.
  std::function<Result<analytics::Reconciliation>(const embedded::DataFolder&)> reconcile;
};

/// The whole program: reads the arguments, the DRINKSHOP_… environment and a configuration file,
/// runs one command and returns its exit code: 0 done, 1 failed or found something, 2 wrong usage.
/// Results go to standard output, talk to standard error.
int run_command_line(int argc, const char* const* argv, const Host& host);

}  // namespace shop::cli

#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "embedded/embedded_shop.hpp"

namespace shop::cli {

enum class Health : std::uint8_t { kOk, kWarn, kFail };

/// One line of the doctor's report.
struct Finding {
  Health health = Health::kOk;
  std::string what;    ///< What was looked at.
  std::string found;   ///< What was seen.
  std::string advice;  ///< What to do; empty when all is well.
};

/// A server that the settings name, and where.
struct ServerAddress {
  std::string what;  ///< postgres, kafka, …
  std::string host;
  std::string port;
};

/// Cuts `scheme://user:password@host:port/path` or `host:port`; absent when there is no host.
std::optional<ServerAddress> parse_address(const std::string& what, const std::string& text);

struct DoctorOptions {
  std::optional<embedded::DataFolder> folder;
  std::string url;                     ///< A running shop's; empty: none.
  std::vector<ServerAddress> servers;  ///< Those that are only asked for a connection.
  bool quick = false;                  ///< Leave out what reads the whole ledger.
};

std::vector<Finding> examine_machine(const std::string& folder, const Clock& clock);
/// Reads only, so it may run beside a server.
std::vector<Finding> examine_data(const embedded::DataFolder& folder, bool quick,
                                  const Clock& clock);
std::vector<Finding> examine_shop(const std::string& url);
Finding examine_server(const ServerAddress& server);

/// Prints a line for everything that was examined; true when nothing FAILed.
bool run_doctor(const DoctorOptions& options, const Clock& clock, std::ostream& out);

}  // namespace shop::cli

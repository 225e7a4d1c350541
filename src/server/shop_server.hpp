#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace shop::server {

struct ServeSettings {
  std::string data_dir;
  std::string listen = "127.0.0.1:8080";     ///< ADDRESS:PORT, [ADDRESS]:PORT for IPv6.
  bool secure_cookies = false;               ///< TLS ends in front of the shop.
  std::vector<std::string> trusted_proxies;  ///< Whose X-Forwarded-For is believed.
  std::string metrics_token_file;  ///< Its first line is what /metrics wants; empty: no token.
  std::string bank_secret_file;    ///< Its first line is what bank notices are signed with; empty:
                                   ///< the shop takes none.
};

/// The whole shop on one machine: opens the data folder, runs the stream engine and the HTTP
/// server, and returns after SIGINT or SIGTERM, when everything that was acknowledged is stored.
/// Talks on stderr: where the shop is, and once how to claim the owner account. Call it from the
/// main thread before any other thread exists, since it blocks the two signals for all of them.
Result<void> serve(const ServeSettings& settings, const Clock& clock);

}  // namespace shop::server

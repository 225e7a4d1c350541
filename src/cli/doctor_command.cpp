#include "cli/doctor_command.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "cli/http_client.hpp"

namespace shop::cli {
namespace {

constexpr int kConnectTimeoutMs = 3000;

Finding ask(HttpClient& client, const std::string& path, const std::string& advice) {
  const auto response = client.send("GET", path, "");
  if (!response) return {Health::kFail, "shop " + path, response.error().detail, advice};
  if (!response.value().success()) {
    return {Health::kFail, "shop " + path, error_of(response.value()).detail, advice};
  }
  return {Health::kOk, "shop " + path, fmt::format("answers {}", response.value().status), ""};
}

/// True when the peer takes a connection in time.
bool connects(const addrinfo& to) {
  const int fd = ::socket(to.ai_family, to.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  bool connected = ::connect(fd, to.ai_addr, to.ai_addrlen) == 0;
  pollfd ready{fd, POLLOUT, 0};
  if (!connected && errno == EINPROGRESS && ::poll(&ready, 1, kConnectTimeoutMs) == 1) {
    int failed = 0;
    socklen_t size = sizeof failed;
    ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &failed, &size);
    connected = failed == 0;
  }
  ::close(fd);
  return connected;
}

std::string default_port(std::string_view scheme) {
  if (scheme == "https") return "443";
  if (scheme == "postgres" || scheme == "postgresql") return "5432";
  if (scheme == "redis") return "6379";
  return "80";
}

const char* label(Health health) {
  switch (health) {
    case Health::kOk: return "OK  ";
    case Health::kWarn: return "WARN";
    case Health::kFail: return "FAIL";
  }
  return "";
}

}  // namespace

std::optional<ServerAddress> parse_address(const std::string& what, const std::string& text) {
  std::string_view rest = text;
  std::string_view scheme;
  if (const auto end = rest.find("://"); end != std::string_view::npos) {
    scheme = rest.substr(0, end);
    rest.remove_prefix(end + 3);
  }
  rest = rest.substr(0, rest.find_first_of("/?,"));
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
  ServerAddress address{what, std::string(rest), default_port(scheme)};
  const auto colon = rest.rfind(':');
  const auto bracket = rest.rfind(']');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || bracket < colon)) {
    address.host = rest.substr(0, colon);
    address.port = rest.substr(colon + 1);
  }
  std::erase_if(address.host, [](char c) { return c == '[' || c == ']'; });
  if (address.host.empty() || address.port.empty()) return std::nullopt;
  return address;
}

Finding examine_server(const ServerAddress& server) {
  const std::string where = server.host + ":" + server.port;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(server.host.c_str(), server.port.c_str(), &hints, &found) != 0) {
    return {Health::kFail, server.what, "no address for " + where, "check the name"};
  }
  bool connected = false;
  for (const addrinfo* to = found; to != nullptr && !connected; to = to->ai_next) {
    connected = connects(*to);
  }
  ::freeaddrinfo(found);
  if (connected) return {Health::kOk, server.what, where + " takes connections", ""};
  return {Health::kFail, server.what, where + " takes no connection",
          "start it, or mend its address in the settings"};
}

std::vector<Finding> examine_shop(const std::string& url) {
  HttpClient client(url, "");
  std::vector<Finding> findings{
      ask(client, "/healthz", "is 'drinkshop serve' running, and is the address right?")};
  if (findings.front().health == Health::kOk) {
    findings.push_back(ask(client, "/readyz", "look at the shop's own log for the reason"));
  }
  return findings;
}

bool run_doctor(const DoctorOptions& options, const Clock& clock, std::ostream& out) {
  bool healthy = true;
  const auto report = [&](const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
      out << fmt::format("{}  {:<13} {}\n", label(finding.health), finding.what, finding.found);
      if (!finding.advice.empty()) out << fmt::format("      {:<13} -> {}\n", "", finding.advice);
      healthy &= finding.health != Health::kFail;
    }
    out.flush();
  };
  report(examine_machine(options.folder ? options.folder->path : ".", clock));
  if (options.folder) report(examine_data(*options.folder, options.quick, clock));
  if (!options.url.empty()) report(examine_shop(options.url));
  for (const ServerAddress& server : options.servers) report({examine_server(server)});
  return healthy;
}

}  // namespace shop::cli

#include "adapters/http/session_cookie.hpp"

#include <algorithm>

namespace shop::http {

std::string_view session_cookie(const Request& request) {
  for (const Header& header : request.headers) {
    if (!equals_ignoring_case(header.name, "cookie")) continue;
    std::string_view rest = header.value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      std::string_view pair = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
      const bool ours = pair.size() > kSessionCookie.size() && pair.starts_with(kSessionCookie) &&
                        pair[kSessionCookie.size()] == '=';
      if (ours) return pair.substr(kSessionCookie.size() + 1);
    }
  }
  return {};
}

std::string make_session_cookie(std::string_view token, std::int64_t max_age_s, bool secure) {
  std::string cookie(kSessionCookie);
  cookie += '=';
  cookie += token;
  cookie += "; HttpOnly; SameSite=Strict; Path=/; Max-Age=" + std::to_string(max_age_s);
  if (secure) cookie += "; Secure";
  return cookie;
}

}  // namespace shop::http

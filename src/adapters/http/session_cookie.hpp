#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/http/message.hpp"

namespace shop::http {

inline constexpr std::string_view kSessionCookie = "drinkshop_session";

/// The session token in the Cookie headers; empty when there is none.
std::string_view session_cookie(const Request& request);

/// A Set-Cookie value that keeps the token for `max_age_s`; an empty token with 0 deletes it.
std::string make_session_cookie(std::string_view token, std::int64_t max_age_s, bool secure);

}  // namespace shop::http

#include "domain/access.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace shop::domain {
namespace {

constexpr std::size_t kPasswordBytesMin = 8;
constexpr std::size_t kPasswordBytesMax = 256;
constexpr std::size_t kPinDigitsMin = 6;
constexpr std::size_t kPinDigitsMax = 8;
constexpr std::array<std::string_view, 40> kCommonPasswords{
    "password",      "password1",  "password12", "password123", "passw0rd",  "p@ssw0rd",
    "12345678",      "123456789",  "1234567890", "0123456789",  "87654321",  "987654321",
    "qwertyui",      "qwertyuiop", "qwerty123",  "1qaz2wsx",    "1q2w3e4r",  "1q2w3e4r5t",
    "abc12345",      "abcd1234",   "abcdefgh",   "iloveyou",    "sunshine",  "princess",
    "football",      "baseball",   "welcome1",   "welcome123",  "letmein1",  "admin123",
    "administrator", "changeme",   "drinkshop",  "milktea123",  "trasua123", "matkhau1",
    "matkhau123",    "vietnam123", "saigon123",  "hanoi123"};

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

constexpr std::array kRoles{Role::kOwner, Role::kManager, Role::kCashier, Role::kBarista};

}  // namespace

std::string_view to_string(Role role) {
  switch (role) {
    case Role::kOwner: return "owner";
    case Role::kManager: return "manager";
    case Role::kCashier: return "cashier";
    case Role::kBarista: return "barista";
  }
  return "";
}

std::optional<Role> parse_role(std::string_view name) {
  for (const Role role : kRoles) {
    if (to_string(role) == name) return role;
  }
  return std::nullopt;
}

Result<void> check_password(std::string_view username, std::string_view password) {
  if (password.size() < kPasswordBytesMin || password.size() > kPasswordBytesMax) {
    return field_error("password", "must have 8 to 256 bytes");
  }
  const std::string lowered = lower(password);
  const bool common = std::find(kCommonPasswords.begin(), kCommonPasswords.end(), lowered) !=
                      kCommonPasswords.end();
  const bool repeated =
      std::all_of(password.begin(), password.end(), [&](char c) { return c == password.front(); });
  if (common || repeated) {
    return field_error("password", "is one of those that everybody tries first; choose another");
  }
  if (!username.empty() && lowered.find(lower(username)) != std::string::npos) {
    return field_error("password", "must not hold the user name");
  }
  return ok();
}

Result<void> check_pin(std::string_view pin) {
  const bool digits =
      std::all_of(pin.begin(), pin.end(), [](char c) { return '0' <= c && c <= '9'; });
  if (!digits || pin.size() < kPinDigitsMin || pin.size() > kPinDigitsMax) {
    return field_error("pin", "must have 6 to 8 digits");
  }
  const int step = pin[1] - pin[0];
  const bool regular = std::adjacent_find(pin.begin(), pin.end(), [&](char a, char b) {
                         return b - a != step;
                       }) == pin.end();
  if (regular && -1 <= step && step <= 1) {
    return field_error("pin", "is one of those that everybody tries first; choose another");
  }
  return ok();
}

}  // namespace shop::domain

#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace shop::domain {

/// The numbers are stored in the database: never renumber.
enum class Role : std::uint8_t { kOwner = 1, kManager = 2, kCashier = 3, kBarista = 4 };

std::string_view to_string(Role role);
std::optional<Role> parse_role(std::string_view name);

/// Refuses a password of less than 8 or more than 256 bytes, of one repeated character, that holds
/// the user name, or that everybody tries first.
Result<void> check_password(std::string_view username, std::string_view password);

/// Refuses a PIN that is not 6 to 8 digits, or is one digit repeated or digits that count up or
/// down by one.
Result<void> check_pin(std::string_view pin);

/// Who is asking: a signed-in user or the holder of an API token.
struct Principal {
  std::string id;    ///< UUID of the user or token.
  std::string name;  ///< User name or token name; written into orders and the audit trail.
  Role role = Role::kBarista;
};

/// A set of roles as a bit mask: what a route or use case is open to.
class RoleSet {
 public:
  constexpr RoleSet(std::initializer_list<Role> roles) {
    for (const Role role : roles) bits_ = static_cast<std::uint8_t>(bits_ | 1U << index(role));
  }
  constexpr bool contains(Role role) const { return (bits_ >> index(role) & 1U) != 0; }

 private:
  static constexpr unsigned index(Role role) { return static_cast<unsigned>(role); }
  std::uint8_t bits_ = 0;
};

inline constexpr RoleSet kEverybody{Role::kOwner, Role::kManager, Role::kCashier, Role::kBarista};

}  // namespace shop::domain

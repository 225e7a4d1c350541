#include "domain/access.hpp"

#include <array>

namespace shop::domain {
namespace {

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

}  // namespace shop::domain

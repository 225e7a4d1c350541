#include "domain/inventory.hpp"

#include <array>

namespace shop::domain {
namespace {

constexpr std::array kKinds{MovementKind::kReceive, MovementKind::kConsume, MovementKind::kWaste,
                            MovementKind::kCount, MovementKind::kReturn};

}  // namespace

std::string_view to_string(MovementKind kind) {
  switch (kind) {
    case MovementKind::kReceive: return "receive";
    case MovementKind::kConsume: return "consume";
    case MovementKind::kWaste: return "waste";
    case MovementKind::kCount: return "count";
    case MovementKind::kReturn: return "return";
  }
  return "";
}

std::optional<MovementKind> parse_movement_kind(std::string_view name) {
  for (const MovementKind kind : kKinds) {
    if (to_string(kind) == name) return kind;
  }
  return std::nullopt;
}

std::int64_t movement_delta(MovementKind kind, std::int64_t qty, std::int64_t on_hand) {
  switch (kind) {
    case MovementKind::kReceive:
    case MovementKind::kReturn: return qty;
    case MovementKind::kConsume:
    case MovementKind::kWaste: return -qty;
    case MovementKind::kCount: return qty - on_hand;
  }
  return 0;
}

}  // namespace shop::domain

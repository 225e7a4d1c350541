#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace shop::domain {

/// The numbers are stored in the database: never renumber.
enum class MovementKind : std::uint8_t {
  kReceive = 1,
  kConsume = 2,
  kWaste = 3,
  kCount = 4,
  kReturn = 5,
};

std::string_view to_string(MovementKind kind);
std::optional<MovementKind> parse_movement_kind(std::string_view name);

/// One ingredient in one shop. Quantities are whole numbers of `unit`. on_hand goes below zero only
/// by offline sales (facts) or corrections; a blocking ingredient refuses online orders before.
struct Ingredient {
  std::string shop_id;
  std::string ingredient_id;
  std::string name;
  std::string unit;
  std::int64_t threshold = 0;  ///< At or below it the owner is warned.
  bool blocking = true;        ///< Stop selling what needs it when it runs out.
  std::int64_t on_hand = 0;
};

/// The change that a movement of `qty` (>= 0) of `kind` makes: `count` sets, `receive` and `return`
/// add, `waste` and `consume` take.
std::int64_t movement_delta(MovementKind kind, std::int64_t qty, std::int64_t on_hand);

struct StockMovement {
  std::string event_id;  ///< UUID.
  std::string shop_id;
  std::string ingredient_id;
  MovementKind kind = MovementKind::kReceive;
  std::int64_t delta = 0;
  std::int64_t on_hand = 0;  ///< After the movement.
  std::string unit;
  std::optional<std::string> order_id;
  Timestamp at;
};

inline constexpr std::int64_t kStockQtyMax = 1'000'000'000;

}  // namespace shop::domain

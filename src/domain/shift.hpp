#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "base/uuid.hpp"

namespace shop::domain {

/// What can happen to the drawer of a shop between its opening and its count.
enum class ShiftStep : std::uint8_t {
  kOpen,      ///< amount: the cash it begins with.
  kCash,      ///< amount: put in, or taken out when negative, for another reason than a sale.
  kClose,     ///< amount: what was counted.
  kReckoned,  ///< amount: what should have been there; follows the close.
};

std::string_view to_string(ShiftStep step);
std::optional<ShiftStep> parse_shift_step(std::string_view name);

/// One record of the topic `shifts`.
struct ShiftEvent {
  Uuid shift_id;
  std::string shop_id;
  ShiftStep step = ShiftStep::kOpen;
  std::int64_t amount = 0;  ///< Dong.
  std::string note;
  std::string by;
  Timestamp at;
};

inline constexpr std::int64_t kCashMax = 1'000'000'000'000;

}  // namespace shop::domain

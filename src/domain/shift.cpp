#include "domain/shift.hpp"

namespace shop::domain {

std::string_view to_string(ShiftStep step) {
  switch (step) {
    case ShiftStep::kOpen: return "open";
    case ShiftStep::kCash: return "cash";
    case ShiftStep::kClose: return "close";
    case ShiftStep::kReckoned: return "reckoned";
  }
  return "";
}

std::optional<ShiftStep> parse_shift_step(std::string_view name) {
  for (const ShiftStep step :
       {ShiftStep::kOpen, ShiftStep::kCash, ShiftStep::kClose, ShiftStep::kReckoned}) {
    if (to_string(step) == name) return step;
  }
  return std::nullopt;
}

}  // namespace shop::domain

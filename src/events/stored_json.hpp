#pragma once

#include <string_view>

#include "base/result.hpp"
#include "domain/menu.hpp"
#include "domain/order.hpp"
#include "domain/refund.hpp"
#include "domain/shift.hpp"

namespace shop::events {

// Readers of JSON that this program wrote itself (encode.hpp) and stored. Anything unexpected is
// kCorruption. What comes from outside is read by the strict readers of adapters/http and
// decode.hpp.

Result<domain::Order> read_order(std::string_view json);
Result<domain::Refund> read_refund(std::string_view json);
Result<domain::MenuItem> read_menu_item(std::string_view json);
Result<domain::ShiftEvent> read_shift_event(std::string_view json);

}  // namespace shop::events

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace shop::embedded {

/// How long one order took from being stored to being ready.
struct ServedOrder {
  std::string shop_id;
  Timestamp ready_at;
  Duration took;
};

/// Reads an `order_status` event; nullopt unless its status is ready and it says when the order was
/// placed.
std::optional<ServedOrder> served_order(std::string_view order_status_json);

}  // namespace shop::embedded

#pragma once

#include <string>

#include "domain/order.hpp"

namespace shop::cli {

/// The body of `POST /api/v1/orders` that asks for exactly this; absent members are left out.
std::string encode_order_request(const domain::OrderRequest& request);

/// The body of `POST /api/v1/menu`.
std::string encode_menu_item(const domain::MenuItem& item);

}  // namespace shop::cli

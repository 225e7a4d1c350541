#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "application/menu_book.hpp"
#include "application/stock_room.hpp"
#include "base/result.hpp"
#include "cli/menu_json.hpp"
#include "domain/access.hpp"

namespace shop::cli {

/// The demo shop's menu, ingredients and opening stock; made from schemas/demo/menu.json.
const DemoMenu& demo_menu();

/// Puts the demo menu and its stock into the shop. What is there already, changed or deleted since,
/// stays as it is: running it twice changes nothing. Says on `out` what it did.
Result<void> run_demo(const domain::Principal& who, application::MenuBook& menu,
                      application::StockRoom& stock, const std::string& shop_id, std::ostream& out);

}  // namespace shop::cli

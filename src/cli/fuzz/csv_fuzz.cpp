// Reads any bytes as a sales history. Whatever they are, the check must end, and a file that it
// finds good must come out of the second pass with the same sums.
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "base/assert.hpp"
#include "cli/sales_history.hpp"
#include "domain/menu.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shop;
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::istringstream first(text);
  const cli::HistoryCheck check = cli::check_history(first, [](std::int64_t) {});
  if (check.fault_count != 0) {
    SHOP_ASSERT(!check.faults.empty());
    for (const auto& fault : check.faults) SHOP_ASSERT(fault.line >= 1 && !fault.column.empty());
    return 0;
  }
  for (const auto& item : check.menu) SHOP_ASSERT(domain::is_slug(item.menu_id));
  std::istringstream second(text);
  cli::SalesHistory history(second, "main");
  std::int64_t orders = 0;
  std::int64_t items = 0;
  std::int64_t revenue = 0;
  while (true) {
    const auto order = history.next();
    SHOP_ASSERT(order.has_value());
    if (!order.value()) break;
    ++orders;
    revenue += *order.value()->total;
    for (const auto& line : order.value()->items) items += line.qty;
  }
  SHOP_ASSERT(orders == check.orders && items == check.items && revenue == check.revenue);
  return 0;
}

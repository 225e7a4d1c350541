#include <algorithm>

#include "pipelines/engine.hpp"

namespace shop::pipelines {

void Engine::emit_numbers(Window& window) {
  ++window.revision;
  const Timestamp start = window.key.start;
  const std::string_view shop = shops_.text(window.key.shop);
  switch (window.key.stream) {
    case Stream::kOrders:
      output_.emit(
          SalesPerMinute{start, shop, window.count, window.items, window.amount, window.revision});
      break;
    case Stream::kRefunds:
      output_.emit(RefundsPerMinute{start, shop, window.count, window.amount, window.revision});
      break;
    case Stream::kVisits:
      output_.emit(VisitsPerMinute{start, shop, window.count, window.revision});
      break;
  }
}

void Engine::emit_item_record(Timestamp start, std::uint32_t shop, const ItemCell& cell) {
  const Label label = labels_.label(cell.label);
  output_.emit(ItemSalesPerMinute{start, shops_.text(shop), menu_ids_.text(cell.menu), label.name,
                                  label.category, cell.orders, cell.qty, cell.revenue,
                                  cell.revision});
}

void Engine::emit_cell(const Window& window, ItemCell& cell) {
  cell.label = menu_.label_at(cell.menu, window.key.start + kWindowSize);
  ++cell.revision;
  cell.dirty = true;
  emit_item_record(window.key.start, window.key.shop, cell);
}

// Emits the cells in `cells_`, sorted.
void Engine::emit_cells_by_menu_id(Window& window) {
  std::sort(cells_.begin(), cells_.end(), [this](const ItemCell* a, const ItemCell* b) {
    return menu_ids_.text(a->menu) < menu_ids_.text(b->menu);
  });
  for (ItemCell* cell : cells_) emit_cell(window, *cell);
}

void Engine::emit_window(Window& window) {
  emit_numbers(window);
  cells_.clear();
  for (ItemCell& cell : window.cells) cells_.push_back(&cell);
  emit_cells_by_menu_id(window);
}

// The records that a late event changed: the window's numbers and the items of the order.
void Engine::emit_correction(Window& window, const Fact& fact) {
  emit_numbers(window);
  if (fact.order == nullptr) return;
  cells_.clear();
  for (ItemCell& cell : window.cells) {
    if (cell.last_order == order_serial_) cells_.push_back(&cell);
  }
  emit_cells_by_menu_id(window);
}

}  // namespace shop::pipelines

#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "base/time.hpp"
#include "pipelines/menu_history.hpp"
#include "pipelines/state_store.hpp"
#include "stream/id_index.hpp"

namespace shop::pipelines {

/// Adds amounts that are never negative; stays at the greatest int64 instead of overflowing, so
/// that one absurd order cannot turn a minute's revenue negative.
constexpr std::int64_t add_saturated(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

constexpr std::int64_t multiply_saturated(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<std::int64_t>::max()
                                                : product;
}

/// One menu item in one minute of one shop.
struct ItemCell {
  std::uint32_t menu = 0;                  ///< Number of the menu_id.
  std::uint32_t label = Labels::kUnknown;  ///< As joined at the last emission.
  std::int64_t orders = 0;
  std::int64_t qty = 0;
  std::int64_t revenue = 0;
  std::uint64_t last_order = 0;  ///< Serial of the last order counted, so that it counts once.
  std::int32_t revision = kNotEmitted;
  bool dirty = false;  ///< Differs from what the store has.
};

/// Who a window belongs to.
struct WindowKey {
  Stream stream = Stream::kOrders;
  Timestamp start;
  std::uint32_t shop = 0;  ///< Number of the shop_id.
  friend bool operator==(const WindowKey&, const WindowKey&) = default;
};

/// The running numbers of one stream, minute and shop, with one cell per item sold.
struct Window {
  WindowKey key;
  bool closed = false;
  bool dirty = false;  ///< Differs from what the store has (its own numbers or any cell).
  std::int32_t revision = kNotEmitted;
  std::int64_t count = 0;
  std::int64_t items = 0;
  std::int64_t amount = 0;
  stream::IdIndex index;  ///< Number of a menu_id to its place in `cells`.
  std::vector<ItemCell> cells;

  ItemCell& cell(std::uint32_t menu) {
    const std::uint32_t at = index.find(menu);
    if (at != stream::IdIndex::kNone) return cells[at];
    index.insert(menu);
    return cells.emplace_back(ItemCell{.menu = menu});
  }
  ItemCell* find_cell(std::uint32_t menu) {
    const std::uint32_t at = index.find(menu);
    return at == stream::IdIndex::kNone ? nullptr : &cells[at];
  }
};

}  // namespace shop::pipelines

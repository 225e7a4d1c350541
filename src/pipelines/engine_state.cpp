#include <utility>

#include "base/assert.hpp"
#include "pipelines/engine.hpp"

namespace shop::pipelines {
Engine::Engine(StateStore& store, Output& output, const EngineOptions& options)
    : store_(store),
      output_(output),
      watermarks_{stream::Watermark(kWatermarkDelay), stream::Watermark(kWatermarkDelay),
                  stream::Watermark(kWatermarkDelay)},
      shops_(options.hash_seed),
      menu_ids_(options.hash_seed),
      menu_(kWindowSize),
      book_(options.closed_windows_max),
      seen_{stream::IdTable(options.hash_seed), stream::IdTable(options.hash_seed),
            stream::IdTable(options.hash_seed)} {}

Result<std::unique_ptr<Engine>> Engine::open(StateStore& store, Output& output,
                                             EngineOptions options) {
  SHOP_TRY(const Snapshot snapshot, store.load());
  std::unique_ptr<Engine> engine(new Engine(store, output, options));
  engine->restore(snapshot);
  return engine;
}

void Engine::restore(const Snapshot& snapshot) {
  position_ = snapshot.position;
  for (std::size_t i = 0; i < kStreams; ++i) watermarks_[i].restore(snapshot.watermarks[i]);
  counters_.restore(snapshot.counts);
  for (const MenuVersionRow& row : snapshot.menu_versions) {
    if (!row.name) continue;
    const std::uint32_t menu = menu_ids_.intern(row.menu_id);
    const std::uint32_t label =
        labels_.intern({*row.name, row.category ? std::string_view(*row.category)
                                                : labels_.label(Labels::kUnknown).category});
    if (row.deleted) {
      menu_.add_deletion(menu, row.timestamp, row.position, label);
    } else {
      menu_.add_version(menu, row.timestamp, row.position, label);
    }
  }
  for (const StoredWindow& stored : snapshot.open_windows) {
    std::unique_ptr<Window> window = window_from(stored);
    Window& place = book_.open(window->key);
    place = std::move(*window);
  }
}

ItemCell Engine::cell_from(const ItemRow& row) {
  ItemCell cell;
  cell.menu = menu_ids_.intern(row.menu_id);
  cell.label = labels_.intern(
      {row.name ? std::optional<std::string_view>(*row.name) : std::nullopt, row.category});
  cell.orders = row.orders;
  cell.qty = row.qty;
  cell.revenue = row.revenue;
  cell.revision = row.revision;
  return cell;
}

std::unique_ptr<Window> Engine::window_from(const StoredWindow& stored) {
  auto window = std::make_unique<Window>();
  const WindowRow& row = stored.window;
  window->key = {row.stream, row.window_start, shops_.intern(row.shop_id)};
  window->closed = row.closed;
  window->revision = row.revision;
  window->count = row.count;
  window->items = row.items;
  window->amount = row.amount;
  for (const ItemRow& item : stored.items) {
    const ItemCell cell = cell_from(item);
    window->cell(cell.menu) = cell;
  }
  return window;
}

// The closed window of that key: from memory, from the store, or a new one.
Result<Window*> Engine::closed_window(const WindowKey& key) {
  if (Window* window = book_.find_closed(key)) return window;
  SHOP_TRY(const auto stored, store_.load_window(key.stream, key.start, shops_.text(key.shop)));
  std::unique_ptr<Window> window;
  if (stored) {
    window = window_from(*stored);
  } else {
    window = std::make_unique<Window>();
    window->key = key;
  }
  Window& added = book_.add_closed(std::move(window));
  if (!relabelled_.empty()) take_over_relabelled(added);
  return &added;
}

// Cells that were relabelled while their window was not in memory are newer than the store's.
void Engine::take_over_relabelled(Window& window) {
  if (window.key.stream != Stream::kOrders) return;
  const auto begin = relabelled_.lower_bound(CellKey{window.key.start, window.key.shop, 0});
  auto end = begin;
  for (; end != relabelled_.end(); ++end) {
    const auto& [start, shop, menu] = end->first;
    if (start != window.key.start || shop != window.key.shop) break;
    window.cell(menu) = end->second;
    book_.mark_dirty(window);
  }
  relabelled_.erase(begin, end);
}

ItemRow Engine::row_of(Timestamp start, std::uint32_t shop, const ItemCell& cell) const {
  const Label label = labels_.label(cell.label);
  ItemRow row;
  row.window_start = start;
  row.shop_id = shops_.text(shop);
  row.menu_id = menu_ids_.text(cell.menu);
  if (label.name) row.name = *label.name;
  row.category = label.category;
  row.orders = cell.orders;
  row.qty = cell.qty;
  row.revenue = cell.revenue;
  row.revision = cell.revision;
  return row;
}

Changes Engine::changes() const {
  Changes changes;
  changes.position = position_;
  for (std::size_t i = 0; i < kStreams; ++i) {
    changes.watermarks[i] = watermarks_[i].value();
    for (const stream::IdEntry& entry : seen_[i].entries()) {
      changes.seen.push_back(
          {static_cast<Stream>(i), EventId{stream::bytes_from_key(entry.key)}, entry.value});
    }
  }
  for (const Window* window : book_.dirty()) {
    const WindowKey& key = window->key;
    changes.windows.push_back({key.stream, key.start, std::string(shops_.text(key.shop)),
                               window->closed, window->count, window->items, window->amount,
                               window->revision});
    for (const ItemCell& cell : window->cells) {
      if (cell.dirty) changes.items.push_back(row_of(key.start, key.shop, cell));
    }
  }
  for (const auto& [key, cell] : relabelled_) {
    changes.items.push_back(row_of(std::get<0>(key), std::get<1>(key), cell));
  }
  changes.menu_versions = menu_versions_;
  changes.dead_letters = dead_letters_;
  changes.counts = counters_.changed();
  return changes;
}

Result<void> Engine::commit() {
  if (!uncommitted_) return ok();
  SHOP_TRY(store_.commit(changes()));
  uncommitted_ = false;
  for (stream::IdTable& ids : seen_) ids.clear();
  book_.all_clean();
  relabelled_.clear();
  menu_versions_.clear();
  dead_letters_.clear();
  counters_.all_clean();
  return ok();
}

}  // namespace shop::pipelines

#include "pipelines/spill_store.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "pipelines/window_codec.hpp"

namespace shop::pipelines {
namespace {

// A first read of this size holds nearly every window of a small menu.
constexpr std::uint64_t kReadAhead = 4096;
// Ids looked up ahead of their turn, so that memory is not waited for.
constexpr std::size_t kFetchAhead = 8;

Error corrupt() {
  return make_error(ErrorKind::kCorruption, "spill.window", "a temporary window file is damaged");
}

stream::Key128 key_of_id(const EventId& id) { return stream::key_from_bytes(id.bytes.data()); }

stream::SpillMapOptions map_options(const SpillStoreOptions& options, std::size_t memtable_max) {
  stream::SpillMapOptions map;
  map.directory = options.directory;
  map.memtable_max = memtable_max;
  map.fan_in = options.fan_in;
  return map;
}

bool is_emitted(const ItemRow* item) { return item->revision >= 0; }

// Replaces or adds the changed items; keeps all in order of their menu_id.
void merge_items(StoredWindow& window, const std::vector<const ItemRow*>& changed) {
  const auto before = [](const ItemRow& a, std::string_view menu_id) {
    return a.menu_id < menu_id;
  };
  for (const ItemRow* item : changed) {
    const auto at = std::lower_bound(window.items.begin(), window.items.end(),
                                     std::string_view(item->menu_id), before);
    if (at != window.items.end() && at->menu_id == item->menu_id) {
      *at = *item;
    } else {
      window.items.insert(at, *item);
    }
  }
}

}  // namespace

SpillStore::SpillStore(SpillStoreOptions options, stream::SpillFile windows)
    : options_(std::move(options)),
      seen_{stream::SpillMap(map_options(options_, options_.seen_memtable_max)),
            stream::SpillMap(map_options(options_, options_.seen_memtable_max)),
            stream::SpillMap(map_options(options_, options_.seen_memtable_max))},
      places_(map_options(options_, options_.index_memtable_max)),
      windows_(std::move(windows)) {}

Result<std::unique_ptr<SpillStore>> SpillStore::create(SpillStoreOptions options) {
  SHOP_TRY(stream::SpillFile windows, stream::SpillFile::create(options.directory));
  return std::unique_ptr<SpillStore>(new SpillStore(std::move(options), std::move(windows)));
}

Result<std::optional<std::uint64_t>> SpillStore::find_seen(Stream stream, const EventId& id) {
  return seen_[static_cast<std::size_t>(stream)].find(key_of_id(id));
}

stream::Key128 SpillStore::key_of(Stream stream, Timestamp window_start, std::string_view shop_id) {
  // The top bit flipped, so that times before 1970 sort first too.
  const auto minute = static_cast<std::uint64_t>(window_start.us) ^ (std::uint64_t{1} << 63);
  return {minute, static_cast<std::uint64_t>(shops_.intern(shop_id)) << 2 |
                      static_cast<std::uint64_t>(stream)};
}

Result<std::optional<StoredWindow>> SpillStore::load_window(Stream stream, Timestamp window_start,
                                                            std::string_view shop_id) {
  SHOP_TRY(const auto place, places_.find(key_of(stream, window_start, shop_id)));
  if (!place) return std::optional<StoredWindow>();
  SHOP_TRY(StoredWindow window, read_window(*place));
  return std::optional(std::move(window));
}

Result<StoredWindow> SpillStore::read_window(std::uint64_t offset) const {
  std::string bytes;
  if (offset >= windows_.size()) {
    const std::string_view rest = std::string_view(buffer_).substr(offset - windows_.size());
    bytes = rest.substr(0, encoded_window_size(rest));
  } else {
    bytes.resize(std::min(kReadAhead, windows_.size() - offset));
    SHOP_TRY(windows_.read(offset, bytes));
    const std::size_t size = encoded_window_size(bytes);
    if (offset + size > windows_.size()) return corrupt();
    const std::size_t have = std::min(bytes.size(), size);
    bytes.resize(size);
    SHOP_TRY(windows_.read(offset + have, std::span(bytes).subspan(have)));
  }
  auto window = pipelines::read_window(bytes);
  if (!window) return corrupt();
  return *std::move(window);
}

Result<void> SpillStore::commit(const Changes& changes) {
  for (std::size_t i = 0; i < changes.seen.size(); ++i) {
    const SeenRow& row = changes.seen[i];
    if (i + kFetchAhead < changes.seen.size()) {
      const SeenRow& soon = changes.seen[i + kFetchAhead];
      seen_[static_cast<std::size_t>(soon.stream)].prefetch(key_of_id(soon.id));
    }
    SHOP_TRY(seen_[static_cast<std::size_t>(row.stream)].put(key_of_id(row.id), row.content_hash));
  }
  ItemsByWindow items;
  for (const ItemRow& item : changes.items) {
    items[{item.window_start, item.shop_id}].push_back(&item);
  }
  const std::vector<const ItemRow*> no_items;
  for (const WindowRow& row : changes.windows) {
    const auto own =
        row.stream == Stream::kOrders ? items.find({row.window_start, row.shop_id}) : items.end();
    if (row.closed) {
      SHOP_TRY(store(row, own == items.end() ? no_items : own->second));
    }
    if (own != items.end()) items.erase(own);
  }
  // What is left are new names in windows that did not change otherwise.
  for (const auto& [window, changed] : items) {
    SHOP_TRY(auto found, load_window(Stream::kOrders, window.first, window.second));
    StoredWindow stored;
    if (found) {
      stored = *std::move(found);
    } else if (std::none_of(changed.begin(), changed.end(), is_emitted)) {
      continue;  // Of an open window.
    } else {
      stored.window.window_start = window.first;
      stored.window.shop_id = window.second;
    }
    merge_items(stored, changed);
    SHOP_TRY(append(stored));
  }
  return ok();
}

Result<void> SpillStore::store(const WindowRow& row, const std::vector<const ItemRow*>& items) {
  SHOP_TRY(auto stored, load_window(row.stream, row.window_start, row.shop_id));
  StoredWindow window;
  if (stored) window = *std::move(stored);
  window.window = row;
  merge_items(window, items);
  return append(window);
}

Result<void> SpillStore::append(const StoredWindow& window) {
  const Timestamp start = window.window.window_start;
  if (buffer_.empty()) current_ = {windows_.size(), 0, start, start};
  current_.oldest = std::min(current_.oldest, start);
  current_.newest = std::max(current_.newest, start);
  const std::uint64_t offset = windows_.size() + buffer_.size();
  append_window(buffer_, window);
  SHOP_TRY(places_.put(key_of(window.window.stream, start, window.window.shop_id), offset));
  return buffer_.size() >= options_.write_buffer_bytes ? write_buffer() : ok();
}

Result<void> SpillStore::write_buffer() {
  current_.size = buffer_.size();
  SHOP_TRY(windows_.append(buffer_));
  stretches_.push_back(current_);
  buffer_.clear();
  return ok();
}

Result<std::vector<ItemRow>> SpillStore::emitted_items(std::string_view menu_id, Timestamp from,
                                                       Timestamp to) {
  std::vector<ItemRow> found;
  std::string bytes;
  for (const Stretch& stretch : stretches_) {
    if (stretch.newest < from || stretch.oldest >= to) continue;
    bytes.resize(stretch.size);
    SHOP_TRY(windows_.read(stretch.offset, bytes));
    SHOP_TRY(collect(bytes, stretch.offset, menu_id, from, to, found));
  }
  SHOP_TRY(collect(buffer_, windows_.size(), menu_id, from, to, found));
  std::sort(found.begin(), found.end(), [](const ItemRow& a, const ItemRow& b) {
    return std::tie(a.window_start, a.shop_id) < std::tie(b.window_start, b.shop_id);
  });
  return found;
}

// Adds the item's emitted records from the newest copies of windows in one part of the file.
Result<void> SpillStore::collect(std::string_view stretch, std::uint64_t offset,
                                 std::string_view menu_id, Timestamp from, Timestamp to,
                                 std::vector<ItemRow>& found) {
  while (!stretch.empty()) {
    const std::size_t size = encoded_window_size(stretch);
    if (size > stretch.size()) return corrupt();
    auto window = pipelines::read_window(stretch.substr(0, size));
    if (!window) return corrupt();
    const WindowRow& row = window->window;
    const auto item = std::find_if(window->items.begin(), window->items.end(),
                                   [&](const ItemRow& i) { return i.menu_id == menu_id; });
    if (row.window_start >= from && row.window_start < to && item != window->items.end() &&
        item->revision >= 0) {
      SHOP_TRY(const auto place, places_.find(key_of(row.stream, row.window_start, row.shop_id)));
      if (place == offset) found.push_back(std::move(*item));
    }
    offset += size;
    stretch.remove_prefix(size);
  }
  return ok();
}

std::size_t SpillStore::memory_bytes() const {
  std::size_t bytes =
      places_.memory_bytes() + stretches_.capacity() * sizeof(Stretch) + buffer_.capacity();
  for (const stream::SpillMap& ids : seen_) bytes += ids.memory_bytes();
  return bytes;
}

}  // namespace shop::pipelines

#include "pipelines/window_book.hpp"

#include <utility>

#include "base/assert.hpp"

namespace shop::pipelines {

Window& WindowBook::open(const WindowKey& key) {
  OpenMinutes& minutes = open_[static_cast<std::size_t>(key.stream)];
  if (minutes.last == nullptr || minutes.last_start != key.start) {
    minutes.last = &minutes.by_start[key.start];
    minutes.last_start = key.start;
    minutes.oldest = minutes.by_start.begin()->first;
  }
  Minute& minute = *minutes.last;
  std::uint32_t at = minute.shops.find(key.shop);
  if (at == stream::IdIndex::kNone) {
    at = minute.shops.insert(key.shop);
    minute.windows.push_back(std::make_unique<Window>());
    minute.windows.back()->key = key;
  }
  return *minute.windows[at];
}

Window* WindowBook::find_closed(const WindowKey& key) {
  const auto found = closed_by_key_.find(key);
  if (found == closed_by_key_.end()) return nullptr;
  closed_.splice(closed_.begin(), closed_, found->second);
  return found->second->get();
}

Window& WindowBook::add_closed(std::unique_ptr<Window> window) {
  window->closed = true;
  closed_.push_front(std::move(window));
  const bool added = closed_by_key_.emplace(closed_.front()->key, closed_.begin()).second;
  SHOP_ASSERT(added);
  return *closed_.front();
}

std::optional<Timestamp> WindowBook::newest_open(Stream stream) const {
  const auto& minutes = open_[static_cast<std::size_t>(stream)].by_start;
  return minutes.empty() ? std::nullopt : std::optional(minutes.rbegin()->first);
}

void WindowBook::close_before(Stream stream, Timestamp until, std::vector<Window*>& closed) {
  OpenMinutes& minutes = open_[static_cast<std::size_t>(stream)];
  const auto end = minutes.by_start.lower_bound(until);
  for (auto minute = minutes.by_start.begin(); minute != end; ++minute) {
    for (auto& window : minute->second.windows) closed.push_back(&add_closed(std::move(window)));
  }
  minutes.by_start.erase(minutes.by_start.begin(), end);
  minutes.last = nullptr;
  minutes.oldest = minutes.by_start.empty() ? stream::kEndOfTime : minutes.by_start.begin()->first;
}

void WindowBook::all_clean() {
  for (Window* window : dirty_) {
    window->dirty = false;
    for (ItemCell& cell : window->cells) cell.dirty = false;
  }
  dirty_.clear();
  while (closed_.size() > closed_max_) {
    closed_by_key_.erase(closed_.back()->key);
    closed_.pop_back();
  }
}

}  // namespace shop::pipelines

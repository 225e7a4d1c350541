#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "pipelines/state_store.hpp"

namespace shop::pipelines {

/// The plainest StateStore: maps that live as long as the object. For tests; passes
/// StateStoreContract.
class MemoryStateStore final : public StateStore {
 public:
  Result<Snapshot> load() override {
    Snapshot snapshot;
    snapshot.position = position_;
    snapshot.watermarks = watermarks_;
    for (const auto& [key, window] : windows_) {
      if (!window.closed) snapshot.open_windows.push_back(with_items(window));
    }
    for (const auto& [key, version] : menu_versions_) snapshot.menu_versions.push_back(version);
    for (const auto& [topic, counts] : counts_) snapshot.counts.push_back(counts);
    return snapshot;
  }

  Result<std::optional<std::uint64_t>> find_seen(Stream stream, const EventId& id) override {
    const auto found = seen_.find({stream, id});
    if (found == seen_.end()) return std::optional<std::uint64_t>();
    return found->second;
  }

  Result<std::optional<StoredWindow>> load_window(Stream stream, Timestamp window_start,
                                                  std::string_view shop_id) override {
    const auto found = windows_.find({stream, window_start, std::string(shop_id)});
    if (found == windows_.end() || !found->second.closed) return std::optional<StoredWindow>();
    return with_items(found->second);
  }

  Result<std::vector<ItemRow>> emitted_items(std::string_view menu_id, Timestamp from,
                                             Timestamp to) override {
    std::vector<ItemRow> found;
    for (auto it = items_.lower_bound({from, "", ""}); it != items_.end(); ++it) {
      const ItemRow& row = it->second;
      if (row.window_start >= to) break;
      if (row.menu_id == menu_id && row.revision >= 0) found.push_back(row);
    }
    return found;
  }

  Result<void> commit(const Changes& changes) override {
    position_ = changes.position;
    watermarks_ = changes.watermarks;
    for (const auto& row : changes.windows) {
      windows_.insert_or_assign({row.stream, row.window_start, row.shop_id}, row);
    }
    for (const auto& row : changes.items) {
      items_.insert_or_assign({row.window_start, row.shop_id, row.menu_id}, row);
    }
    for (const auto& row : changes.seen) {
      seen_.insert_or_assign({row.stream, row.id}, row.content_hash);
    }
    for (const auto& row : changes.menu_versions) {
      menu_versions_.insert_or_assign({row.menu_id, row.timestamp, row.position}, row);
    }
    for (const auto& row : changes.dead_letters) dead_letters_.push_back(row);
    for (const auto& row : changes.counts) counts_.insert_or_assign(row.topic, row);
    return ok();
  }

  // What is stored, for tests that compare.
  const auto& windows() const { return windows_; }
  const auto& items() const { return items_; }
  const auto& dead_letters() const { return dead_letters_; }
  const auto& counts() const { return counts_; }

 private:
  StoredWindow with_items(const WindowRow& window) const {
    StoredWindow stored{window, {}};
    if (window.stream != Stream::kOrders) return stored;
    for (auto it = items_.lower_bound({window.window_start, window.shop_id, ""});
         it != items_.end() && it->second.window_start == window.window_start &&
         it->second.shop_id == window.shop_id;
         ++it) {
      stored.items.push_back(it->second);
    }
    return stored;
  }

  std::int64_t position_ = 0;
  std::array<std::optional<Timestamp>, kStreams> watermarks_;
  std::map<std::tuple<Stream, Timestamp, std::string>, WindowRow> windows_;
  std::map<std::tuple<Timestamp, std::string, std::string>, ItemRow> items_;
  std::map<std::pair<Stream, EventId>, std::uint64_t> seen_;
  std::map<std::tuple<std::string, Timestamp, std::int64_t>, MenuVersionRow> menu_versions_;
  std::vector<DeadLetterRow> dead_letters_;
  std::map<std::string, TopicCounts> counts_;
};

}  // namespace shop::pipelines

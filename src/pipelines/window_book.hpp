#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "pipelines/window.hpp"
#include "stream/as_of_table.hpp"
#include "stream/hash.hpp"
#include "stream/id_index.hpp"

namespace shop::pipelines {

/// Every window that is in memory: all open ones, the closed ones that changed since the last
/// commit, and the most recently used of the others. Windows keep their address while they are in
/// the book.
class WindowBook {
 public:
  /// Keeps at most `closed_max` closed windows beyond those that are dirty.
  explicit WindowBook(std::size_t closed_max) : closed_max_(closed_max) {}

  /// The open window of that key, made when there is none.
  Window& open(const WindowKey& key);
  /// nullptr when it is not in memory (it may be in the store).
  Window* find_closed(const WindowKey& key);
  /// Takes in a closed window that was loaded or is new.
  Window& add_closed(std::unique_ptr<Window> window);

  /// The start of the oldest open window of a stream; the end of time when none is open.
  Timestamp oldest_open(Stream stream) const {
    return open_[static_cast<std::size_t>(stream)].oldest;
  }
  std::optional<Timestamp> newest_open(Stream stream) const;
  /// Closes the stream's windows that start before `until` and appends them to `closed`.
  void close_before(Stream stream, Timestamp until, std::vector<Window*>& closed);

  void mark_dirty(Window& window) {
    if (window.dirty) return;
    window.dirty = true;
    dirty_.push_back(&window);
  }
  /// In the order in which they became dirty.
  const std::vector<Window*>& dirty() const { return dirty_; }
  /// After a commit: nothing is dirty, and closed windows beyond the limit are forgotten.
  void all_clean();

  /// Calls visit(window) for every closed window in memory, in no useful order.
  template <class Visit>
  void for_each_closed(Visit&& visit) {
    for (const auto& window : closed_) visit(*window);
  }
  std::size_t closed_count() const { return closed_.size(); }

 private:
  /// The open windows of one minute of one stream, by shop.
  struct Minute {
    stream::IdIndex shops;
    std::vector<std::unique_ptr<Window>> windows;
  };
  struct OpenMinutes {
    std::map<Timestamp, Minute> by_start;
    Timestamp oldest = stream::kEndOfTime;
    Timestamp last_start;  // Where `last` is; most events fall into the minute of the one before.
    Minute* last = nullptr;
  };
  struct KeyHash {
    std::size_t operator()(const WindowKey& key) const {
      const auto low =
          static_cast<std::uint64_t>(key.shop) << 2 | static_cast<std::uint64_t>(key.stream);
      return stream::hash_key({static_cast<std::uint64_t>(key.start.us), low},
                              stream::kDefaultHashSeed);
    }
  };
  using ClosedList = std::list<std::unique_ptr<Window>>;  // Most recently used first.

  std::size_t closed_max_;
  std::array<OpenMinutes, kStreams> open_;
  ClosedList closed_;
  std::unordered_map<WindowKey, ClosedList::iterator, KeyHash> closed_by_key_;
  std::vector<Window*> dirty_;
};

}  // namespace shop::pipelines

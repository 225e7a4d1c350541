#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipelines/state_store.hpp"
#include "stream/hash.hpp"
#include "stream/interner.hpp"
#include "stream/spill_file.hpp"
#include "stream/spill_map.hpp"

namespace shop::pipelines {

struct SpillStoreOptions {
  std::string directory = "/var/tmp";  ///< Where the temporary files go; a disk, not memory.
  std::size_t seen_memtable_max = std::size_t{1} << 17;   ///< Ids in memory, per stream.
  std::size_t index_memtable_max = std::size_t{1} << 14;  ///< Window places in memory.
  std::size_t fan_in = 8;
  std::size_t write_buffer_bytes = std::size_t{1} << 18;  ///< Of the window file.
};

/// The StateStore of `drinkshop replay`: forgets everything at the end of the process, and while it
/// lives keeps what grows with the log in nameless temporary files. commit() makes nothing durable,
/// so load() is always empty.
///
/// Seen ids: one SpillMap per stream (its sizes are documented there: bounded memory, 24 to 26
/// bytes of disk per id). Closed windows: appended to one file whenever they change, whole; the
/// place of the newest copy is in a SpillMap keyed by (minute, stream, shop). Open windows are not
/// stored, the engine has them. Texts of shops are kept in memory; menu versions, dead letters and
/// counts are not kept at all, because nobody can ask for them.
///
/// emitted_items() reads the window file, but only stretches of it (write_buffer_bytes each) that
/// hold minutes of the range: windows close nearly in the order of time, so a menu change reads
/// little unless it changes all of history.
class SpillStore final : public StateStore {
 public:
  static Result<std::unique_ptr<SpillStore>> create(SpillStoreOptions options);

  Result<Snapshot> load() override { return Snapshot{}; }
  Result<std::optional<std::uint64_t>> find_seen(Stream stream, const EventId& id) override;
  Result<std::optional<StoredWindow>> load_window(Stream stream, Timestamp window_start,
                                                  std::string_view shop_id) override;
  Result<std::vector<ItemRow>> emitted_items(std::string_view menu_id, Timestamp from,
                                             Timestamp to) override;
  Result<void> commit(const Changes& changes) override;

  /// Of what grows with the log: filters, block keys, tables.
  std::size_t memory_bytes() const;
  std::uint64_t window_file_bytes() const { return windows_.size() + buffer_.size(); }

 private:
  /// A part of the window file and the minutes in it.
  struct Stretch {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    Timestamp oldest;
    Timestamp newest;
  };
  /// What one commit changes in one orders window.
  using ItemsByWindow =
      std::map<std::pair<Timestamp, std::string_view>, std::vector<const ItemRow*>>;

  SpillStore(SpillStoreOptions options, stream::SpillFile windows);

  stream::Key128 key_of(Stream stream, Timestamp window_start, std::string_view shop_id);
  Result<StoredWindow> read_window(std::uint64_t offset) const;
  Result<void> store(const WindowRow& row, const std::vector<const ItemRow*>& items);
  Result<void> append(const StoredWindow& window);
  Result<void> write_buffer();
  Result<void> collect(std::string_view stretch, std::uint64_t offset, std::string_view menu_id,
                       Timestamp from, Timestamp to, std::vector<ItemRow>& found);

  SpillStoreOptions options_;
  std::array<stream::SpillMap, kStreams> seen_;
  stream::SpillMap places_;  // Of the newest copy of each closed window: offset in the file.
  stream::Interner shops_;
  stream::SpillFile windows_;
  std::string buffer_;  // The end of the file, not yet written.
  Stretch current_;     // The minutes in buffer_.
  std::vector<Stretch> stretches_;
};

}  // namespace shop::pipelines

#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "events/decode.hpp"
#include "events/log_record.hpp"
#include "pipelines/menu_history.hpp"
#include "pipelines/records.hpp"
#include "pipelines/state_store.hpp"
#include "pipelines/topic_counters.hpp"
#include "pipelines/window_book.hpp"
#include "stream/id_table.hpp"
#include "stream/interner.hpp"
#include "stream/tumbling.hpp"
#include "stream/watermark.hpp"

namespace shop::pipelines {

inline constexpr Duration kWatermarkDelay = minutes(2);
/// An event further ahead of its arrival than this comes from a wrong clock and moves no watermark.
inline constexpr Duration kClockSkewMax = minutes(5);

struct EngineOptions {
  /// Closed windows kept in memory for late events, beyond those that are not yet committed.
  std::size_t closed_windows_max = 4096;
  /// Of the tables of event ids, which strangers can choose. Results do not depend on it.
  std::uint64_t hash_seed = stream::kDefaultHashSeed;
};

/// The stream engine of contract section 2: counts orders, refunds and visits per minute and shop,
/// corrects closed minutes when late events come, joins item sales with the menu as of their
/// minute.
///
/// A deterministic function of the log: no clock, no I/O of its own, no threads. Events are applied
/// one by one in log order; emissions go to the Output at once, in the order of contract 2.4. What
/// was applied becomes durable at commit(), together with its position, or not at all: after a
/// crash open() returns to the last commit, and applying the same log again emits the same records.
/// Where to cut the log into commits changes nothing.
///
/// An error comes from the StateStore. After a failed apply(), process() or flush() the engine is
/// half-way through an event: destroy it and open() another. A failed commit() changed nothing here
/// and may be tried again. Not thread-safe.
class Engine {
 public:
  /// Both references must outlive the engine. Fails when the store cannot load.
  static Result<std::unique_ptr<Engine>> open(StateStore& store, Output& output,
                                              EngineOptions options = {});

  /// One record of the log. Positions must grow; a record at or below position() was applied before
  /// and is skipped, so a reader may start a little too early.
  Result<void> process(const events::LogRecord& record);
  /// The same for a transport that names topics by text and may not know when a record arrived.
  Result<void> process(std::string_view topic, std::string_view value,
                       std::optional<Timestamp> appended_at, std::int64_t position);
  /// The same for an event that is decoded already. `original` are the bytes for a dead letter.
  Result<void> apply(const events::Decoded& decoded, std::string_view original,
                     std::int64_t position);

  /// Closes all windows of all topics, as if the log had ended.
  Result<void> flush();

  /// Makes everything applied so far durable.
  Result<void> commit();

  /// The last position applied.
  std::int64_t position() const { return position_; }
  /// True when a commit() would have something to write.
  bool uncommitted() const { return uncommitted_; }
  std::vector<TopicCounts> counts() const { return counters_.all(); }
  std::optional<Timestamp> watermark(Stream stream) const {
    return watermarks_[static_cast<std::size_t>(stream)].value();
  }

 private:
  /// What orders, refunds and visits have in common.
  struct Fact {
    Stream stream;
    const events::EventIdentity& identity;
    Timestamp time;
    std::string_view shop_id;
    std::int64_t amount;
    const events::OrderEvent* order;  ///< Only of orders: its items.
  };
  enum class Admission : std::uint8_t { kNew, kDuplicate, kConflict };
  using CellKey = std::tuple<Timestamp, std::uint32_t, std::uint32_t>;  // Start, shop, menu.
  struct Relabelled {
    Timestamp start;
    std::uint32_t shop;
    Window* window;  // nullptr: not in memory, the cell is in relabelled_.
    ItemCell* cell;
  };

  Engine(StateStore& store, Output& output, const EngineOptions& options);

  // engine.cpp: what an event does.
  Result<void> apply_fact(const Fact& fact, const events::Decoded& decoded,
                          std::string_view original, TopicCounts& counts);
  void apply_clock(const events::ClockEvent& clock, const events::Decoded& decoded,
                   TopicCounts& counts);
  Result<void> apply_menu(const events::MenuEvent& menu);
  void reject(const events::Decoded& decoded, events::Reject reason, std::string_view original);
  Result<Admission> admit(Stream stream, const events::EventIdentity& identity);
  void add(Window& window, const Fact& fact);
  void close_due();
  Result<void> relabel(std::uint32_t menu, const RelabelledWindows& range);

  // engine_emit.cpp: what leaves the engine.
  void emit_window(Window& window);
  void emit_correction(Window& window, const Fact& fact);
  void emit_numbers(Window& window);
  void emit_cell(const Window& window, ItemCell& cell);
  void emit_item_record(Timestamp start, std::uint32_t shop, const ItemCell& cell);
  void emit_cells_by_menu_id(Window& window);

  // engine_state.cpp: load and commit.
  void restore(const Snapshot& snapshot);
  std::unique_ptr<Window> window_from(const StoredWindow& stored);
  Result<Window*> closed_window(const WindowKey& key);
  void take_over_relabelled(Window& window);
  ItemCell cell_from(const ItemRow& row);
  ItemRow row_of(Timestamp start, std::uint32_t shop, const ItemCell& cell) const;
  Changes changes() const;

  StateStore& store_;
  Output& output_;
  events::Decoder decoder_;

  std::int64_t position_ = 0;
  bool uncommitted_ = false;
  std::uint64_t order_serial_ = 0;  // Numbers orders within this process.
  std::array<stream::Watermark, kStreams> watermarks_;
  TopicCounters counters_;
  stream::Interner shops_;
  stream::Interner menu_ids_;
  Labels labels_;
  MenuHistory menu_;
  WindowBook book_;

  // Not yet committed, besides the book's dirty windows.
  std::array<stream::IdTable, kStreams> seen_;
  std::vector<MenuVersionRow> menu_versions_;
  std::vector<DeadLetterRow> dead_letters_;
  std::map<CellKey, ItemCell> relabelled_;  // Cells of windows that are not in memory.

  // Scratch space, kept to save allocations.
  std::vector<Window*> closing_;
  std::vector<ItemCell*> cells_;
};

}  // namespace shop::pipelines

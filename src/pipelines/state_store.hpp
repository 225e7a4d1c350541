#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "events/topic.hpp"

namespace shop::pipelines {

/// The topics that have windows, a watermark and deduplication of their own.
enum class Stream : std::uint8_t { kOrders = 0, kRefunds = 1, kVisits = 2 };
inline constexpr std::size_t kStreams = 3;

/// A revision of a record that was never emitted (its window is still open).
inline constexpr std::int32_t kNotEmitted = -1;

/// The absolute numbers of one stream, one minute, one shop. For refunds `count` and `amount` are
/// used, for visits only `count`. This row, with its items, is both result and state.
struct WindowRow {
  Stream stream = Stream::kOrders;
  Timestamp window_start;
  std::string shop_id;
  bool closed = false;
  std::int64_t count = 0;   ///< orders, refunds or visits
  std::int64_t items = 0;   ///< Σ qty; orders only
  std::int64_t amount = 0;  ///< revenue or refunded amount, dong
  std::int32_t revision = kNotEmitted;
};

/// One menu item within one orders window.
struct ItemRow {
  Timestamp window_start;
  std::string shop_id;
  std::string menu_id;
  std::optional<std::string> name;  ///< As joined at the last emission; nullopt: item unknown.
  std::string category;
  std::int64_t orders = 0;
  std::int64_t qty = 0;
  std::int64_t revenue = 0;  ///< dong
  std::int32_t revision = kNotEmitted;
};

/// A window with everything in it, as it is loaded for a late event.
struct StoredWindow {
  WindowRow window;
  std::vector<ItemRow> items;
};

/// A 128-bit event id: the bytes of a UUID, or a hash of any other id.
struct EventId {
  std::array<std::uint8_t, 16> bytes{};
  friend auto operator<=>(const EventId&, const EventId&) = default;
};

struct SeenRow {
  Stream stream = Stream::kOrders;
  EventId id;
  std::uint64_t content_hash = 0;  ///< Of the event after defaults are filled in.
};

/// One entry of a menu item's name history (see contract 2.3).
struct MenuVersionRow {
  std::string menu_id;
  Timestamp timestamp;
  std::int64_t position = 0;
  bool deleted = false;
  std::optional<std::string> name;
  std::optional<std::string> category;
};

struct DeadLetterRow {
  std::optional<std::string> topic;
  std::int64_t position = 0;
  std::string reason;
  std::string value;  ///< The original bytes.
};

struct TopicCounts {
  std::string topic;
  std::int64_t read = 0;
  std::int64_t counted = 0;
  std::int64_t duplicates = 0;
  std::int64_t late = 0;
  std::int64_t dead_lettered = 0;
  std::int64_t clock_skewed = 0;
};

/// What the engine needs to go on after a restart, all as of one log position.
struct Snapshot {
  std::int64_t position = 0;  ///< The last log position that is part of the state; 0 = none.
  std::array<std::optional<Timestamp>, kStreams> watermarks;
  std::vector<StoredWindow> open_windows;
  std::vector<MenuVersionRow> menu_versions;
  std::vector<TopicCounts> counts;
};

/// Everything that one commit makes durable, at once or not at all. Rows are absolute values: a row
/// replaces what is stored under its key.
struct Changes {
  std::int64_t position = 0;
  std::array<std::optional<Timestamp>, kStreams> watermarks;
  std::vector<WindowRow> windows;
  std::vector<ItemRow> items;
  std::vector<SeenRow> seen;
  std::vector<MenuVersionRow> menu_versions;
  std::vector<DeadLetterRow> dead_letters;
  std::vector<TopicCounts> counts;  ///< Whole counts of the topics that changed.
};

/// Where the engine keeps what does not fit in, or must outlive, its memory. Implementations: the
/// SQLite analytics file (server) and a spill file of bounded memory (`drinkshop replay`). Used by
/// one thread. Reads see everything committed before; the engine itself remembers what is not yet
/// committed.
class StateStore {
 public:
  virtual ~StateStore() = default;

  virtual Result<Snapshot> load() = 0;
  /// The content hash stored for an id; nullopt when the id was never committed.
  virtual Result<std::optional<std::uint64_t>> find_seen(Stream stream, const EventId& id) = 0;
  /// A closed window; nullopt when the shop had no event of the stream in that minute.
  virtual Result<std::optional<StoredWindow>> load_window(Stream stream, Timestamp window_start,
                                                          std::string_view shop_id) = 0;
  /// The emitted (revision >= 0) item records of one menu item whose window_start lies in
  /// [from, to), ordered by window_start, shop_id.
  virtual Result<std::vector<ItemRow>> emitted_items(std::string_view menu_id, Timestamp from,
                                                     Timestamp to) = 0;
  virtual Result<void> commit(const Changes& changes) = 0;
};

}  // namespace shop::pipelines

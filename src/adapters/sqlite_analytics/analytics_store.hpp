#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/migrations.hpp"
#include "pipelines/state_store.hpp"

namespace shop::sqlite {

/// From schemas/sql/analytics.
extern const std::span<const Migration> kAnalyticsMigrations;

/// The stream engine's durable state and results in one SQLite file (`analytics.db`): the writing
/// side. Used by one thread; AnalyticsReader answers queries beside it from other connections.
///
/// Exactly once: results, seen ids, serve times and the log position that they cover are one
/// transaction. The file runs with synchronous=NORMAL: a kill loses nothing, a power cut may lose
/// the last commits, but always whole ones from the end. The engine then goes on from the older
/// position and makes the same numbers again from the log, which the ledger's file does keep with
/// synchronous=FULL. Paying a flush for every commit here would buy nothing.
class AnalyticsStore final : public pipelines::StateStore {
 public:
  /// Opens or creates the file and brings it to the newest schema. `options.mode` and `.durability`
  /// are set by the store; the rest (VFS, cache) is the caller's.
  static Result<std::unique_ptr<AnalyticsStore>> open(const std::string& path,
                                                      OpenOptions options = default_options());
  static OpenOptions default_options();

  /// Also forgets serve times that were not committed.
  Result<pipelines::Snapshot> load() override;
  Result<std::optional<std::uint64_t>> find_seen(pipelines::Stream stream,
                                                 const pipelines::EventId& id) override;
  Result<std::optional<pipelines::StoredWindow>> load_window(pipelines::Stream stream,
                                                             Timestamp window_start,
                                                             std::string_view shop_id) override;
  Result<std::vector<pipelines::ItemRow>> emitted_items(std::string_view menu_id, Timestamp from,
                                                        Timestamp to) override;
  /// After a failure nothing of it is stored; the same call may be made again.
  Result<void> commit(const pipelines::Changes& changes) override;

  /// An order became ready at `at`, `took` after it was placed. Kept in memory until the next
  /// commit() stores it together with the position; after a failed commit it is still there for the
  /// next try, after load() it is gone, as the engine reads the event again.
  void add_serve_time(Timestamp at, std::string_view shop_id, Duration took);

  /// Writes everything into the main file, which then stands alone: no -wal file beside it.
  /// kUnavailable ("store.busy") while another connection is open.
  Result<void> seal();

 private:
  struct Statements {
    Statement state, counts, open_windows, menu_versions, find_seen, load_window, load_items,
        emitted_items, put_state, put_window, put_item, put_seen, put_menu_version, put_dead_letter,
        put_counts, add_serve_minute, add_serve_hour;
  };
  struct ServeTime {
    std::int64_t minute_us;
    std::string shop_id;
    std::int64_t bucket;
  };

  explicit AnalyticsStore(Database database) : database_(std::move(database)) {}
  Result<void> prepare();
  Result<void> ensure_transaction();
  Result<void> read_state(pipelines::Snapshot& snapshot);
  Result<void> read_counts(pipelines::Snapshot& snapshot);
  Result<void> read_menu_versions(pipelines::Snapshot& snapshot);
  Result<void> read_open_windows(pipelines::Snapshot& snapshot);
  Result<std::vector<pipelines::ItemRow>> read_items(Timestamp window_start,
                                                     std::string_view shop_id);
  Result<void> write(const pipelines::Changes& changes);
  Result<void> put_rows(const pipelines::Changes& changes);
  Result<void> put_seen(const std::vector<pipelines::SeenRow>& rows);
  Result<void> put_details(const pipelines::Changes& changes);
  Result<void> put_serve_times();

  Database database_;
  Statements sql_;
  /// Begun by the first look-up of a batch and ended by its commit(): the file's locks are taken
  /// once for a batch, not for every id. This connection is the only writer, so that a snapshot can
  /// always become a write transaction.
  std::optional<Transaction> transaction_;
  std::vector<ServeTime> serve_times_;
  std::vector<std::uint32_t> seen_order_;  ///< Kept for its memory.
};

}  // namespace shop::sqlite

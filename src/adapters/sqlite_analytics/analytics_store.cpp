#include "adapters/sqlite_analytics/analytics_store.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "application/analytics/serve_time.hpp"
#include "base/assert.hpp"

namespace shop::sqlite {
namespace {

using pipelines::Changes;
using pipelines::DeadLetterRow;
using pipelines::EventId;
using pipelines::ItemRow;
using pipelines::MenuVersionRow;
using pipelines::SeenRow;
using pipelines::Snapshot;
using pipelines::StoredWindow;
using pipelines::Stream;
using pipelines::TopicCounts;
using pipelines::WindowRow;

constexpr std::int64_t kMinuteUs = minutes(1).us;
constexpr std::int64_t kHourUs = minutes(60).us;

constexpr std::string_view kItemColumns =
    "window_start, shop_id, menu_id, name, category, orders, qty, revenue, revision FROM items ";
constexpr std::string_view kWindowColumns =
    "SELECT stream, window_start, shop_id, closed, count, items, amount, revision FROM windows ";

ItemRow item_row(const Rows& rows) {
  ItemRow item;
  item.window_start = {rows.int64(0)};
  item.shop_id = rows.text(1);
  item.menu_id = rows.text(2);
  item.name = rows.maybe_text(3);
  item.category = rows.text(4);
  item.orders = rows.int64(5);
  item.qty = rows.int64(6);
  item.revenue = rows.int64(7);
  item.revision = static_cast<std::int32_t>(rows.int64(8));
  return item;
}

WindowRow window_row(const Rows& rows) {
  WindowRow window;
  window.stream = static_cast<Stream>(rows.int64(0));
  window.window_start = {rows.int64(1)};
  window.shop_id = rows.text(2);
  window.closed = rows.int64(3) != 0;
  window.count = rows.int64(4);
  window.items = rows.int64(5);
  window.amount = rows.int64(6);
  window.revision = static_cast<std::int32_t>(rows.int64(7));
  return window;
}

Blob blob_of(std::string_view bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

std::optional<std::int64_t> us_of(const std::optional<Timestamp>& t) {
  if (!t) return std::nullopt;
  return t->us;
}

}  // namespace

OpenOptions AnalyticsStore::default_options() {
  OpenOptions options;
  // A commit of one order rewrites some ten pages: a longer log means fewer flushes of the file.
  options.checkpoint_pages = 4000;
  options.cache_kib = 32 * 1024;
  return options;
}

Result<std::unique_ptr<AnalyticsStore>> AnalyticsStore::open(const std::string& path,
                                                             OpenOptions options) {
  options.mode = OpenMode::kCreate;
  options.durability = Durability::kNormal;
  SHOP_TRY(Database database, Database::open(path, options));
  SHOP_TRY(migrate(database, kAnalyticsMigrations));
  std::unique_ptr<AnalyticsStore> store(new AnalyticsStore(std::move(database)));
  SHOP_TRY(store->prepare());
  return store;
}

Result<void> AnalyticsStore::prepare() {
  const std::string items = "SELECT " + std::string(kItemColumns);
  const std::string windows(kWindowColumns);
  const std::pair<Statement*, std::string> all[] = {
      {&sql_.state,
       "SELECT position, watermark_orders, watermark_refunds, watermark_visits FROM engine_state"},
      {&sql_.counts,
       "SELECT topic, read, counted, duplicates, late, dead_lettered, clock_skewed "
       "FROM topic_counts ORDER BY topic"},
      {&sql_.open_windows, windows + "WHERE closed = 0 ORDER BY stream, window_start, shop_id"},
      {&sql_.menu_versions,
       "SELECT menu_id, timestamp, position, deleted, name, category FROM menu_versions "
       "ORDER BY menu_id, timestamp, position"},
      {&sql_.find_seen, "SELECT content_hash FROM seen WHERE stream = ? AND id = ?"},
      {&sql_.load_window,
       windows + "WHERE stream = ? AND window_start = ? AND shop_id = ? AND closed = 1"},
      {&sql_.load_items, items + "WHERE window_start = ? AND shop_id = ? ORDER BY menu_id"},
      {&sql_.emitted_items,
       items + "WHERE revision >= 0 AND menu_id = ? AND window_start >= ? AND window_start < ? "
               "ORDER BY window_start, shop_id"},
      {&sql_.put_state,
       "UPDATE engine_state SET position = ?, watermark_orders = ?, watermark_refunds = ?, "
       "watermark_visits = ?"},
      {&sql_.put_window,
       "INSERT INTO windows VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
       "closed = excluded.closed, count = excluded.count, items = excluded.items, "
       "amount = excluded.amount, revision = excluded.revision"},
      {&sql_.put_item,
       "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
       "name = excluded.name, category = excluded.category, orders = excluded.orders, "
       "qty = excluded.qty, revenue = excluded.revenue, revision = excluded.revision"},
      {&sql_.put_seen,
       "INSERT INTO seen VALUES (?, ?, ?) "
       "ON CONFLICT DO UPDATE SET content_hash = excluded.content_hash"},
      {&sql_.put_menu_version,
       "INSERT INTO menu_versions VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
       "deleted = excluded.deleted, name = excluded.name, category = excluded.category"},
      {&sql_.put_dead_letter,
       "INSERT INTO dead_letters VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
       "topic = excluded.topic, reason = excluded.reason, value = excluded.value"},
      {&sql_.put_counts,
       "INSERT INTO topic_counts VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
       "read = excluded.read, counted = excluded.counted, duplicates = excluded.duplicates, "
       "late = excluded.late, dead_lettered = excluded.dead_lettered, "
       "clock_skewed = excluded.clock_skewed"},
      {&sql_.add_serve_minute,
       "INSERT INTO serve_times VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1"},
      {&sql_.add_serve_hour,
       "INSERT INTO serve_hours VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1"},
  };
  for (const auto& [statement, text] : all) {
    SHOP_TRY(*statement, database_.prepare(text));
  }
  return ok();
}

Result<void> AnalyticsStore::ensure_transaction() {
  if (transaction_) return ok();
  SHOP_TRY(auto transaction, Transaction::begin(database_, Lock::kRead));
  transaction_.emplace(std::move(transaction));
  return ok();
}

// --------------------------------------------------------------------------------------- reading

Result<Snapshot> AnalyticsStore::load() {
  serve_times_.clear();
  transaction_.reset();
  Snapshot snapshot;
  SHOP_TRY(ensure_transaction());
  SHOP_TRY(read_state(snapshot));
  SHOP_TRY(read_counts(snapshot));
  SHOP_TRY(read_menu_versions(snapshot));
  SHOP_TRY(read_open_windows(snapshot));
  transaction_.reset();
  return snapshot;
}

Result<void> AnalyticsStore::read_state(Snapshot& snapshot) {
  Rows rows = sql_.state.run();
  SHOP_TRY(const bool row, rows.step());
  if (!row) {
    return make_error(ErrorKind::kCorruption, "analytics.no_state",
                      "engine_state has no row; run `drinkshop rebuild`");
  }
  snapshot.position = rows.int64(0);
  for (std::size_t i = 0; i < pipelines::kStreams; ++i) {
    const auto us = rows.maybe_int64(static_cast<int>(i) + 1);
    if (us) snapshot.watermarks.at(i) = Timestamp{*us};
  }
  return ok();
}

Result<void> AnalyticsStore::read_counts(Snapshot& snapshot) {
  Rows rows = sql_.counts.run();
  while (true) {
    SHOP_TRY(const bool row, rows.step());
    if (!row) return ok();
    snapshot.counts.push_back(TopicCounts{std::string(rows.text(0)), rows.int64(1), rows.int64(2),
                                          rows.int64(3), rows.int64(4), rows.int64(5),
                                          rows.int64(6)});
  }
}

Result<void> AnalyticsStore::read_menu_versions(Snapshot& snapshot) {
  Rows rows = sql_.menu_versions.run();
  while (true) {
    SHOP_TRY(const bool row, rows.step());
    if (!row) return ok();
    MenuVersionRow version;
    version.menu_id = rows.text(0);
    version.timestamp = {rows.int64(1)};
    version.position = rows.int64(2);
    version.deleted = rows.int64(3) != 0;
    version.name = rows.maybe_text(4);
    version.category = rows.maybe_text(5);
    snapshot.menu_versions.push_back(std::move(version));
  }
}

Result<void> AnalyticsStore::read_open_windows(Snapshot& snapshot) {
  Rows rows = sql_.open_windows.run();
  while (true) {
    SHOP_TRY(const bool row, rows.step());
    if (!row) return ok();
    StoredWindow stored{window_row(rows), {}};
    if (stored.window.stream == Stream::kOrders) {
      SHOP_TRY(stored.items, read_items(stored.window.window_start, stored.window.shop_id));
    }
    snapshot.open_windows.push_back(std::move(stored));
  }
}

Result<std::vector<ItemRow>> AnalyticsStore::read_items(Timestamp window_start,
                                                        std::string_view shop_id) {
  return read_all(sql_.load_items.run(window_start.us, shop_id), item_row);
}

Result<std::optional<std::uint64_t>> AnalyticsStore::find_seen(Stream stream, const EventId& id) {
  SHOP_TRY(ensure_transaction());
  Rows rows = sql_.find_seen.run(static_cast<int>(stream), Blob(id.bytes));
  SHOP_TRY(const bool row, rows.step());
  if (!row) return std::optional<std::uint64_t>();
  return static_cast<std::uint64_t>(rows.int64(0));
}

Result<std::optional<StoredWindow>> AnalyticsStore::load_window(Stream stream,
                                                                Timestamp window_start,
                                                                std::string_view shop_id) {
  SHOP_TRY(ensure_transaction());
  Rows rows = sql_.load_window.run(static_cast<int>(stream), window_start.us, shop_id);
  SHOP_TRY(const bool row, rows.step());
  if (!row) return std::optional<StoredWindow>();
  StoredWindow stored{window_row(rows), {}};
  if (stream == Stream::kOrders) {
    SHOP_TRY(stored.items, read_items(window_start, shop_id));
  }
  return stored;
}

Result<std::vector<ItemRow>> AnalyticsStore::emitted_items(std::string_view menu_id, Timestamp from,
                                                           Timestamp to) {
  SHOP_TRY(ensure_transaction());
  return read_all(sql_.emitted_items.run(menu_id, from.us, to.us), item_row);
}

// --------------------------------------------------------------------------------------- writing

Result<void> AnalyticsStore::commit(const Changes& changes) {
  SHOP_TRY(ensure_transaction());
  const auto outcome = write(changes);
  transaction_.reset();  // After a failure this rolls back.
  if (outcome) serve_times_.clear();
  return outcome;
}

Result<void> AnalyticsStore::write(const Changes& changes) {
  SHOP_TRY(sql_.put_state.execute(changes.position, us_of(changes.watermarks[0]),
                                  us_of(changes.watermarks[1]), us_of(changes.watermarks[2])));
  SHOP_TRY(put_rows(changes));
  SHOP_TRY(put_seen(changes.seen));
  SHOP_TRY(put_details(changes));
  SHOP_TRY(put_serve_times());
  SHOP_ASSERT(transaction_.has_value());  // commit() began it.
  return transaction_->commit();
}

Result<void> AnalyticsStore::put_rows(const Changes& changes) {
  for (const WindowRow& row : changes.windows) {
    SHOP_TRY(sql_.put_window.execute(static_cast<int>(row.stream), row.window_start.us, row.shop_id,
                                     row.closed, row.count, row.items, row.amount, row.revision));
  }
  for (const ItemRow& row : changes.items) {
    SHOP_TRY(sql_.put_item.execute(row.window_start.us, row.shop_id, row.menu_id, row.name,
                                   row.category, row.orders, row.qty, row.revenue, row.revision));
  }
  return ok();
}

Result<void> AnalyticsStore::put_seen(const std::vector<SeenRow>& rows) {
  // In key order neighbours share a page, which is then written once.
  seen_order_.resize(rows.size());
  std::iota(seen_order_.begin(), seen_order_.end(), 0U);
  std::sort(seen_order_.begin(), seen_order_.end(), [&rows](std::uint32_t a, std::uint32_t b) {
    return std::tie(rows[a].stream, rows[a].id) < std::tie(rows[b].stream, rows[b].id);
  });
  for (const std::uint32_t i : seen_order_) {
    SHOP_TRY(sql_.put_seen.execute(static_cast<int>(rows[i].stream), Blob(rows[i].id.bytes),
                                   static_cast<std::int64_t>(rows[i].content_hash)));
  }
  return ok();
}

Result<void> AnalyticsStore::put_details(const Changes& changes) {
  for (const MenuVersionRow& row : changes.menu_versions) {
    SHOP_TRY(sql_.put_menu_version.execute(row.menu_id, row.timestamp.us, row.position, row.deleted,
                                           row.name, row.category));
  }
  for (const DeadLetterRow& row : changes.dead_letters) {
    SHOP_TRY(sql_.put_dead_letter.execute(row.position, row.topic, row.reason, blob_of(row.value)));
  }
  for (const TopicCounts& row : changes.counts) {
    SHOP_TRY(sql_.put_counts.execute(row.topic, row.read, row.counted, row.duplicates, row.late,
                                     row.dead_lettered, row.clock_skewed));
  }
  return ok();
}

Result<void> AnalyticsStore::put_serve_times() {
  for (const ServeTime& time : serve_times_) {
    SHOP_TRY(sql_.add_serve_minute.execute(time.minute_us, time.shop_id, time.bucket));
    SHOP_TRY(
        sql_.add_serve_hour.execute(floor_to(time.minute_us, kHourUs), time.shop_id, time.bucket));
  }
  return ok();
}

void AnalyticsStore::add_serve_time(Timestamp at, std::string_view shop_id, Duration took) {
  serve_times_.push_back(
      {floor_to(at.us, kMinuteUs), std::string(shop_id), analytics::serve_bucket(took)});
}

Result<void> AnalyticsStore::seal() {
  transaction_.reset();
  return database_.exec("PRAGMA journal_mode=DELETE");
}

}  // namespace shop::sqlite

#include "adapters/sqlite_analytics/reconcile.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite_analytics/internal/ledger_scan.hpp"
#include "adapters/sqlite_analytics/internal/tallies.hpp"

namespace shop::sqlite {
namespace {

using analytics::Reconciliation;

constexpr std::int64_t kHourUs = minutes(60).us;
constexpr std::uint32_t kOrders = 0;
constexpr std::uint32_t kVisits = 2;
constexpr std::array<std::string_view, 3> kStreamNames{"orders", "refunds", "visits"};

/// The second half: reads the analytics and compares them with what the ledger gave.
class Comparison {
 public:
  Comparison(Database& analytics, LedgerScan& ledger, Names& names, DifferenceList& differences,
             Reconciliation& result)
      : analytics_(analytics),
        ledger_(ledger),
        names_(names),
        differences_(differences),
        result_(result) {}

  Result<void> run() {
    SHOP_TRY(compare_windows());
    SHOP_TRY(compare_items());
    return compare_hours();
  }

 private:
  using Columns = std::array<std::string_view, 3>;

  Result<void> compare_windows();
  Result<void> compare_items();
  Result<void> compare_hours();
  void compare(const Columns& what, const TallyKey& key, std::string_view name, const Tally& ours,
               const Tally& theirs);

  Database& analytics_;
  LedgerScan& ledger_;
  Names& names_;
  DifferenceList& differences_;
  Reconciliation& result_;
  Tallies hours_;         // Summed from the minutes, all streams.
  Tallies unverifiable_;  // Windows whose items the log does not hold any more.
};

constexpr std::array<std::string_view, 3> kOrderNumbers{"orders", "items", "revenue"};
constexpr std::array<std::string_view, 3> kRefundNumbers{"refunds", "refund_items",
                                                         "refunded_amount"};
constexpr std::array<std::string_view, 3> kItemNumbers{"item_orders", "item_qty", "item_revenue"};
constexpr std::array<std::string_view, 3> kHourNumbers{"hour_count", "hour_items", "hour_amount"};

Tally tally_of(const Rows& rows) { return {rows.int64(3), rows.int64(4), rows.int64(5)}; }

void Comparison::compare(const Columns& what, const TallyKey& key, std::string_view name,
                         const Tally& ours, const Tally& theirs) {
  const auto one = [&](std::size_t column, std::int64_t a, std::int64_t b) {
    if (a == b) return;
    differences_.add({Timestamp{key.start_us}, names_.text(key.shop), std::string(what[column]),
                      std::string(name), a, b});
  };
  one(0, ours.count, theirs.count);
  one(1, ours.items, theirs.items);
  one(2, ours.amount, theirs.amount);
}

Result<void> Comparison::compare_windows() {
  SHOP_TRY(Statement sql,
           analytics_.prepare("SELECT stream, window_start, shop_id, count, items, amount "
                              "FROM windows ORDER BY stream, window_start, shop_id"));
  Rows rows = sql.run();
  while (true) {
    SHOP_TRY(const bool row, rows.step());
    if (!row) break;
    const TallyKey key{rows.int64(1), names_.number(rows.text(2)),
                       static_cast<std::uint32_t>(rows.int64(0))};
    const Tally theirs = tally_of(rows);
    Tally& hour = hours_[{floor_to(key.start_us, kHourUs), key.shop, key.kind}];
    hour.count += theirs.count;
    hour.items += theirs.items;
    hour.amount += theirs.amount;
    if (key.kind == kVisits) continue;
    ++result_.windows;
    const auto found = ledger_.window_tallies.find(key);
    const Tally ours = found == ledger_.window_tallies.end() ? Tally{} : found->second;
    if (found != ledger_.window_tallies.end()) ledger_.window_tallies.erase(found);
    compare(key.kind == kOrders ? kOrderNumbers : kRefundNumbers, key, "", ours, theirs);
    if (key.kind == kOrders && ours.unverifiable) unverifiable_[key] = ours;
  }
  for (const auto& [key, ours] : ledger_.window_tallies) {
    ++result_.windows;
    compare(key.kind == kOrders ? kOrderNumbers : kRefundNumbers, key, "", ours, {});
    if (key.kind == kOrders && ours.unverifiable) unverifiable_[key] = ours;
  }
  return ok();
}

Result<void> Comparison::compare_items() {
  // The item records of one window sum to its sales row.
  SHOP_TRY(Statement sums,
           analytics_.prepare(
               "SELECT w.window_start, w.shop_id, w.items, (SELECT ifnull(sum(i.qty), 0) FROM "
               "items i WHERE i.window_start = w.window_start AND i.shop_id = w.shop_id) AS qty "
               "FROM windows w WHERE w.stream = 0 AND w.items <> qty"));
  Rows wrong = sums.run();
  while (true) {
    SHOP_TRY(const bool row, wrong.step());
    if (!row) break;
    differences_.add({Timestamp{wrong.int64(0)}, std::string(wrong.text(1)), "item_records", "",
                      wrong.int64(2), wrong.int64(3)});
  }
  SHOP_TRY(Statement sql,
           analytics_.prepare("SELECT window_start, shop_id, menu_id, orders, qty, revenue "
                              "FROM items ORDER BY window_start, shop_id, menu_id"));
  Rows rows = sql.run();
  while (true) {
    SHOP_TRY(const bool row, rows.step());
    if (!row) break;
    const TallyKey key{rows.int64(0), names_.number(rows.text(1)), names_.number(rows.text(2))};
    const auto found = ledger_.item_tallies.find(key);
    const Tally ours = found == ledger_.item_tallies.end() ? Tally{} : found->second;
    if (found != ledger_.item_tallies.end()) ledger_.item_tallies.erase(found);
    if (unverifiable_.contains({key.start_us, key.shop, kOrders})) continue;
    ++result_.item_records;
    compare(kItemNumbers, key, rows.text(2), ours, tally_of(rows));
  }
  for (const auto& [key, ours] : ledger_.item_tallies) {
    if (unverifiable_.contains({key.start_us, key.shop, kOrders})) continue;
    ++result_.item_records;
    compare(kItemNumbers, key, names_.text(key.kind), ours, {});
  }
  return ok();
}

Result<void> Comparison::compare_hours() {
  SHOP_TRY(
      Statement sql,
      analytics_.prepare("SELECT stream, hour_start, shop_id, count, items, amount FROM hours"));
  Rows rows = sql.run();
  while (true) {
    SHOP_TRY(const bool row, rows.step());
    if (!row) break;
    const TallyKey key{rows.int64(1), names_.number(rows.text(2)),
                       static_cast<std::uint32_t>(rows.int64(0))};
    const auto found = hours_.find(key);
    const Tally minutes = found == hours_.end() ? Tally{} : found->second;
    if (found != hours_.end()) hours_.erase(found);
    compare(kHourNumbers, key, kStreamNames.at(key.kind), minutes, tally_of(rows));
  }
  for (const auto& [key, minutes] : hours_) {
    compare(kHourNumbers, key, kStreamNames.at(key.kind), minutes, {});
  }
  return ok();
}

}  // namespace

Result<Reconciliation> reconcile(const std::string& ledger_path, const std::string& analytics_path,
                                 ReconcileOptions options) {
  OpenOptions read_only;
  read_only.mode = OpenMode::kReadOnly;
  read_only.cache_kib = 32 * 1024;
  SHOP_TRY(Database analytics, Database::open(analytics_path, read_only));
  SHOP_TRY(Database ledger, Database::open(ledger_path, read_only));

  // The analytics' snapshot first: whatever position it covers, the ledger's later one has it.
  SHOP_TRY(Transaction analytics_snapshot, Transaction::begin(analytics, Lock::kRead));
  SHOP_TRY(const auto position, analytics.query_int64("SELECT position FROM engine_state"));
  SHOP_TRY(Transaction ledger_snapshot, Transaction::begin(ledger, Lock::kRead));

  Reconciliation result;
  result.position = position.value_or(0);
  Names names;
  DifferenceList differences(options.differences_max);
  LedgerScan scan(ledger, result.position, names, differences, result);
  SHOP_TRY(scan.run());
  if (result.log_head < result.position) {
    differences.add({{}, "", "log_behind_analytics", "", result.log_head, result.position});
  }
  Comparison comparison(analytics, scan, names, differences, result);
  SHOP_TRY(comparison.run());
  differences.move_to(result);
  return result;
}

}  // namespace shop::sqlite

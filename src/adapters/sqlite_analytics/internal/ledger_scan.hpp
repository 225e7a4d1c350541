#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite_analytics/internal/tallies.hpp"
#include "base/result.hpp"
#include "events/decode.hpp"

namespace shop::sqlite {

/// One pass over the ledger in log order: adds up its orders and refunds per minute and shop and
/// the items of its order events, and notes where rows and events do not belong together.
class LedgerScan {
 public:
  /// Adds up what lies at or below `position`; the checks go on to the end of the log. The
  /// references must outlive the scan.
  LedgerScan(Database& ledger, std::int64_t position, Names& names, DifferenceList& differences,
             analytics::Reconciliation& result)
      : ledger_(ledger),
        position_(position),
        names_(names),
        differences_(differences),
        result_(result) {}

  Result<void> run();

  Tallies window_tallies;  ///< kind: the stream, 0 orders, 1 refunds.
  Tallies item_tallies;    ///< kind: the menu item.

 private:
  /// A row of `orders` or `refunds`; the latter has no items.
  struct Row {
    std::int64_t position = 0;
    std::string shop_id;
    Timestamp created_at;
    std::int64_t amount = 0;
    std::int64_t items = 0;
  };
  /// Follows one of the two tables by position while the log is read.
  struct Table {
    std::uint32_t stream;
    std::string_view row_without_event;
    std::string_view event_without_row;
    Rows rows;
    std::optional<Row> next;
  };

  Result<void> scan_log(Table& orders, Table& refunds);
  Result<void> advance(Table& table);
  /// Passes the rows before `position`: none of them has an event.
  Result<void> skip_to(Table& table, std::int64_t position);
  Result<void> match(Table& table, std::int64_t position, std::string_view value);
  void count_row(const Table& table, const Row& row, bool in_log);
  void check_order(const Row& row, const events::OrderEvent& order);
  void check_refund(const Row& row, const events::RefundEvent& refund);
  void count_items(const events::OrderEvent& order);
  void check(const Row& row, std::string_view what, std::int64_t ours, std::int64_t events);
  void at_position(std::string_view what, std::int64_t position, std::int64_t ledger,
                   std::int64_t analytics);

  Database& ledger_;
  const std::int64_t position_;
  Names& names_;
  DifferenceList& differences_;
  analytics::Reconciliation& result_;
  events::Decoder decoder_;
  std::int64_t first_in_log_ = 0;
};

}  // namespace shop::sqlite

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace shop::analytics {

/// One number that two sides see differently; 0 stands for "not there".
struct Difference {
  std::optional<Timestamp> minute;  ///< Absent for what belongs to a log position.
  std::string shop_id;
  /// Per minute and shop: orders, items, revenue, refunds, refunded_amount.
  /// Per minute, shop and menu item: item_orders, item_qty, item_revenue.
  /// Within the analytics: item_records (`ledger` is the sales row's items, `analytics` the sum of
  /// its item records), and hour_count, hour_items, hour_amount (`ledger` is the sum of the
  /// minutes; `key` names the stream). Within the ledger, at log position `key`: log_gap (positions
  /// expected, found), order_without_event, event_without_order, refund_without_event,
  /// event_without_refund, event_unreadable, and event_total, event_items, event_created_at,
  /// event_shop, event_amount
  /// (`ledger` is the row's value, `analytics` the event's).
  /// For the whole: log_behind_analytics (the analytics belong to another ledger, or its tail was
  /// lost; the two positions).
  std::string what;
  std::string key;  ///< Menu id, stream or log position.
  std::int64_t ledger = 0;
  std::int64_t analytics = 0;

  friend bool operator==(const Difference&, const Difference&) = default;
};

/// The result of comparing the ledger with the analytics up to the analytics' own log position.
struct Reconciliation {
  std::int64_t position = 0;  ///< Up to which was compared.
  std::int64_t log_head = 0;  ///< The newest position of the log.
  std::int64_t events = 0;    ///< Of the log, all topics.

  std::int64_t windows = 0;       ///< Pairs of minute and shop compared, both streams.
  std::int64_t item_records = 0;  ///< Triples of minute, shop and menu item compared.
  std::int64_t orders = 0;        ///< The ledger's sums up to `position`.
  std::int64_t items = 0;
  std::int64_t revenue = 0;
  std::int64_t refunds = 0;
  std::int64_t refunded_amount = 0;

  std::int64_t differences_total = 0;
  std::vector<Difference> differences;  ///< The first ones found, by minute, shop, what, key.

  bool equal() const { return differences_total == 0; }
  /// Events that the analytics have not covered yet; to compare them too, wait until this is 0.
  std::int64_t lag() const { return log_head - position; }
};

}  // namespace shop::analytics

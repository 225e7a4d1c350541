#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/access.hpp"
#include "domain/order.hpp"
#include "domain/refund.hpp"
#include "events/log_record.hpp"

namespace shop::application {

class Committer;
class LedgerReader;
class MenuBook;
class SettingsBook;

/// An order with everything that happened to it since.
struct OrderView {
  domain::Order order;
  domain::OrderStatus status = domain::OrderStatus::kPlaced;
  std::int64_t queue_number = 0;  ///< 1, 2, 3 … per shop and business day.
  std::int64_t refunded = 0;      ///< Dong given back so far.
  std::int64_t position = 0;      ///< Of its `orders` event in the log.
  Timestamp placed_at;            ///< When the server stored it.
  Timestamp status_at;            ///< When its status last changed.
};

/// An order as it was placed, and whether this very request placed it (201) or repeated it (200).
struct PlacedOrder {
  OrderView view;
  bool created = false;
  events::LogRecordPtr event;  ///< Its `orders` event; null when the request was a repeat.
};

struct OrderFilter {
  std::optional<std::string> shop_id;
  std::optional<domain::OrderStatus> status;
  std::optional<Timestamp> from;  ///< created_at, included
  std::optional<Timestamp> to;    ///< created_at, excluded
  std::optional<std::string> cursor;
  std::int64_t limit = 50;  ///< 1 to 200 over HTTP
  bool oldest_first = false;
};

struct OrderPage {
  std::vector<OrderView> items;  ///< Newest created_at first, unless the filter says otherwise.
  std::optional<std::string> next_cursor;
};

struct StoredRefund {
  domain::Refund refund;
  bool created = false;
};

/// The answer to a request whose id is stored already: the stored order when the request means the
/// same, else kConflict "order.id_taken".
Result<PlacedOrder> repeat_of(const domain::OrderRequest& request, const OrderView& stored);

/// The use cases around a sale. All members may be called from any thread.
class Orders {
 public:
  /// The references must outlive this object.
  Orders(Committer& committer, LedgerReader& reader, MenuBook& menu, const SettingsBook& settings,
         const Clock& clock)
      : committer_(committer), reader_(reader), menu_(menu), settings_(settings), clock_(clock) {}

  using PlaceDone = std::function<void(Result<PlacedOrder>)>;
  /// Takes an order, once per order_id. Checks and prices at once on the calling thread, then hands
  /// over to the committer; `done` is called exactly once, on the calling thread when the request
  /// is refused at once, else on the committer's thread after the order and its events are durable.
  /// kUnavailable (with retry_after_s) when the queue is full, kStorageFull when the disk is.
  void place(const domain::Principal& who, domain::OrderRequest request, PlaceDone done);

  // The others block the calling thread: until durable, or for the time of a read.
  Result<OrderView> get(const Uuid& order_id);
  Result<OrderPage> list(const OrderFilter& filter);
  Result<OrderView> set_status(const domain::Principal& who, const Uuid& order_id,
                               domain::OrderStatus status);
  Result<StoredRefund> refund(const domain::Principal& who, const Uuid& order_id,
                              const domain::RefundRequest& request);
  Result<std::vector<domain::Refund>> refunds_of(const Uuid& order_id);

 private:
  Result<domain::PricedOrder> price(const domain::Principal& who,
                                    const domain::OrderRequest& request, const Uuid& order_id,
                                    Timestamp now) const;

  Committer& committer_;
  LedgerReader& reader_;
  MenuBook& menu_;
  const SettingsBook& settings_;
  const Clock& clock_;
};

}  // namespace shop::application

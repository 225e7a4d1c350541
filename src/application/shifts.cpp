#include "application/shifts.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "application/committer.hpp"
#include "application/ports/ledger.hpp"
#include "domain/menu.hpp"
#include "events/encode.hpp"
#include "events/stored_json.hpp"

namespace shop::application {
namespace {

using domain::ShiftEvent;
using domain::ShiftStep;
using events::Topic;

constexpr std::int64_t kPage = 2000;
constexpr std::string_view kCash = "cash";

/// Marker: the log position at which the open shift of a shop was opened; 0: none is open.
std::string marker_of(std::string_view shop_id) { return "shift:" + std::string(shop_id); }

Error unknown_shift(const Uuid& shift_id) {
  return make_error(ErrorKind::kNotFound, "shift.unknown",
                    "there is no shift " + to_string(shift_id));
}
Error not_open(const Uuid& shift_id) {
  return make_error(ErrorKind::kConflict, "shift.not_open",
                    "shift " + to_string(shift_id) + " is not open");
}

Result<void> check_amount(std::string_view field, std::int64_t amount, std::int64_t least) {
  if (amount >= least && amount <= domain::kCashMax) return ok();
  return field_error(std::string(field), "must be a whole number from " + std::to_string(least) +
                                             " to " + std::to_string(domain::kCashMax));
}

Result<std::int64_t> append(UnitOfWork& unit, const ShiftEvent& event) {
  return unit.append(Topic::kShifts, to_string(event.shift_id), events::encode_shift_event(event),
                     event.at);
}

/// Every record of some topics behind a position and before another one, page by page.
template <class Each>
Result<void> read_between(LedgerReader& reader, std::span<const Topic> topics, std::int64_t after,
                          std::int64_t before, Each&& each) {
  while (true) {
    SHOP_TRY(const auto records, reader.read_log(topics, after, kPage));
    for (const auto& record : records) {
      if (record.position >= before) return ok();
      SHOP_TRY(each(record));
      after = record.position;
    }
    if (records.size() < static_cast<std::size_t>(kPage)) return ok();
  }
}

struct Recorded {
  ShiftEvent event;
  std::int64_t position = 0;
};

/// All events of the topic, oldest first: a handful a day.
Result<std::vector<Recorded>> all_events(LedgerReader& reader) {
  const Topic topics[] = {Topic::kShifts};
  std::vector<Recorded> found;
  SHOP_TRY(read_between(reader, topics, 0, INT64_MAX,
                        [&](const events::LogRecord& record) -> Result<void> {
                          SHOP_TRY(auto event, events::read_shift_event(record.value));
                          found.push_back({std::move(event), record.position});
                          return ok();
                        }));
  return found;
}

/// Adds up what the log says of a drawer.
class Reckoning {
 public:
  Reckoning(LedgerReader& reader, ShiftView& view) : reader_(reader), view_(view) {}

  Result<void> run() {
    const Topic topics[] = {Topic::kOrders, Topic::kRefunds};
    const std::int64_t before = view_.closed ? view_.closed->position : INT64_MAX;
    SHOP_TRY(read_between(reader_, topics, view_.position, before,
                          [&](const events::LogRecord& record) { return add(record); }));
    const auto in_cash = view_.by_method.find(std::string(kCash));
    const std::int64_t cash_sales = in_cash == view_.by_method.end() ? 0 : in_cash->second;
    view_.expected = view_.opening_cash + cash_sales - view_.cash_refunds;
    for (const auto& move : view_.moves) view_.expected += move.amount;
    return ok();
  }

 private:
  Result<void> add(const events::LogRecord& record) {
    return record.topic == Topic::kOrders ? sold(record) : refunded(record);
  }

  Result<void> sold(const events::LogRecord& record) {
    SHOP_TRY(const auto order, events::read_order(record.value));
    if (order.shop_id != view_.shop_id) return ok();
    const bool late =
        order.channel == domain::kOfflineChannel && order.created_at < view_.opened_at;
    if (late) {
      ++view_.late_orders;
      if (order.payment_method == kCash) view_.late_cash += order.total;
    } else {
      ++view_.orders;
      view_.by_method[order.payment_method] += order.total;
    }
    return ok();
  }

  Result<void> refunded(const events::LogRecord& record) {
    SHOP_TRY(const auto refund, events::read_refund(record.value));
    if (refund.shop_id != view_.shop_id) return ok();
    SHOP_TRY(const auto order, reader_.find_order(refund.order_id));
    if (order && order->order.payment_method == kCash) view_.cash_refunds += refund.amount;
    return ok();
  }

  LedgerReader& reader_;
  ShiftView& view_;
};

ShiftView::Closing closing_of(const Recorded& recorded) {
  const auto& event = recorded.event;
  return {event.by, event.at, event.amount, event.note, recorded.position};
}

}  // namespace

Result<ShiftView> Shifts::open(const domain::Principal& who, std::string_view shop_id,
                               std::optional<Uuid> shift_id, std::int64_t cash) {
  if (!domain::is_slug(shop_id)) {
    return field_error("shop_id", "must be 1 to 64 of A-Z a-z 0-9 _ -");
  }
  SHOP_TRY(check_amount("opening_cash", cash, 0));
  SHOP_TRY(const auto opened, current(shop_id));
  if (opened && shift_id && opened->shift_id == *shift_id) return *opened;
  SHOP_TRY(
      const Uuid id, committer_.run<Uuid>([&](UnitOfWork& unit, Timestamp now) -> Result<Uuid> {
        SHOP_TRY(const std::int64_t open_at, unit.get_marker(marker_of(shop_id)));
        if (open_at != 0) {
          return make_error(ErrorKind::kConflict, "shift.open",
                            "the shop has an open shift; close it first");
        }
        const Uuid fresh = shift_id ? *shift_id : make_uuid_v7(now);
        SHOP_TRY(
            const std::int64_t position,
            append(unit, {fresh, std::string(shop_id), ShiftStep::kOpen, cash, "", who.name, now}));
        SHOP_TRY(unit.set_marker(marker_of(shop_id), position));
        return fresh;
      }));
  return view_of(id);
}

Result<ShiftView> Shifts::move_cash(const domain::Principal& who, const Uuid& shift_id,
                                    std::optional<Uuid> move_id, std::int64_t amount,
                                    std::string_view reason) {
  SHOP_TRY(check_amount("amount", amount, -domain::kCashMax));
  if (amount == 0) return field_error("amount", "must not be 0");
  if (reason.empty()) return field_error("reason", "must not be empty");
  SHOP_TRY(const auto shift, view_of(shift_id));
  SHOP_TRY(committer_.run_void([&](UnitOfWork& unit, Timestamp now) -> Result<void> {
    SHOP_TRY(const std::int64_t open_at, unit.get_marker(marker_of(shift.shop_id)));
    const std::string done = move_id ? "shift_move:" + to_string(*move_id) : "";
    if (move_id) {
      SHOP_TRY(const std::int64_t moved_at, unit.get_marker(done));
      if (moved_at != 0) return ok();
    }
    if (open_at != shift.position) return not_open(shift_id);
    SHOP_TRY(const std::int64_t position,
             append(unit, {shift_id, shift.shop_id, ShiftStep::kCash, amount, std::string(reason),
                           who.name, now}));
    if (!move_id) return ok();
    return unit.set_marker(done, position);
  }));
  return view_of(shift_id);
}

Result<ShiftView> Shifts::close(const domain::Principal& who, const Uuid& shift_id,
                                std::int64_t counted, std::string_view note) {
  SHOP_TRY(check_amount("counted", counted, 0));
  SHOP_TRY(const auto shift, view_of(shift_id));
  if (shift.closed && shift.closed->counted == counted) return shift;
  SHOP_TRY(committer_.run_void([&](UnitOfWork& unit, Timestamp now) -> Result<void> {
    SHOP_TRY(const std::int64_t open_at, unit.get_marker(marker_of(shift.shop_id)));
    if (open_at != shift.position) return not_open(shift_id);
    SHOP_TRY(append(unit, {shift_id, shift.shop_id, ShiftStep::kClose, counted, std::string(note),
                           who.name, now}));
    return unit.set_marker(marker_of(shift.shop_id), 0);
  }));
  SHOP_TRY(auto closed, view_of(shift_id));
  // Only now is it certain what the log has before the closing. Should this be lost, the sum is
  // made anew by whoever asks.
  SHOP_TRY(committer_.run_void([&](UnitOfWork& unit, Timestamp now) -> Result<void> {
    SHOP_TRY(append(
        unit, {shift_id, shift.shop_id, ShiftStep::kReckoned, closed.expected, "", who.name, now}));
    return ok();
  }));
  return closed;
}

Result<std::optional<ShiftView>> Shifts::current(std::string_view shop_id) {
  SHOP_TRY(const std::int64_t position, reader_.get_marker(marker_of(shop_id)));
  if (position == 0) return std::nullopt;
  const Topic topics[] = {Topic::kShifts};
  SHOP_TRY(const auto records, reader_.read_log(topics, position - 1, 1));
  if (records.empty()) return std::nullopt;
  SHOP_TRY(const auto opened, events::read_shift_event(records.front().value));
  SHOP_TRY(auto view, view_of(opened.shift_id));
  return std::optional(std::move(view));
}

Result<ShiftView> Shifts::get(const Uuid& shift_id) { return view_of(shift_id); }

Result<std::vector<ShiftSummary>> Shifts::list(std::string_view shop_id, std::int64_t limit) {
  SHOP_TRY(const auto events, all_events(reader_));
  std::vector<ShiftSummary> shifts;
  for (const auto& recorded : events) {
    const ShiftEvent& event = recorded.event;
    if (event.shop_id != shop_id) continue;
    if (event.step == ShiftStep::kOpen) {
      shifts.push_back({event.shift_id, event.shop_id, event.by, event.at, event.amount, {}, {}});
      continue;
    }
    const auto shift = std::find_if(shifts.rbegin(), shifts.rend(), [&](const auto& each) {
      return each.shift_id == event.shift_id;
    });
    if (shift == shifts.rend()) continue;
    if (event.step == ShiftStep::kClose) shift->closed = closing_of(recorded);
    if (event.step == ShiftStep::kReckoned) shift->expected = event.amount;
  }
  std::reverse(shifts.begin(), shifts.end());
  if (shifts.size() > static_cast<std::size_t>(limit)) {
    shifts.resize(static_cast<std::size_t>(limit));
  }
  for (auto& shift : shifts) {
    if (!shift.closed || shift.expected) continue;
    SHOP_TRY(const auto view, view_of(shift.shift_id));
    shift.expected = view.expected;
  }
  return shifts;
}

Result<ShiftView> Shifts::view_of(const Uuid& shift_id) {
  SHOP_TRY(const auto events, all_events(reader_));
  std::optional<ShiftView> found;
  for (const auto& recorded : events) {
    const ShiftEvent& event = recorded.event;
    if (event.shift_id != shift_id) continue;
    if (event.step == ShiftStep::kOpen && !found) {
      found.emplace();
      found->shift_id = event.shift_id;
      found->shop_id = event.shop_id;
      found->opened_by = event.by;
      found->opened_at = event.at;
      found->opening_cash = event.amount;
      found->position = recorded.position;
    } else if (found && event.step == ShiftStep::kCash) {
      found->moves.push_back(event);
    } else if (found && event.step == ShiftStep::kClose) {
      found->closed = closing_of(recorded);
    }
  }
  if (!found) return unknown_shift(shift_id);
  SHOP_TRY(Reckoning(reader_, *found).run());
  return *std::move(found);
}

}  // namespace shop::application

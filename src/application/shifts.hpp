#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/access.hpp"
#include "domain/shift.hpp"

namespace shop::application {

class Committer;
class LedgerReader;

/// A shift and its drawer. `expected` = opening cash + sales and refunds in cash + what was put in
/// or taken out: of everything that the log has between opening and closing, so it needs no till's
/// clock. A sale made offline before the shift, and told only now, is in the drawer of then: it is
/// shown as late and not expected here. A cancelled order keeps its money until it is refunded, as
/// in every other number of the shop.
struct ShiftView {
  Uuid shift_id;
  std::string shop_id;
  std::string opened_by;
  Timestamp opened_at;
  std::int64_t opening_cash = 0;
  std::int64_t position = 0;  ///< Of its opening in the log.

  std::int64_t orders = 0;                        ///< Without the late ones.
  std::map<std::string, std::int64_t> by_method;  ///< Dong of these orders, by payment method.
  std::int64_t cash_refunds = 0;                  ///< Of orders that were paid in cash.
  std::vector<domain::ShiftEvent> moves;          ///< Cash put in and taken out, oldest first.
  std::int64_t late_orders = 0;
  std::int64_t late_cash = 0;
  std::int64_t expected = 0;

  struct Closing {
    std::string by;
    Timestamp at;
    std::int64_t counted = 0;
    std::string note;
    std::int64_t position = 0;
  };
  std::optional<Closing> closed;
};

/// A shift as the list has it: without what was sold.
struct ShiftSummary {
  Uuid shift_id;
  std::string shop_id;
  std::string opened_by;
  Timestamp opened_at;
  std::int64_t opening_cash = 0;
  std::optional<ShiftView::Closing> closed;
  std::optional<std::int64_t> expected;  ///< Of a closed one.
};

/// The drawer of a shop: opened with a sum, counted at the end. A shop has one open shift at most.
/// All of it is in the log, topic `shifts`. Thread-safe; blocks until durable, or for a read.
class Shifts {
 public:
  Shifts(Committer& committer, LedgerReader& reader) : committer_(committer), reader_(reader) {}

  /// kConflict "shift.open" while another one is; the same id again gives that shift.
  Result<ShiftView> open(const domain::Principal& who, std::string_view shop_id,
                         std::optional<Uuid> shift_id, std::int64_t cash);
  /// `amount` is negative for what is taken out. The same move_id again changes nothing.
  /// kConflict "shift.not_open".
  Result<ShiftView> move_cash(const domain::Principal& who, const Uuid& shift_id,
                              std::optional<Uuid> move_id, std::int64_t amount,
                              std::string_view reason);
  /// kConflict "shift.not_open"; closing with the same count again gives the closed shift.
  Result<ShiftView> close(const domain::Principal& who, const Uuid& shift_id, std::int64_t counted,
                          std::string_view note);

  /// nullopt: no shift is open.
  Result<std::optional<ShiftView>> current(std::string_view shop_id);
  Result<ShiftView> get(const Uuid& shift_id);
  /// Newest first, at most `limit`.
  Result<std::vector<ShiftSummary>> list(std::string_view shop_id, std::int64_t limit);

 private:
  Result<ShiftView> view_of(const Uuid& shift_id);

  Committer& committer_;
  LedgerReader& reader_;
};

}  // namespace shop::application

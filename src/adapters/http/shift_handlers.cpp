#include "adapters/http/bodies.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/problem.hpp"
#include "adapters/http/query_reader.hpp"
#include "adapters/http/views.hpp"

namespace shop::http {
namespace {

using application::Shifts;
using application::ShiftSummary;
using application::ShiftView;

/// Null for a shift that is open.
void write_closing(JsonWriter& json, const std::optional<ShiftView::Closing>& closed) {
  json.key("closed");
  if (!closed) {
    json.value(nullptr);
    return;
  }
  json.object([&] {
    json.field("by", closed->by);
    json.field("at", closed->at);
    json.field("counted", closed->counted);
    json.field("note", closed->note);
  });
}

void write_shift(JsonWriter& json, const ShiftView& shift) {
  json.field("shift_id", shift.shift_id);
  json.field("shop_id", shift.shop_id);
  json.field("opened_by", shift.opened_by);
  json.field("opened_at", shift.opened_at);
  json.field("opening_cash", shift.opening_cash);
  json.field("orders", shift.orders);
  json.array_field("sales", [&] {
    for (const auto& [method, amount] : shift.by_method) {
      json.object([&, &name = method, &sum = amount] {
        json.field("payment_method", name);
        json.field("amount", sum);
      });
    }
  });
  json.field("cash_refunds", shift.cash_refunds);
  json.array_field("moves", [&] {
    for (const auto& move : shift.moves) {
      json.object([&] {
        json.field("amount", move.amount);
        json.field("reason", move.note);
        json.field("by", move.by);
        json.field("at", move.at);
      });
    }
  });
  json.field("late_orders", shift.late_orders);
  json.field("late_cash", shift.late_cash);
  json.field("expected", shift.expected);
  write_closing(json, shift.closed);
}

void write_summary(JsonWriter& json, const ShiftSummary& shift) {
  json.object([&] {
    json.field("shift_id", shift.shift_id);
    json.field("shop_id", shift.shop_id);
    json.field("opened_by", shift.opened_by);
    json.field("opened_at", shift.opened_at);
    json.field("opening_cash", shift.opening_cash);
    json.field("expected", shift.expected);
    write_closing(json, shift.closed);
  });
}

Response shift_response(const Result<ShiftView>& shift, int status) {
  if (!shift) return problem(shift.error());
  Response response;
  response.status = status;
  response.body = object_json([&](JsonWriter& json) { write_shift(json, shift.value()); });
  return response;
}

Result<Uuid> shift_id_of(const Call& call) {
  if (const auto id = parse_uuid(call.path.values[0])) return *id;
  return make_error(ErrorKind::kNotFound, "shift.unknown",
                    "there is no shift '" + call.path.values[0] + "'");
}

Result<ShiftView> try_open(Shifts& shifts, const Call& call) {
  SHOP_TRY(no_query(call));
  SHOP_TRY(const auto body, read_shift_body(call.request.body));
  return shifts.open(call.who(), body.shop_id, body.shift_id, body.opening_cash);
}

Result<ShiftView> try_move(Shifts& shifts, const Call& call) {
  SHOP_TRY(no_query(call));
  SHOP_TRY(const Uuid shift_id, shift_id_of(call));
  SHOP_TRY(const auto body, read_cash_body(call.request.body));
  return shifts.move_cash(call.who(), shift_id, body.move_id, body.amount, body.reason);
}

Result<ShiftView> try_close(Shifts& shifts, const Call& call) {
  SHOP_TRY(no_query(call));
  SHOP_TRY(const Uuid shift_id, shift_id_of(call));
  SHOP_TRY(const auto body, read_count_body(call.request.body));
  return shifts.close(call.who(), shift_id, body.counted, body.note);
}

Result<ShiftView> try_get(Shifts& shifts, const Call& call) {
  SHOP_TRY(no_query(call));
  SHOP_TRY(const Uuid shift_id, shift_id_of(call));
  return shifts.get(shift_id);
}

Result<ShiftView> find_current(Shifts& shifts, const Call& call) {
  QueryReader query(call.request.query);
  const auto shop_id = query.text("shop_id", {1, 64, true, false}).value_or("main");
  SHOP_TRY(std::move(query).finish());
  SHOP_TRY(auto shift, shifts.current(shop_id));
  if (shift) return *std::move(shift);
  return make_error(ErrorKind::kNotFound, "shift.none_open", "no shift is open");
}

Result<std::vector<ShiftSummary>> find_all(Shifts& shifts, const Call& call) {
  QueryReader query(call.request.query);
  const auto shop_id = query.text("shop_id", {1, 64, true, false}).value_or("main");
  const auto limit = query.integer("limit", {1, 200}).value_or(50);
  SHOP_TRY(std::move(query).finish());
  return shifts.list(shop_id, limit);
}

}  // namespace

Response open_shift(Shifts& shifts, const Call& call) {
  return shift_response(try_open(shifts, call), 201);
}

Response move_cash(Shifts& shifts, const Call& call) {
  return shift_response(try_move(shifts, call), 200);
}

Response close_shift(Shifts& shifts, const Call& call) {
  return shift_response(try_close(shifts, call), 200);
}

Response get_shift(Shifts& shifts, const Call& call) {
  return shift_response(try_get(shifts, call), 200);
}

Response current_shift(Shifts& shifts, const Call& call) {
  return shift_response(find_current(shifts, call), 200);
}

Response list_shifts(Shifts& shifts, const Call& call) {
  const auto found = find_all(shifts, call);
  if (!found) return problem(found.error());
  Response response;
  response.body = list_json(found.value(), std::nullopt, write_summary);
  return response;
}

}  // namespace shop::http

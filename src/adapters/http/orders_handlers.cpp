#include <utility>

#include "adapters/http/bodies.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/problem.hpp"
#include "adapters/http/query_reader.hpp"
#include "adapters/http/views.hpp"
#include "events/encode.hpp"

namespace shop::http {
namespace {

constexpr std::string_view kOrdersPath = "/api/v1/orders/";
constexpr std::string_view kGuestOrdersPath = "/api/v1/guest/orders/";

/// `event`: the order's own event, when it is at hand.
Response order_response(const application::OrderView& view, int status,
                        const events::LogRecordPtr& event = nullptr) {
  Response response;
  response.status = status;
  response.body.reserve(1024);
  JsonWriter json(response.body);
  if (event) {
    write_placed_order(json, view, event->value);
  } else {
    write_order(json, view);
  }
  return response;
}

/// `path` is that of the orders, to which the id is added.
Response placed_response(const application::PlacedOrder& placed, std::string_view path) {
  Response response = order_response(placed.view, placed.created ? 201 : 200, placed.event);
  response.headers.emplace_back("Location",
                                std::string(path) + to_string(placed.view.order.order_id));
  return response;
}

/// Completes the call. Written out on the connection's thread: the committer has better things to
/// do.
application::Orders::PlaceDone answer_to(const Deferred& done, std::string_view path) {
  return [done, path](Result<application::PlacedOrder> placed) {
    done([placed = std::move(placed), path] {
      return placed ? placed_response(placed.value(), path) : problem(placed.error());
    });
  };
}

/// The header Idempotency-Key is the order_id; both may be sent when they agree.
Result<void> take_idempotency_key(const Request& request, domain::OrderRequest& order) {
  if (!request.has_header("idempotency-key")) return ok();
  std::string_view text = request.header("idempotency-key");
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  const auto key = parse_uuid(text);
  if (!key) return field_error("Idempotency-Key", "must be a UUID");
  if (order.order_id && *order.order_id != *key) {
    return field_error("order_id", "differs from the header Idempotency-Key");
  }
  order.order_id = key;
  return ok();
}

/// `read` is one of the readers of bodies.hpp.
template <class Read>
Result<domain::OrderRequest> read_order(const Call& call, Read read) {
  SHOP_TRY(no_query(call));
  SHOP_TRY(auto request, read(call.request.body));
  SHOP_TRY(take_idempotency_key(call.request, request));
  return request;
}

Result<application::OrderFilter> read_filter(const Call& call) {
  QueryReader query(call.request.query);
  application::OrderFilter filter;
  filter.shop_id = query.text("shop_id", {1, 64, true, false});
  if (const auto status = query.text("status", {0, 20, false, false})) {
    filter.status = domain::parse_order_status(*status);
    if (!filter.status) {
      query.fail("status", "must be placed, preparing, ready, completed or cancelled");
    }
  }
  filter.from = query.time("from");
  filter.to = query.time("to");
  filter.cursor = query.text("cursor", {1, 200, false, false});
  filter.limit = query.integer("limit", {1, 200}).value_or(filter.limit);
  SHOP_TRY(std::move(query).finish());
  return filter;
}

void write_refund(JsonWriter& json, const domain::Refund& refund) {
  json.object([&] { events::write_refund_fields(json, refund); });
}

Result<application::OrderView> change_status(application::Orders& orders, const Call& call) {
  SHOP_TRY(no_query(call));
  SHOP_TRY(const Uuid order_id, order_id_of(call));
  SHOP_TRY(const auto status, read_status_body(call.request.body));
  return orders.set_status(call.who(), order_id, status);
}

Result<application::StoredRefund> make_refund(application::Orders& orders, const Call& call) {
  SHOP_TRY(no_query(call));
  SHOP_TRY(const Uuid order_id, order_id_of(call));
  SHOP_TRY(const auto request, read_refund_body(call.request.body));
  return orders.refund(call.who(), order_id, request);
}

Result<std::vector<domain::Refund>> find_refunds(application::Orders& orders, const Call& call) {
  SHOP_TRY(no_query(call));
  SHOP_TRY(const Uuid order_id, order_id_of(call));
  return orders.refunds_of(order_id);
}

/// The order that a GET names, out of what `source` shows.
template <class Source>
Response found(Source& source, const Call& call) {
  if (const auto valid = no_query(call); !valid) return problem(valid.error());
  const auto order_id = order_id_of(call);
  if (!order_id) return problem(order_id.error());
  const auto view = source.get(order_id.value());
  return view ? order_response(view.value(), 200) : problem(view.error());
}

}  // namespace

Result<Uuid> order_id_of(const Call& call) {
  if (const auto id = parse_uuid(call.path.values[0])) return *id;
  return make_error(ErrorKind::kNotFound, "order.unknown",
                    "there is no order '" + call.path.values[0] + "'");
}

void place_order(application::Orders& orders, const Call& call, const Deferred& done) {
  auto request = read_order(call, read_order_body);
  if (!request) {
    done([refusal = problem(request.error())] { return refusal; });
    return;
  }
  orders.place(call.who(), std::move(request).value(), answer_to(done, kOrdersPath));
}

void place_guest_order(application::Guests& guests, const Call& call, const Deferred& done) {
  auto request = read_order(call, read_guest_order_body);
  if (!request) {
    done([refusal = problem(request.error())] { return refusal; });
    return;
  }
  guests.place(std::move(request).value(), answer_to(done, kGuestOrdersPath));
}

Response get_order(application::Orders& orders, const Call& call) { return found(orders, call); }

Response get_guest_order(application::Guests& guests, const Call& call) {
  return found(guests, call);
}

Response list_orders(application::Orders& orders, const Call& call) {
  const auto filter = read_filter(call);
  if (!filter) return problem(filter.error());
  const auto page = orders.list(filter.value());
  if (!page) return problem(page.error());
  Response response;
  response.body = list_json(page.value().items, page.value().next_cursor, write_order);
  return response;
}

Response set_order_status(application::Orders& orders, const Call& call) {
  const auto view = change_status(orders, call);
  return view ? order_response(view.value(), 200) : problem(view.error());
}

Response refund_order(application::Orders& orders, const Call& call) {
  const auto stored = make_refund(orders, call);
  if (!stored) return problem(stored.error());
  Response response;
  response.status = stored.value().created ? 201 : 200;
  JsonWriter json(response.body);
  write_refund(json, stored.value().refund);
  return response;
}

Response list_refunds(application::Orders& orders, const Call& call) {
  const auto refunds = find_refunds(orders, call);
  if (!refunds) return problem(refunds.error());
  Response response;
  response.body = list_json(refunds.value(), std::nullopt, write_refund);
  return response;
}

}  // namespace shop::http

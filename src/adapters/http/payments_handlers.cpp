#include <utility>

#include "adapters/http/bodies.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/problem.hpp"
#include "adapters/http/query_reader.hpp"
#include "adapters/http/views.hpp"
#include "events/encode.hpp"

namespace shop::http {
namespace {

void write_account(JsonWriter& json, const application::BankAccount& account) {
  json.object_field("account", [&] {
    json.field("bank_bin", account.bin);
    json.field("number", account.number);
    json.field("name", account.name);
  });
}

/// What is known of the payment; null for an order whose payment nobody keeps.
void write_received(JsonWriter& json, const std::optional<domain::Payment>& payment) {
  if (!payment) {
    for (const char* name : {"code", "state", "received", "confirmed_by"}) {
      json.field(name, nullptr);
    }
    return;
  }
  json.field("code", payment->code);
  json.field("state", domain::to_string(domain::state_of(*payment)));
  json.field("received", domain::received_of(*payment));
  if (payment->confirmation) {
    json.field("confirmed_by", payment->confirmation->by);
  } else {
    json.field("confirmed_by", nullptr);
  }
}

void write_payment(JsonWriter& json, const application::PaymentView& view) {
  json.field("order_id", view.order_id);
  json.field("method", view.method);
  json.field("amount", view.amount);
  write_received(json, view.payment);
  json.field("payload", view.payload);
  if (view.account) {
    write_account(json, *view.account);
  } else {
    json.field("account", nullptr);
  }
}

Response payment_response(const Result<application::PaymentView>& view) {
  if (!view) return problem(view.error());
  Response response;
  response.body = object_json([&](JsonWriter& json) { write_payment(json, view.value()); });
  return response;
}

Response image_response(Result<std::string> svg) {
  if (!svg) return problem(svg.error());
  Response response;
  response.content_type = "image/svg+xml";
  response.body = std::move(svg).value();
  return response;
}

void write_notice(JsonWriter& json, const application::StoredNotice& stored) {
  json.object([&] {
    events::write_notice_fields(json, stored.notice);
    json.field("received_at", stored.received_at);
    json.field("state", stored.order_id ? "matched" : "unmatched");
    json.field("order_id", stored.order_id);
    json.field("assigned_by", stored.assigned_by);
  });
}

Result<Uuid> read_order_id(const Call& call) {
  SHOP_TRY(no_query(call));
  return order_id_of(call);
}

Result<application::PaymentView> confirm(application::Payments& payments, const Call& call) {
  SHOP_TRY(const Uuid order_id, read_order_id(call));
  SHOP_TRY(const auto received, read_confirmation_body(call.request.body));
  return payments.confirm(call.who(), order_id, received);
}

Result<application::PaymentView> assign(application::Payments& payments, const Call& call) {
  SHOP_TRY(no_query(call));
  SHOP_TRY(const Uuid order_id, read_assignment_body(call.request.body));
  return payments.assign(call.who(), call.path.values[0], order_id);
}

Result<application::NoticeFilter> read_notice_filter(const Call& call) {
  QueryReader query(call.request.query);
  application::NoticeFilter filter;
  if (const auto state = query.text("state", {0, 20, false, false})) {
    filter.matched = *state == "matched";
    if (*state != "matched" && *state != "unmatched") {
      query.fail("state", "must be matched or unmatched");
    }
  }
  filter.cursor = query.text("cursor", {1, 200, false, false});
  filter.limit = query.integer("limit", {1, 200}).value_or(filter.limit);
  SHOP_TRY(std::move(query).finish());
  return filter;
}

/// Nothing in the call is looked at before its signature has shown that the bank sent it.
Result<domain::PaymentState> take_notice(const Api& api, const Call& call) {
  const auto& secret = api.config().bank_secret;
  if (!secret) {
    return make_error(ErrorKind::kNotFound, "bank.not_configured",
                      "this shop takes no bank notices (serve --bank-secret-file)");
  }
  const Request& request = call.request;
  const application::WebhookHeaders headers{request.header("webhook-id"),
                                            request.header("webhook-timestamp"),
                                            request.header("webhook-signature")};
  SHOP_TRY(secret->verify(headers, request.body, api.use_cases().clock.now()));
  SHOP_TRY(no_query(call));
  SHOP_TRY(const auto notice, read_notice_body(request.body));
  return api.use_cases().payments.take_notice(notice);
}

}  // namespace

Response get_payment(application::Payments& payments, const Call& call) {
  const auto order_id = read_order_id(call);
  return order_id ? payment_response(payments.get(order_id.value())) : problem(order_id.error());
}

Response guest_payment(application::Guests& guests, const Call& call) {
  const auto order_id = read_order_id(call);
  return order_id ? payment_response(guests.payment(order_id.value())) : problem(order_id.error());
}

Response payment_qr(application::Payments& payments, const Call& call) {
  const auto order_id = read_order_id(call);
  return order_id ? image_response(payments.qr_svg(order_id.value())) : problem(order_id.error());
}

Response guest_payment_qr(application::Guests& guests, const Call& call) {
  const auto order_id = read_order_id(call);
  return order_id ? image_response(guests.qr_svg(order_id.value())) : problem(order_id.error());
}

Response confirm_payment(application::Payments& payments, const Call& call) {
  return payment_response(confirm(payments, call));
}

Response receive_notice(Api& api, const Call& call) {
  const auto state = take_notice(api, call);
  if (!state) return problem(state.error());
  Response response;
  response.body = object_json([&](JsonWriter& json) {
    json.field("success", true);
    json.field("state", domain::to_string(state.value()));
  });
  return response;
}

Response list_notices(application::Payments& payments, const Call& call) {
  const auto filter = read_notice_filter(call);
  if (!filter) return problem(filter.error());
  const auto page = payments.notices(filter.value());
  if (!page) return problem(page.error());
  Response response;
  response.body = list_json(page.value().items, page.value().next_cursor, write_notice);
  return response;
}

Response assign_notice(application::Payments& payments, const Call& call) {
  return payment_response(assign(payments, call));
}

}  // namespace shop::http

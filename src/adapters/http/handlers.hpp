#pragma once

#include "adapters/http/api.hpp"
#include "adapters/http/message.hpp"

namespace shop::http {

// One function per route. Each is handed the use case it serves and the call; no socket and no
// coroutine in here, so its test is a function call. The table in routes.cpp wires them.

void place_order(application::Orders& orders, const Call& call, const Deferred& done);
Response get_order(application::Orders& orders, const Call& call);
Response list_orders(application::Orders& orders, const Call& call);
Response set_order_status(application::Orders& orders, const Call& call);
Response refund_order(application::Orders& orders, const Call& call);
Response list_refunds(application::Orders& orders, const Call& call);

/// The order's id in the path. Text that is no UUID is the id of no order.
Result<Uuid> order_id_of(const Call& call);

Response get_payment(application::Payments& payments, const Call& call);
Response payment_qr(application::Payments& payments, const Call& call);
Response confirm_payment(application::Payments& payments, const Call& call);
Response receive_notice(Api& api, const Call& call);
Response list_notices(application::Payments& payments, const Call& call);
Response assign_notice(application::Payments& payments, const Call& call);

void place_guest_order(application::Guests& guests, const Call& call, const Deferred& done);
Response get_guest_order(application::Guests& guests, const Call& call);
Response guest_payment(application::Guests& guests, const Call& call);
Response guest_payment_qr(application::Guests& guests, const Call& call);
Response queue_board(const application::LiveBoard& board, const Call& call);

Response list_menu(application::MenuBook& menu, const Call& call);
Response get_menu_item(application::MenuBook& menu, const Call& call);
Response create_menu_item(application::MenuBook& menu, const Call& call);
Response change_menu_item(application::MenuBook& menu, const Call& call);
Response delete_menu_item(application::MenuBook& menu, const Call& call);

Response list_inventory(application::StockRoom& stock, const Call& call);
Response put_ingredient(application::StockRoom& stock, const Call& call);
Response list_sold_out(application::MenuBook& menu, application::StockRoom& stock,
                       const Call& call);
Response list_movements(application::StockRoom& stock, const Call& call);
Response move_stock(application::StockRoom& stock, const Call& call);
Response list_alerts(application::StockRoom& stock, const Call& call);

/// What every screen must know of the shop; public.
Response shop_info(const application::Settings& settings, const Call& call);
Response get_settings(const application::Settings& settings, const Call& call);
Response change_settings(application::Settings& settings, const Call& call);

Response open_shift(application::Shifts& shifts, const Call& call);
Response move_cash(application::Shifts& shifts, const Call& call);
Response close_shift(application::Shifts& shifts, const Call& call);
Response get_shift(application::Shifts& shifts, const Call& call);
Response current_shift(application::Shifts& shifts, const Call& call);
Response list_shifts(application::Shifts& shifts, const Call& call);

Response log_in(Api& api, const Call& call);
Response switch_person(Api& api, const Call& call);
Response list_people(application::Access& access, const Call& call);
Response who_am_i(const Call& call);
Response log_out(Api& api, const Call& call);
Response claim_owner(Api& api, const Call& call);

Response list_users(application::Access& access, const Call& call);
Response add_user(application::Access& access, const Call& call);
Response change_user(application::Access& access, const Call& call);

Response record_visit(application::Visits& visits, const Call& call);

Response sales(analytics::Reports& reports, const Call& call);
Response top_items(analytics::Reports& reports, const Call& call);
Response key_figures(analytics::Reports& reports, const Call& call);
Response export_table(exports::Exports& exports, const Call& call);
Response get_proof(Api& api, const Call& call);
Response request_proof(Api& api, const Call& call);
Response list_dead_letters(analytics::AnalyticsQueries& analytics, const Call& call);

Response list_events(application::LedgerReader& reader, const Call& call);
Response list_audit(application::LedgerReader& reader, const Call& call);

Response healthz(const Call& call);
Response readyz(const Api& api);
Response metrics_text(const Api& api, const Call& call);
Response openapi_document(const Call& call);
/// A file of the web app, or its shell for the address of one of its pages. 404 for anything else.
Response web_app(const Call& call);

/// Fails with kInvalidArgument when the query names any parameter.
Result<void> no_query(const Call& call);

}  // namespace shop::http

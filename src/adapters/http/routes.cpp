#include "adapters/http/handlers.hpp"

namespace shop::http {
namespace {

using domain::Role;
using domain::RoleSet;

constexpr RoleSet kAnyone = domain::kEverybody;
constexpr RoleSet kOwnerOnly{Role::kOwner};
constexpr RoleSet kManagers{Role::kOwner, Role::kManager};
constexpr RoleSet kSellers{Role::kOwner, Role::kManager, Role::kCashier};
constexpr RoleSet kStockKeepers{Role::kOwner, Role::kManager, Role::kBarista};

using enum Method;
using enum Execution;

void add_orders(std::vector<Route>& routes) {
  const auto starter = [](Api& api, const Call& call, const Deferred& done) {
    place_order(api.use_cases().orders, call, done);
  };
  routes.insert(
      routes.end(),
      {{kPost, "/api/v1/orders", kSellers, kAsync, true, nullptr, starter},
       {kGet, "/api/v1/orders", kAnyone, kPool, false,
        [](Api& api, const Call& call) { return list_orders(api.use_cases().orders, call); }},
       {kGet, "/api/v1/orders/{order_id}", kAnyone, kPool, false,
        [](Api& api, const Call& call) { return get_order(api.use_cases().orders, call); }},
       {kPost, "/api/v1/orders/{order_id}/status", kAnyone, kPool, true,
        [](Api& api, const Call& call) { return set_order_status(api.use_cases().orders, call); }},
       {kPost, "/api/v1/orders/{order_id}/refunds", kManagers, kPool, true,
        [](Api& api, const Call& call) { return refund_order(api.use_cases().orders, call); }},
       {kGet, "/api/v1/orders/{order_id}/refunds", kSellers, kPool, false,
        [](Api& api, const Call& call) { return list_refunds(api.use_cases().orders, call); }}});
}

void add_payments(std::vector<Route>& routes) {
  routes.insert(
      routes.end(),
      {{kGet, "/api/v1/orders/{order_id}/payment", kSellers, kPool, false,
        [](Api& api, const Call& call) { return get_payment(api.use_cases().payments, call); }},
       {kGet, "/api/v1/orders/{order_id}/payment/qr.svg", kSellers, kPool, false,
        [](Api& api, const Call& call) { return payment_qr(api.use_cases().payments, call); }},
       {kPost, "/api/v1/orders/{order_id}/payment", kSellers, kPool, true,
        [](Api& api, const Call& call) { return confirm_payment(api.use_cases().payments, call); }},
       {kPost, "/api/v1/bank-notices", std::nullopt, kPool, true,
        [](Api& api, const Call& call) { return receive_notice(api, call); }},
       {kGet, "/api/v1/bank-notices", kManagers, kPool, false,
        [](Api& api, const Call& call) { return list_notices(api.use_cases().payments, call); }},
       {kPost, "/api/v1/bank-notices/{notice_id}/assign", kManagers, kPool, true,
        [](Api& api, const Call& call) { return assign_notice(api.use_cases().payments, call); }}});
}

void add_guests(std::vector<Route>& routes) {
  const auto starter = [](Api& api, const Call& call, const Deferred& done) {
    place_guest_order(api.use_cases().guests, call, done);
  };
  routes.insert(
      routes.end(),
      {{kPost, "/api/v1/guest/orders", std::nullopt, kAsync, true, nullptr, starter},
       {kGet, "/api/v1/guest/orders/{order_id}", std::nullopt, kPool, false,
        [](Api& api, const Call& call) { return get_guest_order(api.use_cases().guests, call); }},
       {kGet, "/api/v1/guest/orders/{order_id}/payment", std::nullopt, kPool, false,
        [](Api& api, const Call& call) { return guest_payment(api.use_cases().guests, call); }},
       {kGet, "/api/v1/guest/orders/{order_id}/payment/qr.svg", std::nullopt, kPool, false,
        [](Api& api, const Call& call) { return guest_payment_qr(api.use_cases().guests, call); }},
       {kGet, "/api/v1/board", std::nullopt, kInline, false,
        [](Api& api, const Call& call) { return queue_board(api.use_cases().board, call); }},
       {kGet, "/api/v1/board/stream", std::nullopt, kStream, false}});
}

void add_menu(std::vector<Route>& routes) {
  routes.insert(
      routes.end(),
      {{kGet, "/api/v1/menu", std::nullopt, kInline, false,
        [](Api& api, const Call& call) { return list_menu(api.use_cases().menu, call); }},
       {kGet, "/api/v1/menu/{menu_id}", std::nullopt, kInline, false,
        [](Api& api, const Call& call) { return get_menu_item(api.use_cases().menu, call); }},
       {kGet, "/api/v1/sold-out", std::nullopt, kPool, false,
        [](Api& api, const Call& call) {
          return list_sold_out(api.use_cases().menu, api.use_cases().stock, call);
        }},
       {kPost, "/api/v1/menu", kManagers, kPool, true,
        [](Api& api, const Call& call) { return create_menu_item(api.use_cases().menu, call); }},
       {kPatch, "/api/v1/menu/{menu_id}", kManagers, kPool, true,
        [](Api& api, const Call& call) { return change_menu_item(api.use_cases().menu, call); }},
       {kDelete, "/api/v1/menu/{menu_id}", kManagers, kPool, false,
        [](Api& api, const Call& call) { return delete_menu_item(api.use_cases().menu, call); }}});
}

void add_stock(std::vector<Route>& routes) {
  routes.insert(
      routes.end(),
      {{kGet, "/api/v1/inventory", kAnyone, kPool, false,
        [](Api& api, const Call& call) { return list_inventory(api.use_cases().stock, call); }},
       {kPut, "/api/v1/inventory/{ingredient_id}", kManagers, kPool, true,
        [](Api& api, const Call& call) { return put_ingredient(api.use_cases().stock, call); }},
       {kGet, "/api/v1/inventory/{ingredient_id}/movements", kStockKeepers, kPool, false,
        [](Api& api, const Call& call) { return list_movements(api.use_cases().stock, call); }},
       {kPost, "/api/v1/inventory/{ingredient_id}/movements", kStockKeepers, kPool, true,
        [](Api& api, const Call& call) { return move_stock(api.use_cases().stock, call); }},
       {kGet, "/api/v1/analytics/inventory-alerts", kManagers, kPool, false,
        [](Api& api, const Call& call) { return list_alerts(api.use_cases().stock, call); }}});
}

void add_settings(std::vector<Route>& routes) {
  routes.insert(
      routes.end(),
      {{kGet, "/api/v1/shop", std::nullopt, kInline, false,
        [](Api& api, const Call& call) { return shop_info(api.use_cases().settings, call); }},
       {kGet, "/api/v1/settings", kManagers, kInline, false,
        [](Api& api, const Call& call) { return get_settings(api.use_cases().settings, call); }},
       {kPatch, "/api/v1/settings", kOwnerOnly, kPool, true, [](Api& api, const Call& call) {
          return change_settings(api.use_cases().settings, call);
        }}});
}

void add_shifts(std::vector<Route>& routes) {
  routes.insert(
      routes.end(),
      {{kPost, "/api/v1/shifts", kSellers, kPool, true,
        [](Api& api, const Call& call) { return open_shift(api.use_cases().shifts, call); }},
       {kGet, "/api/v1/shifts", kManagers, kPool, false,
        [](Api& api, const Call& call) { return list_shifts(api.use_cases().shifts, call); }},
       {kGet, "/api/v1/shift", kSellers, kPool, false,
        [](Api& api, const Call& call) { return current_shift(api.use_cases().shifts, call); }},
       {kGet, "/api/v1/shifts/{shift_id}", kSellers, kPool, false,
        [](Api& api, const Call& call) { return get_shift(api.use_cases().shifts, call); }},
       {kPost, "/api/v1/shifts/{shift_id}/cash", kSellers, kPool, true,
        [](Api& api, const Call& call) { return move_cash(api.use_cases().shifts, call); }},
       {kPost, "/api/v1/shifts/{shift_id}/close", kSellers, kPool, true,
        [](Api& api, const Call& call) { return close_shift(api.use_cases().shifts, call); }}});
}

void add_access(std::vector<Route>& routes) {
  routes.insert(
      routes.end(),
      {{kPost, "/api/v1/session", std::nullopt, kHash, true,
        [](Api& api, const Call& call) { return log_in(api, call); }},
       {kGet, "/api/v1/session", kAnyone, kInline, false,
        [](Api&, const Call& call) { return who_am_i(call); }},
       {kDelete, "/api/v1/session", kAnyone, kPool, false,
        [](Api& api, const Call& call) { return log_out(api, call); }},
       {kPost, "/api/v1/session/pin", kAnyone, kHash, true,
        [](Api& api, const Call& call) { return switch_person(api, call); }},
       {kGet, "/api/v1/session/people", kAnyone, kPool, false,
        [](Api& api, const Call& call) { return list_people(api.use_cases().access, call); }},
       {kPost, "/api/v1/setup/claim", std::nullopt, kHash, true,
        [](Api& api, const Call& call) { return claim_owner(api, call); }},
       {kGet, "/api/v1/users", kOwnerOnly, kPool, false,
        [](Api& api, const Call& call) { return list_users(api.use_cases().access, call); }},
       {kPost, "/api/v1/users", kOwnerOnly, kHash, true,
        [](Api& api, const Call& call) { return add_user(api.use_cases().access, call); }},
       {kPatch, "/api/v1/users/{username}", kOwnerOnly, kHash, true,
        [](Api& api, const Call& call) { return change_user(api.use_cases().access, call); }},
       {kPost, "/api/v1/visits", std::nullopt, kPool, true,
        [](Api& api, const Call& call) { return record_visit(api.use_cases().visits, call); }}});
}

void add_reports(std::vector<Route>& routes) {
  routes.insert(
      routes.end(),
      {{kGet, "/api/v1/analytics/sales", kManagers, kPool, false,
        [](Api& api, const Call& call) { return sales(api.use_cases().reports, call); }},
       {kGet, "/api/v1/analytics/top-items", kManagers, kPool, false,
        [](Api& api, const Call& call) { return top_items(api.use_cases().reports, call); }},
       {kGet, "/api/v1/analytics/kpis", kManagers, kPool, false,
        [](Api& api, const Call& call) { return key_figures(api.use_cases().reports, call); }},
       {kGet, "/api/v1/exports/{table}", kManagers, kPool, false,
        [](Api& api, const Call& call) { return export_table(api.use_cases().exports, call); }},
       {kGet, "/api/v1/analytics/proof", kManagers, kPool, false,
        [](Api& api, const Call& call) { return get_proof(api, call); }},
       {kPost, "/api/v1/analytics/proof", kManagers, kPool, false,
        [](Api& api, const Call& call) { return request_proof(api, call); }},
       {kGet, "/api/v1/dead-letters", kManagers, kPool, false,
        [](Api& api, const Call& call) {
          return list_dead_letters(api.use_cases().analytics, call);
        }},
       {kGet, "/api/v1/audit", kManagers, kPool, false,
        [](Api& api, const Call& call) { return list_audit(api.use_cases().reader, call); }},
       {kGet, "/api/v1/events", kAnyone, kPool, false,
        [](Api& api, const Call& call) { return list_events(api.use_cases().reader, call); }},
       {kGet, "/api/v1/events/stream", kAnyone, kStream, false}});
}

void add_system(std::vector<Route>& routes) {
  routes.insert(routes.end(), {{kGet, "/api/v1/openapi.json", std::nullopt, kInline, false,
                                [](Api&, const Call& call) { return openapi_document(call); }},
                               {kGet, "/healthz", std::nullopt, kInline, false,
                                [](Api&, const Call& call) { return healthz(call); }},
                               {kGet, "/readyz", std::nullopt, kInline, false,
                                [](Api& api, const Call&) { return readyz(api); }},
                               {kGet, "/metrics", std::nullopt, kPool, false,
                                [](Api& api, const Call& call) { return metrics_text(api, call); }},
                               {kGet, "/", std::nullopt, kInline, false,
                                [](Api&, const Call& call) { return web_app(call); }},
                               {kGet, kAnythingElse, std::nullopt, kInline, false,
                                [](Api&, const Call& call) { return web_app(call); }}});
}

}  // namespace

std::vector<Route> make_routes() {
  std::vector<Route> routes;
  add_orders(routes);
  add_payments(routes);
  add_guests(routes);
  add_menu(routes);
  add_stock(routes);
  add_settings(routes);
  add_shifts(routes);
  add_access(routes);
  add_reports(routes);
  add_system(routes);
  return routes;
}

}  // namespace shop::http

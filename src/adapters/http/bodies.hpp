#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "application/access.hpp"
#include "application/menu_book.hpp"
#include "application/stock_room.hpp"
#include "application/visits.hpp"
#include "base/result.hpp"
#include "domain/menu.hpp"
#include "domain/order.hpp"
#include "domain/payment/payment.hpp"
#include "domain/refund.hpp"
#include "domain/settings/shop_settings.hpp"
#include "domain/shift.hpp"

namespace shop::http {

// The bodies of the API's requests, one strict reader each: kMalformed when the text is not JSON,
// kInvalidArgument with every bad field otherwise. What needs the menu or the ledger to judge is
// left to the use cases.

Result<domain::OrderRequest> read_order_body(std::string_view body);
/// Without what only the shop decides: user, discount, channel and moment.
Result<domain::OrderRequest> read_guest_order_body(std::string_view body);
Result<domain::OrderStatus> read_status_body(std::string_view body);
Result<domain::RefundRequest> read_refund_body(std::string_view body);

/// How much was received, when the body says so.
Result<std::optional<std::int64_t>> read_confirmation_body(std::string_view body);
Result<domain::BankNotice> read_notice_body(std::string_view body);
/// The order that a notice is assigned to.
Result<Uuid> read_assignment_body(std::string_view body);

/// menu_id is empty when the body names none.
Result<domain::MenuItem> read_menu_item_body(std::string_view body);
Result<application::MenuPatch> read_menu_patch_body(std::string_view body);

struct IngredientBody {
  std::string shop_id = "main";
  application::IngredientChange change;
};
Result<IngredientBody> read_ingredient_body(std::string_view body);

struct MovementBody {
  std::string shop_id = "main";
  application::MovementRequest request;
};
Result<MovementBody> read_movement_body(std::string_view body);

Result<application::VisitRequest> read_visit_body(std::string_view body);

struct ShiftBody {
  std::string shop_id = "main";
  std::optional<Uuid> shift_id;
  std::int64_t opening_cash = 0;
};
Result<ShiftBody> read_shift_body(std::string_view body);

struct CashBody {
  std::optional<Uuid> move_id;
  std::int64_t amount = 0;
  std::string reason;
};
Result<CashBody> read_cash_body(std::string_view body);

struct CountBody {
  std::int64_t counted = 0;
  std::string note;
};
Result<CountBody> read_count_body(std::string_view body);

/// Any of the settings, each of its type; what they may be together is judged by the use case.
Result<domain::SettingsChange> read_settings_body(std::string_view body);

struct LoginBody {
  std::string username;
  std::string password;
};
Result<LoginBody> read_login_body(std::string_view body);

struct NewUserBody {
  LoginBody login;
  domain::Role role = domain::Role::kBarista;
};
struct PinBody {
  std::string username;
  std::string pin;
};
Result<PinBody> read_pin_body(std::string_view body);

Result<NewUserBody> read_new_user_body(std::string_view body);
Result<application::Access::UserChange> read_user_change_body(std::string_view body);

struct ClaimBody {
  std::string code;
  LoginBody login;
};
Result<ClaimBody> read_claim_body(std::string_view body);

}  // namespace shop::http

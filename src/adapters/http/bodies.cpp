#include "adapters/http/bodies.hpp"

#include <utility>

#include "adapters/http/json_reader.hpp"
#include "domain/payment/order_code.hpp"

namespace shop::http {
namespace {

constexpr TextRule kSlug{1, 64, true, false};
constexpr TextRule kLabel{1, 100, false, true};
constexpr TextRule kNote{0, domain::kNoteMax, false, true};
constexpr IntegerRule kDong{0, domain::kPriceMax};
/// Above every sum that an order can have, far below what would overflow.
constexpr IntegerRule kSum{0, domain::kPriceMax* domain::kQtyMax * 100};
constexpr std::size_t kOptionsPerLineMax = 50;

/// Parses a body, hands its object to `read`, and fails with every bad field that `read` met.
template <class Value, class Read>
Result<Value> read_body(std::string_view body, Read&& read) {
  SHOP_TRY(const JsonDocument document, JsonDocument::parse(body));
  FieldErrors errors;
  Value value;
  {
    ObjectReader object(errors, document.root(), nullptr);
    read(object, value, errors);
    object.finish();
  }
  SHOP_TRY(std::move(errors).finish());
  return value;
}

template <class Target, class Value>
void assign(Target& target, std::optional<Value> value) {
  if (value) target = *std::move(value);
}

domain::OrderLineRequest read_line(FieldErrors& errors, simdjson::dom::element element,
                                   const JsonPath& path) {
  domain::OrderLineRequest line;
  ObjectReader object(errors, element, &path);
  assign(line.menu_id, object.text("menu_id", Need::kRequired, kSlug));
  assign(line.qty, object.integer("qty", Need::kRequired, {1, domain::kQtyMax}));
  line.price = object.integer("price", Need::kOptional, kDong);
  object.array("options", Need::kOptional, 0, kOptionsPerLineMax,
               [&](simdjson::dom::element option, const JsonPath& place) {
                 auto id = read_text(errors, option, place, kSlug);
                 if (id) line.options.push_back(*std::move(id));
               });
  assign(line.note, object.text("note", Need::kOptional, kNote));
  object.finish();
  return line;
}

std::vector<domain::RecipeLine> read_recipe(ObjectReader& object, FieldErrors& errors) {
  std::vector<domain::RecipeLine> recipe;
  object.array("recipe", Need::kOptional, 0, domain::kRecipeLinesMax,
               [&](simdjson::dom::element element, const JsonPath& path) {
                 domain::RecipeLine line;
                 ObjectReader reader(errors, element, &path);
                 assign(line.ingredient_id, reader.text("ingredient_id", Need::kRequired, kSlug));
                 assign(line.qty, reader.integer("qty", Need::kRequired,
                                                 {-domain::kRecipeQtyMax, domain::kRecipeQtyMax}));
                 reader.finish();
                 recipe.push_back(std::move(line));
               });
  return recipe;
}

domain::Option read_option(FieldErrors& errors, simdjson::dom::element element,
                           const JsonPath& path) {
  domain::Option option;
  ObjectReader object(errors, element, &path);
  assign(option.option_id, object.text("option_id", Need::kRequired, kSlug));
  assign(option.name, object.text("name", Need::kRequired, {1, domain::kNameMax, false, true}));
  assign(option.price, object.integer("price", Need::kOptional, kDong));
  option.recipe = read_recipe(object, errors);
  object.finish();
  return option;
}

domain::OptionGroup read_group(FieldErrors& errors, simdjson::dom::element element,
                               const JsonPath& path) {
  constexpr auto kCount = static_cast<std::int64_t>(domain::kOptionsMax);
  domain::OptionGroup group;
  ObjectReader object(errors, element, &path);
  assign(group.group_id, object.text("group_id", Need::kRequired, kSlug));
  assign(group.name, object.text("name", Need::kRequired, {1, domain::kNameMax, false, true}));
  assign(group.required, object.flag("required", Need::kOptional));
  group.min = group.required ? 1 : 0;
  assign(group.min, object.integer("min", Need::kOptional, {0, kCount}));
  assign(group.max, object.integer("max", Need::kOptional, {1, kCount}));
  object.array("options", Need::kRequired, 1, domain::kOptionsMax,
               [&](simdjson::dom::element option, const JsonPath& place) {
                 group.options.push_back(read_option(errors, option, place));
               });
  object.finish();
  return group;
}

std::vector<domain::OptionGroup> read_groups(ObjectReader& object, FieldErrors& errors) {
  std::vector<domain::OptionGroup> groups;
  object.array("option_groups", Need::kOptional, 0, domain::kGroupsMax,
               [&](simdjson::dom::element element, const JsonPath& path) {
                 groups.push_back(read_group(errors, element, path));
               });
  return groups;
}

/// The fields that a menu item and a change of one share.
void read_menu_fields(ObjectReader& object, FieldErrors& errors, Need need,
                      application::MenuPatch& patch) {
  const TextRule name{1, domain::kNameMax, false, true};
  patch.name = object.text("name", need, name);
  patch.category = object.text("category", need, name);
  patch.price = object.integer("price", need, kDong);
  patch.description = object.text("description", Need::kOptional, {0, 2000, false, false});
  patch.available = object.flag("available", Need::kOptional);
  auto groups = read_groups(object, errors);
  if (object.has("option_groups")) patch.option_groups = std::move(groups);
  auto recipe = read_recipe(object, errors);
  if (object.has("recipe")) patch.recipe = std::move(recipe);
}

std::optional<domain::Role> read_role(ObjectReader& object, Need need) {
  const auto name = object.text("role", need, {0, 20, false, false});
  if (!name) return std::nullopt;
  const auto role = domain::parse_role(*name);
  if (!role) object.fail("role", "must be owner, manager, cashier or barista");
  return role;
}

void read_login(ObjectReader& object, LoginBody& login) {
  assign(login.username, object.text("username", Need::kRequired, {1, 100, false, true}));
  assign(login.password, object.text("password", Need::kRequired, {1, 256, false, false}));
}

/// What a customer says of an order, at the counter or on the phone.
void read_wishes(ObjectReader& object, domain::OrderRequest& order, FieldErrors& errors) {
  order.order_id = object.uuid("order_id", Need::kOptional);
  assign(order.shop_id, object.text("shop_id", Need::kOptional, kSlug));
  object.array("items", Need::kRequired, 1, domain::kLinesMax,
               [&](simdjson::dom::element element, const JsonPath& path) {
                 order.items.push_back(read_line(errors, element, path));
               });
  order.total = object.integer("total", Need::kOptional, kSum);
  assign(order.payment_method, object.text("payment_method", Need::kOptional, kLabel));
  assign(order.note, object.text("note", Need::kOptional, kNote));
  assign(order.table, object.text("table", Need::kOptional, kNote));
}

std::optional<domain::SettingValue> read_setting(ObjectReader& object,
                                                 const domain::SettingDefinition& definition) {
  using domain::SettingValue;
  using domain::ShopSettings;
  const std::string_view name = definition.name;
  if (std::holds_alternative<std::int64_t ShopSettings::*>(definition.member)) {
    const auto number = object.integer(name, Need::kOptional, {definition.min, definition.max});
    return number ? std::optional<SettingValue>(*number) : std::nullopt;
  }
  if (std::holds_alternative<bool ShopSettings::*>(definition.member)) {
    const auto flag = object.flag(name, Need::kOptional);
    return flag ? std::optional<SettingValue>(*flag) : std::nullopt;
  }
  const TextRule rule{0, static_cast<std::size_t>(definition.max), false, true};
  auto text = object.text(name, Need::kOptional, rule);
  return text ? std::optional<SettingValue>(*std::move(text)) : std::nullopt;
}

}  // namespace

Result<domain::OrderRequest> read_order_body(std::string_view body) {
  return read_body<domain::OrderRequest>(
      body, [](ObjectReader& object, domain::OrderRequest& order, FieldErrors& errors) {
        read_wishes(object, order, errors);
        order.user_id = object.text("user_id", Need::kOptional, kLabel);
        assign(order.discount, object.integer("discount", Need::kOptional, kSum));
        assign(order.channel, object.text("channel", Need::kOptional, kLabel));
        order.created_at = object.time("created_at", Need::kOptional);
      });
}

Result<domain::OrderRequest> read_guest_order_body(std::string_view body) {
  return read_body<domain::OrderRequest>(body, read_wishes);
}

Result<domain::OrderStatus> read_status_body(std::string_view body) {
  return read_body<domain::OrderStatus>(
      body, [](ObjectReader& object, domain::OrderStatus& status, FieldErrors&) {
        const auto name = object.text("status", Need::kRequired, {0, 20, false, false});
        if (!name) return;
        const auto parsed = domain::parse_order_status(*name);
        if (parsed && *parsed != domain::OrderStatus::kPlaced) {
          status = *parsed;
        } else {
          object.fail("status", "must be preparing, ready, completed or cancelled");
        }
      });
}

Result<domain::RefundRequest> read_refund_body(std::string_view body) {
  return read_body<domain::RefundRequest>(
      body, [](ObjectReader& object, domain::RefundRequest& refund, FieldErrors& errors) {
        refund.refund_id = object.uuid("refund_id", Need::kOptional);
        std::vector<domain::RefundLineRequest> items;
        const bool partial = object.array(
            "items", Need::kOptional, 1, domain::kLinesMax,
            [&](simdjson::dom::element element, const JsonPath& path) {
              domain::RefundLineRequest line;
              ObjectReader reader(errors, element, &path);
              assign(line.menu_id, reader.text("menu_id", Need::kRequired, kSlug));
              const IntegerRule qty{1, domain::kQtyMax * 100};  // Over all lines of an order.
              assign(line.qty, reader.integer("qty", Need::kRequired, qty));
              reader.finish();
              items.push_back(std::move(line));
            });
        if (partial) refund.items = std::move(items);
        assign(refund.reason, object.text("reason", Need::kRequired, {1, 500, false, false}));
        assign(refund.restock, object.flag("restock", Need::kRequired));
      });
}

Result<std::optional<std::int64_t>> read_confirmation_body(std::string_view body) {
  return read_body<std::optional<std::int64_t>>(
      body, [](ObjectReader& object, std::optional<std::int64_t>& received, FieldErrors&) {
        received = object.integer("received", Need::kOptional, {0, domain::kNoticeAmountMax});
      });
}

Result<domain::BankNotice> read_notice_body(std::string_view body) {
  return read_body<domain::BankNotice>(body, [](ObjectReader& object, domain::BankNotice& notice,
                                                FieldErrors&) {
    assign(notice.notice_id, object.text("notice_id", Need::kRequired, kLabel));
    assign(notice.account, object.text("account", Need::kRequired, kLabel));
    assign(notice.amount, object.integer("amount", Need::kRequired, {1, domain::kNoticeAmountMax}));
    assign(notice.content,
           object.text("content", Need::kRequired, {0, domain::kContentMax, false, false}));
    assign(notice.at, object.time("at", Need::kRequired));
  });
}

Result<Uuid> read_assignment_body(std::string_view body) {
  return read_body<Uuid>(body, [](ObjectReader& object, Uuid& order_id, FieldErrors&) {
    assign(order_id, object.uuid("order_id", Need::kRequired));
  });
}

Result<domain::MenuItem> read_menu_item_body(std::string_view body) {
  return read_body<domain::MenuItem>(
      body, [](ObjectReader& object, domain::MenuItem& item, FieldErrors& errors) {
        assign(item.menu_id, object.text("menu_id", Need::kOptional, kSlug));
        application::MenuPatch fields;
        read_menu_fields(object, errors, Need::kRequired, fields);
        assign(item.name, std::move(fields.name));
        assign(item.category, std::move(fields.category));
        assign(item.price, fields.price);
        assign(item.description, std::move(fields.description));
        assign(item.available, fields.available);
        assign(item.option_groups, std::move(fields.option_groups));
        assign(item.recipe, std::move(fields.recipe));
      });
}

Result<application::MenuPatch> read_menu_patch_body(std::string_view body) {
  return read_body<application::MenuPatch>(
      body, [](ObjectReader& object, application::MenuPatch& patch, FieldErrors& errors) {
        read_menu_fields(object, errors, Need::kOptional, patch);
      });
}

Result<IngredientBody> read_ingredient_body(std::string_view body) {
  return read_body<IngredientBody>(
      body, [](ObjectReader& object, IngredientBody& ingredient, FieldErrors&) {
        assign(ingredient.shop_id, object.text("shop_id", Need::kOptional, kSlug));
        auto& change = ingredient.change;
        assign(change.name, object.text("name", Need::kRequired, {1, 200, false, true}));
        assign(change.unit, object.text("unit", Need::kRequired, {1, 20, false, true}));
        assign(change.threshold,
               object.integer("threshold", Need::kRequired, {0, domain::kStockQtyMax}));
        assign(change.blocking, object.flag("blocking", Need::kOptional));
      });
}

Result<MovementBody> read_movement_body(std::string_view body) {
  return read_body<MovementBody>(
      body, [](ObjectReader& object, MovementBody& movement, FieldErrors&) {
        assign(movement.shop_id, object.text("shop_id", Need::kOptional, kSlug));
        const auto kind = object.text("kind", Need::kRequired, {0, 20, false, false});
        if (kind) {
          const auto parsed = domain::parse_movement_kind(*kind);
          if (parsed) {
            movement.request.kind = *parsed;
          } else {
            object.fail("kind", "must be receive, consume, waste, count or return");
          }
        }
        // Only a count may find nothing.
        const bool counting = kind && movement.request.kind == domain::MovementKind::kCount;
        assign(movement.request.qty,
               object.integer("qty", Need::kRequired, {counting ? 0 : 1, domain::kStockQtyMax}));
      });
}

Result<application::VisitRequest> read_visit_body(std::string_view body) {
  return read_body<application::VisitRequest>(
      body, [](ObjectReader& object, application::VisitRequest& visit, FieldErrors&) {
        visit.shop_id = object.text("shop_id", Need::kOptional, kSlug);
        assign(visit.session_id, object.text("session_id", Need::kRequired, kLabel));
        assign(visit.page, object.text("page", Need::kRequired, {1, 500, false, true}));
      });
}

Result<ShiftBody> read_shift_body(std::string_view body) {
  return read_body<ShiftBody>(body, [](ObjectReader& object, ShiftBody& shift, FieldErrors&) {
    assign(shift.shop_id, object.text("shop_id", Need::kOptional, kSlug));
    shift.shift_id = object.uuid("shift_id", Need::kOptional);
    assign(shift.opening_cash,
           object.integer("opening_cash", Need::kRequired, {0, domain::kCashMax}));
  });
}

Result<CashBody> read_cash_body(std::string_view body) {
  return read_body<CashBody>(body, [](ObjectReader& object, CashBody& move, FieldErrors&) {
    move.move_id = object.uuid("move_id", Need::kOptional);
    assign(move.amount,
           object.integer("amount", Need::kRequired, {-domain::kCashMax, domain::kCashMax}));
    if (object.has("amount") && move.amount == 0) object.fail("amount", "must not be 0");
    assign(move.reason, object.text("reason", Need::kRequired, {1, domain::kNoteMax, false, true}));
  });
}

Result<CountBody> read_count_body(std::string_view body) {
  return read_body<CountBody>(body, [](ObjectReader& object, CountBody& count, FieldErrors&) {
    assign(count.counted, object.integer("counted", Need::kRequired, {0, domain::kCashMax}));
    assign(count.note, object.text("note", Need::kOptional, kNote));
  });
}

Result<domain::SettingsChange> read_settings_body(std::string_view body) {
  using Change = domain::SettingsChange;
  return read_body<Change>(body, [](ObjectReader& object, Change& change, FieldErrors&) {
    for (const auto& definition : domain::setting_definitions()) {
      auto value = read_setting(object, definition);
      if (value) change.parts.push_back({&definition, *std::move(value)});
    }
  });
}

Result<LoginBody> read_login_body(std::string_view body) {
  return read_body<LoginBody>(body, [](ObjectReader& object, LoginBody& login, FieldErrors&) {
    read_login(object, login);
  });
}

Result<NewUserBody> read_new_user_body(std::string_view body) {
  return read_body<NewUserBody>(body, [](ObjectReader& object, NewUserBody& user, FieldErrors&) {
    read_login(object, user.login);
    assign(user.role, read_role(object, Need::kRequired));
  });
}

Result<application::Access::UserChange> read_user_change_body(std::string_view body) {
  using Change = application::Access::UserChange;
  return read_body<Change>(body, [](ObjectReader& object, Change& change, FieldErrors&) {
    change.role = read_role(object, Need::kOptional);
    change.active = object.flag("active", Need::kOptional);
    change.password = object.text("password", Need::kOptional, {0, 256, false, false});
    change.pin = object.text("pin", Need::kOptional, {0, 256, false, false});
  });
}

Result<PinBody> read_pin_body(std::string_view body) {
  return read_body<PinBody>(body, [](ObjectReader& object, PinBody& given, FieldErrors&) {
    assign(given.username, object.text("username", Need::kRequired, {1, 100, false, true}));
    assign(given.pin, object.text("pin", Need::kRequired, {1, 256, false, false}));
  });
}

Result<ClaimBody> read_claim_body(std::string_view body) {
  return read_body<ClaimBody>(body, [](ObjectReader& object, ClaimBody& claim, FieldErrors&) {
    assign(claim.code, object.text("code", Need::kRequired, {1, 200, false, true}));
    read_login(object, claim.login);
  });
}

}  // namespace shop::http

#include "domain/order.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace shop::domain {
namespace {

constexpr std::array<std::string_view, 5> kStatusNames{"placed", "preparing", "ready", "completed",
                                                       "cancelled"};
constexpr std::size_t kTextMax = 100;
constexpr std::size_t kOptionsPerLineMax = 50;

struct Pricing {
  std::vector<FieldError> errors;
  std::set<std::string> flags;

  void fail(std::string field, std::string message) {
    errors.push_back({std::move(field), std::move(message)});
  }
  /// An offline sale is flagged, any other one refused.
  void disagree(bool offline, const char* flag, const std::string& field, std::string message) {
    if (offline) {
      flags.insert(flag);
    } else {
      fail(field, std::move(message));
    }
  }
};

std::string dong(std::int64_t amount) { return std::to_string(amount); }

bool all_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0x20; });
}

void check_text(Pricing& pricing, const std::string& field, std::string_view value) {
  if (value.empty() || value.size() > kTextMax || !all_printable(value)) {
    pricing.fail(field, "must have 1 to 100 bytes without control characters");
  }
}

/// Like check_text, but may be empty.
void check_note(Pricing& pricing, const std::string& field, std::string_view value) {
  if (value.size() <= kNoteMax && all_printable(value)) return;
  pricing.fail(field,
               "must have 0 to " + std::to_string(kNoteMax) + " bytes without control characters");
}

void check_shape(Pricing& pricing, const OrderRequest& request, bool offline, Timestamp now) {
  if (request.items.empty() || request.items.size() > kLinesMax) {
    pricing.fail("items", "must have 1 to 100 items");
  }
  if (!is_slug(request.shop_id)) pricing.fail("shop_id", "must be 1 to 64 of A-Z a-z 0-9 _ -");
  if (request.user_id) check_text(pricing, "user_id", *request.user_id);
  check_text(pricing, "payment_method", request.payment_method);
  check_text(pricing, "channel", request.channel);
  check_note(pricing, "note", request.note);
  check_note(pricing, "table", request.table);
  if (request.discount < 0) pricing.fail("discount", "must be 0 or more dong");
  if (request.total && *request.total < 0) pricing.fail("total", "must be 0 or more dong");
  if (request.created_at && *request.created_at > now + minutes(5)) {
    pricing.disagree(
        offline, "clock_skewed", "created_at",
        "must lie at most 5 minutes in the future; the server's time is " + format_millis(now));
  }
  if (offline && !request.total) pricing.fail("total", "is required for an offline sale");
}

const Option* find_option(const MenuItem& item, std::string_view option_id) {
  for (const auto& group : item.option_groups) {
    for (const auto& option : group.options) {
      if (option.option_id == option_id) return &option;
    }
  }
  return nullptr;
}

/// Checks how many options of each group were taken.
void check_groups(Pricing& pricing, const MenuItem& item, const std::vector<std::string>& chosen,
                  bool offline, const std::string& at) {
  for (const auto& group : item.option_groups) {
    const auto taken =
        std::count_if(group.options.begin(), group.options.end(), [&chosen](const Option& option) {
          return std::find(chosen.begin(), chosen.end(), option.option_id) != chosen.end();
        });
    if (taken < group.min || taken > group.max) {
      pricing.disagree(offline, "option_rule", at + ".options",
                       "must take " + dong(group.min) + " to " + dong(group.max) + " of group '" +
                           group.group_id + "' (" + group.name + "), not " + dong(taken));
    }
  }
}

void choose_options(Pricing& pricing, const MenuItem* item, const OrderLineRequest& wanted,
                    bool offline, const std::string& at, OrderLine& line) {
  if (wanted.options.size() > kOptionsPerLineMax) {
    pricing.fail(at + ".options", "must have at most 50 options");
    return;
  }
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < wanted.options.size(); ++i) {
    const std::string& id = wanted.options[i];
    const std::string option_at = at + ".options[" + std::to_string(i) + "]";
    if (!is_slug(id)) {
      pricing.fail(option_at, "must be 1 to 64 of A-Z a-z 0-9 _ -");
      continue;
    }
    if (!seen.insert(id).second) {
      pricing.disagree(offline, "option_rule", option_at, "must not be repeated");
      continue;
    }
    const Option* option = item != nullptr ? find_option(*item, id) : nullptr;
    if (option == nullptr) {
      pricing.disagree(offline, "unknown_option", option_at,
                       "is no option of menu item '" + wanted.menu_id + "'");
      line.options.push_back({id, "", 0});
    } else {
      line.options.push_back({id, option->name, option->price});
    }
  }
  if (item != nullptr) check_groups(pricing, *item, wanted.options, offline, at);
}

/// The item as the customer saw it; nullptr (and an error or flag) when it was not for sale.
const MenuItem* find_item(Pricing& pricing, const Menu& menu, const OrderLineRequest& wanted,
                          Timestamp at_time, bool offline, const std::string& at) {
  const MenuVersion* version = menu.as_of(wanted.menu_id, at_time);
  if (version == nullptr) {
    pricing.disagree(offline, "unknown_item", at + ".menu_id",
                     "is not on the menu: '" + wanted.menu_id + "'");
    return nullptr;
  }
  if (version->deleted) {
    pricing.disagree(offline, "deleted_item", at + ".menu_id",
                     "is no longer on the menu: '" + version->item.name + "'");
  } else if (!version->item.available && !offline) {
    pricing.fail(at + ".menu_id", "is not available now: '" + version->item.name + "'");
  }
  return &version->item;
}

OrderLine price_line(Pricing& pricing, const Menu& menu, const OrderLineRequest& wanted,
                     Timestamp at_time, bool offline, const std::string& at) {
  OrderLine line;
  line.menu_id = wanted.menu_id;
  line.qty = wanted.qty;
  line.note = wanted.note;
  check_note(pricing, at + ".note", wanted.note);
  if (wanted.qty < 1 || wanted.qty > kQtyMax) pricing.fail(at + ".qty", "must be 1 to 1000");
  if (wanted.price && (*wanted.price < 0 || *wanted.price > kPriceMax)) {
    pricing.fail(at + ".price", "must be 0 to 1000000000000 dong");
  }
  if (offline && !wanted.price) {
    pricing.fail(at + ".price", "is required for an offline sale");
    return line;
  }
  if (!is_slug(wanted.menu_id)) {
    pricing.fail(at + ".menu_id", "must be 1 to 64 of A-Z a-z 0-9 _ -");
    return line;
  }
  const MenuItem* item = find_item(pricing, menu, wanted, at_time, offline, at);
  choose_options(pricing, item, wanted, offline, at, line);
  if (item != nullptr) {
    line.price = item->price;
    for (const auto& option : line.options) line.price += option.price;
    if (wanted.price && *wanted.price != line.price) {
      pricing.disagree(offline, "price_mismatch", at + ".price",
                       "is " + dong(*wanted.price) + ", the menu says " + dong(line.price));
    }
  }
  if (offline) line.price = wanted.price.value_or(0);
  return line;
}

void add_up(Pricing& pricing, const OrderRequest& request, Order& order) {
  // 100 lines x 1,000 pieces x at most 10^12 + 50 x 10^12 dong stay below 2^63.
  std::int64_t sum = 0;
  for (const auto& line : order.items) {
    if (__builtin_add_overflow(sum, line.qty * line.price, &sum)) {
      pricing.fail("items", "add up to more than can be counted");
      return;
    }
  }
  if (request.discount > sum) {
    pricing.fail("discount",
                 "is " + dong(request.discount) + ", more than the items' sum " + dong(sum));
    return;
  }
  order.total = sum - request.discount;
  if (request.total && *request.total != order.total) {
    pricing.fail("total", "is " + dong(*request.total) + ", the items less the discount make " +
                              dong(order.total));
  }
}

void add_recipe(std::map<std::string, std::int64_t, std::less<>>& sum,
                const std::vector<RecipeLine>& recipe, std::int64_t times) {
  for (const auto& part : recipe) sum[part.ingredient_id] += part.qty * times;
}

}  // namespace

std::string_view to_string(OrderStatus status) {
  return kStatusNames[static_cast<std::size_t>(status)];
}

std::optional<OrderStatus> parse_order_status(std::string_view name) {
  const auto found = std::find(kStatusNames.begin(), kStatusNames.end(), name);
  if (found == kStatusNames.end()) return std::nullopt;
  return static_cast<OrderStatus>(found - kStatusNames.begin());
}

bool may_follow(OrderStatus from, OrderStatus to) {
  switch (from) {
    case OrderStatus::kPlaced:
      return to == OrderStatus::kPreparing || to == OrderStatus::kCancelled;
    case OrderStatus::kPreparing: return to == OrderStatus::kReady || to == OrderStatus::kCancelled;
    case OrderStatus::kReady: return to == OrderStatus::kCompleted || to == OrderStatus::kCancelled;
    case OrderStatus::kCompleted:
    case OrderStatus::kCancelled: return false;
  }
  return false;
}

std::int64_t item_count(const Order& order) {
  std::int64_t count = 0;
  for (const auto& line : order.items) count += line.qty;
  return count;
}

std::vector<StockNeed> stock_needs(const Menu& menu, const std::vector<OrderLine>& lines,
                                   Timestamp at) {
  std::map<std::string, std::int64_t, std::less<>> sum;
  for (const auto& line : lines) {
    const MenuVersion* version = menu.as_of(line.menu_id, at);
    if (version == nullptr) continue;
    add_recipe(sum, version->item.recipe, line.qty);
    for (const auto& chosen : line.options) {
      const Option* option = find_option(version->item, chosen.option_id);
      if (option != nullptr) add_recipe(sum, option->recipe, line.qty);
    }
  }
  std::vector<StockNeed> needs;
  for (auto& [ingredient_id, qty] : sum) {
    if (qty > 0) needs.push_back({ingredient_id, qty});
  }
  return needs;
}

Result<PricedOrder> price_order(const Menu& menu, const OrderRequest& request,
                                std::string_view default_user, const Uuid& order_id,
                                Timestamp now) {
  Pricing pricing;
  const bool offline = request.channel == kOfflineChannel;
  check_shape(pricing, request, offline, now);

  PricedOrder priced;
  priced.offline = offline;
  Order& order = priced.order;
  order.order_id = order_id;
  order.shop_id = request.shop_id;
  order.user_id = request.user_id ? *request.user_id : std::string(default_user);
  order.discount = request.discount;
  order.payment_method = request.payment_method;
  order.channel = request.channel;
  order.note = request.note;
  order.table = request.table;
  order.created_at = {floor_to(request.created_at.value_or(now).us, 1000)};
  if (request.items.size() <= kLinesMax) {
    for (std::size_t i = 0; i < request.items.size(); ++i) {
      order.items.push_back(price_line(pricing, menu, request.items[i], order.created_at, offline,
                                       "items[" + std::to_string(i) + "]"));
    }
  }
  if (pricing.errors.empty()) add_up(pricing, request, order);
  if (!pricing.errors.empty()) {
    Error error = make_error(ErrorKind::kInvalidArgument, "order.invalid",
                             pricing.errors.front().field + " " + pricing.errors.front().message);
    error.fields = std::move(pricing.errors);
    return error;
  }
  order.flags.assign(pricing.flags.begin(), pricing.flags.end());
  priced.needs = stock_needs(menu, order.items, order.created_at);
  return priced;
}

Result<void> limit_discount(PricedOrder& priced, std::int64_t percent) {
  Order& order = priced.order;
  const std::int64_t full = order.total + order.discount;
  // In two parts: a hundred times the greatest order is beyond int64.
  const std::int64_t most = full / 100 * percent + full % 100 * percent / 100;
  if (order.discount <= most) return ok();
  if (!priced.offline) {
    return field_error("discount", "must be at most " + std::to_string(most) + " (" +
                                       std::to_string(percent) + " % of " + std::to_string(full) +
                                       ")");
  }
  const std::string flag = "discount_over_limit";
  order.flags.insert(std::lower_bound(order.flags.begin(), order.flags.end(), flag), flag);
  return ok();
}

bool same_content(const OrderRequest& request, const Order& stored) {
  const auto differs = [](const auto& given, const auto& value) {
    return given && *given != value;
  };
  if (request.shop_id != stored.shop_id || request.discount != stored.discount ||
      request.payment_method != stored.payment_method || request.channel != stored.channel ||
      request.items.size() != stored.items.size() || differs(request.user_id, stored.user_id) ||
      differs(request.total, stored.total) || request.note != stored.note ||
      request.table != stored.table) {
    return false;
  }
  // The API answers in milliseconds; a client that repeats what it was told is the same client.
  if (request.created_at &&
      floor_to(request.created_at->us, 1000) != floor_to(stored.created_at.us, 1000)) {
    return false;
  }
  return std::equal(request.items.begin(), request.items.end(), stored.items.begin(),
                    [&](const OrderLineRequest& given, const OrderLine& line) {
                      return given.menu_id == line.menu_id && given.qty == line.qty &&
                             given.note == line.note && !differs(given.price, line.price) &&
                             std::equal(given.options.begin(), given.options.end(),
                                        line.options.begin(), line.options.end(),
                                        [](const std::string& id, const ChosenOption& chosen) {
                                          return id == chosen.option_id;
                                        });
                    });
}

}  // namespace shop::domain

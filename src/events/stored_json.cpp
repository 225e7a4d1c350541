#include "events/stored_json.hpp"

#include <simdjson.h>

#include <string>
#include <utility>

namespace shop::events {
namespace {

namespace dom = simdjson::dom;

// simdjson's throwing accessors keep these readers short; the exception ends in read_with().
std::string text(const dom::element& object, std::string_view key) {
  return std::string(std::string_view(object[key]));
}

std::int64_t number(const dom::element& object, std::string_view key) {
  return std::int64_t(object[key]);
}

std::string text_or_empty(const dom::element& object, std::string_view key) {
  const auto found = object[key];
  return found.error() == simdjson::SUCCESS ? std::string(std::string_view(found)) : "";
}

Timestamp time(const dom::element& object, std::string_view key) {
  const auto parsed = parse_rfc3339(std::string_view(object[key]));
  if (!parsed) throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
  return *parsed;
}

Uuid uuid(const dom::element& object, std::string_view key) {
  const auto parsed = parse_uuid(std::string_view(object[key]));
  if (!parsed) throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
  return *parsed;
}

template <class T, class Read>
Result<T> read_with(std::string_view json, Read&& read) {
  thread_local dom::parser parser;
  try {
    const dom::element root = parser.parse(json.data(), json.size());
    return read(root);
  } catch (const simdjson::simdjson_error& error) {
    return make_error(ErrorKind::kCorruption, "log.unreadable",
                      std::string("a stored record cannot be read: ") + error.what());
  }
}

domain::OrderLine order_line(const dom::element& json) {
  domain::OrderLine line{text(json, "menu_id"), number(json, "qty"), number(json, "price"), {}};
  for (const dom::element option : dom::array(json["options"])) {
    line.options.push_back(
        {text(option, "option_id"), text(option, "name"), number(option, "price")});
  }
  line.note = text_or_empty(json, "note");
  return line;
}

std::vector<domain::RecipeLine> recipe(const dom::element& json) {
  std::vector<domain::RecipeLine> lines;
  for (const dom::element line : dom::array(json["recipe"])) {
    lines.push_back({text(line, "ingredient_id"), number(line, "qty")});
  }
  return lines;
}

domain::OptionGroup option_group(const dom::element& json) {
  domain::OptionGroup group{text(json, "group_id"), text(json, "name"),  bool(json["required"]),
                            number(json, "min"),    number(json, "max"), {}};
  for (const dom::element option : dom::array(json["options"])) {
    group.options.push_back(
        {text(option, "option_id"), text(option, "name"), number(option, "price"), recipe(option)});
  }
  return group;
}

}  // namespace

Result<domain::Order> read_order(std::string_view json) {
  return read_with<domain::Order>(json, [](const dom::element& root) {
    domain::Order order;
    order.order_id = uuid(root, "order_id");
    order.shop_id = text(root, "shop_id");
    order.user_id = text(root, "user_id");
    for (const dom::element line : dom::array(root["items"])) {
      order.items.push_back(order_line(line));
    }
    order.discount = number(root, "discount");
    order.total = number(root, "total");
    order.payment_method = text(root, "payment_method");
    order.channel = text(root, "channel");
    order.created_at = time(root, "created_at");
    order.note = text_or_empty(root, "note");
    order.table = text_or_empty(root, "table");
    dom::array flags;
    if (root["flags"].get(flags) == simdjson::SUCCESS) {
      for (const dom::element flag : flags) order.flags.emplace_back(std::string_view(flag));
    }
    return order;
  });
}

Result<domain::Refund> read_refund(std::string_view json) {
  return read_with<domain::Refund>(json, [](const dom::element& root) {
    domain::Refund refund;
    refund.refund_id = uuid(root, "refund_id");
    refund.order_id = uuid(root, "order_id");
    refund.shop_id = text(root, "shop_id");
    for (const dom::element line : dom::array(root["items"])) {
      refund.items.push_back({text(line, "menu_id"), number(line, "qty"), number(line, "amount")});
    }
    refund.amount = number(root, "amount");
    refund.restock = bool(root["restock"]);
    refund.reason = text(root, "reason");
    refund.created_at = time(root, "created_at");
    return refund;
  });
}

Result<domain::ShiftEvent> read_shift_event(std::string_view json) {
  return read_with<domain::ShiftEvent>(json, [](const dom::element& root) {
    const auto step = domain::parse_shift_step(std::string_view(root["step"]));
    if (!step) throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
    return domain::ShiftEvent{uuid(root, "shift_id"), text(root, "shop_id"), *step,
                              number(root, "amount"), text(root, "note"),    text(root, "by"),
                              time(root, "at")};
  });
}

Result<domain::MenuItem> read_menu_item(std::string_view json) {
  return read_with<domain::MenuItem>(json, [](const dom::element& root) {
    domain::MenuItem item;
    item.menu_id = text(root, "menu_id");
    item.name = text(root, "name");
    item.category = text(root, "category");
    item.price = number(root, "price");
    item.description = text(root, "description");
    item.available = bool(root["available"]);
    for (const dom::element group : dom::array(root["option_groups"])) {
      item.option_groups.push_back(option_group(group));
    }
    item.recipe = recipe(root);
    return item;
  });
}

}  // namespace shop::events

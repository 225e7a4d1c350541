#include "events/decode.hpp"

#include <simdjson.h>

#include <cstring>
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "events/big_numbers.hpp"
#include "events/event_identity.hpp"
#include "events/json_fields.hpp"

namespace shop::events {
namespace {

namespace dom = simdjson::dom;

static_assert(Decoder::kPadding >= simdjson::SIMDJSON_PADDING);

constexpr std::string_view kMainShop = "main";

// The order of the names is the order of the schema; the enumerators below index them.
constexpr std::array<std::string_view, 3> kEnvelopeNames{"topic", "value", "appended_at"};
enum : std::size_t { kTopic, kValue, kAppendedAt };

constexpr std::array<std::string_view, 9> kOrderNames{"order_id",       "shop_id",  "user_id",
                                                      "items",          "discount", "total",
                                                      "payment_method", "channel",  "created_at"};
enum : std::size_t {
  kOrderId,
  kOrderShop,
  kUserId,
  kOrderItems,
  kDiscount,
  kTotal,
  kPayment,
  kChannel,
  kOrderTime
};

constexpr std::array<std::string_view, 4> kItemNames{"menu_id", "qty", "price", "options"};
enum : std::size_t { kItemMenuId, kItemQty, kItemPrice, kItemOptions };

constexpr std::array<std::string_view, 3> kOptionNames{"option_id", "name", "price"};
enum : std::size_t { kOptionId, kOptionName, kOptionPrice };

constexpr std::array<std::string_view, 8> kRefundNames{
    "refund_id", "order_id", "shop_id", "items", "amount", "restock", "reason", "created_at"};
enum : std::size_t {
  kRefundId,
  kRefundOrder,
  kRefundShop,
  kRefundItems,
  kAmount,
  kRestock,
  kReason,
  kRefundTime
};

constexpr std::array<std::string_view, 3> kRefundItemNames{"menu_id", "qty", "amount"};
enum : std::size_t { kRefundMenuId, kRefundQty, kRefundAmount };

constexpr std::array<std::string_view, 5> kVisitNames{"visit_id", "shop_id", "session_id", "page",
                                                      "at"};
enum : std::size_t { kVisitId, kVisitShop, kSession, kPage, kVisitTime };

constexpr std::array<std::string_view, 6> kMenuNames{"menu_id",  "action", "name",
                                                     "category", "price",  "timestamp"};
enum : std::size_t { kMenuId, kAction, kName, kCategory, kPrice, kMenuTime };

constexpr std::array<std::string_view, 1> kClockNames{"at"};

constexpr std::array<std::string_view, 4> kStatusNames{"order_id", "shop_id", "status", "at"};
enum : std::size_t { kStatusOrder, kStatusShop, kStatus, kStatusTime };

constexpr std::array<std::string_view, 9> kStockNames{
    "event_id", "shop_id", "ingredient_id", "kind", "delta", "on_hand", "order_id", "unit", "at"};
enum : std::size_t {
  kEventId,
  kStockShop,
  kIngredient,
  kKind,
  kDelta,
  kOnHand,
  kStockOrder,
  kUnit,
  kStockTime
};

// True when Σ qty × price = total + discount. Nothing here is negative, so a sum beyond 64 bits is
// beyond the right side too.
bool adds_up(const OrderEvent& order) {
  std::uint64_t sum = 0;
  for (const OrderItem& item : order.items) {
    std::uint64_t line = 0;
    if (__builtin_mul_overflow(static_cast<std::uint64_t>(item.qty),
                               static_cast<std::uint64_t>(item.price), &line) ||
        __builtin_add_overflow(sum, line, &sum)) {
      return false;
    }
  }
  return sum ==
         static_cast<std::uint64_t>(order.total) + static_cast<std::uint64_t>(order.discount);
}

}  // namespace

struct Decoder::Parts {
  dom::parser parser{simdjson::SIMDJSON_MAXSIZE_BYTES};
  std::string padded;  // Copy of a text that has no room behind it.
  std::string topic;   // Copy of decode()'s topic name.
  ContentHasher hasher;
  std::vector<OrderItem> items;
  std::vector<OrderOption> options;
  std::vector<std::size_t> options_end;  // Per item, where its options end in `options`.
  std::vector<RefundItem> refund_items;
  Decoded decoded;

  JsonFields<3> envelope_fields{kEnvelopeNames};
  JsonFields<9> order_fields{kOrderNames};
  JsonFields<4> item_fields{kItemNames};
  JsonFields<3> option_fields{kOptionNames};

  Parts() {
    const auto error = parser.allocate(std::size_t{1} << 16, kDepthMax);
    SHOP_ASSERT(error == simdjson::SUCCESS);  // Only memory can run out.
  }

  /// False when the text is not JSON.
  bool parse(std::string_view text, std::size_t readable, dom::element& root);
  bool parse_copy(std::string_view text, dom::element& root);
  void decode_value(const dom::element& value);
  void read_options(StrictReader& reader, const dom::element& list);
  bool read_order(const dom::element& value);
  bool read_refund(const dom::element& value);
  bool read_visit(const dom::element& value);
  bool read_menu(const dom::element& value);
  bool read_clock(const dom::element& value);
  bool read_status(const dom::element& value);
  bool read_stock(const dom::element& value);
};

bool Decoder::Parts::parse_copy(std::string_view text, dom::element& root) {
  padded.assign(text);
  padded.append(kPadding, '\0');
  return parser.parse(padded.data(), text.size(), false).get(root) == simdjson::SUCCESS;
}

bool Decoder::Parts::parse(std::string_view text, std::size_t readable, dom::element& root) {
  simdjson::error_code error = simdjson::SUCCESS;
  if (readable >= text.size() + kPadding) {
    error = parser.parse(text.data(), text.size(), false).get(root);
  } else {
    padded.assign(text);
    padded.append(kPadding, '\0');
    error = parser.parse(padded.data(), text.size(), false).get(root);
  }
  if (error == simdjson::SUCCESS) return true;
  return error == simdjson::NUMBER_ERROR && parse_copy(soften_big_numbers(text), root);
}

void Decoder::Parts::read_options(StrictReader& reader, const dom::element& list) {
  dom::array elements;
  if (list.get(elements) != simdjson::SUCCESS) return reader.fail();
  for (const dom::element element : elements) {
    if (!reader.object(element, option_fields)) return;
    options.push_back({reader.id(option_fields, kOptionId), reader.text(option_fields, kOptionName),
                       reader.at_least(0, option_fields, kOptionPrice)});
  }
}

bool Decoder::Parts::read_order(const dom::element& value) {
  StrictReader reader;
  const auto& fields = order_fields;
  if (!reader.object(value, order_fields)) return false;
  auto& order = decoded.event.emplace<OrderEvent>();
  order.order_id = reader.id(fields, kOrderId);
  order.shop_id = reader.id_or(fields, kOrderShop, kMainShop);
  order.user_id = reader.id(fields, kUserId);
  order.discount = fields.has(kDiscount) ? reader.at_least(0, fields, kDiscount) : 0;
  order.total = reader.at_least(0, fields, kTotal);
  order.payment_method = reader.text_or(fields, kPayment, "cash");
  order.channel = reader.text_or(fields, kChannel, "till");
  order.created_at = reader.event_time(fields, kOrderTime);
  const dom::array list = reader.array(fields, kOrderItems);
  if (!reader.valid()) return false;

  items.clear();
  options.clear();
  options_end.clear();
  for (const dom::element element : list) {
    if (!reader.object(element, item_fields)) return false;
    items.push_back({reader.id(item_fields, kItemMenuId),
                     reader.at_least(1, item_fields, kItemQty),
                     reader.at_least(0, item_fields, kItemPrice),
                     {}});
    if (item_fields.has(kItemOptions)) read_options(reader, item_fields.value(kItemOptions));
    options_end.push_back(options.size());
  }
  if (!reader.valid() || items.empty()) return false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i].options = std::span(options).subspan(begin, options_end[i] - begin);
    begin = options_end[i];
  }
  order.items = items;
  if (!adds_up(order)) {
    decoded.reject = Reject::kBadTotal;
    return true;
  }
  order.identity = {event_id_from_text(order.order_id), hasher.hash(order)};
  return true;
}

bool Decoder::Parts::read_refund(const dom::element& value) {
  StrictReader reader;
  JsonFields<8> fields{kRefundNames};
  if (!reader.object(value, fields)) return false;
  auto& refund = decoded.event.emplace<RefundEvent>();
  refund.refund_id = reader.id(fields, kRefundId);
  refund.order_id = reader.id(fields, kRefundOrder);
  refund.shop_id = reader.id_or(fields, kRefundShop, kMainShop);
  refund.amount = reader.at_least(0, fields, kAmount);
  refund.restock = reader.flag_or(fields, kRestock, false);
  refund.reason = reader.text_or(fields, kReason, "");
  refund.created_at = reader.event_time(fields, kRefundTime);
  const dom::array list = reader.array(fields, kRefundItems);
  if (!reader.valid()) return false;

  refund_items.clear();
  JsonFields<3> item{kRefundItemNames};
  for (const dom::element element : list) {
    if (!reader.object(element, item)) return false;
    refund_items.push_back({reader.id(item, kRefundMenuId), reader.at_least(1, item, kRefundQty),
                            reader.at_least(0, item, kRefundAmount)});
  }
  if (!reader.valid() || refund_items.empty()) return false;
  refund.items = refund_items;
  refund.identity = {event_id_from_text(refund.refund_id), hasher.hash(refund)};
  return true;
}

bool Decoder::Parts::read_visit(const dom::element& value) {
  StrictReader reader;
  JsonFields<5> fields{kVisitNames};
  if (!reader.object(value, fields)) return false;
  auto& visit = decoded.event.emplace<VisitEvent>();
  visit.visit_id = reader.id(fields, kVisitId);
  visit.shop_id = reader.id_or(fields, kVisitShop, kMainShop);
  visit.session_id = reader.id(fields, kSession);
  visit.page = reader.text(fields, kPage);
  visit.at = reader.event_time(fields, kVisitTime);
  if (!reader.valid()) return false;
  visit.identity = {event_id_from_text(visit.visit_id), hasher.hash(visit)};
  return true;
}

bool Decoder::Parts::read_menu(const dom::element& value) {
  StrictReader reader;
  JsonFields<6> fields{kMenuNames};
  if (!reader.object(value, fields)) return false;
  auto& menu = decoded.event.emplace<MenuEvent>();
  menu.menu_id = reader.id(fields, kMenuId);
  const std::string_view action = reader.one_of(fields, kAction, {"create", "update", "delete"});
  menu.action = action == "delete"   ? MenuAction::kDelete
                : action == "update" ? MenuAction::kUpdate
                                     : MenuAction::kCreate;
  const bool all = menu.action != MenuAction::kDelete;
  if (all || fields.has(kName)) menu.name = reader.text(fields, kName);
  if (all || fields.has(kCategory)) menu.category = reader.text(fields, kCategory);
  if (all || fields.has(kPrice)) menu.price = reader.at_least(0, fields, kPrice);
  menu.timestamp = reader.time(fields, kMenuTime);
  return reader.valid();
}

bool Decoder::Parts::read_clock(const dom::element& value) {
  StrictReader reader;
  JsonFields<1> fields{kClockNames};
  if (!reader.object(value, fields)) return false;
  decoded.event.emplace<ClockEvent>().at = reader.time(fields, 0);
  return reader.valid();
}

bool Decoder::Parts::read_status(const dom::element& value) {
  StrictReader reader;
  JsonFields<4> fields{kStatusNames};
  if (!reader.object(value, fields)) return false;
  auto& status = decoded.event.emplace<OrderStatusEvent>();
  status.order_id = reader.id(fields, kStatusOrder);
  status.shop_id = reader.id_or(fields, kStatusShop, kMainShop);
  status.status =
      reader.one_of(fields, kStatus, {"placed", "preparing", "ready", "completed", "cancelled"});
  status.at = reader.time(fields, kStatusTime);
  return reader.valid();
}

bool Decoder::Parts::read_stock(const dom::element& value) {
  StrictReader reader;
  JsonFields<9> fields{kStockNames};
  if (!reader.object(value, fields)) return false;
  auto& stock = decoded.event.emplace<InventoryEvent>();
  stock.event_id = reader.id(fields, kEventId);
  stock.shop_id = reader.id_or(fields, kStockShop, kMainShop);
  stock.ingredient_id = reader.id(fields, kIngredient);
  stock.kind = reader.one_of(fields, kKind, {"receive", "consume", "waste", "count", "return"});
  stock.delta = reader.integer(fields, kDelta);
  stock.on_hand = reader.integer(fields, kOnHand);
  stock.unit = reader.text(fields, kUnit);
  stock.at = reader.time(fields, kStockTime);
  if (fields.has(kStockOrder) && !fields.value(kStockOrder).is_null()) {
    stock.order_id = reader.id(fields, kStockOrder);
  }
  return reader.valid();
}

// Fills decoded.event or decoded.reject; the topic is known.
void Decoder::Parts::decode_value(const dom::element& value) {
  bool valid = false;
  SHOP_ASSERT(decoded.known_topic.has_value());
  switch (*decoded.known_topic) {
    case Topic::kOrders: valid = read_order(value); break;
    case Topic::kRefunds: valid = read_refund(value); break;
    case Topic::kVisits: valid = read_visit(value); break;
    case Topic::kMenuUpdates: valid = read_menu(value); break;
    case Topic::kClock: valid = read_clock(value); break;
    case Topic::kOrderStatus: valid = read_status(value); break;
    case Topic::kInventoryEvents: valid = read_stock(value); break;
    case Topic::kAnalytics:
    case Topic::kAudit:
    case Topic::kPayments:
    case Topic::kSettings:
    case Topic::kShifts:
      decoded.event.emplace<OpaqueEvent>();
      valid = value.is_object();
      break;
  }
  if (!valid) decoded.reject = Reject::kMalformed;
}

Decoder::Decoder() : parts_(std::make_unique<Parts>()) {}
Decoder::~Decoder() = default;

const Decoded& Decoder::decode(std::string_view topic, std::string_view value,
                               std::optional<Timestamp> appended_at) {
  Parts& parts = *parts_;
  Decoded& decoded = parts.decoded;
  parts.topic.assign(topic);
  decoded.topic = parts.topic;
  decoded.known_topic = parse_topic(topic);
  decoded.appended_at = appended_at;
  decoded.reject.reset();
  if (!decoded.known_topic) {
    decoded.reject = Reject::kUnknownTopic;
    return decoded;
  }
  dom::element root;
  if (parts.parse(value, 0, root)) {
    parts.decode_value(root);
  } else {
    decoded.reject = Reject::kMalformed;
  }
  return decoded;
}

const Decoded& Decoder::decode_line(std::string_view line, std::size_t readable) {
  Parts& parts = *parts_;
  Decoded& decoded = parts.decoded;
  decoded.topic.reset();
  decoded.known_topic.reset();
  decoded.appended_at.reset();
  decoded.reject = Reject::kMalformed;
  dom::element root;
  StrictReader reader;
  auto& fields = parts.envelope_fields;
  if (!parts.parse(line, readable, root) || !reader.object(root, fields)) return decoded;
  const std::string_view topic = reader.text(fields, kTopic);
  if (!reader.valid()) return decoded;
  decoded.topic = topic;
  decoded.known_topic = parse_topic(topic);
  if (!decoded.known_topic) {
    decoded.reject = Reject::kUnknownTopic;
    return decoded;
  }
  if (fields.has(kAppendedAt)) decoded.appended_at = reader.time(fields, kAppendedAt);
  if (!reader.valid() || !fields.has(kValue)) return decoded;
  decoded.reject.reset();
  parts.decode_value(fields.value(kValue));
  return decoded;
}

}  // namespace shop::events

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "base/uuid.hpp"
#include "domain/menu.hpp"

namespace shop::domain {

/// The numbers are stored in the database: never renumber.
enum class OrderStatus : std::uint8_t {
  kPlaced = 0,
  kPreparing = 1,
  kReady = 2,
  kCompleted = 3,
  kCancelled = 4,
};

std::string_view to_string(OrderStatus status);
std::optional<OrderStatus> parse_order_status(std::string_view name);
/// placed -> preparing -> ready -> completed, one step at a time; cancelled from any of the first
/// three. Completed and cancelled are final.
bool may_follow(OrderStatus from, OrderStatus to);

struct OrderLineRequest {
  std::string menu_id;
  std::int64_t qty = 0;
  std::optional<std::int64_t> price;  ///< What the customer was shown, options included.
  std::vector<std::string> options;
  std::string note = {};  ///< What the customer wants besides; may be empty.
};

/// What a till asks for, before the menu has been consulted.
struct OrderRequest {
  std::optional<Uuid> order_id;
  std::string shop_id = "main";
  std::optional<std::string> user_id;
  std::vector<OrderLineRequest> items;
  std::int64_t discount = 0;
  std::optional<std::int64_t> total;
  std::string payment_method = "cash";
  std::string channel = "till";
  std::optional<Timestamp> created_at;
  std::string note;   ///< About the whole order; may be empty.
  std::string table;  ///< Where the customer sits; empty: takes it away.
};

struct ChosenOption {
  std::string option_id;
  std::string name;
  std::int64_t price = 0;
  friend bool operator==(const ChosenOption&, const ChosenOption&) = default;
};

struct OrderLine {
  std::string menu_id;
  std::int64_t qty = 0;
  std::int64_t price = 0;  ///< Dong per unit, options included.
  std::vector<ChosenOption> options;
  std::string note = {};
  friend bool operator==(const OrderLine&, const OrderLine&) = default;
};

/// A sale. Immutable once placed: a correction is a new event (a refund, a status), never an edit.
struct Order {
  Uuid order_id;
  std::string shop_id;
  std::string user_id;
  std::vector<OrderLine> items;
  std::int64_t discount = 0;
  std::int64_t total = 0;  ///< Σ qty × price − discount
  std::string payment_method;
  std::string channel;
  Timestamp created_at;
  /// What an offline sale disagrees with: price_mismatch, deleted_item, unknown_item,
  /// unknown_option, option_rule, stock_short, clock_skewed, discount_over_limit. Sorted, without
  /// repeats.
  std::vector<std::string> flags;
  std::string note = {};   ///< May be empty.
  std::string table = {};  ///< Where the customer sits; empty: takes it away.
};

/// How much of an ingredient a whole order takes (>= 1).
struct StockNeed {
  std::string ingredient_id;
  std::int64_t qty = 0;
};

struct PricedOrder {
  Order order;
  std::vector<StockNeed> needs;  ///< One entry per ingredient, by ingredient_id.
  bool offline = false;          ///< A fact that already happened: never refused for stock.
};

/// Checks the request and prices it from the menu as of its created_at (`now` when absent).
/// An offline sale is taken as it was sold and flagged instead of refused. Fails with
/// kInvalidArgument that names every bad field. `default_user` stands in for an absent user_id.
Result<PricedOrder> price_order(const Menu& menu, const OrderRequest& request,
                                std::string_view default_user, const Uuid& order_id, Timestamp now);

/// Holds the discount to `percent` of the full price: kInvalidArgument for "discount" beyond it. An
/// offline sale is a fact and gets the flag discount_over_limit instead.
Result<void> limit_discount(PricedOrder& priced, std::int64_t percent);

/// Σ qty of all lines.
std::int64_t item_count(const Order& order);

/// True when every value that the request gives equals the stored order's and what it leaves out
/// has the default: then a repeat is the same order, whatever the menu says today.
bool same_content(const OrderRequest& request, const Order& stored);

/// What the order takes from stock with the menu as of its created_at: recipes plus options.
std::vector<StockNeed> stock_needs(const Menu& menu, const std::vector<OrderLine>& lines,
                                   Timestamp at);

inline constexpr std::size_t kLinesMax = 100;
inline constexpr std::int64_t kQtyMax = 1000;
inline constexpr std::size_t kNoteMax = 200;  ///< Bytes of a note or a table.
inline constexpr std::string_view kOfflineChannel = "offline";

}  // namespace shop::domain

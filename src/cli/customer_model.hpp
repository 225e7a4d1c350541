#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "cli/random.hpp"
#include "domain/menu.hpp"
#include "domain/order.hpp"

namespace shop::cli {

struct CustomerSettings {
  double orders_per_second = 1;
  double late = 0;        ///< Share of orders that a till hands in minutes to hours later.
  double duplicates = 0;  ///< Share of orders whose request is sent a second time.
};

/// One customer: who comes when, looks at what, perhaps orders, and how long everything takes.
struct Customer {
  Duration arrives;                           ///< After the customer before.
  std::vector<std::string> pages;             ///< Looked at first.
  std::optional<domain::OrderRequest> order;  ///< Without order_id and created_at.
  std::int64_t total = 0;                     ///< Dong, from the menu as the customer saw it.
  std::int64_t items = 0;                     ///< Σ qty
  std::optional<Duration> late_by;            ///< Sold offline so long before it is handed in.
  std::optional<Duration> repeated_after;     ///< The same request once more.
  Duration until_preparing;
  Duration until_ready;                    ///< From preparing.
  Duration until_completed;                ///< From ready.
  std::optional<Duration> refunded_after;  ///< From completed.
};

/// Invents customers from a menu. The same seed, settings and menu always give the same ones.
class CustomerModel {
 public:
  /// `menu` must offer at least one item.
  CustomerModel(std::vector<domain::MenuItem> menu, CustomerSettings settings, std::uint64_t seed);

  Customer next();
  /// From now on they choose from this menu; one without available items is ignored.
  void change_menu(std::vector<domain::MenuItem> menu);

  /// How many of those who look at the menu order something.
  static constexpr double kConversion = 0.4;
  static constexpr double kRefunds = 0.01;

 private:
  domain::OrderRequest make_order(bool late);
  domain::OrderLineRequest choose_drink();
  void choose_options(const domain::OptionGroup& group, domain::OrderLineRequest& line);

  CustomerSettings settings_;
  Random random_;
  std::vector<domain::MenuItem> menu_;
  std::vector<double> popularity_;
};

/// True when someone could order something from this menu.
bool offers_anything(const std::vector<domain::MenuItem>& menu);

}  // namespace shop::cli

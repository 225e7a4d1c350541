#include "cli/customer_model.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/assert.hpp"
#include "cli/demo_command.hpp"

namespace shop::cli {
namespace {

constexpr std::array kLineWeights{0.55, 0.28, 0.12, 0.05};  // 1 to 4 different drinks.
constexpr std::array kQuantityWeights{0.86, 0.11, 0.03};    // 1 to 3 of each.
constexpr std::array kToppingWeights{0.6, 0.32, 0.08};      // 0 to 2 in an optional group.
constexpr std::array kPaymentWeights{0.45, 0.4, 0.15};
constexpr std::array kPayments{"cash", "vietqr", "card"};
constexpr std::array kChannelWeights{0.7, 0.3};
constexpr std::array kChannels{"till", "phone"};

/// How often an item is chosen, relative to others: known for the demo menu, else falling with its
/// place on the menu, as sales of any shop do.
std::vector<double> popularity_of(const std::vector<domain::MenuItem>& menu) {
  std::map<std::string_view, double> known;
  for (const DemoItem& demo : demo_menu().items) {
    known[demo.item.menu_id] = static_cast<double>(demo.popularity);
  }
  std::vector<double> weights;
  for (const auto& item : menu) {
    const auto found = known.find(item.menu_id);
    const double rank = static_cast<double>(weights.size());
    weights.push_back(found != known.end() ? found->second : 60.0 / (1.0 + rank / 4.0));
  }
  return weights;
}

std::vector<domain::MenuItem> only_available(std::vector<domain::MenuItem> menu) {
  std::erase_if(menu, [](const domain::MenuItem& item) { return !item.available; });
  return menu;
}

std::int64_t unit_price(const domain::MenuItem& item, const std::vector<std::string>& chosen) {
  std::int64_t price = item.price;
  for (const auto& group : item.option_groups) {
    for (const auto& option : group.options) {
      if (std::find(chosen.begin(), chosen.end(), option.option_id) != chosen.end()) {
        price += option.price;
      }
    }
  }
  return price;
}

}  // namespace

bool offers_anything(const std::vector<domain::MenuItem>& menu) {
  return std::any_of(menu.begin(), menu.end(),
                     [](const domain::MenuItem& item) { return item.available; });
}

CustomerModel::CustomerModel(std::vector<domain::MenuItem> menu, CustomerSettings settings,
                             std::uint64_t seed)
    : settings_(settings), random_(seed) {
  SHOP_ASSERT(offers_anything(menu));
  change_menu(std::move(menu));
}

void CustomerModel::change_menu(std::vector<domain::MenuItem> menu) {
  menu = only_available(std::move(menu));
  if (menu.empty()) return;
  menu_ = std::move(menu);
  popularity_ = popularity_of(menu_);
}

void CustomerModel::choose_options(const domain::OptionGroup& group,
                                   domain::OrderLineRequest& line) {
  auto wanted = static_cast<std::size_t>(group.min);
  if (wanted == 0) wanted = random_.weighted(kToppingWeights);
  wanted = std::min({wanted, static_cast<std::size_t>(group.max), group.options.size()});
  std::vector<double> weights;
  // The first options are the usual ones: normal ice, full sugar, size M.
  for (std::size_t i = 0; i < group.options.size(); ++i) {
    weights.push_back(1.0 / (1.0 + static_cast<double>(i)));
  }
  for (; wanted > 0; --wanted) {
    const std::size_t chosen = random_.weighted(weights);
    weights[chosen] = 0;
    line.options.push_back(group.options[chosen].option_id);
  }
}

domain::OrderLineRequest CustomerModel::choose_drink() {
  const domain::MenuItem& item = menu_[random_.weighted(popularity_)];
  domain::OrderLineRequest line;
  line.menu_id = item.menu_id;
  line.qty = static_cast<std::int64_t>(random_.weighted(kQuantityWeights)) + 1;
  for (const auto& group : item.option_groups) choose_options(group, line);
  line.price = unit_price(item, line.options);
  return line;
}

domain::OrderRequest CustomerModel::make_order(bool late) {
  domain::OrderRequest order;
  const std::size_t lines = random_.weighted(kLineWeights) + 1;
  for (std::size_t i = 0; i < lines; ++i) order.items.push_back(choose_drink());
  order.payment_method = kPayments[random_.weighted(kPaymentWeights)];
  order.channel = kChannels[random_.weighted(kChannelWeights)];
  if (late) order.channel = domain::kOfflineChannel;
  return order;
}

Customer CustomerModel::next() {
  Customer customer;
  customer.arrives = random_.exponential(kConversion / settings_.orders_per_second);
  customer.pages.emplace_back("/menu");
  if (!random_.chance(kConversion)) return customer;
  if (random_.chance(settings_.late)) {
    customer.late_by = random_.log_uniform(minutes(3), minutes(360));
  }
  domain::OrderRequest order = make_order(customer.late_by.has_value());
  for (const auto& line : order.items) {
    customer.total += line.qty * line.price.value_or(0);
    customer.items += line.qty;
  }
  order.total = customer.total;
  if (random_.chance(settings_.duplicates)) customer.repeated_after = random_.exponential(0.5);
  customer.until_preparing = random_.exponential(2);
  customer.until_ready = random_.exponential(6);
  customer.until_completed = random_.exponential(3);
  if (random_.chance(kRefunds)) customer.refunded_after = random_.exponential(5);
  customer.order = std::move(order);
  return customer;
}

}  // namespace shop::cli

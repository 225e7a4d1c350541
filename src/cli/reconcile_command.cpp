#include "cli/reconcile_command.hpp"

#include <fmt/format.h>

#include <string>

#include "base/json_writer.hpp"

namespace shop::cli {
namespace {

std::string place_of(const analytics::Difference& difference) {
  return difference.minute ? format_seconds(*difference.minute) : std::string("-");
}

void print_table(const Reconciliation& result, std::ostream& out) {
  if (!result.equal()) {
    out << fmt::format("{:<21} {:<12} {:<20} {:<24} {:>16} {:>16} {:>12}\n", "minute", "shop",
                       "what", "of", "ledger", "analytics", "difference");
  }
  for (const auto& difference : result.differences) {
    out << fmt::format("{:<21} {:<12} {:<20} {:<24} {:>16} {:>16} {:>+12}\n",
                       place_of(difference), difference.shop_id, difference.what, difference.key,
                       difference.ledger, difference.analytics,
                       difference.analytics - difference.ledger);
  }
  const auto shown = static_cast<std::int64_t>(result.differences.size());
  if (shown < result.differences_total) {
    out << fmt::format("… and {} more\n", result.differences_total - shown);
  }
  out << fmt::format(
      "{}: {} orders, {} items, {} dong; {} refunds, {} dong; {} minutes and {} item records "
      "compared up to position {} of {}; {} differences\n",
      result.equal() ? "equal" : "DIFFERENT", result.orders, result.items, result.revenue,
      result.refunds, result.refunded_amount, result.windows, result.item_records,
      result.position, result.log_head, result.differences_total);
}

void print_json(const Reconciliation& result, std::ostream& out) {
  std::string text;
  JsonWriter json(text);
  json.object([&] {
    json.field("equal", result.equal());
    json.field("position", result.position);
    json.field("log_head", result.log_head);
    json.field("minutes", result.windows);
    json.field("item_records", result.item_records);
    json.field("orders", result.orders);
    json.field("items", result.items);
    json.field("revenue", result.revenue);
    json.field("refunds", result.refunds);
    json.field("refunded_amount", result.refunded_amount);
    json.field("differences_total", result.differences_total);
    json.array_field("differences", [&] {
      for (const auto& difference : result.differences) {
        json.object([&] {
          json.field("minute", difference.minute);
          json.field("shop_id", difference.shop_id);
          json.field("what", difference.what);
          json.field("of", difference.key);
          json.field("ledger", difference.ledger);
          json.field("analytics", difference.analytics);
        });
      }
    });
  });
  out << text << '\n';
}

}  // namespace

void print_reconciliation(const Reconciliation& result, bool json, std::ostream& out) {
  json ? print_json(result, out) : print_table(result, out);
}

}  // namespace shop::cli

#include "cli/reconcile_command.hpp"

#include <fmt/format.h>

#include "base/json_writer.hpp"

namespace shop::cli {
namespace {

void print_table(const Reconciliation& result, std::ostream& out) {
  if (!result.equal()) {
    out << fmt::format("{:<21} {:<16} {:<16} {:>16} {:>16} {:>14}\n", "minute", "shop", "what",
                       "ledger", "analytics", "difference");
  }
  for (const Difference& difference : result.differences) {
    out << fmt::format("{:<21} {:<16} {:<16} {:>16} {:>16} {:>+14}\n",
                       format_seconds(difference.minute), difference.shop_id, difference.what,
                       difference.ledger, difference.analytics,
                       difference.analytics - difference.ledger);
  }
  out << fmt::format(
      "{}: {} orders, {} items, {} dong; {} refunds, {} dong; {} minutes up to position {}; "
      "{} differences\n",
      result.equal() ? "equal" : "DIFFERENT", result.orders, result.items, result.revenue,
      result.refunds, result.refunded_amount, result.minutes, result.position,
      result.differences.size());
}

void print_json(const Reconciliation& result, std::ostream& out) {
  std::string text;
  JsonWriter json(text);
  json.object([&] {
    json.field("equal", result.equal());
    json.field("position", result.position);
    json.field("minutes", result.minutes);
    json.field("orders", result.orders);
    json.field("items", result.items);
    json.field("revenue", result.revenue);
    json.field("refunds", result.refunds);
    json.field("refunded_amount", result.refunded_amount);
    json.array_field("differences", [&] {
      for (const Difference& difference : result.differences) {
        json.object([&] {
          json.seconds_field("minute", difference.minute);
          json.field("shop_id", difference.shop_id);
          json.field("what", difference.what);
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

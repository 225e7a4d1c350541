#include "cli/reconcile_command.hpp"

#include <fmt/format.h>

#include "base/json_writer.hpp"

namespace shop::cli {
namespace {

void print_table(const analytics::Reconciliation& result, std::ostream& out) {
  if (!result.equal()) {
    out << fmt::format("{:<21} {:<12} {:<18} {:<24} {:>15} {:>15} {:>15}\n", "minute", "shop",
                       "what", "key", "ledger", "analytics", "difference");
  }
  for (const analytics::Difference& difference : result.differences) {
    const std::string minute = difference.minute ? format_seconds(*difference.minute) : "-";
    out << fmt::format("{:<21} {:<12} {:<18} {:<24} {:>15} {:>15} {:>+15}\n", minute,
                       difference.shop_id, difference.what, difference.key, difference.ledger,
                       difference.analytics, difference.analytics - difference.ledger);
  }
  const auto listed = static_cast<std::int64_t>(result.differences.size());
  if (result.differences_total > listed) {
    out << fmt::format("... and {} more\n", result.differences_total - listed);
  }
  out << fmt::format(
      "{}: {} differences; {} orders, {} items, {} dong; {} refunds, {} dong; {} minutes and {} "
      "item records up to log position {} of {}\n",
      result.equal() ? "equal" : "DIFFERENT", result.differences_total, result.orders, result.items,
      result.revenue, result.refunds, result.refunded_amount, result.windows, result.item_records,
      result.position, result.log_head);
}

void write_difference(JsonWriter& json, const analytics::Difference& difference) {
  json.object([&] {
    if (difference.minute) {
      json.seconds_field("minute", *difference.minute);
    } else {
      json.field("minute", nullptr);
    }
    json.field("shop_id", difference.shop_id);
    json.field("what", difference.what);
    json.field("key", difference.key);
    json.field("ledger", difference.ledger);
    json.field("analytics", difference.analytics);
  });
}

void print_json(const analytics::Reconciliation& result, std::ostream& out) {
  std::string text;
  JsonWriter json(text);
  json.object([&] {
    json.field("equal", result.equal());
    json.field("position", result.position);
    json.field("log_head", result.log_head);
    json.field("events", result.events);
    json.field("windows", result.windows);
    json.field("item_records", result.item_records);
    json.field("orders", result.orders);
    json.field("items", result.items);
    json.field("revenue", result.revenue);
    json.field("refunds", result.refunds);
    json.field("refunded_amount", result.refunded_amount);
    json.field("differences_total", result.differences_total);
    json.array_field("differences", [&] {
      for (const auto& difference : result.differences) write_difference(json, difference);
    });
  });
  out << text << '\n';
}

}  // namespace

void print_reconciliation(const analytics::Reconciliation& result, bool json, std::ostream& out) {
  json ? print_json(result, out) : print_table(result, out);
}

}  // namespace shop::cli

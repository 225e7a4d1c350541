#include "application/queue_board.hpp"

#include <algorithm>
#include <map>

#include "application/ports/ledger.hpp"
#include "application/settings.hpp"
#include "base/json_writer.hpp"

namespace shop::application {
namespace {

struct Numbers {
  std::vector<std::int64_t> making;
  std::vector<std::int64_t> ready;
};

void write_numbers(JsonWriter& json, std::string_view name, std::vector<std::int64_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  json.array_field(name, [&] {
    for (const std::int64_t number : numbers) json.value(number);
  });
}

}  // namespace

Result<std::vector<std::string>> QueueBoard::frames() {
  const Timestamp day = settings_.snapshot()->calendar.day_start(clock_.now());
  SHOP_TRY(const auto open, reader_.open_numbers(day, kOrdersMax));
  std::map<std::string, Numbers> shops;
  for (const OpenNumber& each : open) {
    Numbers& numbers = shops[each.shop_id];
    const bool ready = each.status == domain::OrderStatus::kReady;
    (ready ? numbers.ready : numbers.making).push_back(each.number);
    shops_.insert(each.shop_id);
  }
  std::vector<std::string> frames;
  for (const std::string& shop_id : shops_) {
    Numbers& numbers = shops[shop_id];
    JsonWriter json(frames.emplace_back());
    json.object([&] {
      json.field("shop_id", shop_id);
      write_numbers(json, "making", numbers.making);
      write_numbers(json, "ready", numbers.ready);
    });
  }
  return frames;
}

}  // namespace shop::application

#include "embedded/serve_times.hpp"

#include <simdjson.h>

namespace shop::embedded {

std::optional<ServedOrder> served_order(std::string_view order_status_json) {
  // Most status events are not `ready`: do not parse them.
  if (order_status_json.find("\"ready\"") == std::string_view::npos) return std::nullopt;
  thread_local simdjson::dom::parser parser;
  simdjson::dom::element event;
  std::string_view status;
  std::string_view shop_id;
  std::string_view at;
  std::string_view placed_at;
  if (parser.parse(order_status_json.data(), order_status_json.size()).get(event) ||
      event["status"].get(status) || status != "ready" || event["shop_id"].get(shop_id) ||
      event["at"].get(at) || event["placed_at"].get(placed_at)) {
    return std::nullopt;
  }
  const auto ready = parse_rfc3339(at);
  const auto placed = parse_rfc3339(placed_at);
  if (!ready || !placed) return std::nullopt;
  return ServedOrder{std::string(shop_id), *ready, *ready - *placed};
}

}  // namespace shop::embedded

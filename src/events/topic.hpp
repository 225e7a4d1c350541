#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace shop::events {

/// The streams of the one log. The numbers are stored in the database: never reuse or renumber.
enum class Topic : std::uint8_t {
  kMenuUpdates = 1,
  kOrders = 2,
  kInventoryEvents = 3,
  kAnalytics = 4,
  kRefunds = 5,
  kOrderStatus = 6,
  kVisits = 7,
  kClock = 8,
  kAudit = 9,  ///< Who changed rights, menu, stock or money; see docs/reference/events.md.
  kPayments = 10,
  kSettings = 11,
  kShifts = 12,
};

inline constexpr std::array kAllTopics{
    Topic::kMenuUpdates, Topic::kOrders,      Topic::kInventoryEvents, Topic::kAnalytics,
    Topic::kRefunds,     Topic::kOrderStatus, Topic::kVisits,          Topic::kClock,
    Topic::kAudit,       Topic::kPayments,    Topic::kSettings,        Topic::kShifts};

constexpr std::string_view to_string(Topic topic) {
  switch (topic) {
    case Topic::kMenuUpdates: return "menu_updates";
    case Topic::kOrders: return "orders";
    case Topic::kInventoryEvents: return "inventory_events";
    case Topic::kAnalytics: return "analytics";
    case Topic::kRefunds: return "refunds";
    case Topic::kOrderStatus: return "order_status";
    case Topic::kVisits: return "visits";
    case Topic::kClock: return "clock";
    case Topic::kAudit: return "audit";
    case Topic::kPayments: return "payments";
    case Topic::kSettings: return "settings";
    case Topic::kShifts: return "shifts";
  }
  return "";
}

constexpr std::optional<Topic> parse_topic(std::string_view name) {
  for (const Topic topic : kAllTopics) {
    if (to_string(topic) == name) return topic;
  }
  return std::nullopt;
}

}  // namespace shop::events

#include "adapters/http/sse.hpp"

#include <charconv>

#include "base/json_writer.hpp"

namespace shop::http {

std::vector<events::Topic> TopicSet::list() const {
  std::vector<events::Topic> topics;
  for (const events::Topic topic : events::kAllTopics) {
    if (contains(topic)) topics.push_back(topic);
  }
  return topics;
}

TopicSet readable_topics(domain::Role role) {
  TopicSet topics;
  switch (role) {
    case domain::Role::kOwner:
    case domain::Role::kManager:
      for (const events::Topic topic : events::kAllTopics) topics.add(topic);
      break;
    case domain::Role::kCashier:
      topics.add(events::Topic::kPayments);
      topics.add(events::Topic::kShifts);
      [[fallthrough]];
    case domain::Role::kBarista:
      topics.add(events::Topic::kOrderStatus);
      topics.add(events::Topic::kOrders);
      topics.add(events::Topic::kMenuUpdates);
      topics.add(events::Topic::kInventoryEvents);
      topics.add(events::Topic::kSettings);
      break;
  }
  return topics;
}

void append_log_record(std::string& out, const events::LogRecord& record) {
  JsonWriter json(out);
  json.object([&] {
    json.field("position", record.position);
    json.field("topic", events::to_string(record.topic));
    json.field("key", record.key);
    json.raw_field("value", record.value);
    json.field("appended_at", record.appended_at);
  });
}

std::string sse_frame(const events::LogRecord& record) {
  std::string out;
  out.reserve(record.value.size() + 256);
  out += "id: ";
  out += std::to_string(record.position);
  out += "\nevent: ";
  out += events::to_string(record.topic);
  out += "\ndata: ";
  append_log_record(out, record);
  out += "\n\n";
  return out;
}

std::string sse_state_frame(std::string_view name, std::string_view json) {
  std::string out = "event: ";
  out += name;
  out += "\ndata: ";
  out += json;
  out += "\n\n";
  return out;
}

std::optional<std::int64_t> parse_position(std::string_view text) {
  std::int64_t position = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, position);
  if (read.ec != std::errc() || read.ptr != end || position < 0) return std::nullopt;
  return position;
}

const std::string& FrameCache::frame(const events::LogRecord& record) {
  Entry& entry = ring_[static_cast<std::size_t>(record.position) % kSize];
  if (entry.position != record.position) {
    entry.position = record.position;
    entry.frame = sse_frame(record);
  }
  return entry.frame;
}

}  // namespace shop::http

#include "pipelines/topic_counters.hpp"

#include "base/json_writer.hpp"

namespace shop::pipelines {
namespace {

constexpr std::string_view kNone = "null";
constexpr std::string_view kOther = "other";

}  // namespace

TopicCounts& TopicCounters::named(std::string_view name) {
  auto found = others_.find(name);
  if (found == others_.end()) {
    found = others_.emplace(std::string(name), Slot{}).first;
    found->second.counts.topic = name;
    if (name != kNone && name != kOther) ++unknown_names_;
  }
  found->second.dirty = true;
  return found->second.counts;
}

TopicCounts& TopicCounters::of_none() { return named(kNone); }

TopicCounts& TopicCounters::of_unknown(std::string_view name) {
  if (name.size() <= kNameMax &&
      (unknown_names_ < kUnknownNamesMax || others_.find(name) != others_.end())) {
    return named(name);
  }
  return named(kOther);
}

void TopicCounters::restore(const std::vector<TopicCounts>& counts) {
  for (const TopicCounts& row : counts) {
    const auto topic = events::parse_topic(row.topic);
    (topic ? of(*topic) : named(row.topic)) = row;
  }
  all_clean();
}

template <class Wanted>
std::vector<TopicCounts> TopicCounters::collect(Wanted wanted) const {
  std::vector<TopicCounts> rows;
  for (const events::Topic topic : events::kAllTopics) {
    const Slot& slot = known_[static_cast<std::size_t>(topic)];
    if (!wanted(slot)) continue;
    rows.push_back(slot.counts);
    rows.back().topic = to_string(topic);
  }
  for (const auto& [name, slot] : others_) {
    if (wanted(slot)) rows.push_back(slot.counts);
  }
  return rows;
}

std::vector<TopicCounts> TopicCounters::all() const {
  return collect([](const Slot& slot) { return slot.counts.read > 0; });
}

std::vector<TopicCounts> TopicCounters::changed() const {
  return collect([](const Slot& slot) { return slot.dirty; });
}

void TopicCounters::all_clean() {
  for (Slot& slot : known_) slot.dirty = false;
  for (auto& [name, slot] : others_) slot.dirty = false;
}

std::string to_json(const std::vector<TopicCounts>& counts) {
  std::string out;
  JsonWriter json(out);
  json.object([&] {
    for (const TopicCounts& row : counts) {
      json.object_field(row.topic, [&] {
        json.field("read", row.read);
        json.field("counted", row.counted);
        json.field("duplicates", row.duplicates);
        json.field("late", row.late);
        json.field("dead_lettered", row.dead_lettered);
        json.field("clock_skewed", row.clock_skewed);
      });
    }
  });
  return out;
}

}  // namespace shop::pipelines

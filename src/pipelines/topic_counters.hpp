#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "events/topic.hpp"
#include "pipelines/state_store.hpp"

namespace shop::pipelines {

/// What happened to the events of each topic; read = counted + duplicates + dead_lettered.
class TopicCounters {
 public:
  /// Unknown topics counted under names of their own; the next ones, and names longer than
  /// kNameMax bytes, are counted together as "other". Names come from outside: without a limit they
  /// could fill the memory.
  static constexpr std::size_t kUnknownNamesMax = 1000;
  static constexpr std::size_t kNameMax = 256;

  /// The counts of a known topic, to be changed by the caller.
  TopicCounts& of(events::Topic topic) {
    Slot& slot = known_[static_cast<std::size_t>(topic)];
    slot.dirty = true;
    return slot.counts;
  }
  /// Of a topic nobody knows.
  TopicCounts& of_unknown(std::string_view name);
  /// Of records that name no topic; counted as "null".
  TopicCounts& of_none();

  void restore(const std::vector<TopicCounts>& counts);
  /// Topics of which anything was read: the known ones in their order, then the others by name.
  std::vector<TopicCounts> all() const;
  /// As all(), but only what changed since the last all_clean().
  std::vector<TopicCounts> changed() const;
  void all_clean();

 private:
  struct Slot {
    TopicCounts counts;
    bool dirty = false;
  };

  TopicCounts& named(std::string_view name);
  template <class Wanted>
  std::vector<TopicCounts> collect(Wanted wanted) const;

  std::array<Slot, events::kAllTopics.size() + 1> known_;  // By the topic's number; 0 is unused.
  std::map<std::string, Slot, std::less<>> others_;
  std::size_t unknown_names_ = 0;  // Entries of others_ but "null" and "other".
};

/// {"orders":{"read":3,"counted":2,…},…}: the last line of `drinkshop replay`'s stderr.
std::string to_json(const std::vector<TopicCounts>& counts);

}  // namespace shop::pipelines

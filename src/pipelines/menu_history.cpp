#include "pipelines/menu_history.hpp"

#include <string>

namespace shop::pipelines {
namespace {

constexpr RelabelledWindows kAllWindows{stream::kBeginningOfTime, stream::kEndOfTime};

}  // namespace

Labels::Labels() { intern({std::nullopt, "unknown"}); }

std::uint32_t Labels::intern(const Label& label) {
  const std::string_view name = label.name.value_or("");
  std::string key(1, label.name ? 'n' : '-');
  key += std::to_string(name.size());
  key += ':';
  key += name;
  key += label.category;
  const std::uint32_t number = keys_.intern(key);
  if (number == labels_.size()) {
    labels_.push_back({std::nullopt, std::string(label.category)});
    if (label.name) labels_.back().name = name;
  }
  return number;
}

Label Labels::label(std::uint32_t number) const {
  const Text& text = labels_[number];
  return {text.name ? std::optional<std::string_view>(*text.name) : std::nullopt, text.category};
}

std::uint32_t MenuHistory::label_at(std::uint32_t number, Timestamp window_end) const {
  if (number >= items_.size()) return Labels::kUnknown;
  const Item& known = items_[number];
  if (const std::uint32_t* label = known.versions.before(window_end)) return *label;
  return known.earliest_deletion ? known.earliest_deletion->label : Labels::kUnknown;
}

MenuHistory::Item& MenuHistory::item(std::uint32_t number) {
  if (number >= items_.size()) items_.resize(number + 1);
  return items_[number];
}

std::optional<RelabelledWindows> MenuHistory::add_version(std::uint32_t number, Timestamp timestamp,
                                                          std::int64_t position,
                                                          std::uint32_t label) {
  Item& changed = item(number);
  const auto [range, old] = changed.versions.insert(timestamp, position, label);
  if (range.after == range.until) return std::nullopt;
  const std::uint32_t old_label = old                         ? *old
                                  : changed.earliest_deletion ? changed.earliest_deletion->label
                                                              : Labels::kUnknown;
  if (old_label == label) return std::nullopt;
  // Window ends in (after, until] are window starts in (after - size, until - size].
  RelabelledWindows windows = kAllWindows;
  if (range.after != stream::kBeginningOfTime)
    windows.from = {range.after.us - window_size_.us + 1};
  if (range.until != stream::kEndOfTime) windows.to = {range.until.us - window_size_.us + 1};
  return windows;
}

std::optional<RelabelledWindows> MenuHistory::add_deletion(std::uint32_t number,
                                                           Timestamp timestamp,
                                                           std::int64_t position,
                                                           std::uint32_t label) {
  Item& changed = item(number);
  auto& earliest = changed.earliest_deletion;
  if (earliest && (timestamp > earliest->timestamp ||
                   (timestamp == earliest->timestamp && position < earliest->position))) {
    return std::nullopt;
  }
  const std::uint32_t old_label = earliest ? earliest->label : Labels::kUnknown;
  earliest = Deletion{timestamp, position, label};
  if (!changed.versions.empty() || old_label == label) return std::nullopt;
  return kAllWindows;
}

}  // namespace shop::pipelines

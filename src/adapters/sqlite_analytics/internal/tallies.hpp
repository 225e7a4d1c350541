#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "application/analytics/reconciliation.hpp"

/// What reconcile() collects: numbers per key from both sides, and where they differ.
namespace shop::sqlite {

/// Gives texts small numbers, so that keys are cheap.
class Names {
 public:
  std::uint32_t number(std::string_view text) {
    const auto found = numbers_.find(text);
    if (found != numbers_.end()) return found->second;
    const auto next = static_cast<std::uint32_t>(texts_.size());
    texts_.emplace_back(text);
    numbers_.emplace(texts_.back(), next);
    return next;
  }
  const std::string& text(std::uint32_t number) const { return texts_.at(number); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
};

struct TallyKey {
  std::int64_t start_us = 0;
  std::uint32_t shop = 0;
  std::uint32_t kind = 0;  ///< The stream, or the menu item.
  friend bool operator==(const TallyKey&, const TallyKey&) = default;
};

struct TallyKeyHash {
  std::size_t operator()(const TallyKey& key) const {
    // Neighbours in time stay neighbours in memory: the rows come in time order, and a hash that
    // scatters them would cost a cache miss each.
    const std::int64_t minute = key.start_us / 60'000'000;
    return static_cast<std::size_t>(minute) * 67 + key.kind + key.shop * std::size_t{8'191};
  }
};

/// Of a window: count, items, amount. Of an item record: orders, qty, revenue.
struct Tally {
  std::int64_t count = 0;
  std::int64_t items = 0;
  std::int64_t amount = 0;
  bool unverifiable = false;  ///< Some of its events are no longer in the log.
};

using Tallies = std::unordered_map<TallyKey, Tally, TallyKeyHash>;

/// The differences found so far, of which the first `max` are kept.
class DifferenceList {
 public:
  explicit DifferenceList(std::size_t max) : max_(max) {}

  void add(analytics::Difference difference) {
    ++total_;
    if (kept_.size() < max_) kept_.push_back(std::move(difference));
  }
  void move_to(analytics::Reconciliation& result) {
    std::sort(kept_.begin(), kept_.end(), [](const auto& a, const auto& b) {
      return std::tie(a.minute, a.shop_id, a.what, a.key) <
             std::tie(b.minute, b.shop_id, b.what, b.key);
    });
    result.differences_total = total_;
    result.differences = std::move(kept_);
  }

 private:
  std::size_t max_;
  std::int64_t total_ = 0;
  std::vector<analytics::Difference> kept_;
};

}  // namespace shop::sqlite

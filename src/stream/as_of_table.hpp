#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace shop::stream {

/// The instants `(after, until]`: what a new version changes the answer for.
struct AsOfRange {
  Timestamp after;
  Timestamp until;
  friend bool operator==(const AsOfRange&, const AsOfRange&) = default;
};

inline constexpr Timestamp kBeginningOfTime{std::numeric_limits<std::int64_t>::min()};
inline constexpr Timestamp kEndOfTime{std::numeric_limits<std::int64_t>::max()};

/// The history of one value in event time; versions may arrive in any order. Of two versions with
/// one timestamp the one with the greater position (later in the log) holds. Before its first
/// version a value is what the first version says.
template <class T>
class AsOfTable {
 public:
  bool empty() const { return versions_.empty(); }
  std::size_t size() const { return versions_.size(); }

  /// The latest version with a timestamp before `end`, else the first; nullptr when empty.
  const T* before(Timestamp end) const {
    if (versions_.empty()) return nullptr;
    // Nearly always the newest version is the one.
    if (versions_.back().from < end) return &versions_.back().value;
    const auto at = lower(end);
    if (at != versions_.begin()) return &std::prev(at)->value;
    return &std::prev(after_group(versions_.begin()))->value;
  }

  /// What insert() changed: for `end` in `range`, before(end) answered `old` (the same in all of
  /// the range; nullopt: nothing) and now answers the new value. The range is empty (after ==
  /// until) when a later record of the same timestamp was already there.
  struct Inserted {
    AsOfRange range;
    std::optional<T> old;
  };

  Inserted insert(Timestamp from, std::int64_t position, T value) {
    const auto at = std::upper_bound(
        versions_.begin(), versions_.end(), std::pair(from, position),
        [](const auto& key, const Version& v) { return key < std::pair(v.from, v.position); });
    if (at != versions_.end() && at->from == from) {
      versions_.insert(at, Version{from, position, std::move(value)});
      return {{from, from}, std::nullopt};
    }
    const bool first_group = at == versions_.begin() || versions_.front().from == from;
    Inserted result{
        {first_group ? kBeginningOfTime : from, at == versions_.end() ? kEndOfTime : at->from},
        std::nullopt};
    if (at != versions_.begin()) {
      result.old = std::prev(at)->value;
    } else if (!versions_.empty()) {
      result.old = std::prev(after_group(at))->value;
    }
    versions_.insert(at, Version{from, position, std::move(value)});
    return result;
  }

 private:
  struct Version {
    Timestamp from;
    std::int64_t position;
    T value;
  };
  using Iterator = typename std::vector<Version>::const_iterator;

  Iterator lower(Timestamp end) const {
    return std::lower_bound(versions_.begin(), versions_.end(), end,
                            [](const Version& v, Timestamp t) { return v.from < t; });
  }
  Iterator after_group(Iterator first) const {
    return std::find_if(first, versions_.end(),
                        [&](const Version& v) { return v.from != first->from; });
  }

  std::vector<Version> versions_;  // By (from, position).
};

}  // namespace shop::stream

#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "stream/as_of_table.hpp"
#include "stream/interner.hpp"

namespace shop::pipelines {

/// What a record shows of a menu item.
struct Label {
  std::optional<std::string_view> name;
  std::string_view category;
};

/// Numbers the distinct labels, so that "did the name change?" is one comparison of integers.
class Labels {
 public:
  static constexpr std::uint32_t kUnknown = 0;  ///< No name, category "unknown".

  Labels();
  std::uint32_t intern(const Label& label);
  /// Views are valid as long as this object.
  Label label(std::uint32_t number) const;

 private:
  struct Text {
    std::optional<std::string> name;
    std::string category;
  };

  stream::Interner keys_;    // 'n' or '-', the name's length, ':', name, category.
  std::deque<Text> labels_;  // By the key's number; a deque keeps views valid.
};

/// The windows whose label a menu event changes: those that start in [from, to).
struct RelabelledWindows {
  Timestamp from;
  Timestamp to;
};

/// The temporal join of contract 2.3: which label an item has in the window that ends at some time.
/// Items are numbered by the engine's interner. A deletion makes no version; if nothing but named
/// deletions is known, the earliest one's name is used.
class MenuHistory {
 public:
  explicit MenuHistory(Duration window_size) : window_size_(window_size) {}

  std::uint32_t label_at(std::uint32_t item, Timestamp window_end) const;

  /// Records a version (`position` says which of two of one timestamp is the later). Returns the
  /// windows that now have another label than before, nullopt when there are none.
  std::optional<RelabelledWindows> add_version(std::uint32_t item, Timestamp timestamp,
                                               std::int64_t position, std::uint32_t label);
  /// As above, for a deletion that carries a name.
  std::optional<RelabelledWindows> add_deletion(std::uint32_t item, Timestamp timestamp,
                                                std::int64_t position, std::uint32_t label);

 private:
  struct Deletion {
    Timestamp timestamp;
    std::int64_t position = 0;
    std::uint32_t label = Labels::kUnknown;
  };
  struct Item {
    stream::AsOfTable<std::uint32_t> versions;
    std::optional<Deletion> earliest_deletion;
  };

  Item& item(std::uint32_t number);

  Duration window_size_;
  std::vector<Item> items_;  // By item number.
};

}  // namespace shop::pipelines

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace shop::domain {

/// How much of an ingredient one portion takes, in the ingredient's own unit (ml, g, pieces).
/// Negative only inside an option ("less milk"), where it lowers what the item itself takes.
struct RecipeLine {
  std::string ingredient_id;
  std::int64_t qty = 0;
  friend bool operator==(const RecipeLine&, const RecipeLine&) = default;
};

/// One choice, such as size L or pearls.
struct Option {
  std::string option_id;  ///< Unique within its menu item.
  std::string name;
  std::int64_t price = 0;  ///< Dong added to the unit price; may be 0, never negative.
  std::vector<RecipeLine> recipe;
  friend bool operator==(const Option&, const Option&) = default;
};

/// A set of choices of which a customer takes `min` to `max`. A required group has min >= 1.
struct OptionGroup {
  std::string group_id;
  std::string name;
  bool required = false;
  std::int64_t min = 0;
  std::int64_t max = 1;
  std::vector<Option> options;
  friend bool operator==(const OptionGroup&, const OptionGroup&) = default;
};

struct MenuItem {
  std::string menu_id;  ///< A UUID or a slug of [A-Za-z0-9_-], at most 64 characters.
  std::string name;
  std::string category;
  std::int64_t price = 0;  ///< Dong, before options.
  std::string description;
  bool available = true;  ///< Switched off by hand; stock can stop selling as well.
  std::vector<OptionGroup> option_groups;
  std::vector<RecipeLine> recipe;
  friend bool operator==(const MenuItem&, const MenuItem&) = default;
};

/// One state of an item, valid from `valid_from` until the next version's.
struct MenuVersion {
  std::int64_t version = 0;  ///< 1, 2, 3 … per item; the API's entity tag.
  Timestamp valid_from;
  bool deleted = false;
  MenuItem item;
};

/// Every version of every item. Prices are looked up as of a sale's own time, so old versions stay.
/// Not thread-safe; shared between threads only as an immutable copy.
class Menu {
 public:
  /// Versions may arrive in any order; one that is known already stays as it is.
  void add(MenuVersion version);
  /// Adds every version of `other`. Versions are never taken back, so two states of a menu merge to
  /// the same one in either order.
  void merge(const Menu& other);
  /// The version valid at `t`; the first known one for earlier times; nullptr for an unknown item.
  const MenuVersion* as_of(std::string_view menu_id, Timestamp t) const;
  /// The newest version, deleted or not; nullptr for an unknown item.
  const MenuVersion* latest(std::string_view menu_id) const;
  /// The newest versions that are not deleted, by category, then name, then id.
  std::vector<const MenuVersion*> current() const;

 private:
  std::map<std::string, std::vector<MenuVersion>, std::less<>> items_;
};

/// Checks ids, lengths, prices and group rules. All bad fields are named at once.
Result<void> validate(const MenuItem& item);

/// True for a UUID or slug: 1 to 64 characters of [A-Za-z0-9_-].
bool is_slug(std::string_view text);

inline constexpr std::int64_t kPriceMax = 1'000'000'000'000;  ///< Dong; guards sums of 10^5 units.
inline constexpr std::size_t kNameMax = 200;                  ///< Bytes.
inline constexpr std::size_t kGroupsMax = 20;
inline constexpr std::size_t kOptionsMax = 50;
inline constexpr std::size_t kRecipeLinesMax = 50;
inline constexpr std::int64_t kRecipeQtyMax = 1'000'000;

}  // namespace shop::domain

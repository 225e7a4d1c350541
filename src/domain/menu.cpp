#include "domain/menu.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/assert.hpp"

namespace shop::domain {
namespace {

/// Collects every bad field of one item, so that a person mends them in one go.
class Checker {
 public:
  void require(bool holds, std::string field, std::string expected) {
    if (!holds) errors_.push_back({std::move(field), std::move(expected)});
  }

  void text(std::string_view value, const std::string& field, bool may_be_empty = false) {
    require(may_be_empty || !value.empty(), field, "must not be empty");
    require(value.size() <= kNameMax, field, "must have at most 200 bytes");
  }

  void price(std::int64_t value, const std::string& field) {
    require(value >= 0 && value <= kPriceMax, field, "must be 0 to 1000000000000 dong");
  }

  void recipe(const std::vector<RecipeLine>& lines, const std::string& field, bool negative) {
    require(lines.size() <= kRecipeLinesMax, field, "must have at most 50 lines");
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string at = field + "[" + std::to_string(i) + "]";
      require(is_slug(lines[i].ingredient_id), at + ".ingredient_id", kSlugExpected);
      require(seen.insert(lines[i].ingredient_id).second, at + ".ingredient_id",
              "must not be repeated");
      const std::int64_t least = negative ? -kRecipeQtyMax : 1;
      require(lines[i].qty >= least && lines[i].qty <= kRecipeQtyMax && lines[i].qty != 0,
              at + ".qty",
              negative ? "must be -1000000 to 1000000, not 0" : "must be 1 to 1000000");
    }
  }

  Result<void> finish() && {
    if (errors_.empty()) return ok();
    Error error = make_error(ErrorKind::kInvalidArgument, "menu.invalid",
                             errors_.front().field + ": " + errors_.front().message);
    error.fields = std::move(errors_);
    return error;
  }

  static constexpr const char* kSlugExpected = "must be 1 to 64 of A-Z a-z 0-9 _ -";

 private:
  std::vector<FieldError> errors_;
};

void check_group(Checker& check, const OptionGroup& group, const std::string& at,
                 std::set<std::string_view>& option_ids) {
  check.require(is_slug(group.group_id), at + ".group_id", Checker::kSlugExpected);
  check.text(group.name, at + ".name");
  check.require(!group.options.empty(), at + ".options", "must have at least one option");
  check.require(group.options.size() <= kOptionsMax, at + ".options",
                "must have at most 50 options");
  const auto count = static_cast<std::int64_t>(group.options.size());
  check.require(group.max >= 1 && group.max <= count, at + ".max",
                "must be 1 to the number of options");
  check.require(group.min >= 0 && group.min <= group.max, at + ".min", "must be 0 to max");
  check.require(!group.required || group.min >= 1, at + ".min",
                "must be at least 1 in a required group");
  for (std::size_t i = 0; i < group.options.size(); ++i) {
    const Option& option = group.options[i];
    const std::string option_at = at + ".options[" + std::to_string(i) + "]";
    check.require(is_slug(option.option_id), option_at + ".option_id", Checker::kSlugExpected);
    check.require(option_ids.insert(option.option_id).second, option_at + ".option_id",
                  "must be unique within the item");
    check.text(option.name, option_at + ".name");
    check.price(option.price, option_at + ".price");
    check.recipe(option.recipe, option_at + ".recipe", true);
  }
}

}  // namespace

bool is_slug(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

Result<void> validate(const MenuItem& item) {
  Checker check;
  check.require(is_slug(item.menu_id), "menu_id", Checker::kSlugExpected);
  check.text(item.name, "name");
  check.text(item.category, "category");
  check.price(item.price, "price");
  check.require(item.description.size() <= 2000, "description", "must have at most 2000 bytes");
  check.recipe(item.recipe, "recipe", false);
  check.require(item.option_groups.size() <= kGroupsMax, "option_groups",
                "must have at most 20 groups");
  std::set<std::string_view> group_ids;
  std::set<std::string_view> option_ids;
  for (std::size_t i = 0; i < item.option_groups.size(); ++i) {
    const std::string at = "option_groups[" + std::to_string(i) + "]";
    check.require(group_ids.insert(item.option_groups[i].group_id).second, at + ".group_id",
                  "must be unique within the item");
    check_group(check, item.option_groups[i], at, option_ids);
  }
  return std::move(check).finish();
}

void Menu::add(MenuVersion version) {
  auto& versions = items_[version.item.menu_id];
  const auto at = std::lower_bound(
      versions.begin(), versions.end(), version.version,
      [](const MenuVersion& known, std::int64_t number) { return known.version < number; });
  if (at != versions.end() && at->version == version.version) return;
  versions.insert(at, std::move(version));
}

void Menu::merge(const Menu& other) {
  for (const auto& [id, versions] : other.items_) {
    for (const MenuVersion& version : versions) add(version);
  }
}

const MenuVersion* Menu::as_of(std::string_view menu_id, Timestamp t) const {
  const auto found = items_.find(menu_id);
  if (found == items_.end()) return nullptr;
  // Numbers decide between versions of one instant; a clock that ran back must not hide a version,
  // so the newest number whose time has come wins.
  const auto& versions = found->second;
  const auto valid = std::find_if(versions.rbegin(), versions.rend(),
                                  [t](const MenuVersion& v) { return v.valid_from <= t; });
  return valid == versions.rend() ? &versions.front() : &*valid;
}

const MenuVersion* Menu::latest(std::string_view menu_id) const {
  const auto found = items_.find(menu_id);
  return found == items_.end() ? nullptr : &found->second.back();
}

std::vector<const MenuVersion*> Menu::current() const {
  std::vector<const MenuVersion*> all;
  for (const auto& [id, versions] : items_) {
    if (!versions.back().deleted) all.push_back(&versions.back());
  }
  std::sort(all.begin(), all.end(), [](const MenuVersion* a, const MenuVersion* b) {
    return std::tie(a->item.category, a->item.name, a->item.menu_id) <
           std::tie(b->item.category, b->item.name, b->item.menu_id);
  });
  return all;
}

}  // namespace shop::domain

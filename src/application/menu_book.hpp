#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/access.hpp"
#include "domain/menu.hpp"

namespace shop::application {

class Committer;
class LedgerReader;

/// A partial change of a menu item: absent members stay as they are.
struct MenuPatch {
  std::optional<std::string> name;
  std::optional<std::string> category;
  std::optional<std::int64_t> price;
  std::optional<std::string> description;
  std::optional<bool> available;
  std::optional<std::vector<domain::OptionGroup>> option_groups;
  std::optional<std::vector<domain::RecipeLine>> recipe;
};

/// The menu in memory and the use cases that change it. Every change is a `menu_updates` event.
/// Thread-safe: readers take an immutable snapshot, a change publishes a new one after its commit.
class MenuBook {
 public:
  MenuBook(Committer& committer, const Clock& clock) : committer_(committer), clock_(clock) {}

  std::shared_ptr<const domain::Menu> snapshot() const;
  /// Adds what is stored: at start, and when another process changed the menu. What was published
  /// here while `stored` was being read stays.
  void merge(domain::Menu stored);

  /// An empty menu_id gets a UUID. kConflict when the id is in use. `valid_from` defaults to now;
  /// an importer of history may set it into the past.
  Result<domain::MenuVersion> create(const domain::Principal& who, domain::MenuItem item,
                                     std::optional<Timestamp> valid_from = std::nullopt);
  /// `if_version` is the entity tag the caller saw; kPreconditionFailed when the item moved on.
  Result<domain::MenuVersion> patch(const domain::Principal& who, std::string_view menu_id,
                                    std::int64_t if_version, const MenuPatch& patch);
  /// Deletes; the history stays. An absent version deletes whatever is there.
  Result<void> remove(const domain::Principal& who, std::string_view menu_id,
                      std::optional<std::int64_t> if_version);

 private:
  Result<domain::MenuVersion> store(const domain::Principal& who, domain::MenuVersion version,
                                    std::int64_t expected_version, std::string_view action);

  Committer& committer_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::shared_ptr<const domain::Menu> menu_ = std::make_shared<domain::Menu>();
};

}  // namespace shop::application

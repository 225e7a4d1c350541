#include "application/menu_book.hpp"

#include <utility>

#include "application/committer.hpp"
#include "application/ports/ledger.hpp"
#include "base/json_writer.hpp"
#include "events/encode.hpp"

namespace shop::application {
namespace {

Error unknown_item(std::string_view menu_id) {
  return make_error(ErrorKind::kNotFound, "menu.unknown",
                    "there is no menu item '" + std::string(menu_id) + "'");
}

std::string json_of(const domain::MenuVersion& version) {
  std::string out;
  JsonWriter json(out);
  json.object([&] { events::write_menu_item_fields(json, version.item); });
  return out;
}

void apply(const MenuPatch& patch, domain::MenuItem& item) {
  const auto set = [](auto& target, const auto& value) {
    if (value) target = *value;
  };
  set(item.name, patch.name);
  set(item.category, patch.category);
  set(item.price, patch.price);
  set(item.description, patch.description);
  set(item.available, patch.available);
  set(item.option_groups, patch.option_groups);
  set(item.recipe, patch.recipe);
}

}  // namespace

std::shared_ptr<const domain::Menu> MenuBook::snapshot() const {
  const std::lock_guard lock(mutex_);
  return menu_;
}

void MenuBook::merge(domain::Menu stored) {
  const std::lock_guard lock(mutex_);
  stored.merge(*menu_);
  menu_ = std::make_shared<const domain::Menu>(std::move(stored));
}

Result<domain::MenuVersion> MenuBook::create(const domain::Principal& who, domain::MenuItem item,
                                             std::optional<Timestamp> valid_from) {
  const Timestamp now{floor_to(clock_.now().us, 1000)};
  if (item.menu_id.empty()) item.menu_id = to_string(make_uuid_v7(now));
  SHOP_TRY(domain::validate(item));
  domain::MenuVersion version{1, valid_from.value_or(now), false, std::move(item)};
  return store(who, std::move(version), 0, "create");
}

Result<domain::MenuVersion> MenuBook::patch(const domain::Principal& who, std::string_view menu_id,
                                            std::int64_t if_version, const MenuPatch& patch) {
  const auto menu = snapshot();
  const domain::MenuVersion* latest = menu->latest(menu_id);
  if (latest == nullptr || latest->deleted) return unknown_item(menu_id);
  domain::MenuVersion next = *latest;
  apply(patch, next.item);
  SHOP_TRY(domain::validate(next.item));
  next.valid_from = {floor_to(clock_.now().us, 1000)};
  next.version = if_version + 1;
  return store(who, std::move(next), if_version, "update");
}

Result<void> MenuBook::remove(const domain::Principal& who, std::string_view menu_id,
                              std::optional<std::int64_t> if_version) {
  const auto menu = snapshot();
  const domain::MenuVersion* latest = menu->latest(menu_id);
  if (latest == nullptr || latest->deleted) return unknown_item(menu_id);
  domain::MenuVersion next = *latest;
  next.deleted = true;
  next.valid_from = {floor_to(clock_.now().us, 1000)};
  const std::int64_t expected = if_version.value_or(latest->version);
  next.version = expected + 1;
  SHOP_TRY(store(who, std::move(next), expected, "delete"));
  return ok();
}

Result<domain::MenuVersion> MenuBook::store(const domain::Principal& who,
                                            domain::MenuVersion version,
                                            std::int64_t expected_version,
                                            std::string_view action) {
  const std::string& menu_id = version.item.menu_id;
  SHOP_TRY(committer_.run_void([&](UnitOfWork& unit, Timestamp now) -> Result<void> {
    SHOP_TRY(const auto latest, unit.latest_menu_version(menu_id));
    const bool creating = action == "create";
    if (creating && latest && !latest->deleted) {
      return make_error(ErrorKind::kConflict, "menu.id_taken",
                        "menu item '" + menu_id + "' exists already");
    }
    if (creating && latest) {
      version.version = latest->version + 1;  // A deleted item comes back under its old id.
    } else if (!creating) {
      if (!latest || latest->deleted) return unknown_item(menu_id);
      if (latest->version != expected_version) {
        return make_error(ErrorKind::kPreconditionFailed, "menu.stale",
                          "the item is at version " + std::to_string(latest->version) + ", not " +
                              std::to_string(expected_version));
      }
    }
    SHOP_TRY(unit.insert_menu_version(version));
    SHOP_TRY(unit.append(events::Topic::kMenuUpdates, menu_id,
                         events::encode_menu_update(version, action), now));
    SHOP_TRY(
        unit.append(events::Topic::kAudit, menu_id,
                    events::encode_audit({now, who.name, domain::to_string(who.role),
                                          "menu." + std::string(action), menu_id,
                                          latest ? json_of(*latest) : "null", json_of(version)}),
                    now));
    return ok();
  }));
  // Published after the commit; other threads may publish later versions first, or reload the menu.
  const std::lock_guard lock(mutex_);
  auto next = std::make_shared<domain::Menu>(*menu_);
  next->add(version);
  menu_ = std::move(next);
  return version;
}

}  // namespace shop::application

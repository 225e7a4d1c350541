#include "application/settings.hpp"

#include <utility>

#include "application/committer.hpp"
#include "application/ports/ledger.hpp"
#include "events/encode.hpp"

namespace shop::application {
namespace {

std::string event_json(std::string_view name, std::string_view value, Timestamp now) {
  std::string out;
  JsonWriter json(out);
  json.object([&] {
    json.field("name", name);
    json.raw_field("value", value);
    json.field("at", now);
  });
  return out;
}

/// The whole of what is stored, as a change of the defaults. `Source` is a reader or a transaction.
template <class Source>
Result<domain::ShopSettings> read_all(Source& source) {
  const domain::ShopSettings defaults;
  domain::SettingsChange stored;
  for (const auto& definition : domain::setting_definitions()) {
    SHOP_TRY(const auto text,
             source.get_setting(definition.name, domain::setting_text(defaults, definition)));
    SHOP_TRY(auto part, domain::parse_setting(definition.name, text));
    stored.parts.push_back(std::move(part.parts.front()));
  }
  return domain::changed(defaults, stored);
}

}  // namespace

SettingsBook::SettingsBook(SettingsSnapshot first)
    : snapshot_(std::make_shared<SettingsSnapshot>(std::move(first))) {}

std::shared_ptr<const SettingsSnapshot> SettingsBook::snapshot() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

void SettingsBook::publish(SettingsSnapshot next) {
  auto shared = std::make_shared<const SettingsSnapshot>(std::move(next));
  const std::lock_guard lock(mutex_);
  if (shared->position > snapshot_->position) snapshot_ = std::move(shared);
}

Result<SettingsSnapshot> load_settings(LedgerReader& reader) {
  // The position first: what is committed in between is then in the values, and told again later.
  SHOP_TRY(const std::int64_t position, reader.get_marker(kSettingsPosition));
  SHOP_TRY(auto settings, read_all(reader));
  SHOP_TRY(auto calendar, domain::BusinessCalendar::make(settings.time_zone,
                                                         static_cast<int>(settings.cut_off_hour)));
  return SettingsSnapshot{std::move(settings), std::move(calendar), position};
}

Result<std::shared_ptr<const SettingsSnapshot>> Settings::change(
    const domain::Principal& who, const domain::SettingsChange& change) {
  SHOP_TRY(committer_.run_void([&](UnitOfWork& unit, Timestamp now) -> Result<void> {
    SHOP_TRY(const auto before, read_all(unit));
    SHOP_TRY(const auto after, domain::changed(before, change));
    for (const auto& part : change.parts) {
      const domain::SettingDefinition& setting = *part.definition;
      const std::string was = domain::setting_json(before, setting);
      const std::string is = domain::setting_json(after, setting);
      if (was == is) continue;
      SHOP_TRY(unit.put_setting(setting.name, domain::setting_text(after, setting)));
      SHOP_TRY(unit.append(events::Topic::kAudit, setting.name,
                           events::encode_audit({now, who.name, domain::to_string(who.role),
                                                 "settings.set", setting.name, was, is}),
                           now));
      SHOP_TRY(const std::int64_t position, unit.append(events::Topic::kSettings, setting.name,
                                                        event_json(setting.name, is, now), now));
      SHOP_TRY(unit.set_marker(kSettingsPosition, position));
    }
    return ok();
  }));
  SHOP_TRY(refresh());
  return book_.snapshot();
}

Result<void> Settings::refresh() {
  SHOP_TRY(const std::int64_t position, reader_.get_marker(kSettingsPosition));
  if (position == book_.snapshot()->position) return ok();
  SHOP_TRY(auto stored, load_settings(reader_));
  book_.publish(std::move(stored));
  return ok();
}

}  // namespace shop::application

#pragma once

#include <memory>
#include <mutex>

#include "domain/access.hpp"
#include "domain/settings/shop_settings.hpp"

namespace shop::application {

class Committer;
class LedgerReader;

/// Marker: the log position of the newest `settings` event.
inline constexpr std::string_view kSettingsPosition = "settings_position";

/// The settings in force, with the calendar that they describe. Immutable.
struct SettingsSnapshot {
  domain::ShopSettings settings;
  domain::BusinessCalendar calendar;
  std::int64_t position = 0;  ///< Of the log, up to which they count every change.
};

/// The newest settings in memory, for whoever needs them on a hot path. Thread-safe.
class SettingsBook {
 public:
  explicit SettingsBook(SettingsSnapshot first);

  std::shared_ptr<const SettingsSnapshot> snapshot() const;
  /// Takes the settings of a newer position; what is older than those in force changes nothing.
  void publish(SettingsSnapshot next);

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const SettingsSnapshot> snapshot_;
};

/// Reads what is stored.
Result<SettingsSnapshot> load_settings(LedgerReader& reader);

/// The settings and the use case that changes them. A change is a transaction: the values, one
/// `settings` and one audit event for each. Thread-safe.
class Settings {
 public:
  /// The references must outlive this object.
  Settings(Committer& committer, LedgerReader& reader, SettingsBook& book)
      : committer_(committer), reader_(reader), book_(book) {}

  std::shared_ptr<const SettingsSnapshot> snapshot() const { return book_.snapshot(); }

  /// Blocks until the change is durable, and gives the settings after it. What a part already is
  /// makes no event. kInvalidArgument that names a setting; then nothing is changed.
  Result<std::shared_ptr<const SettingsSnapshot>> change(const domain::Principal& who,
                                                         const domain::SettingsChange& change);

  /// Takes over what another process has changed. Cheap when nothing was.
  Result<void> refresh();

 private:
  Committer& committer_;
  LedgerReader& reader_;
  SettingsBook& book_;
};

}  // namespace shop::application

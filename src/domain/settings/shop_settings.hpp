#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "domain/calendar/business_calendar.hpp"

namespace shop::domain {

/// What a shop has decided for itself. The members' initial values hold where nothing was decided.
struct ShopSettings {
  std::string shop_name;       ///< On screens and receipts; empty: none.
  std::string receipt_footer;  ///< Under every receipt; empty: none.
  std::string time_zone{BusinessCalendar::kDefaultZone};
  std::int64_t cut_off_hour = BusinessCalendar::kDefaultCutOffHour;
  std::int64_t bar_amber_seconds = 180;  ///< After which a waiting ticket warns.
  std::int64_t bar_red_seconds = 300;    ///< After which it is late; not less than amber.
  /// How much a cashier may take off an order, in percent of its full price; others may all.
  std::int64_t cashier_discount_percent = 100;
  bool guest_orders = true;  ///< Whether customers order by their own phones.
  std::string bank_bin;      ///< Where customers pay by VietQR; empty: nowhere.
  std::string bank_account;
  std::string bank_account_name;

  friend bool operator==(const ShopSettings&, const ShopSettings&) = default;
};

/// One member of ShopSettings by the name that the API, the command line and the log know it by.
struct SettingDefinition {
  using Member =
      std::variant<std::string ShopSettings::*, std::int64_t ShopSettings::*, bool ShopSettings::*>;
  std::string_view name;
  Member member;
  std::int64_t min = 0;  ///< Of a number.
  std::int64_t max = 0;  ///< Of a number, or the bytes of a text.
};

/// All of them, by name.
std::span<const SettingDefinition> setting_definitions();

using SettingValue = std::variant<std::string, std::int64_t, bool>;

/// Some settings and what they shall be; each definition at most once.
struct SettingsChange {
  struct Part {
    const SettingDefinition* definition = nullptr;
    SettingValue value;  ///< Of the member's type.
  };
  std::vector<Part> parts;
};

/// As a person types it: kInvalidArgument that names the setting, or "name" for one that is not.
Result<SettingsChange> parse_setting(std::string_view name, std::string_view text);

/// As it is stored and as a person reads it: text, digits, `true` or `false`.
std::string setting_text(const ShopSettings& settings, const SettingDefinition& definition);
/// The value as JSON of its type.
std::string setting_json(const ShopSettings& settings, const SettingDefinition& definition);

/// The settings after the change. kInvalidArgument that names the first one that cannot be.
Result<ShopSettings> changed(const ShopSettings& settings, const SettingsChange& change);

}  // namespace shop::domain

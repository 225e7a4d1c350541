#include "embedded/settings.hpp"

#include <simdjson.h>

#include <algorithm>
#include <charconv>

#include "application/payments.hpp"
#include "base/json_writer.hpp"
#include "domain/payment/vietqr.hpp"
#include "events/encode.hpp"

namespace shop::embedded {
namespace {

constexpr std::string_view kCutOffHour = "cut_off_hour";
constexpr std::string_view kTimeZone = "time_zone";

/// Whether a setting can have that value; calendar_of() judges the business day.
Result<void> check_bank_setting(std::string_view name, std::string_view value) {
  if (value.empty()) return ok();  // No account any more.
  if (name == application::kBankBin) return domain::check_bank_bin(name, value);
  if (name == application::kBankAccount) return domain::check_bank_account(name, value);
  constexpr std::size_t kNameMax = 100;
  const bool printable = std::all_of(value.begin(), value.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
  });
  if (printable && value.size() <= kNameMax && simdjson::validate_utf8(value)) return ok();
  return field_error(std::string(name), "must be printable text in UTF-8 of 100 bytes or less");
}

std::string json_text(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

/// Of settings in the order of list_settings().
Result<domain::BusinessCalendar> calendar_of(const std::vector<Setting>& settings) {
  const std::string& hour = settings[0].value;
  int cut_off = -1;
  const auto read = std::from_chars(hour.data(), hour.data() + hour.size(), cut_off);
  if (read.ec != std::errc() || read.ptr != hour.data() + hour.size()) {
    return field_error(std::string(kCutOffHour), "must be 0 to 23");
  }
  return domain::BusinessCalendar::make(settings[1].value, cut_off);
}

}  // namespace

bool is_live(std::string_view name) { return name.starts_with("bank_"); }

Result<std::vector<Setting>> list_settings(application::LedgerReader& reader) {
  std::vector<Setting> settings{
      {std::string(kCutOffHour), std::to_string(domain::BusinessCalendar::kDefaultCutOffHour)},
      {std::string(kTimeZone), std::string(domain::BusinessCalendar::kDefaultZone)},
      {std::string(application::kBankBin), ""},
      {std::string(application::kBankAccount), ""},
      {std::string(application::kBankAccountName), ""}};
  for (Setting& setting : settings) {
    SHOP_TRY(setting.value, reader.get_setting(setting.name, setting.value));
  }
  return settings;
}

Result<void> set_setting(application::Committer& committer, application::LedgerReader& reader,
                         const domain::Principal& who, std::string_view name,
                         std::string_view value) {
  SHOP_TRY(auto settings, list_settings(reader));
  const auto found = std::find_if(settings.begin(), settings.end(),
                                  [&](const Setting& setting) { return setting.name == name; });
  if (found == settings.end()) {
    return field_error("name",
                       "must be cut_off_hour, time_zone, bank_bin, bank_account or "
                       "bank_account_name");
  }
  const std::string before = std::exchange(found->value, std::string(value));
  if (is_live(name)) {
    SHOP_TRY(check_bank_setting(name, value));
  } else {
    SHOP_TRY(calendar_of(settings));
  }
  return committer.run_void([&](application::UnitOfWork& unit, Timestamp now) -> Result<void> {
    SHOP_TRY(unit.put_setting(name, value));
    SHOP_TRY(unit.append(
        events::Topic::kAudit, name,
        events::encode_audit({now, who.name, domain::to_string(who.role), "settings.set", name,
                              json_text(before), json_text(value)}),
        now));
    return ok();
  });
}

Result<domain::BusinessCalendar> load_calendar(application::LedgerReader& reader) {
  SHOP_TRY(const auto settings, list_settings(reader));
  return calendar_of(settings);
}

}  // namespace shop::embedded

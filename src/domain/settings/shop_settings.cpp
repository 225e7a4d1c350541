#include "domain/settings/shop_settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/json_writer.hpp"
#include "domain/payment/vietqr.hpp"

namespace shop::domain {
namespace {

constexpr std::int64_t kNameMax = 100;
constexpr std::int64_t kFooterMax = 200;
constexpr std::int64_t kSecondsMax = 7200;

using S = ShopSettings;
constexpr std::array kDefinitions{
    SettingDefinition{"bank_account", &S::bank_account, 0, kNameMax},
    SettingDefinition{"bank_account_name", &S::bank_account_name, 0, kNameMax},
    SettingDefinition{"bank_bin", &S::bank_bin, 0, kNameMax},
    SettingDefinition{"bar_amber_seconds", &S::bar_amber_seconds, 1, kSecondsMax},
    SettingDefinition{"bar_red_seconds", &S::bar_red_seconds, 1, kSecondsMax},
    SettingDefinition{"cashier_discount_percent", &S::cashier_discount_percent, 0, 100},
    SettingDefinition{"cut_off_hour", &S::cut_off_hour, 0, 23},
    SettingDefinition{"guest_orders", &S::guest_orders},
    SettingDefinition{"receipt_footer", &S::receipt_footer, 0, kFooterMax},
    SettingDefinition{"shop_name", &S::shop_name, 0, kNameMax},
    SettingDefinition{"time_zone", &S::time_zone, 0, kNameMax}};

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;  // Clang 16 does not see it by itself.

const SettingDefinition* find_definition(std::string_view name) {
  const auto found = std::find_if(kDefinitions.begin(), kDefinitions.end(),
                                  [&](const auto& each) { return each.name == name; });
  return found == kDefinitions.end() ? nullptr : &*found;
}

std::string all_names() {
  std::string names;
  for (const auto& definition : kDefinitions) {
    if (!names.empty()) names += &definition == &kDefinitions.back() ? " or " : ", ";
    names += definition.name;
  }
  return names;
}

Error not_a_number(const SettingDefinition& definition) {
  return field_error(std::string(definition.name), "must be a whole number from " +
                                                       std::to_string(definition.min) + " to " +
                                                       std::to_string(definition.max));
}

Result<void> check_text(const SettingDefinition& definition, std::string_view text) {
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
  });
  if (printable && text.size() <= static_cast<std::size_t>(definition.max)) return ok();
  return field_error(
      std::string(definition.name),
      "must have 0 to " + std::to_string(definition.max) + " bytes without control characters");
}

Result<void> check_number(const SettingDefinition& definition, std::int64_t number) {
  if (number >= definition.min && number <= definition.max) return ok();
  return not_a_number(definition);
}

/// What one setting alone, and the settings together, must keep to.
Result<void> check(const ShopSettings& settings) {
  for (const auto& definition : kDefinitions) {
    SHOP_TRY(std::visit(
        Overloaded{
            [&](std::string S::*text) { return check_text(definition, settings.*text); },
            [&](std::int64_t S::*number) { return check_number(definition, settings.*number); },
            [](bool S::*) -> Result<void> { return ok(); }},
        definition.member));
  }
  if (settings.bar_red_seconds < settings.bar_amber_seconds) {
    return field_error("bar_red_seconds", "must not be less than bar_amber_seconds");
  }
  if (!settings.bank_bin.empty()) {
    SHOP_TRY(check_bank_bin("bank_bin", settings.bank_bin));
  }
  if (!settings.bank_account.empty()) {
    SHOP_TRY(check_bank_account("bank_account", settings.bank_account));
  }
  SHOP_TRY(BusinessCalendar::make(settings.time_zone, static_cast<int>(settings.cut_off_hour)));
  return ok();
}

Result<SettingValue> parse_value(const SettingDefinition& definition, std::string_view text) {
  return std::visit(
      Overloaded{
          [&](std::string S::*) -> Result<SettingValue> { return SettingValue(std::string(text)); },
          [&](std::int64_t S::*) -> Result<SettingValue> {
            std::int64_t number = 0;
            const char* end = text.data() + text.size();
            const auto read = std::from_chars(text.data(), end, number);
            if (read.ec != std::errc() || read.ptr != end) return not_a_number(definition);
            return SettingValue(number);
          },
          [&](bool S::*) -> Result<SettingValue> {
            if (text == "true" || text == "false") return SettingValue(text == "true");
            return field_error(std::string(definition.name), "must be true or false");
          }},
      definition.member);
}

}  // namespace

std::span<const SettingDefinition> setting_definitions() { return kDefinitions; }

Result<SettingsChange> parse_setting(std::string_view name, std::string_view text) {
  const SettingDefinition* definition = find_definition(name);
  if (definition == nullptr) return field_error("name", "must be " + all_names());
  SHOP_TRY(auto value, parse_value(*definition, text));
  SettingsChange change;
  change.parts.push_back({definition, std::move(value)});
  return change;
}

std::string setting_text(const ShopSettings& settings, const SettingDefinition& definition) {
  return std::visit(
      Overloaded{[&](std::string S::*text) { return settings.*text; },
                 [&](std::int64_t S::*number) { return std::to_string(settings.*number); },
                 [&](bool S::*flag) { return std::string(settings.*flag ? "true" : "false"); }},
      definition.member);
}

std::string setting_json(const ShopSettings& settings, const SettingDefinition& definition) {
  std::string out;
  JsonWriter json(out);
  std::visit([&](auto member) { json.value(settings.*member); }, definition.member);
  return out;
}

Result<ShopSettings> changed(const ShopSettings& settings, const SettingsChange& change) {
  ShopSettings next = settings;
  for (const auto& part : change.parts) {
    std::visit(
        [&](auto member) {
          using Value = std::remove_reference_t<decltype(next.*member)>;
          next.*member = std::get<Value>(part.value);
        },
        part.definition->member);
  }
  SHOP_TRY(check(next));
  return next;
}

}  // namespace shop::domain

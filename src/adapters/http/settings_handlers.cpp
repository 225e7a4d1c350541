#include "adapters/http/bodies.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/problem.hpp"
#include "base/json_writer.hpp"

namespace shop::http {
namespace {

/// The account that money goes to is shown to payers, with what they owe; elsewhere it is nobody's
/// business.
bool is_public(const domain::SettingDefinition& definition) {
  return !definition.name.starts_with("bank_");
}

Response settings_response(const domain::ShopSettings& settings) {
  Response response;
  JsonWriter json(response.body);
  json.object([&] {
    for (const auto& definition : domain::setting_definitions()) {
      json.raw_field(definition.name, domain::setting_json(settings, definition));
    }
  });
  return response;
}

Result<domain::ShopSettings> try_change(application::Settings& settings, const Call& call) {
  SHOP_TRY(no_query(call));
  SHOP_TRY(const auto change, read_settings_body(call.request.body));
  SHOP_TRY(const auto after, settings.change(call.who(), change));
  return after->settings;
}

}  // namespace

Response shop_info(const application::Settings& settings, const Call& call) {
  if (const auto valid = no_query(call); !valid) return problem(valid.error());
  const auto now = settings.snapshot();
  Response response;
  JsonWriter json(response.body);
  json.object([&] {
    for (const auto& definition : domain::setting_definitions()) {
      if (!is_public(definition)) continue;
      json.raw_field(definition.name, domain::setting_json(now->settings, definition));
    }
    json.field("takes_vietqr", !now->settings.bank_account.empty());
  });
  return response;
}

Response get_settings(const application::Settings& settings, const Call& call) {
  if (const auto valid = no_query(call); !valid) return problem(valid.error());
  return settings_response(settings.snapshot()->settings);
}

Response change_settings(application::Settings& settings, const Call& call) {
  const auto changed = try_change(settings, call);
  if (!changed) return problem(changed.error());
  return settings_response(changed.value());
}

}  // namespace shop::http

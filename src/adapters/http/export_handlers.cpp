#include <algorithm>

#include "adapters/http/handlers.hpp"
#include "adapters/http/problem.hpp"
#include "adapters/http/query_reader.hpp"

namespace shop::http {
namespace {

constexpr TextRule kWord{0, 40, false, false};
constexpr TextRule kSlug{1, 64, true, false};

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// In thousandths; 1,000 where it is not given, 0 where it cannot be read (RFC 9110, 12.4.2).
int quality_of(std::string_view parameters) {
  const std::size_t at = parameters.find("q=");
  if (at == std::string_view::npos) return 1000;
  int value = 0;
  int unit = 1000;
  for (const char c : parameters.substr(at + 2)) {
    if (c == '.') continue;
    if (c < '0' || c > '9') break;
    value += (c - '0') * unit;
    unit /= 10;
  }
  return std::min(value, 1000);
}

/// The language that is liked best, Vietnamese when none of ours is named.
exports::Language preferred_language(std::string_view accepted) {
  auto best = exports::Language::kVietnamese;
  int best_quality = 0;
  while (!accepted.empty()) {
    const std::size_t comma = std::min(accepted.find(','), accepted.size());
    const std::string_view item = trim(accepted.substr(0, comma));
    accepted.remove_prefix(std::min(comma + 1, accepted.size()));
    const std::size_t end = std::min(item.find(';'), item.size());
    const std::string_view range = trim(item.substr(0, end));
    const std::string_view primary = range.substr(0, range.find('-'));
    const int quality = quality_of(item.substr(end));
    if (quality <= best_quality) continue;
    if (equals_ignoring_case(primary, "vi") || equals_ignoring_case(primary, "en")) {
      best = equals_ignoring_case(primary, "en") ? exports::Language::kEnglish
                                                 : exports::Language::kVietnamese;
      best_quality = quality;
    }
  }
  return best;
}

std::optional<domain::CivilDate> read_date(QueryReader& query, std::string_view name) {
  const auto text = query.text(name, kWord);
  if (!text) return std::nullopt;
  const auto date = domain::parse_date(*text);
  if (!date) query.fail(name, "must be a date such as 2026-01-31");
  return date;
}

Result<exports::ExportQuery> read_export(const Call& call) {
  QueryReader query(call.request.query);
  exports::ExportQuery wanted;
  if (const auto table = exports::parse_table_name(call.path.values[0])) {
    wanted.table = *table;
  } else {
    query.fail("table", "must be orders, order_lines, daily_sales or items");
  }
  const auto format = exports::parse_table_format(query.text("format", kWord).value_or(""));
  if (format) {
    wanted.format = *format;
  } else {
    query.fail("format", "must be csv or xlsx");
  }
  wanted.from = read_date(query, "from");
  wanted.to = read_date(query, "to");
  wanted.shop_id = query.text("shop_id", kSlug);
  if (const auto name = query.text("lang", kWord)) {
    const auto language = exports::parse_language(*name);
    if (!language) query.fail("lang", "must be vi or en");
    wanted.language = language.value_or(wanted.language);
  } else {
    wanted.language = preferred_language(call.request.header("accept-language"));
  }
  SHOP_TRY(std::move(query).finish());
  return wanted;
}

std::string_view media_type(exports::TableFormat format) {
  switch (format) {
    case exports::TableFormat::kCsv: return "text/csv; charset=utf-8";
    case exports::TableFormat::kXlsx:
      return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  }
  return "";
}

}  // namespace

Response export_table(exports::Exports& exports, const Call& call) {
  const auto query = read_export(call);
  if (!query) return problem(query.error());
  auto file = exports.make(query.value());
  if (!file) return problem(file.error());
  Response response;
  response.content_type = media_type(query.value().format);
  response.headers.emplace_back("Content-Disposition",
                                "attachment; filename=\"" + file.value().name + "\"");
  response.headers.emplace_back("Vary", "Accept-Language");
  response.file = std::move(file).value().content;
  return response;
}

}  // namespace shop::http

#include "adapters/http/query_reader.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "domain/menu.hpp"

namespace shop::http {
namespace {

constexpr std::size_t kParametersMax = 32;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  if (!simdjson::validate_utf8(out)) return std::nullopt;
  return out;
}

QueryReader::QueryReader(std::string_view query) {
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    if (parameters_.size() == kParametersMax) {
      errors_.add("query", "must have at most 32 parameters");
      return;
    }
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = percent_decode(pair.substr(0, equals), true);
    auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!name || !value) {
      errors_.add(name ? *name : "query", "is not well encoded");
      continue;
    }
    if (has(*name)) {
      errors_.add(*name, "must not be repeated");
      continue;
    }
    parameters_.push_back({*std::move(name), *std::move(value), false});
  }
}

bool QueryReader::has(std::string_view name) const {
  return std::any_of(parameters_.begin(), parameters_.end(),
                     [&](const Parameter& parameter) { return parameter.name == name; });
}

const std::string* QueryReader::find(std::string_view name) {
  for (Parameter& parameter : parameters_) {
    if (parameter.name != name) continue;
    parameter.used = true;
    return &parameter.value;
  }
  return nullptr;
}

void QueryReader::fail(std::string_view name, std::string message) {
  errors_.add(std::string(name), std::move(message));
}

std::optional<std::string> QueryReader::text(std::string_view name, TextRule rule) {
  const std::string* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (rule.slug && !domain::is_slug(*value)) {
    fail(name, "must be 1 to 64 of A-Z a-z 0-9 _ -");
    return std::nullopt;
  }
  if (!rule.slug && (value->size() < rule.bytes_min || value->size() > rule.bytes_max)) {
    fail(name, "must have " + std::to_string(rule.bytes_min) + " to " +
                   std::to_string(rule.bytes_max) + " bytes");
    return std::nullopt;
  }
  return *value;
}

std::optional<std::int64_t> QueryReader::integer(std::string_view name, IntegerRule rule) {
  const std::string* value = find(name);
  if (value == nullptr) return std::nullopt;
  std::int64_t number = 0;
  const char* end = value->data() + value->size();
  const auto read = std::from_chars(value->data(), end, number);
  const bool whole = read.ec == std::errc() && read.ptr == end;
  if (whole && number >= rule.min && number <= rule.max) return number;
  const bool open = rule.max == std::numeric_limits<std::int64_t>::max();
  fail(name, "must be a whole number of " + std::to_string(rule.min) +
                 (open ? " or more" : " to " + std::to_string(rule.max)));
  return std::nullopt;
}

std::optional<Timestamp> QueryReader::time(std::string_view name) {
  const std::string* value = find(name);
  if (value == nullptr) return std::nullopt;
  // An unescaped + of an offset arrives as a space; nothing else in a time can be one.
  std::string text = *value;
  std::replace(text.begin(), text.end(), ' ', '+');
  if (const auto time = parse_rfc3339(text)) return time;
  fail(name, "must be an RFC 3339 time such as 2026-01-31T08:05:00Z");
  return std::nullopt;
}

Result<void> QueryReader::finish() && {
  for (const Parameter& parameter : parameters_) {
    if (!parameter.used) {
      fail(parameter.name.empty() ? "query" : parameter.name, "is no parameter of this call");
    }
  }
  return std::move(errors_).finish();
}

}  // namespace shop::http

#include "adapters/http/json_reader.hpp"

#include <algorithm>
#include <utility>

namespace shop::http {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The end of the JSON number that starts at `at`, or `at` itself when none does.
std::size_t number_end(std::string_view text, std::size_t at) {
  std::size_t i = at;
  const auto digits = [&] {
    const std::size_t from = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    return i > from;
  };
  if (i < text.size() && text[i] == '-') ++i;
  if (i < text.size() && text[i] == '0') {
    ++i;
  } else if (!digits()) {
    return at;
  }
  if (i < text.size() && text[i] == '.') {
    ++i;
    if (!digits()) return at;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (!digits()) return at;
  }
  return i;
}

/// Writes 0.5 for every number that a 64-bit type may not hold. The parser gives up on those; with
/// the stand-in the field is refused by name like any other number that is not whole.
std::string tame_numbers(std::string_view text) {
  constexpr std::size_t kSafeLength = 18;
  std::string out;
  out.reserve(text.size());
  bool in_string = false;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (in_string) {
      const std::size_t length = c == '\\' && i + 1 < text.size() ? 2 : 1;
      out.append(text, i, length);
      i += length;
      in_string = c != '"';
      continue;
    }
    in_string = c == '"';
    const std::size_t end = c == '-' || is_digit(c) ? number_end(text, i) : i;
    if (end == i) {
      out += c;
      ++i;
      continue;
    }
    const std::string_view number = text.substr(i, end - i);
    const bool plain =
        number.size() <= kSafeLength && number.find_first_of("eE") == std::string_view::npos;
    out += plain ? number : std::string_view("0.5");
    i = end;
  }
  return out;
}

Error not_json(simdjson::error_code code) {
  switch (code) {
    case simdjson::DEPTH_ERROR:
      return make_error(ErrorKind::kMalformed, "request.too_deep",
                        "the body is nested more than 16 levels deep");
    case simdjson::UTF8_ERROR:
      return make_error(ErrorKind::kMalformed, "request.not_utf8", "the body is not valid UTF-8");
    case simdjson::EMPTY:
      return make_error(ErrorKind::kMalformed, "request.empty", "the body is empty");
    default:
      return make_error(ErrorKind::kMalformed, "request.not_json", "the body is not valid JSON");
  }
}

std::string range_message(IntegerRule rule) {
  const bool open = rule.max == std::numeric_limits<std::int64_t>::max();
  if (open) return "must be a whole number of " + std::to_string(rule.min) + " or more";
  return "must be a whole number from " + std::to_string(rule.min) + " to " +
         std::to_string(rule.max);
}

bool is_slug_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '-';
}

std::string text_message(TextRule rule) {
  if (rule.slug) return "must be 1 to 64 of A-Z a-z 0-9 _ -";
  return "must have " + std::to_string(rule.bytes_min) + " to " + std::to_string(rule.bytes_max) +
         " bytes" + (rule.printable ? " without control characters" : "");
}

bool obeys(std::string_view text, TextRule rule) {
  if (rule.slug) {
    return !text.empty() && text.size() <= 64 &&
           std::all_of(text.begin(), text.end(), is_slug_char);
  }
  if (text.size() < rule.bytes_min || text.size() > rule.bytes_max) return false;
  return !rule.printable || std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
  });
}

}  // namespace

std::string JsonPath::text() const {
  std::string out = parent != nullptr ? parent->text() : std::string();
  if (index) return out + "[" + std::to_string(*index) + "]";
  if (!out.empty()) out += '.';
  return out.append(name);
}

void FieldErrors::add(std::string field, std::string message) {
  if (errors_.size() < kErrorsMax) errors_.push_back({std::move(field), std::move(message)});
}

Result<void> FieldErrors::finish() && {
  if (errors_.empty()) return ok();
  Error error = make_error(ErrorKind::kInvalidArgument, "request.invalid",
                           errors_.front().field + ": " + errors_.front().message);
  error.fields = std::move(errors_);
  return error;
}

Result<JsonDocument> JsonDocument::parse(std::string_view text) {
  // Parsers keep their buffers, which is most of the cost of a small text: one for each thread.
  thread_local simdjson::dom::parser parser;
  thread_local const simdjson::error_code prepared = parser.allocate(4096, kDepthMax);
  if (prepared != simdjson::SUCCESS) return not_json(prepared);
  JsonDocument document;
  simdjson::error_code code = parser.parse(text.data(), text.size()).get(document.root_);
  if (code == simdjson::NUMBER_ERROR) {
    code = parser.parse(tame_numbers(text)).get(document.root_);
  }
  if (code != simdjson::SUCCESS) return not_json(code);
  return document;
}

ObjectReader::ObjectReader(FieldErrors& errors, simdjson::dom::element value, const JsonPath* path)
    : errors_(errors), path_(path) {
  simdjson::dom::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) {
    errors_.add(path_ != nullptr ? path_->text() : "body", "must be an object");
    return;
  }
  readable_ = true;
  for (const auto [name, member] : object) {
    if (fields_.size() == kFieldsMax) {
      fail({}, "must have at most 64 fields");
      break;
    }
    const bool repeated = std::any_of(fields_.begin(), fields_.end(),
                                      [&](const Field& field) { return field.name == name; });
    if (repeated) {
      fail(name, "must not be repeated");
    } else {
      fields_.push_back({name, member, false});
    }
  }
}

void ObjectReader::fail(std::string_view name, std::string message) {
  const JsonPath place{path_, name, std::nullopt};
  std::string text = name.empty() && path_ != nullptr ? path_->text() : place.text();
  errors_.add(text.empty() ? "body" : std::move(text), std::move(message));
}

bool ObjectReader::has(std::string_view name) const {
  return std::any_of(fields_.begin(), fields_.end(),
                     [&](const Field& field) { return field.name == name; });
}

const simdjson::dom::element* ObjectReader::find(std::string_view name, Need need) {
  for (Field& field : fields_) {
    if (field.name != name) continue;
    field.used = true;
    return &field.value;
  }
  if (need == Need::kRequired && readable_) fail(name, "is required");
  return nullptr;
}

std::optional<std::int64_t> ObjectReader::integer(std::string_view name, Need need,
                                                  IntegerRule rule) {
  const auto* value = find(name, need);
  if (value == nullptr) return std::nullopt;
  std::int64_t number = 0;
  const bool whole = value->type() == simdjson::dom::element_type::INT64 &&
                     value->get_int64().get(number) == simdjson::SUCCESS;
  if (whole && number >= rule.min && number <= rule.max) return number;
  fail(name, range_message(rule));
  return std::nullopt;
}

std::optional<bool> ObjectReader::flag(std::string_view name, Need need) {
  const auto* value = find(name, need);
  if (value == nullptr) return std::nullopt;
  bool flag = false;
  if (value->get_bool().get(flag) == simdjson::SUCCESS) return flag;
  fail(name, "must be true or false");
  return std::nullopt;
}

std::optional<std::string> ObjectReader::text(std::string_view name, Need need, TextRule rule) {
  const auto* value = find(name, need);
  if (value == nullptr) return std::nullopt;
  const JsonPath place{path_, name, std::nullopt};
  return read_text(errors_, *value, place, rule);
}

std::optional<Uuid> ObjectReader::uuid(std::string_view name, Need need) {
  const auto* value = find(name, need);
  if (value == nullptr) return std::nullopt;
  std::string_view text;
  if (value->get_string().get(text) == simdjson::SUCCESS) {
    if (const auto id = parse_uuid(text)) return id;
  }
  fail(name, "must be a UUID");
  return std::nullopt;
}

std::optional<Timestamp> ObjectReader::time(std::string_view name, Need need) {
  const auto* value = find(name, need);
  if (value == nullptr) return std::nullopt;
  std::string_view text;
  if (value->get_string().get(text) == simdjson::SUCCESS) {
    if (const auto time = parse_rfc3339(text)) return time;
  }
  fail(name, "must be an RFC 3339 time such as 2026-01-31T08:05:00Z");
  return std::nullopt;
}

std::optional<simdjson::dom::array> ObjectReader::find_array(std::string_view name, Need need,
                                                             std::size_t min, std::size_t max) {
  const auto* value = find(name, need);
  if (value == nullptr) return std::nullopt;
  simdjson::dom::array list;
  if (value->get_array().get(list) != simdjson::SUCCESS) {
    fail(name, "must be a list");
    return std::nullopt;
  }
  // size() of a tape saturates far above every limit used here.
  if (list.size() < min || list.size() > max) {
    fail(name, "must have " + std::to_string(min) + " to " + std::to_string(max) + " members");
    return std::nullopt;
  }
  return list;
}

void ObjectReader::finish() {
  for (const Field& field : fields_) {
    if (!field.used) fail(field.name.empty() ? "\"\"" : field.name, "is no field of this request");
  }
}

std::optional<std::string> read_text(FieldErrors& errors, simdjson::dom::element value,
                                     const JsonPath& path, TextRule rule) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) {
    errors.add(path.text(), "must be text");
    return std::nullopt;
  }
  if (!obeys(text, rule)) {
    errors.add(path.text(), text_message(rule));
    return std::nullopt;
  }
  return std::string(text);
}

}  // namespace shop::http

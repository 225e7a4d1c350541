#include "events/big_numbers.hpp"

namespace shop::events {
namespace {

constexpr std::size_t kSafeLength = 18;  // Any integer of so many characters fits into int64.

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_number_char(char c) {
  return is_digit(c) || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E';
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

// RFC 8259: [-] int [frac] [exp].
bool is_json_number(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole_end = skip_digits(text, at);
  if (whole_end == at || (text[at] == '0' && whole_end > at + 1)) return false;
  at = whole_end;
  if (at < text.size() && text[at] == '.') {
    const std::size_t end = skip_digits(text, at + 1);
    if (end == at + 1) return false;
    at = end;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t end = skip_digits(text, at);
    if (end == at) return false;
    at = end;
  }
  return at == text.size();
}

bool is_big(std::string_view number) {
  return is_json_number(number) &&
         (number.size() > kSafeLength || number.find_first_of("eE") != std::string_view::npos);
}

std::size_t string_end(std::string_view text, std::size_t quote) {
  std::size_t at = quote + 1;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return at < text.size() ? at + 1 : text.size();
}

}  // namespace

std::string soften_big_numbers(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  std::size_t at = 0;
  while (at < json.size()) {
    std::size_t end = at + 1;
    if (json[at] == '"') {
      end = string_end(json, at);
    } else if (json[at] == '-' || is_digit(json[at])) {
      while (end < json.size() && is_number_char(json[end])) ++end;
      if (is_big(json.substr(at, end - at))) {
        out += "0.5";
        at = end;
        continue;
      }
    }
    out.append(json, at, end - at);
    at = end;
  }
  return out;
}

}  // namespace shop::events

#include "adapters/http/message.hpp"

#include <algorithm>

namespace shop::http {
namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view Request::header(std::string_view lower_name) const {
  for (const Header& header : headers) {
    if (equals_ignoring_case(header.name, lower_name)) return header.value;
  }
  return {};
}

bool Request::has_header(std::string_view lower_name) const { return header_count(lower_name) > 0; }

std::size_t Request::header_count(std::string_view lower_name) const {
  return static_cast<std::size_t>(std::count_if(
      headers.begin(), headers.end(),
      [&](const Header& header) { return equals_ignoring_case(header.name, lower_name); }));
}

}  // namespace shop::http

#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace shop {

/// The number that fills `text` from its first to its last character; nullopt for anything else,
/// also for one that T cannot hold.
template <class T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return value;
}

/// The number that `text` begins with, after spaces; nullopt when it begins with none.
template <class T>
std::optional<T> leading_number(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  T value{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc()) return std::nullopt;
  return value;
}

}  // namespace shop

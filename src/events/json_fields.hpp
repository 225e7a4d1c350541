#pragma once

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "events/decode.hpp"

// Internal to decode.cpp: typed access to the fields of one JSON object.

namespace shop::events {

/// Finds `names` in an object in one pass. Producers write fields in a steady order, so the search
/// for each key starts behind the last one found.
template <std::size_t N>
class JsonFields {
  static_assert(N <= 32);

 public:
  explicit constexpr JsonFields(const std::array<std::string_view, N>& names) : names_(names) {}

  void read(simdjson::dom::object object) {
    present_ = 0;
    std::size_t expected = 0;
    for (const auto field : object) {
      for (std::size_t tried = 0; tried < N; ++tried) {
        const std::size_t i = expected + tried < N ? expected + tried : expected + tried - N;
        if (names_[i] != field.key) continue;
        values_[i] = field.value;
        present_ |= std::uint32_t{1} << i;
        expected = i + 1;
        break;
      }
    }
  }

  bool has(std::size_t i) const { return (present_ >> i & 1) != 0; }
  const simdjson::dom::element& value(std::size_t i) const { return values_[i]; }

 private:
  const std::array<std::string_view, N>& names_;
  std::array<simdjson::dom::element, N> values_;
  std::uint32_t present_ = 0;
};

/// Reads fields by type and remembers whether any was wrong, so that a reader is a list of fields
/// and one question at its end. After a failure the returned values mean nothing.
class StrictReader {
 public:
  bool valid() const { return valid_; }
  void fail() { valid_ = false; }

  template <std::size_t N>
  std::string_view text(const JsonFields<N>& fields, std::size_t i) {
    std::string_view out;
    if (!fields.has(i) || fields.value(i).get(out) != simdjson::SUCCESS) fail();
    return out;
  }
  template <std::size_t N>
  std::string_view text_or(const JsonFields<N>& fields, std::size_t i, std::string_view absent) {
    return fields.has(i) ? text(fields, i) : absent;
  }
  /// A text of at least one character.
  template <std::size_t N>
  std::string_view id(const JsonFields<N>& fields, std::size_t i) {
    const std::string_view out = text(fields, i);
    if (out.empty()) fail();
    return out;
  }
  template <std::size_t N>
  std::string_view id_or(const JsonFields<N>& fields, std::size_t i, std::string_view absent) {
    return fields.has(i) ? id(fields, i) : absent;
  }
  template <std::size_t N>
  std::string_view one_of(const JsonFields<N>& fields, std::size_t i,
                          std::initializer_list<std::string_view> allowed) {
    const std::string_view out = text(fields, i);
    for (const std::string_view name : allowed) {
      if (out == name) return out;
    }
    fail();
    return out;
  }
  template <std::size_t N>
  std::int64_t integer(const JsonFields<N>& fields, std::size_t i) {
    std::int64_t out = 0;
    if (!fields.has(i) || fields.value(i).get(out) != simdjson::SUCCESS) fail();
    return out;
  }
  template <std::size_t N>
  std::int64_t at_least(std::int64_t least, const JsonFields<N>& fields, std::size_t i) {
    const std::int64_t out = integer(fields, i);
    if (out < least) fail();
    return out;
  }
  template <std::size_t N>
  bool flag_or(const JsonFields<N>& fields, std::size_t i, bool absent) {
    bool out = absent;
    if (fields.has(i) && fields.value(i).get(out) != simdjson::SUCCESS) fail();
    return out;
  }
  template <std::size_t N>
  Timestamp time(const JsonFields<N>& fields, std::size_t i) {
    const auto parsed = parse_rfc3339(text(fields, i));
    if (!parsed) fail();
    return parsed.value_or(Timestamp{});
  }
  /// A time whose minute has both its bounds within the years 0001 to 9999.
  template <std::size_t N>
  Timestamp event_time(const JsonFields<N>& fields, std::size_t i) {
    const Timestamp out = time(fields, i);
    if (out < kEventTimeBegin || out >= kEventTimeEnd) fail();
    return out;
  }
  template <std::size_t N>
  simdjson::dom::array array(const JsonFields<N>& fields, std::size_t i) {
    simdjson::dom::array out;
    if (!fields.has(i) || fields.value(i).get(out) != simdjson::SUCCESS) fail();
    return out;
  }
  /// Fills `fields` from an element that must be an object.
  template <std::size_t N>
  bool object(const simdjson::dom::element& element, JsonFields<N>& fields) {
    simdjson::dom::object out;
    if (element.get(out) != simdjson::SUCCESS) {
      fail();
      return false;
    }
    fields.read(out);
    return true;
  }

 private:
  bool valid_ = true;
};

}  // namespace shop::events

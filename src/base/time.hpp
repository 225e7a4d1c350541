#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shop {

/// A point in time: microseconds since 1970-01-01T00:00:00Z, without leap seconds. Finer digits of
/// the input are cut towards the past, so an event never moves into the next minute.
struct Timestamp {
  std::int64_t us = 0;

  friend constexpr auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

/// A length of time in microseconds; negative lengths are allowed.
struct Duration {
  std::int64_t us = 0;

  friend constexpr auto operator<=>(const Duration&, const Duration&) = default;
};

constexpr Duration milliseconds(std::int64_t n) { return {n * 1000}; }
constexpr Duration seconds(std::int64_t n) { return {n * 1'000'000}; }
constexpr Duration minutes(std::int64_t n) { return {n * 60'000'000}; }
constexpr Timestamp operator+(Timestamp t, Duration d) { return {t.us + d.us}; }
constexpr Timestamp operator-(Timestamp t, Duration d) { return {t.us - d.us}; }
constexpr Duration operator-(Timestamp a, Timestamp b) { return {a.us - b.us}; }

/// Reads RFC 3339 (`2026-01-31T08:05:00.123+07:00`): years 0001 to 9999, any number of fraction
/// digits, `t` and `z` in either case, second 60 read as the start of the next minute.
/// nullopt for anything else, impossible dates and offsets included.
std::optional<Timestamp> parse_rfc3339(std::string_view text);

/// `2026-01-31T08:05:00.123Z`; milliseconds always present (finer digits are cut).
std::string format_millis(Timestamp t);
/// `2026-01-31T08:05:00Z`; for window bounds, which are whole seconds.
std::string format_seconds(Timestamp t);
/// As above, appended to `out`.
void append_millis(std::string& out, Timestamp t);
void append_seconds(std::string& out, Timestamp t);

/// The largest multiple of `step_us` (> 0) that is not above `us`; right for negative times too.
constexpr std::int64_t floor_to(std::int64_t us, std::int64_t step_us) {
  const std::int64_t remainder = us % step_us;
  return us - (remainder < 0 ? remainder + step_us : remainder);
}

}  // namespace shop

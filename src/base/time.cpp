#include "base/time.hpp"

#include <array>

namespace shop {
namespace {

constexpr std::int64_t kUsPerSecond = 1'000'000;

struct Civil {
  std::int64_t year;
  unsigned month;
  unsigned day;
};

// Days since 1970-01-01 in the proleptic Gregorian calendar, and back: the era-based algorithm of
// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
constexpr std::int64_t days_from_civil(std::int64_t y, unsigned m, unsigned d) {
  y -= m <= 2 ? 1 : 0;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const auto yoe = static_cast<unsigned>(y - era * 400);
  const unsigned doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  const unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + static_cast<std::int64_t>(doe) - 719468;
}

constexpr Civil civil_from_days(std::int64_t z) {
  z += 719468;
  const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const auto doe = static_cast<unsigned>(z - era * 146097);
  const unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const unsigned mp = (5 * doy + 2) / 153;
  const unsigned d = doy - (153 * mp + 2) / 5 + 1;
  const unsigned m = mp < 10 ? mp + 3 : mp - 9;
  return {static_cast<std::int64_t>(yoe) + era * 400 + (m <= 2 ? 1 : 0), m, d};
}

constexpr unsigned days_in_month(std::int64_t year, unsigned month) {
  constexpr std::array<unsigned, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads exactly `count` digits at `at`; -1 when there is something else.
int digits(std::string_view s, std::size_t at, std::size_t count) {
  if (at + count > s.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (!is_digit(s[i])) return -1;
    value = value * 10 + (s[i] - '0');
  }
  return value;
}

struct Fraction {
  std::int64_t us;
  std::size_t end;
};

// The fraction that starts behind a '.' at `at`; nullopt when no digit follows.
std::optional<Fraction> fraction(std::string_view s, std::size_t at) {
  std::int64_t us = 0;
  std::int64_t unit = kUsPerSecond / 10;
  std::size_t i = at;
  for (; i < s.size() && is_digit(s[i]); ++i) {
    us += unit * (s[i] - '0');
    unit /= 10;
  }
  if (i == at) return std::nullopt;
  return Fraction{us, i};
}

// Seconds east of UTC of the offset that fills `s` from `at` to its end.
std::optional<std::int64_t> offset_seconds(std::string_view s, std::size_t at) {
  if (at >= s.size()) return std::nullopt;
  if (s[at] == 'Z' || s[at] == 'z') {
    return at + 1 == s.size() ? std::optional<std::int64_t>(0) : std::nullopt;
  }
  if ((s[at] != '+' && s[at] != '-') || at + 6 != s.size() || s[at + 3] != ':') return std::nullopt;
  const int hours = digits(s, at + 1, 2);
  const int mins = digits(s, at + 4, 2);
  if (hours < 0 || hours > 23 || mins < 0 || mins > 59) return std::nullopt;
  const std::int64_t east = hours * 3600 + mins * 60;
  return s[at] == '-' ? -east : east;
}

void append_padded(std::string& out, std::int64_t value, int width) {
  std::array<char, 20> buffer{};
  for (int i = width - 1; i >= 0; --i) {
    buffer[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  out.append(buffer.data(), static_cast<std::size_t>(width));
}

void append_date_time(std::string& out, Timestamp t) {
  const std::int64_t second = floor_to(t.us, kUsPerSecond) / kUsPerSecond;
  const std::int64_t day = floor_to(second, 86400) / 86400;
  const std::int64_t of_day = second - day * 86400;
  const Civil date = civil_from_days(day);
  append_padded(out, date.year, 4);
  out.push_back('-');
  append_padded(out, date.month, 2);
  out.push_back('-');
  append_padded(out, date.day, 2);
  out.push_back('T');
  append_padded(out, of_day / 3600, 2);
  out.push_back(':');
  append_padded(out, of_day / 60 % 60, 2);
  out.push_back(':');
  append_padded(out, of_day % 60, 2);
}

}  // namespace

std::optional<Timestamp> parse_rfc3339(std::string_view s) {
  if (s.size() < 20 || s[4] != '-' || s[7] != '-' || (s[10] != 'T' && s[10] != 't') ||
      s[13] != ':' || s[16] != ':') {
    return std::nullopt;
  }
  const int year = digits(s, 0, 4);
  const int month = digits(s, 5, 2);
  const int day = digits(s, 8, 2);
  const int hour = digits(s, 11, 2);
  const int minute = digits(s, 14, 2);
  const int second = digits(s, 17, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 || minute < 0 ||
      minute > 59 || second < 0 || second > 60 ||
      static_cast<unsigned>(day) > days_in_month(year, static_cast<unsigned>(month))) {
    return std::nullopt;
  }
  std::size_t at = 19;
  std::int64_t us = 0;
  if (s[at] == '.') {
    const auto part = fraction(s, at + 1);
    if (!part) return std::nullopt;
    us = part->us;
    at = part->end;
  }
  const auto east = offset_seconds(s, at);
  if (!east) return std::nullopt;
  const std::int64_t days =
      days_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  const std::int64_t total = days * 86400 + hour * 3600L + minute * 60L + second - *east;
  return Timestamp{total * kUsPerSecond + us};
}

void append_millis(std::string& out, Timestamp t) {
  append_date_time(out, t);
  out.push_back('.');
  append_padded(out, (t.us - floor_to(t.us, kUsPerSecond)) / 1000, 3);
  out.push_back('Z');
}

void append_seconds(std::string& out, Timestamp t) {
  append_date_time(out, t);
  out.push_back('Z');
}

std::string format_millis(Timestamp t) {
  std::string out;
  append_millis(out, t);
  return out;
}

std::string format_seconds(Timestamp t) {
  std::string out;
  append_seconds(out, t);
  return out;
}

}  // namespace shop

#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.hpp"

namespace shop::http {

/// A token bucket per address: `burst` calls at once, `per_second` in the long run. Remembers at
/// most kAddressesMax addresses and forgets full buckets first. Thread-safe.
class RateLimiter {
 public:
  static constexpr std::size_t kAddressesMax = 10'000;

  RateLimiter(double per_second, double burst) : per_second_(per_second), burst_(burst) {}
  /// Takes one token; else the whole seconds until there is one (>= 1).
  std::optional<int> refuse_for(std::string_view address, Timestamp now);

 private:
  struct Bucket {
    double tokens = 0;
    Timestamp at;
  };
  void forget_some(Timestamp now);

  const double per_second_;
  const double burst_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

/// Slows down who guesses passwords: the delay doubles with every failure past a free few, up to a
/// minute. Counted per user name and address together, per address, and (far looser) per user name,
/// so that a stranger who guesses somebody's password cannot lock that person out. Thread-safe.
class LoginGuard {
 public:
  static constexpr std::size_t kEntriesMax = 10'000;

  /// Counts an attempt as failed before it is tried, so that parallel guesses count too; else the
  /// seconds to wait.
  std::optional<int> refuse_for(std::string_view username, std::string_view address, Timestamp now);
  /// Takes the attempt back and forgives the earlier ones of this user name at this address.
  void succeeded(std::string_view username, std::string_view address);

 private:
  struct Entry {
    int failures = 0;
    Timestamp not_before;
    Timestamp last;
  };
  struct Limit {
    int free_failures;
    std::int64_t delay_max_s;
  };
  void forget_old(Timestamp now);

  std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace shop::http

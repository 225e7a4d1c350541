#include "adapters/http/rate_limiter.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace shop::http {
namespace {

constexpr Duration kMemory = minutes(15);  ///< Failures older than this are forgotten.

/// The three keys of one attempt; the separator cannot occur in an address.
std::array<std::string, 3> guard_keys(std::string_view username, std::string_view address) {
  return {"b\n" + std::string(address) + "\n" + std::string(username), "a\n" + std::string(address),
          "u\n" + std::string(username)};
}

}  // namespace

std::optional<int> RateLimiter::refuse_for(std::string_view address, Timestamp now) {
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= kAddressesMax) forget_some(now);
  const auto [place, made] = buckets_.try_emplace(std::string(address), Bucket{burst_, now});
  Bucket& bucket = place->second;
  const double passed_s = std::max(0.0, static_cast<double>((now - bucket.at).us) / 1e6);
  bucket.tokens = std::min(burst_, bucket.tokens + passed_s * per_second_);
  bucket.at = now;
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return std::nullopt;
  }
  return std::max(1, static_cast<int>(std::ceil((1 - bucket.tokens) / per_second_)));
}

void RateLimiter::forget_some(Timestamp now) {
  std::erase_if(buckets_, [&](const auto& entry) {
    const double passed_s = static_cast<double>((now - entry.second.at).us) / 1e6;
    return entry.second.tokens + passed_s * per_second_ >= burst_;
  });
  // Everybody is over the limit: a flood from many addresses. Start anew rather than grow.
  if (buckets_.size() >= kAddressesMax) buckets_.clear();
}

std::optional<int> LoginGuard::refuse_for(std::string_view username, std::string_view address,
                                          Timestamp now) {
  constexpr std::array<Limit, 3> kLimits{{{5, 60}, {20, 60}, {100, 5}}};
  const std::lock_guard lock(mutex_);
  if (entries_.size() + kLimits.size() > kEntriesMax) forget_old(now);
  const auto keys = guard_keys(username, address);
  std::int64_t wait_us = 0;
  for (const auto& key : keys) {
    const auto found = entries_.find(key);
    if (found != entries_.end()) wait_us = std::max(wait_us, (found->second.not_before - now).us);
  }
  if (wait_us > 0) return static_cast<int>((wait_us + 999'999) / 1'000'000);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    Entry& entry = entries_[keys[i]];
    if (now - entry.last > kMemory) entry = {};
    ++entry.failures;
    entry.last = now;
    const int beyond = entry.failures - kLimits[i].free_failures;
    if (beyond < 0) continue;
    const std::int64_t delay_s =
        std::min(kLimits[i].delay_max_s, std::int64_t{1} << std::min(beyond, 20));
    entry.not_before = now + seconds(delay_s);
  }
  return std::nullopt;
}

void LoginGuard::succeeded(std::string_view username, std::string_view address) {
  const std::lock_guard lock(mutex_);
  const auto keys = guard_keys(username, address);
  entries_.erase(keys[0]);
  for (std::size_t i = 1; i < keys.size(); ++i) {
    const auto found = entries_.find(keys[i]);
    if (found == entries_.end()) continue;
    found->second.failures = std::max(0, found->second.failures - 1);
    found->second.not_before = {};
  }
}

void LoginGuard::forget_old(Timestamp now) {
  std::erase_if(entries_, [&](const auto& entry) { return now - entry.second.last > kMemory; });
  if (entries_.size() >= kEntriesMax) entries_.clear();
}

}  // namespace shop::http

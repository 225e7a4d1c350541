#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stream/hash.hpp"

namespace shop::stream {

struct IdEntry {
  Key128 key;
  std::uint64_t value = 0;
};

/// A hash table from 128-bit keys to 64-bit values for a bounded number of entries, made for
/// "never seen": a miss is decided by one byte, and those bytes (two to four per entry) are all
/// that misses touch, so they stay in the cache when the table itself does not. Entries can be
/// listed in order of insertion. Not thread-safe.
class IdTable {
 public:
  /// More entries than this are a bug of the caller.
  static constexpr std::size_t kEntriesMax = std::size_t{1} << 31;

  explicit IdTable(std::uint64_t seed = kDefaultHashSeed) : seed_(seed) {}

  /// What the calls below want to know of a key, so that it is computed once.
  std::uint64_t hash(const Key128& key) const { return hash_key(key, seed_); }

  /// nullptr when absent; valid until the next change.
  const std::uint64_t* find(const Key128& key, std::uint64_t hash) const;
  const std::uint64_t* find(const Key128& key) const { return find(key, hash(key)); }
  /// Adds the key, or replaces its value.
  void put(const Key128& key, std::uint64_t value, std::uint64_t hash);
  void put(const Key128& key, std::uint64_t value) { put(key, value, hash(key)); }
  /// Starts to fetch what a find() or put() soon to come will touch.
  void prefetch(std::uint64_t hash) const {
    if (tags_.empty()) return;
    __builtin_prefetch(&tags_[hash & (tags_.size() - 1)]);
    __builtin_prefetch(&numbers_[hash & (tags_.size() - 1)]);
  }
  std::span<const IdEntry> entries() const { return entries_; }
  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  /// Keeps the memory for the next round.
  void clear();

 private:
  std::size_t locate(const Key128& key, std::uint64_t hash) const;
  void grow();

  std::uint64_t seed_;
  std::vector<IdEntry> entries_;
  std::vector<std::uint8_t> tags_;      // Per slot 7 bits of hash and a set top bit; 0 = free.
  std::vector<std::uint32_t> numbers_;  // Per slot, of the entry; meaningless when free.
};

}  // namespace shop::stream

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
/// "never seen": a miss is decided in one slot of four bytes. Entries can be listed in order of
/// insertion. Not thread-safe.
class IdTable {
 public:
  /// More entries than this are a bug of the caller (a slot keeps 24 bits of the entry's number).
  static constexpr std::size_t kEntriesMax = (std::size_t{1} << 24) - 2;

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
    if (!slots_.empty()) __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
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
  std::vector<std::uint32_t> slots_;  // 8 bits of hash, 24 bits of entry number + 1; 0 = free.
};

}  // namespace shop::stream

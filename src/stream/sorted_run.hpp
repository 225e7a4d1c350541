#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "stream/bloom_filter.hpp"
#include "stream/hash.hpp"
#include "stream/id_table.hpp"
#include "stream/spill_file.hpp"

namespace shop::stream {

/// An immutable, sorted sequence of entries in a temporary file. In memory stay a Bloom filter
/// (2 bytes per entry) and the first key of every block (16 bytes per 170 entries); a question that
/// the range and the filter cannot answer reads one block of 4,080 bytes.
///
/// The file is the entries, 24 bytes each (key.hi, key.lo, value; native byte order), in order of
/// their keys, and nothing else. It lives no longer than the process.
class SortedRun {
 public:
  static constexpr std::size_t kBlockEntries = 170;  ///< 170 x 24 = 4,080 bytes, one page.

  std::size_t size() const { return size_; }
  std::size_t memory_bytes() const;
  Key128 least() const { return block_keys_.front(); }
  Key128 greatest() const { return greatest_; }
  /// `hash` is hash_key(key, seed) with the seed that the run was built with. Does not ask whether
  /// the key is within [least(), greatest()]; beyond, false is the better answer.
  bool may_contain(std::uint64_t hash) const { return filter_.may_contain(hash); }
  /// Starts to fetch what may_contain() will touch.
  void prefetch(std::uint64_t hash) const { filter_.prefetch(hash); }
  /// Looks the key up in the file.
  Result<std::optional<std::uint64_t>> find(const Key128& key) const;
  /// Copies entries [first, first + into.size()).
  Result<void> read(std::size_t first, std::span<IdEntry> into) const;

 private:
  friend class RunBuilder;
  SortedRun(SpillFile file, std::size_t keys) : file_(std::move(file)), filter_(keys) {}

  SpillFile file_;
  BloomFilter filter_;
  std::vector<Key128> block_keys_;
  Key128 greatest_;
  std::size_t size_ = 0;
};

/// Writes a SortedRun. Entries must be added in strictly increasing order of their keys.
class RunBuilder {
 public:
  /// `keys` is the greatest number of entries to come; it sizes the filter.
  static Result<RunBuilder> create(const std::string& directory, std::size_t keys,
                                   std::uint64_t seed);
  Result<void> add(const IdEntry& entry);
  Result<std::unique_ptr<const SortedRun>> finish();

 private:
  RunBuilder(std::unique_ptr<SortedRun> run, std::uint64_t seed)
      : run_(std::move(run)), seed_(seed) {}
  Result<void> write_out();

  std::unique_ptr<SortedRun> run_;
  std::uint64_t seed_;
  std::vector<IdEntry> buffer_;
};

}  // namespace shop::stream

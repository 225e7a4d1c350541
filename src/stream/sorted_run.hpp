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

/// An immutable, sorted sequence of entries in a temporary file. In memory stay the first key of
/// every block (16 bytes per 170 entries) and, of a run of at most kFilterKeysMax entries, a Bloom
/// filter (2 bytes per entry). A larger run has its filters in a second file, one for each 10,880
/// entries, so that neither making nor asking them takes memory that grows: a question reads 64
/// bytes of one. What range and filter cannot answer reads one block of 4,080 bytes.
///
/// The file is the entries, 24 bytes each (key.hi, key.lo, value; native byte order), in order of
/// their keys, and nothing else. It lives no longer than the process.
class SortedRun {
 public:
  static constexpr std::size_t kBlockEntries = 170;  ///< 170 x 24 = 4,080 bytes, one page.
  static constexpr std::size_t kFilterKeysMax = std::size_t{1} << 20;

  std::size_t size() const { return size_; }
  std::size_t memory_bytes() const;
  Key128 least() const { return block_keys_.front(); }
  Key128 greatest() const { return greatest_; }
  /// `hash` is hash_key(key, seed) with the seed that the run was built with. Does not ask whether
  /// the key is within [least(), greatest()]; beyond, false is the better answer.
  Result<bool> may_contain(const Key128& key, std::uint64_t hash) const {
    if (filter_) return filter_->may_contain(hash);
    return may_contain_by_file(key, hash);
  }
  /// Starts to fetch what may_contain() will touch.
  void prefetch(std::uint64_t hash) const {
    if (filter_) filter_->prefetch(hash);
  }
  /// Looks the key up in the file.
  Result<std::optional<std::uint64_t>> find(const Key128& key) const;
  /// Copies entries [first, first + into.size()).
  Result<void> read(std::size_t first, std::span<IdEntry> into) const;

 private:
  friend class RunBuilder;
  explicit SortedRun(SpillFile file) : file_(std::move(file)) {}
  /// The block that holds the key if any does; the key must be within the range.
  std::size_t block_of(const Key128& key) const;
  Result<bool> may_contain_by_file(const Key128& key, std::uint64_t hash) const;

  SpillFile file_;
  std::optional<BloomFilter> filter_;  ///< Of all entries, or
  std::optional<SpillFile> filters_;   ///< one after the other, of kFilterEntries entries each.
  std::vector<Key128> block_keys_;
  Key128 greatest_;
  std::size_t size_ = 0;
};

/// Writes a SortedRun. Entries must be added in strictly increasing order of their keys.
class RunBuilder {
 public:
  /// `keys` is the greatest number of entries to come; it sizes the filter. More than
  /// `filter_keys_max` of them put it into a file.
  static Result<RunBuilder> create(const std::string& directory, std::size_t keys,
                                   std::uint64_t seed,
                                   std::size_t filter_keys_max = SortedRun::kFilterKeysMax);
  Result<void> add(const IdEntry& entry);
  Result<std::unique_ptr<const SortedRun>> finish();

 private:
  RunBuilder(std::unique_ptr<SortedRun> run, std::uint64_t seed)
      : run_(std::move(run)), seed_(seed) {}
  Result<void> write_out();
  void add_to(BloomFilter& filter) const;

  std::unique_ptr<SortedRun> run_;
  std::uint64_t seed_;
  std::vector<IdEntry> buffer_;
};

}  // namespace shop::stream

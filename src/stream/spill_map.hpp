#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "stream/hash.hpp"
#include "stream/id_table.hpp"
#include "stream/sorted_run.hpp"

namespace shop::stream {

struct SpillMapOptions {
  std::string directory = "/var/tmp";  ///< Where the temporary files go.
  /// Entries in memory before they are sorted and written: 131,072 x (24 + 16) bytes = 5 MiB.
  std::size_t memtable_max = std::size_t{1} << 17;
  /// Runs of one level that are merged into one run of the next.
  std::size_t fan_in = 8;
  /// A run of more entries keeps its filters in a file.
  std::size_t filter_keys_max = SortedRun::kFilterKeysMax;
  std::uint64_t seed = kDefaultHashSeed;
};

/// A map from 128-bit keys to 64-bit values that may outgrow memory and need not outlive the
/// process: a log-structured merge tree with tiered merging. Made for the question "was this id
/// ever seen?", whose answer is nearly always no.
///
/// Memory is bounded by the memtable, the filters of fan_in runs per level up to filter_keys_max
/// (18 MiB with the defaults), and 0.1 byte per entry (block keys); an entry is written once and
/// then once per level, log_fan_in(entries / memtable_max). A question costs one hash probe and,
/// per run whose key range fits, one cache line; ids that grow with time (UUID version 7) fit few
/// ranges. Merging happens inside put(). Not thread-safe. After an error the map must not be used
/// any more.
class SpillMap {
 public:
  explicit SpillMap(SpillMapOptions options);

  Result<std::optional<std::uint64_t>> find(const Key128& key) const;
  /// Adds the key, or replaces its value.
  Result<void> put(const Key128& key, std::uint64_t value);
  /// Starts to fetch what a put() soon to come will touch.
  void prefetch(const Key128& key) const { memtable_.prefetch(memtable_.hash(key)); }

  std::size_t runs() const;
  std::size_t memory_bytes() const;

 private:
  using Run = std::unique_ptr<const SortedRun>;
  using Level = std::vector<Run>;  // Oldest first.

  /// What a question asks first, side by side for all runs.
  struct Candidate {
    Key128 least;
    Key128 greatest;
    const SortedRun* run;
  };

  Result<void> spill();
  void list_candidates();
  Result<Run> merge(const Level& level) const;

  SpillMapOptions options_;
  IdTable memtable_;
  std::vector<Level> levels_;          // A run of a lower level is newer than all of a higher one.
  std::vector<Candidate> candidates_;  // All runs, newest first.
  mutable std::vector<const SortedRun*> fitting_;  // Scratch space of find().
};

}  // namespace shop::stream

#include "stream/spill_map.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace shop::stream {
namespace {

// Entries in order of their keys. Ids by time come nearly sorted: those that only grow are taken as
// they are, and only the stragglers are sorted and merged in.
std::vector<IdEntry> sorted_by_key(std::span<const IdEntry> entries) {
  const auto before = [](const IdEntry& a, const IdEntry& b) { return a.key < b.key; };
  std::vector<IdEntry> growing;
  std::vector<IdEntry> stragglers;
  growing.reserve(entries.size());
  for (const IdEntry& entry : entries) {
    const bool grows = growing.empty() || growing.back().key < entry.key;
    (grows ? growing : stragglers).push_back(entry);
  }
  std::sort(stragglers.begin(), stragglers.end(), before);
  std::vector<IdEntry> sorted(entries.size());
  std::merge(growing.begin(), growing.end(), stragglers.begin(), stragglers.end(), sorted.begin(),
             before);
  return sorted;
}

// Reads a run from its beginning, buffered.
class RunCursor {
 public:
  explicit RunCursor(const SortedRun& run) : run_(&run) {}

  Result<void> advance() {
    ++at_;
    return fill();
  }
  Result<void> fill() {
    if (at_ < buffer_.size() || next_ == run_->size()) return ok();
    buffer_.resize(std::min(kBufferEntries, run_->size() - next_));
    SHOP_TRY(run_->read(next_, buffer_));
    next_ += buffer_.size();
    at_ = 0;
    return ok();
  }
  bool done() const { return at_ >= buffer_.size(); }
  const IdEntry& entry() const { return buffer_[at_]; }

 private:
  static constexpr std::size_t kBufferEntries = 16 * SortedRun::kBlockEntries;

  const SortedRun* run_;
  std::vector<IdEntry> buffer_;
  std::size_t at_ = 0;
  std::size_t next_ = 0;
};

}  // namespace

SpillMap::SpillMap(SpillMapOptions options)
    : options_(std::move(options)), memtable_(options_.seed) {
  SHOP_ASSERT(options_.memtable_max > 0 && options_.memtable_max < IdTable::kEntriesMax);
  SHOP_ASSERT(options_.fan_in >= 2);
}

Result<std::optional<std::uint64_t>> SpillMap::find(const Key128& key) const {
  const std::uint64_t hash = memtable_.hash(key);
  if (const std::uint64_t* value = memtable_.find(key, hash)) return std::optional(*value);
  // All filters are asked for before the first is read: their cache misses then overlap.
  fitting_.clear();
  for (const Candidate& candidate : candidates_) {
    if (key < candidate.least || candidate.greatest < key) continue;
    candidate.run->prefetch(hash);
    fitting_.push_back(candidate.run);
  }
  for (const SortedRun* run : fitting_) {
    SHOP_TRY(const bool perhaps, run->may_contain(key, hash));
    if (!perhaps) continue;
    SHOP_TRY(const auto value, run->find(key));
    if (value) return value;
  }
  return std::optional<std::uint64_t>();
}

Result<void> SpillMap::put(const Key128& key, std::uint64_t value) {
  memtable_.put(key, value);
  if (memtable_.size() >= options_.memtable_max) return spill();
  return ok();
}

Result<void> SpillMap::spill() {
  const std::vector<IdEntry> sorted = sorted_by_key(memtable_.entries());
  SHOP_TRY(RunBuilder builder, RunBuilder::create(options_.directory, sorted.size(), options_.seed,
                                                  options_.filter_keys_max));
  for (const IdEntry& entry : sorted) {
    SHOP_TRY(builder.add(entry));
  }
  SHOP_TRY(Run run, builder.finish());
  memtable_.clear();
  for (std::size_t i = 0; run; ++i) {
    if (i == levels_.size()) levels_.emplace_back();
    levels_[i].push_back(std::move(run));
    if (levels_[i].size() < options_.fan_in) break;
    SHOP_TRY(run, merge(levels_[i]));
    levels_[i].clear();
  }
  list_candidates();
  return ok();
}

void SpillMap::list_candidates() {
  candidates_.clear();
  for (const Level& level : levels_) {
    for (auto run = level.rbegin(); run != level.rend(); ++run) {
      candidates_.push_back({(*run)->least(), (*run)->greatest(), run->get()});
    }
  }
}

Result<SpillMap::Run> SpillMap::merge(const Level& level) const {
  std::size_t keys = 0;
  std::vector<RunCursor> cursors;  // Newest first, so that of equal keys the newest is found first.
  for (auto run = level.rbegin(); run != level.rend(); ++run) {
    keys += (*run)->size();
    SHOP_TRY(cursors.emplace_back(**run).fill());
  }
  SHOP_TRY(RunBuilder builder,
           RunBuilder::create(options_.directory, keys, options_.seed, options_.filter_keys_max));
  while (true) {
    const RunCursor* least = nullptr;
    for (const RunCursor& cursor : cursors) {
      if (cursor.done()) continue;
      if (least == nullptr || cursor.entry().key < least->entry().key) least = &cursor;
    }
    if (least == nullptr) break;
    const IdEntry entry = least->entry();
    SHOP_TRY(builder.add(entry));
    for (RunCursor& cursor : cursors) {
      if (cursor.done() || cursor.entry().key != entry.key) continue;
      SHOP_TRY(cursor.advance());
    }
  }
  return builder.finish();
}

std::size_t SpillMap::runs() const {
  std::size_t count = 0;
  for (const Level& level : levels_) count += level.size();
  return count;
}

std::size_t SpillMap::memory_bytes() const {
  std::size_t bytes = memtable_.size() * (sizeof(IdEntry) + 4 * sizeof(std::uint32_t));
  for (const Level& level : levels_) {
    for (const Run& run : level) bytes += run->memory_bytes();
  }
  return bytes;
}

}  // namespace shop::stream

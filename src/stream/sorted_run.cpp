#include "stream/sorted_run.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace shop::stream {
namespace {

static_assert(sizeof(IdEntry) == 24);
constexpr std::size_t kFilterBlocks = 64;  // Blocks of entries that share one filter of a file.
constexpr std::size_t kFilterEntries = kFilterBlocks * SortedRun::kBlockEntries;
constexpr std::size_t kWriteEntries = kFilterEntries;  // About 256 KiB a write.
constexpr std::size_t kFilterBytes =
    BloomFilter::blocks_for(kFilterEntries) * sizeof(BloomFilter::Block);
constexpr std::size_t kFetchAhead = 16;

}  // namespace

std::size_t SortedRun::memory_bytes() const {
  return (filter_ ? filter_->memory_bytes() : 0) + block_keys_.capacity() * sizeof(Key128) +
         sizeof(*this);
}

Result<void> SortedRun::read(std::size_t first, std::span<IdEntry> into) const {
  return file_.read(first * sizeof(IdEntry),
                    {reinterpret_cast<char*>(into.data()), into.size_bytes()});
}

Result<std::optional<std::uint64_t>> SortedRun::find(const Key128& key) const {
  std::optional<std::uint64_t> value;
  if (key < block_keys_.front() || greatest_ < key) return value;
  const std::size_t block = block_of(key);
  std::array<IdEntry, kBlockEntries> entries;
  const std::span<IdEntry> part(entries.data(),
                                std::min(kBlockEntries, size_ - block * kBlockEntries));
  SHOP_TRY(read(block * kBlockEntries, part));
  const auto at = std::lower_bound(part.begin(), part.end(), key,
                                   [](const IdEntry& e, const Key128& k) { return e.key < k; });
  if (at != part.end() && at->key == key) value = at->value;
  return value;
}

std::size_t SortedRun::block_of(const Key128& key) const {
  const auto above = std::upper_bound(block_keys_.begin(), block_keys_.end(), key);
  return static_cast<std::size_t>(above - block_keys_.begin()) - 1;
}

Result<bool> SortedRun::may_contain_by_file(const Key128& key, std::uint64_t hash) const {
  SHOP_ASSERT(filters_.has_value());  // A run too small for a file keeps its filter in memory.
  if (key < block_keys_.front() || greatest_ < key) return false;
  const std::size_t part = BloomFilter::block_of(hash, BloomFilter::blocks_for(kFilterEntries));
  const std::size_t at =
      block_of(key) / kFilterBlocks * kFilterBytes + part * sizeof(BloomFilter::Block);
  BloomFilter::Block block;
  SHOP_TRY(filters_->read(at, {reinterpret_cast<char*>(block.data()), sizeof block}));
  return BloomFilter::may_contain(block, hash);
}

Result<RunBuilder> RunBuilder::create(const std::string& directory, std::size_t keys,
                                      std::uint64_t seed, std::size_t filter_keys_max) {
  SHOP_TRY(SpillFile file, SpillFile::create(directory));
  RunBuilder builder(std::unique_ptr<SortedRun>(new SortedRun(std::move(file))), seed);
  if (keys <= filter_keys_max) {
    builder.run_->filter_.emplace(keys);
  } else {
    SHOP_TRY(SpillFile filters, SpillFile::create(directory));
    builder.run_->filters_.emplace(std::move(filters));
  }
  builder.buffer_.reserve(std::min(keys, kWriteEntries));
  return builder;
}

Result<void> RunBuilder::add(const IdEntry& entry) {
  SHOP_ASSERT(run_->size_ == 0 || run_->greatest_ < entry.key);
  if (run_->size_ % SortedRun::kBlockEntries == 0) run_->block_keys_.push_back(entry.key);
  run_->greatest_ = entry.key;
  ++run_->size_;
  buffer_.push_back(entry);
  if (buffer_.size() == kWriteEntries) return write_out();
  return ok();
}

Result<void> RunBuilder::write_out() {
  auto& small_filter = run_->filter_;
  if (small_filter) {
    add_to(*small_filter);
  } else {
    BloomFilter filter(kFilterEntries);
    add_to(filter);
    const auto blocks = filter.blocks();
    auto& filters = run_->filters_;
    SHOP_ASSERT(filters.has_value());
    SHOP_TRY(filters->append({reinterpret_cast<const char*>(blocks.data()), blocks.size_bytes()}));
  }
  SHOP_TRY(run_->file_.append(
      {reinterpret_cast<const char*>(buffer_.data()), buffer_.size() * sizeof(IdEntry)}));
  buffer_.clear();
  return ok();
}

void RunBuilder::add_to(BloomFilter& filter) const {
  // In a filter larger than the cache every add() waits for memory, unless it is asked for early.
  std::array<std::uint64_t, kFetchAhead> hashes{};
  for (std::size_t i = 0; i < buffer_.size() + kFetchAhead; ++i) {
    std::uint64_t& hash = hashes[i % kFetchAhead];
    if (i >= kFetchAhead) filter.add(hash);
    if (i >= buffer_.size()) continue;
    hash = hash_key(buffer_[i].key, seed_);
    filter.prefetch(hash);
  }
}

Result<std::unique_ptr<const SortedRun>> RunBuilder::finish() {
  SHOP_ASSERT(run_->size_ > 0);
  SHOP_TRY(write_out());
  run_->block_keys_.shrink_to_fit();
  return std::unique_ptr<const SortedRun>(std::move(run_));
}

}  // namespace shop::stream

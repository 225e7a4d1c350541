#include "stream/sorted_run.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace shop::stream {
namespace {

static_assert(sizeof(IdEntry) == 24);
constexpr std::size_t kWriteEntries = 64 * SortedRun::kBlockEntries;  // About 256 KiB a write.
constexpr std::size_t kFetchAhead = 16;

}  // namespace

std::size_t SortedRun::memory_bytes() const {
  return filter_.memory_bytes() + block_keys_.capacity() * sizeof(Key128) + sizeof(*this);
}

Result<void> SortedRun::read(std::size_t first, std::span<IdEntry> into) const {
  return file_.read(first * sizeof(IdEntry),
                    {reinterpret_cast<char*>(into.data()), into.size_bytes()});
}

Result<std::optional<std::uint64_t>> SortedRun::find(const Key128& key) const {
  std::optional<std::uint64_t> value;
  if (key < block_keys_.front() || greatest_ < key) return value;
  const auto above = std::upper_bound(block_keys_.begin(), block_keys_.end(), key);
  const auto block = static_cast<std::size_t>(above - block_keys_.begin()) - 1;
  std::array<IdEntry, kBlockEntries> entries;
  const std::span<IdEntry> part(entries.data(),
                                std::min(kBlockEntries, size_ - block * kBlockEntries));
  SHOP_TRY(read(block * kBlockEntries, part));
  const auto at = std::lower_bound(part.begin(), part.end(), key,
                                   [](const IdEntry& e, const Key128& k) { return e.key < k; });
  if (at != part.end() && at->key == key) value = at->value;
  return value;
}

Result<RunBuilder> RunBuilder::create(const std::string& directory, std::size_t keys,
                                      std::uint64_t seed) {
  SHOP_TRY(SpillFile file, SpillFile::create(directory));
  RunBuilder builder(std::unique_ptr<SortedRun>(new SortedRun(std::move(file), keys)), seed);
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
  // In a filter larger than the cache every add() waits for memory, unless it is asked for early.
  std::array<std::uint64_t, kFetchAhead> hashes{};
  for (std::size_t i = 0; i < buffer_.size() + kFetchAhead; ++i) {
    std::uint64_t& hash = hashes[i % kFetchAhead];
    if (i >= kFetchAhead) run_->filter_.add(hash);
    if (i >= buffer_.size()) continue;
    hash = hash_key(buffer_[i].key, seed_);
    run_->filter_.prefetch(hash);
  }
  SHOP_TRY(run_->file_.append(
      {reinterpret_cast<const char*>(buffer_.data()), buffer_.size() * sizeof(IdEntry)}));
  buffer_.clear();
  return ok();
}

Result<std::unique_ptr<const SortedRun>> RunBuilder::finish() {
  SHOP_ASSERT(run_->size_ > 0);
  SHOP_TRY(write_out());
  run_->block_keys_.shrink_to_fit();
  return std::unique_ptr<const SortedRun>(std::move(run_));
}

}  // namespace shop::stream

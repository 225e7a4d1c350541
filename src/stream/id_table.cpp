#include "stream/id_table.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace shop::stream {
namespace {

constexpr std::size_t kInitialSlots = 256;

std::uint8_t tag_of(std::uint64_t hash) { return static_cast<std::uint8_t>(hash >> 57 | 0x80); }

}  // namespace

// The slot that holds the key, or the free one where it would go.
std::size_t IdTable::locate(const Key128& key, std::uint64_t hash) const {
  const std::size_t mask = tags_.size() - 1;
  const std::uint8_t tag = tag_of(hash);
  std::size_t at = static_cast<std::size_t>(hash) & mask;
  for (; tags_[at] != 0; at = (at + 1) & mask) {
    if (tags_[at] == tag && entries_[numbers_[at]].key == key) break;
  }
  return at;
}

const std::uint64_t* IdTable::find(const Key128& key, std::uint64_t hash) const {
  if (entries_.empty()) return nullptr;
  const std::size_t at = locate(key, hash);
  return tags_[at] == 0 ? nullptr : &entries_[numbers_[at]].value;
}

void IdTable::put(const Key128& key, std::uint64_t value, std::uint64_t hash) {
  if (entries_.size() * 2 >= tags_.size()) grow();
  const std::size_t at = locate(key, hash);
  if (tags_[at] != 0) {
    entries_[numbers_[at]].value = value;
    return;
  }
  SHOP_ASSERT(entries_.size() < kEntriesMax);
  tags_[at] = tag_of(hash);
  numbers_[at] = static_cast<std::uint32_t>(entries_.size());
  entries_.push_back({key, value});
}

void IdTable::clear() {
  entries_.clear();
  std::fill(tags_.begin(), tags_.end(), 0);
}

void IdTable::grow() {
  const std::size_t size = std::max(kInitialSlots, tags_.size() * 2);
  tags_.assign(size, 0);
  numbers_.assign(size, 0);
  for (std::size_t number = 0; number < entries_.size(); ++number) {
    const std::uint64_t own = hash(entries_[number].key);
    std::size_t at = static_cast<std::size_t>(own) & (size - 1);
    while (tags_[at] != 0) at = (at + 1) & (size - 1);
    tags_[at] = tag_of(own);
    numbers_[at] = static_cast<std::uint32_t>(number);
  }
}

}  // namespace shop::stream

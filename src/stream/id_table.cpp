#include "stream/id_table.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace shop::stream {
namespace {

constexpr std::size_t kInitialSlots = 256;
constexpr std::uint32_t kNumberMask = (1U << 24) - 1;

std::uint32_t slot_value(std::uint64_t hash, std::size_t number) {
  return static_cast<std::uint32_t>(hash >> 56) << 24 | static_cast<std::uint32_t>(number + 1);
}

}  // namespace

// The slot that holds the key, or the free one where it would go.
std::size_t IdTable::locate(const Key128& key, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  const auto tag = static_cast<std::uint32_t>(hash >> 56);
  std::size_t at = static_cast<std::size_t>(hash) & mask;
  for (; slots_[at] != 0; at = (at + 1) & mask) {
    if (slots_[at] >> 24 == tag && entries_[(slots_[at] & kNumberMask) - 1].key == key) break;
  }
  return at;
}

const std::uint64_t* IdTable::find(const Key128& key, std::uint64_t hash) const {
  if (entries_.empty()) return nullptr;
  const std::uint32_t slot = slots_[locate(key, hash)];
  return slot == 0 ? nullptr : &entries_[(slot & kNumberMask) - 1].value;
}

void IdTable::put(const Key128& key, std::uint64_t value, std::uint64_t hash) {
  if (entries_.size() * 2 >= slots_.size()) grow();
  const std::size_t at = locate(key, hash);
  if (slots_[at] != 0) {
    entries_[(slots_[at] & kNumberMask) - 1].value = value;
    return;
  }
  SHOP_ASSERT(entries_.size() < kEntriesMax);
  slots_[at] = slot_value(hash, entries_.size());
  entries_.push_back({key, value});
}

void IdTable::clear() {
  entries_.clear();
  std::fill(slots_.begin(), slots_.end(), 0);
}

void IdTable::grow() {
  slots_.assign(std::max(kInitialSlots, slots_.size() * 2), 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t number = 0; number < entries_.size(); ++number) {
    const std::uint64_t own = hash(entries_[number].key);
    std::size_t at = static_cast<std::size_t>(own) & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = slot_value(own, number);
  }
}

}  // namespace shop::stream

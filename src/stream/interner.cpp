#include "stream/interner.hpp"

#include "base/assert.hpp"

namespace shop::stream {
namespace {

constexpr std::size_t kInitialSlots = 64;

}  // namespace

Interner::Interner(std::uint64_t seed) : seed_(seed), slots_(kInitialSlots) {}

std::uint32_t Interner::intern(std::string_view text) {
  const std::uint64_t hash = hash_bytes(text, seed_);
  const auto top = static_cast<std::uint32_t>(hash >> 32);
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = static_cast<std::size_t>(hash) & mask;
  for (; slots_[at].number != kFree; at = (at + 1) & mask) {
    if (slots_[at].hash_top == top && views_[slots_[at].number] == text) return slots_[at].number;
  }
  SHOP_ASSERT(views_.size() < kFree);
  const auto number = static_cast<std::uint32_t>(views_.size());
  views_.push_back(texts_.emplace_back(text));
  slots_[at] = {top, number};
  if (views_.size() * 2 > slots_.size()) grow();
  return number;
}

void Interner::grow() {
  slots_.assign(slots_.size() * 2, Slot{});
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t number = 0; number < views_.size(); ++number) {
    const std::uint64_t hash = hash_bytes(views_[number], seed_);
    std::size_t at = static_cast<std::size_t>(hash) & mask;
    while (slots_[at].number != kFree) at = (at + 1) & mask;
    slots_[at] = {static_cast<std::uint32_t>(hash >> 32), number};
  }
}

}  // namespace shop::stream

#include "stream/bloom_filter.hpp"

#include "base/assert.hpp"

namespace shop::stream {

BloomFilter::BloomFilter(std::size_t keys) : blocks_(blocks_for(keys)) {
  SHOP_ASSERT(blocks_.size() <= UINT32_MAX);  // block_of() scales 32 bits of hash.
}

void BloomFilter::add(std::uint64_t hash) {
  Block& block = blocks_[block_of(hash)];
  for (std::size_t i = 0; i < kWords; ++i) block[i] |= std::uint64_t{1} << bit_of(hash, i);
}

}  // namespace shop::stream

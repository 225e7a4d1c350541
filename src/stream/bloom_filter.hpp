#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace shop::stream {

/// Answers "surely not" or "perhaps" for a set of hashes. Blocked, after F. Putze, P. Sanders and
/// J. Singler, "Cache-, Hash- and Space-Efficient Bloom Filters" (WEA 2007): all bits of a key lie
/// in one 64-byte block, here one bit in each of its eight words (as in the split block filter of
/// Apache Parquet), so a question touches one cache line.
///
/// With kBitsPerKey = 16 about 1 in 1,000 absent keys is "perhaps"; two bytes of memory per key.
class BloomFilter {
 public:
  static constexpr std::size_t kBitsPerKey = 16;

  /// Sized for `keys` keys.
  explicit BloomFilter(std::size_t keys);

  void add(std::uint64_t hash);
  /// Starts to fetch what an add() or may_contain() soon to come will touch.
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&blocks_[block_of(hash)]); }
  bool may_contain(std::uint64_t hash) const { return may_contain(blocks_[block_of(hash)], hash); }
  std::size_t memory_bytes() const { return blocks_.size() * sizeof(Block); }

  // For a filter that was written to a file: which block a question reads, and the question to it.
  static constexpr std::size_t kWords = 8;
  using Block = std::array<std::uint64_t, kWords>;
  std::span<const Block> blocks() const { return blocks_; }
  static constexpr std::size_t blocks_for(std::size_t keys) {
    return keys == 0 ? 1 : (keys * kBitsPerKey + 511) / 512;
  }
  static std::size_t block_of(std::uint64_t hash, std::size_t blocks) {
    return static_cast<std::size_t>((hash >> 32) * blocks >> 32);
  }
  static bool may_contain(const Block& block, std::uint64_t hash) {
    for (std::size_t i = 0; i < kWords; ++i) {
      if ((block[i] >> bit_of(hash, i) & 1) == 0) return false;
    }
    return true;
  }

 private:
  std::size_t block_of(std::uint64_t hash) const { return block_of(hash, blocks_.size()); }
  // Six bits of the hash's lower half, spread by a different odd constant for each word.
  static unsigned bit_of(std::uint64_t hash, std::size_t word) {
    constexpr std::array<std::uint32_t, kWords> kSalt{0x47B6137BU, 0x44974D91U, 0x8824AD5BU,
                                                      0xA2B7289DU, 0x705495C7U, 0x2DF1424BU,
                                                      0x9EFC4947U, 0x5C6BFB31U};
    return static_cast<std::uint32_t>(hash) * kSalt[word] >> 26;
  }

  std::vector<Block> blocks_;
};

}  // namespace shop::stream

#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace shop::stream {

/// A 128-bit key. Compares like its 16 bytes in order, so time-ordered UUIDs sort by time.
struct Key128 {
  std::uint64_t hi = 0;
  std::uint64_t lo = 0;
  friend constexpr auto operator<=>(const Key128&, const Key128&) = default;
};

/// The key whose bytes, in order, are the 16 at `bytes`.
inline Key128 key_from_bytes(const std::uint8_t* bytes) {
  Key128 key;
  std::memcpy(&key.hi, bytes, 8);
  std::memcpy(&key.lo, bytes + 8, 8);
  if constexpr (std::endian::native == std::endian::little) {
    key = {__builtin_bswap64(key.hi), __builtin_bswap64(key.lo)};
  }
  return key;
}

/// The inverse.
inline std::array<std::uint8_t, 16> bytes_from_key(Key128 key) {
  if constexpr (std::endian::native == std::endian::little) {
    key = {__builtin_bswap64(key.hi), __builtin_bswap64(key.lo)};
  }
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), &key.hi, 8);
  std::memcpy(bytes.data() + 8, &key.lo, 8);
  return bytes;
}

/// Seeds the hash tables where the caller gives no seed of its own. Results never depend on it.
inline constexpr std::uint64_t kDefaultHashSeed = 0x6A09E667F3BCC909ULL;

/// Both halves of the 128-bit product, xor-ed: the mixing step of the wyhash family.
inline std::uint64_t fold_multiply(std::uint64_t a, std::uint64_t b) {
  __extension__ typedef unsigned __int128 Product;
  const Product product = static_cast<Product>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline std::uint64_t load_u64(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

inline std::uint64_t load_u32(const char* at) {
  std::uint32_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

/// For tables in memory only: fast, well spread, not cryptographic, free to change between
/// versions and machines.
inline std::uint64_t hash_key(const Key128& key, std::uint64_t seed) {
  const std::uint64_t mixed =
      fold_multiply(key.hi ^ seed ^ 0xBB67AE8584CAA73BULL, key.lo ^ 0x3C6EF372FE94F82BULL);
  return fold_multiply(mixed ^ key.lo ^ seed, 0xA54FF53A5F1D36F1ULL);
}

/// As above, of any bytes.
inline std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed) {
  constexpr std::uint64_t kOdd = 0x510E527FADE682D1ULL;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  std::uint64_t state = seed ^ (left * 0x9B05688C2B3E6C1FULL);
  while (left > 16) {
    state = fold_multiply(load_u64(at) ^ kOdd, load_u64(at + 8) ^ state);
    at += 16;
    left -= 16;
  }
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (left >= 8) {
    first = load_u64(at);
    last = load_u64(at + left - 8);
  } else if (left >= 4) {
    first = load_u32(at);
    last = load_u32(at + left - 4);
  } else {
    for (std::size_t i = 0; i < left; ++i) {
      first = first << 8 | static_cast<unsigned char>(at[i]);
    }
  }
  return fold_multiply(fold_multiply(first ^ kOdd, last ^ state) ^ seed, 0x1F83D9ABFB41BD6BULL);
}

}  // namespace shop::stream

#include "adapters/crypto/argon2_hasher.hpp"

#include <sodium.h>

#include <array>

#include "base/assert.hpp"

namespace shop::crypto {
namespace {

constexpr std::size_t kMemoryBytes = 19UL * 1024 * 1024;
constexpr unsigned long long kPasses = 2;

}  // namespace

std::string Argon2Hasher::hash(std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  const int failed =
      crypto_pwhash_str(text.data(), password.data(), password.size(), kPasses, kMemoryBytes);
  SHOP_ASSERT(failed == 0);  // Only without memory for it.
  return text.data();
}

bool Argon2Hasher::verify(std::string_view hash, std::string_view password) {
  const std::string terminated(hash);
  return crypto_pwhash_str_verify(terminated.c_str(), password.data(), password.size()) == 0;
}

}  // namespace shop::crypto

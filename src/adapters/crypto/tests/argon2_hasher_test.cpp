#include "adapters/crypto/argon2_hasher.hpp"

#include <gtest/gtest.h>

namespace shop::crypto {
namespace {

TEST(Argon2Hasher, VerifiesOnlyTheSamePassword) {
  Argon2Hasher hasher;
  const std::string hash = hasher.hash("trà sữa 123");
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_TRUE(hasher.verify(hash, "trà sữa 123"));
  EXPECT_FALSE(hasher.verify(hash, "trà sữa 124"));
  EXPECT_FALSE(hasher.verify("no hash at all", "trà sữa 123"));
}

TEST(Argon2Hasher, SaltsEveryHash) {
  Argon2Hasher hasher;
  EXPECT_NE(hasher.hash("same"), hasher.hash("same"));
}

}  // namespace
}  // namespace shop::crypto

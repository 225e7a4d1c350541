#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

#include "stream/bloom_filter.hpp"
#include "stream/id_index.hpp"
#include "stream/id_table.hpp"
#include "stream/interner.hpp"

namespace shop::stream {
namespace {

TEST(InternerTest, SameTextSameNumberAndViewsStay) {
  Interner interner;
  const std::uint32_t first = interner.intern("latte");
  const std::string_view text = interner.text(first);
  for (int i = 0; i < 10'000; ++i) interner.intern("item-" + std::to_string(i));
  EXPECT_EQ(interner.intern("latte"), first);
  EXPECT_EQ(text, "latte");
  EXPECT_EQ(interner.intern("item-9999"), 10'000U);
  EXPECT_EQ(interner.size(), 10'001U);
}

TEST(InternerTest, EveryLengthIsAnotherText) {
  Interner interner;
  for (std::size_t size = 0; size < 70; ++size) {
    EXPECT_EQ(interner.intern(std::string(size, 'x')), size);
    EXPECT_EQ(interner.text(static_cast<std::uint32_t>(size)).size(), size);
  }
  EXPECT_EQ(interner.intern(std::string_view("x\0x", 3)), 70U);
}

TEST(IdIndexTest, NumbersKeysInOrderBelowAndBeyondScanning) {
  IdIndex index;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(index.find(i * 7919), IdIndex::kNone);
    EXPECT_EQ(index.insert(i * 7919), i);
    for (std::uint32_t j = 0; j <= i; j += 1 + i / 16) ASSERT_EQ(index.find(j * 7919), j);
  }
  EXPECT_EQ(index.keys().size(), 1000U);
}

TEST(IdTableTest, KeepsEntriesInOrderAndReplacesValues) {
  IdTable table;
  EXPECT_EQ(table.find({0, 0}), nullptr);
  for (std::uint64_t i = 0; i < 5000; ++i) table.put({i % 7, i}, i);
  table.put({3 % 7, 3}, 99);
  ASSERT_EQ(table.size(), 5000U);
  EXPECT_EQ(*table.find({3, 3}), 99U);
  EXPECT_EQ(*table.find({4999 % 7, 4999}), 4999U);
  EXPECT_EQ(table.find({1, 0}), nullptr);
  EXPECT_EQ(table.entries()[0].key, (Key128{0, 0}));
  table.clear();
  EXPECT_TRUE(table.empty());
  EXPECT_EQ(table.find({3, 3}), nullptr);
}

TEST(BloomFilterTest, NeverForgetsAndRarelyErrs) {
  constexpr std::size_t kKeys = 100'000;
  BloomFilter filter(kKeys);
  const auto hash = [](std::uint64_t i) { return hash_key({i, i * 3}, kDefaultHashSeed); };
  for (std::uint64_t i = 0; i < kKeys; ++i) filter.add(hash(i));
  for (std::uint64_t i = 0; i < kKeys; ++i) ASSERT_TRUE(filter.may_contain(hash(i)));
  std::size_t wrong = 0;
  for (std::uint64_t i = kKeys; i < 2 * kKeys; ++i) wrong += filter.may_contain(hash(i)) ? 1 : 0;
  EXPECT_LT(wrong, kKeys / 250);  // Promised: about 1 in 1,000.
  EXPECT_EQ(filter.memory_bytes(), (kKeys * 16 + 511) / 512 * 64);
}

}  // namespace
}  // namespace shop::stream

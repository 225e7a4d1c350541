#include "stream/spill_map.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace shop::stream {
namespace {

SpillMapOptions small(std::size_t memtable_max, std::size_t fan_in) {
  SpillMapOptions options;
  options.directory = ::testing::TempDir();
  options.memtable_max = memtable_max;
  options.fan_in = fan_in;
  return options;
}

std::optional<std::uint64_t> find(const SpillMap& map, const Key128& key) {
  const auto found = map.find(key);
  EXPECT_TRUE(found);
  return found.value();
}

TEST(SpillFileTest, ReadsWhatWasAppended) {
  SpillFile file = SpillFile::create(::testing::TempDir()).value();
  ASSERT_TRUE(file.append(std::string("hello ")));
  ASSERT_TRUE(file.append(std::string("world")));
  std::string text(5, ' ');
  ASSERT_TRUE(file.read(6, text));
  EXPECT_EQ(text, "world");
  EXPECT_EQ(file.read(8, text).error().kind, ErrorKind::kCorruption);
}

TEST(SpillFileTest, AMissingFolderIsUnavailable) {
  const auto file = SpillFile::create("/nowhere/at/all");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, ErrorKind::kUnavailable);
}

// A run of exactly one block, one entry less and one more, asked at and beside every key.
// With its filter in memory and in a file.
class SortedRunTest : public testing::TestWithParam<std::size_t> {};

TEST_P(SortedRunTest, FindsKeysAroundBlockBorders) {
  for (const std::size_t size :
       {std::size_t{1}, SortedRun::kBlockEntries - 1, SortedRun::kBlockEntries,
        SortedRun::kBlockEntries + 1, 64 * SortedRun::kBlockEntries,
        64 * SortedRun::kBlockEntries + 1, 200 * SortedRun::kBlockEntries}) {
    RunBuilder builder = RunBuilder::create(::testing::TempDir(), size, 1, GetParam()).value();
    for (std::uint64_t i = 0; i < size; ++i) ASSERT_TRUE(builder.add({{i, 2 * i + 1}, i}));
    const auto run = builder.finish().value();
    ASSERT_EQ(run->size(), size);
    for (std::uint64_t i = 0; i < size; ++i) {
      const Key128 key{i, 2 * i + 1};
      ASSERT_EQ(run->find(key).value(), i);
      ASSERT_TRUE(run->may_contain(key, hash_key(key, 1)).value());
      const Key128 below{i, 2 * i};
      ASSERT_EQ(run->find(below).value(), std::nullopt);
    }
    const Key128 above{size, 0};
    EXPECT_EQ(run->find(above).value(), std::nullopt);
  }
}

TEST_P(SortedRunTest, TheFilterRefusesNearlyAllAbsentKeys) {
  constexpr std::size_t kSize = 30'000;
  RunBuilder builder = RunBuilder::create(::testing::TempDir(), kSize, 1, GetParam()).value();
  for (std::uint64_t i = 0; i < kSize; ++i) ASSERT_TRUE(builder.add({{i, 0}, i}));
  const auto run = builder.finish().value();
  std::size_t wrong = 0;
  for (std::uint64_t i = 0; i + 1 < kSize; ++i) {
    const Key128 absent{i, 1};
    wrong += run->may_contain(absent, hash_key(absent, 1)).value() ? 1 : 0;
  }
  EXPECT_LT(wrong, kSize / 250);
  EXPECT_LT(run->memory_bytes(), kSize * 25 / 100 + (GetParam() == 0 ? 0 : kSize * 2));
}

std::string filter_place(const testing::TestParamInfo<std::size_t>& suite) {
  return suite.param == 0 ? "InFile" : "InMemory";
}
INSTANTIATE_TEST_SUITE_P(Filter, SortedRunTest, testing::Values(SortedRun::kFilterKeysMax, 0),
                         filter_place);

TEST(SpillMapTest, SpillsWhenTheMemtableIsFullAndMergesWhenALevelIs) {
  SpillMap map(small(4, 3));
  std::size_t runs_max = 0;
  for (std::uint64_t i = 0; i < 4 * 3 * 3; ++i) {
    ASSERT_TRUE(map.put({0, i}, i));
    runs_max = std::max(runs_max, map.runs());
  }
  EXPECT_EQ(map.runs(), 1U);  // 9 memtables: 3 runs of level 1, merged into one of level 2.
  EXPECT_EQ(runs_max, 4U);    // 2 of level 1 and 2 of level 0.
  for (std::uint64_t i = 0; i < 36; ++i) EXPECT_EQ(find(map, {0, i}), i);
  EXPECT_EQ(find(map, {0, 36}), std::nullopt);
}

TEST(SpillMapTest, TheNewestValueHoldsInEveryLevel) {
  SpillMap map(small(4, 2));
  for (std::uint64_t round = 0; round < 50; ++round) {
    for (std::uint64_t key = 0; key < 10; ++key) ASSERT_TRUE(map.put({key, 0}, round * 100 + key));
    for (std::uint64_t key = 0; key < 10; ++key) {
      ASSERT_EQ(find(map, {key, 0}), round * 100 + key);
    }
  }
}

TEST(SpillMapTest, EqualsAPlainMapForRandomKeys) {
  for (const std::size_t memtable_max : {1U, 2U, 17U, 500U}) {
    std::mt19937_64 random(memtable_max);
    SpillMapOptions options = small(memtable_max, 2 + memtable_max % 3);
    options.filter_keys_max = 40;  // Small runs have a filter in memory, large ones in a file.
    SpillMap map(options);
    std::map<Key128, std::uint64_t> expected;
    for (int i = 0; i < 2500; ++i) {
      const Key128 key{random() % 40, random() % 40};
      if (random() % 2 == 0) {
        const std::uint64_t value = random();
        ASSERT_TRUE(map.put(key, value));
        expected[key] = value;
      }
      const auto wanted = expected.find(key);
      ASSERT_EQ(find(map, key),
                wanted == expected.end() ? std::nullopt : std::optional(wanted->second));
    }
  }
}

TEST(SpillMapTest, MemoryStaysNearTwoBytesPerEntry) {
  SpillMap map(small(1000, 8));
  constexpr std::uint64_t kEntries = 64'000;
  for (std::uint64_t i = 0; i < kEntries; ++i) ASSERT_TRUE(map.put({i * 0x9E3779B97F4A7C15, i}, i));
  EXPECT_EQ(map.runs(), 1U);
  EXPECT_LT(map.memory_bytes(), kEntries * 22 / 10);
}

TEST(SpillMapTest, MemoryHardlyGrowsOnceRunsAreLarge) {
  SpillMapOptions options = small(1000, 8);
  options.filter_keys_max = 1000;
  SpillMap map(options);
  std::uint64_t i = 0;
  const auto grow_to = [&](std::uint64_t entries) {
    for (; i < entries; ++i) EXPECT_TRUE(map.put({i * 0x9E3779B97F4A7C15, i}, i));
    return map.memory_bytes();
  };
  const std::size_t small_size = grow_to(64'000);
  EXPECT_LT(grow_to(512'000), small_size + 448'000 / 8);
}

}  // namespace
}  // namespace shop::stream

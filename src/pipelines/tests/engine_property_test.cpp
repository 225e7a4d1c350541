// The main invariant: the last revision of every record is a function of the set of distinct
// events, whatever their order, repetitions and delays, and wherever commits cut the log.

#include <gtest/gtest.h>

#include <algorithm>

#include "pipelines/engine.hpp"
#include "pipelines/spill_store.hpp"
#include "pipelines/tests/direct_computation.hpp"
#include "pipelines/tests/random_log.hpp"
#include "tests/contract/memory_state_store.hpp"

namespace shop::pipelines {
namespace {

using testing::DirectComputation;
using testing::LastOutput;
using testing::LogLine;

constexpr int kRounds = 150;

void check_counts(const Engine& engine, std::size_t lines) {
  std::int64_t read = 0;
  for (const TopicCounts& row : engine.counts()) {
    EXPECT_EQ(row.read, row.counted + row.duplicates + row.dead_lettered) << row.topic;
    read += row.read;
  }
  EXPECT_EQ(read, static_cast<std::int64_t>(lines));
}

std::optional<Timestamp> arrival(const LogLine& line) {
  return line.appended_at.empty() ? std::nullopt : parse_rfc3339(line.appended_at);
}

// Runs a log through an engine that commits at random places, then flushes.
void run(const std::vector<LogLine>& log, StateStore& store, Output& output,
         std::mt19937_64& random, const EngineOptions& options) {
  auto engine = Engine::open(store, output, options).value();
  std::int64_t position = 0;
  const std::uint64_t commit_every = random() % 30 + 1;
  for (const LogLine& line : log) {
    ASSERT_TRUE(engine->process(line.topic, line.value, arrival(line), ++position));
    if (random() % commit_every == 0) {
      ASSERT_TRUE(engine->commit());
    }
  }
  ASSERT_TRUE(engine->flush());
  ASSERT_TRUE(engine->commit());
  EXPECT_FALSE(engine->uncommitted());
  check_counts(*engine, log.size());
}

class EngineProperty : public ::testing::TestWithParam<bool> {};

TEST_P(EngineProperty, LastRevisionsAreAFunctionOfTheSetOfEvents) {
  std::mt19937_64 random(testing::test_seed());
  for (int round = 0; round < kRounds; ++round) {
    testing::RandomLogOptions options;
    options.events = static_cast<int>(random() % 300) + 1;
    options.minutes = static_cast<int>(random() % 40) + 1;
    options.late = static_cast<double>(random() % 100) / 100;
    std::vector<LogLine> log = testing::random_log(random, options);
    if (round % 3 == 0) std::shuffle(log.begin(), log.end(), random);

    DirectComputation direct;
    for (const LogLine& line : log) direct.add(line.topic, line.value);
    LastOutput output;
    MemoryStateStore memory;
    auto spill = SpillStore::create({.directory = ::testing::TempDir(),
                                     .seen_memtable_max = 1 + random() % 20,
                                     .index_memtable_max = 1 + random() % 20,
                                     .fan_in = 2 + random() % 3,
                                     .write_buffer_bytes = 1 + random() % 3000})
                     .value();
    StateStore& store = GetParam() ? static_cast<StateStore&>(*spill) : memory;
    run(log, store, output, random, {.closed_windows_max = random() % 5});
    EXPECT_EQ(output.records(), direct.records()) << "round " << round;
    EXPECT_EQ(output.broken_revisions(), "") << "round " << round;
    if (HasFailure()) break;
  }
}

INSTANTIATE_TEST_SUITE_P(Stores, EngineProperty, ::testing::Bool(), [](const auto& store) {
  return store.param ? "SpillStore" : "MemoryStateStore";
});

// Not only the last revisions: over either store, and wherever the commits are, every emission is
// the same.
TEST(EngineStoresTest, EmissionsDoNotDependOnStoreCacheOrCommits) {
  std::mt19937_64 random(testing::test_seed());
  for (int round = 0; round < 40; ++round) {
    const auto log = testing::random_log(random, {.events = 400, .minutes = 30, .late = 0.4});
    std::string plain;
    std::string spilled;
    JsonLinesOutput plain_output(plain);
    JsonLinesOutput spilled_output(spilled);
    MemoryStateStore memory;
    auto spill = SpillStore::create({.directory = ::testing::TempDir(),
                                     .seen_memtable_max = 5,
                                     .index_memtable_max = 3,
                                     .fan_in = 2,
                                     .write_buffer_bytes = 700})
                     .value();
    run(log, memory, plain_output, random, {});
    run(log, *spill, spilled_output, random, {.closed_windows_max = 1});
    ASSERT_EQ(plain, spilled) << "round " << round;
  }
}

}  // namespace
}  // namespace shop::pipelines

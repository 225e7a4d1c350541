// The engine killed at every step of a 5,000-event run ends equal to an undisturbed run.

#include <gtest/gtest.h>

#include "pipelines/engine.hpp"
#include "pipelines/tests/direct_computation.hpp"
#include "pipelines/tests/random_log.hpp"
#include "pipelines/tests/store_dump.hpp"
#include "tests/contract/memory_state_store.hpp"

namespace shop::pipelines {
namespace {

using testing::LastOutput;
using testing::LogLine;

constexpr int kEvents = 5000;

std::vector<LogLine> make_log(std::mt19937_64& random) {
  return testing::random_log(random, {.events = kEvents, .minutes = 90, .late = 0.25});
}

Result<void> step(Engine& engine, const LogLine& line, std::int64_t position) {
  const auto arrival = line.appended_at.empty() ? std::nullopt : parse_rfc3339(line.appended_at);
  return engine.process(line.topic, line.value, arrival, position);
}

std::string undisturbed(const std::vector<LogLine>& log) {
  MemoryStateStore store;
  LastOutput output;
  auto engine = Engine::open(store, output).value();
  for (std::size_t i = 0; i < log.size(); ++i) {
    EXPECT_TRUE(step(*engine, log[i], static_cast<std::int64_t>(i) + 1));
  }
  EXPECT_TRUE(engine->flush());
  EXPECT_TRUE(engine->commit());
  EXPECT_EQ(output.broken_revisions(), "");
  return testing::dump(store);
}

/// What a sink that takes absolute values by revision holds: re-emissions after a crash must be
/// equal to what it already has.
class UpsertSink final : public Output {
 public:
  void emit(const SalesPerMinute& r) override { put(r, "s"); }
  void emit(const ItemSalesPerMinute& r) override { put(r, "i" + std::string(r.menu_id)); }
  void emit(const RefundsPerMinute& r) override { put(r, "r"); }
  void emit(const VisitsPerMinute& r) override { put(r, "v"); }
  void emit(const DeadLetter&) override {}
  const std::string& contradictions() const { return contradictions_; }

 private:
  template <class Record>
  void put(const Record& record, const std::string& kind) {
    std::string json;
    append_json(json, record);
    const std::string key = kind + '|' + std::to_string(record.window_start.us) + '|' +
                            std::string(record.shop_id) + '|' + std::to_string(record.revision);
    const auto [known, added] = by_revision_.emplace(key, json);
    if (!added && known->second != json) contradictions_ += known->second + " / " + json + "\n";
  }

  std::map<std::string, std::string> by_revision_;
  std::string contradictions_;
};

// Runs the log; at every position the engine dies: after applying it and before the commit, or
// right after the commit. What was not committed is applied again by the next engine, which then
// gets a little further before it dies. `batch` events are applied between commits.
void run_with_crashes(const std::vector<LogLine>& log, MemoryStateStore& store, Output& output,
                      std::mt19937_64& random, std::size_t batch_max) {
  std::int64_t done = 0;
  const auto end = static_cast<std::int64_t>(log.size());
  while (done < end) {
    auto engine = Engine::open(store, output).value();
    ASSERT_EQ(engine->position(), done);
    const auto apply = [&](std::int64_t count) {
      for (std::int64_t i = 0; i < count && engine->position() < end; ++i) {
        const std::int64_t position = engine->position() + 1;
        ASSERT_TRUE(step(*engine, log[static_cast<std::size_t>(position - 1)], position));
      }
    };
    apply(static_cast<std::int64_t>(random() % batch_max) + 1);
    if (random() % 2 == 0) continue;  // Killed before the commit: nothing was done.
    ASSERT_TRUE(engine->commit());
    done = engine->position();
    apply(static_cast<std::int64_t>(random() % batch_max));  // Lost too.
  }
}

TEST(EngineCrashTest, KilledBeforeAndAfterEveryCommitOfSingleEvents) {
  std::mt19937_64 random(testing::test_seed());
  const auto log = make_log(random);
  const std::string expected = undisturbed(log);
  MemoryStateStore store;
  UpsertSink sink;
  for (std::size_t i = 0; i < log.size(); ++i) {
    for (const bool commit : {false, true}) {
      auto engine = Engine::open(store, sink).value();
      ASSERT_EQ(engine->position(), static_cast<std::int64_t>(i));
      ASSERT_TRUE(step(*engine, log[i], static_cast<std::int64_t>(i) + 1));
      if (commit) {
        ASSERT_TRUE(engine->commit());
      }
    }
  }
  auto last = Engine::open(store, sink).value();
  ASSERT_TRUE(last->flush());
  ASSERT_TRUE(last->commit());
  EXPECT_EQ(testing::dump(store), expected);
  EXPECT_EQ(sink.contradictions(), "");
}

TEST(EngineCrashTest, KilledAtRandomPlacesInBatches) {
  std::mt19937_64 random(testing::test_seed());
  const auto log = make_log(random);
  const std::string expected = undisturbed(log);
  for (const std::size_t batch_max : {3U, 40U, 1000U}) {
    MemoryStateStore store;
    UpsertSink sink;
    run_with_crashes(log, store, sink, random, batch_max);
    auto last = Engine::open(store, sink).value();
    ASSERT_TRUE(last->flush());
    ASSERT_TRUE(last->commit());
    EXPECT_EQ(testing::dump(store), expected) << "batches of " << batch_max;
    EXPECT_EQ(sink.contradictions(), "");
  }
}

// A store whose n-th call fails. The engine is thrown away and opened again, as the server does.
class FailingStore final : public StateStore {
 public:
  FailingStore(MemoryStateStore& inner, std::mt19937_64& random) : inner_(inner), random_(random) {}

  Result<Snapshot> load() override { return inner_.load(); }
  Result<std::optional<std::uint64_t>> find_seen(Stream stream, const EventId& id) override {
    if (fails()) return error();
    return inner_.find_seen(stream, id);
  }
  Result<std::optional<StoredWindow>> load_window(Stream stream, Timestamp start,
                                                  std::string_view shop) override {
    if (fails()) return error();
    return inner_.load_window(stream, start, shop);
  }
  Result<std::vector<ItemRow>> emitted_items(std::string_view menu, Timestamp from,
                                             Timestamp to) override {
    if (fails()) return error();
    return inner_.emitted_items(menu, from, to);
  }
  Result<void> commit(const Changes& changes) override {
    if (fails()) return error();
    return inner_.commit(changes);
  }

 private:
  bool fails() { return random_() % 50 == 0; }
  static Error error() { return make_error(ErrorKind::kUnavailable, "test.fails", "as ordered"); }

  MemoryStateStore& inner_;
  std::mt19937_64& random_;
};

TEST(EngineCrashTest, FailingStoreCallsLoseAndDoubleNothing) {
  std::mt19937_64 random(testing::test_seed());
  const auto log = make_log(random);
  const std::string expected = undisturbed(log);
  MemoryStateStore memory;
  FailingStore store(memory, random);
  UpsertSink sink;
  const auto attempt = [&]() -> Result<void> {
    SHOP_TRY(const auto engine, Engine::open(store, sink));
    while (engine->position() < static_cast<std::int64_t>(log.size())) {
      const std::int64_t position = engine->position() + 1;
      SHOP_TRY(step(*engine, log[static_cast<std::size_t>(position - 1)], position));
      if (random() % 10 != 0) continue;
      if (!engine->commit()) {
        SHOP_TRY(engine->commit());  // A failed commit may be tried again.
      }
    }
    SHOP_TRY(engine->flush());
    return engine->commit();
  };
  int attempts = 1;
  while (!attempt()) ++attempts;
  EXPECT_GT(attempts, 10);
  EXPECT_EQ(testing::dump(memory), expected);
  EXPECT_EQ(sink.contradictions(), "");
}

}  // namespace
}  // namespace shop::pipelines

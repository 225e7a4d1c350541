#include "adapters/sqlite_analytics/analytics_store.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/contract/memory_state_store.hpp"
#include "tests/contract/state_store_contract.hpp"
#include "tests/support/temp_folder.hpp"

namespace shop::pipelines {
namespace {

class AnalyticsHost final : public StateStoreHost {
 public:
  AnalyticsHost() { open(); }
  StateStore& store() override { return *store_; }
  bool reopen() override {
    store_.reset();
    open();
    return true;
  }

 private:
  void open() { store_ = sqlite::AnalyticsStore::open((folder_ / "analytics.db")).value(); }

  testing_support::TempFolder folder_;
  std::unique_ptr<sqlite::AnalyticsStore> store_;
};

class MemoryHost final : public StateStoreHost {
 public:
  StateStore& store() override { return store_; }
  bool reopen() override { return true; }

 private:
  MemoryStateStore store_;
};

INSTANTIATE_TEST_SUITE_P(Sqlite, StateStoreContract, ::testing::Values(MakeStateStoreHost([] {
                           return std::make_unique<AnalyticsHost>();
                         })));
INSTANTIATE_TEST_SUITE_P(Memory, StateStoreContract, ::testing::Values(MakeStateStoreHost([] {
                           return std::make_unique<MemoryHost>();
                         })));

}  // namespace
}  // namespace shop::pipelines

namespace shop::sqlite {
namespace {

using pipelines::Changes;
using pipelines::Stream;

class AnalyticsStoreTest : public ::testing::Test {
 protected:
  std::unique_ptr<AnalyticsStore> open() { return AnalyticsStore::open(path_).value(); }
  Database reader() { return Database::open(path_, {.mode = OpenMode::kReadOnly}).value(); }
  static std::int64_t one(Database& database, std::string_view sql) {
    return database.query_int64(sql).value().value_or(-1);
  }
  static Changes one_order(std::int64_t position, std::int64_t minute, std::int64_t orders) {
    Changes changes;
    changes.position = position;
    pipelines::WindowRow row;
    row.window_start = {minute * 60'000'000};
    row.shop_id = "main";
    row.count = orders;
    row.items = orders * 2;
    row.amount = orders * 30'000;
    changes.windows = {row};
    pipelines::EventId id;
    id.bytes[0] = static_cast<std::uint8_t>(position);
    changes.seen = {{Stream::kOrders, id, 5}};
    return changes;
  }

  testing_support::TempFolder folder_;
  std::string path_ = (folder_ / "analytics.db");
};

TEST_F(AnalyticsStoreTest, HoursAreTheSumOfTheirMinutes) {
  const auto store = open();
  ASSERT_TRUE(store->commit(one_order(1, 60, 1)));
  ASSERT_TRUE(store->commit(one_order(2, 60, 3)));
  ASSERT_TRUE(store->commit(one_order(3, 119, 2)));
  ASSERT_TRUE(store->commit(one_order(4, 120, 9)));
  ASSERT_TRUE(store->commit(one_order(5, -1, 4)));
  Database database = reader();
  EXPECT_EQ(one(database, "SELECT count FROM hours WHERE hour_start = 3600000000"), 5);
  EXPECT_EQ(one(database, "SELECT amount FROM hours WHERE hour_start = 7200000000"), 270'000);
  EXPECT_EQ(one(database, "SELECT items FROM hours WHERE hour_start = -3600000000"), 8);
}

TEST_F(AnalyticsStoreTest, ServeTimesAreStoredWithTheNextCommitAndOnlyOnce) {
  const auto store = open();
  store->add_serve_time({90'000'000}, "main", seconds(75));
  Database database = reader();
  EXPECT_EQ(one(database, "SELECT count(*) FROM serve_times"), 0);
  ASSERT_TRUE(store->commit(one_order(1, 1, 1)));
  ASSERT_TRUE(store->commit(one_order(2, 1, 2)));
  EXPECT_EQ(one(database,
                "SELECT count FROM serve_times WHERE minute_start = 60000000 "
                "AND bucket = 75"),
            1);
  EXPECT_EQ(one(database, "SELECT count FROM serve_hours WHERE hour_start = 0"), 1);
}

TEST_F(AnalyticsStoreTest, LoadForgetsServeTimesOfEventsThatWillBeReadAgain) {
  const auto store = open();
  store->add_serve_time({90'000'000}, "main", seconds(75));
  ASSERT_TRUE(store->load());
  ASSERT_TRUE(store->commit(one_order(1, 1, 1)));
  Database database = reader();
  EXPECT_EQ(one(database, "SELECT count(*) FROM serve_times"), 0);
}

TEST_F(AnalyticsStoreTest, FailedCommitStoresNothingAndCanBeRepeated) {
  const auto store = open();
  Database blocker = Database::open(path_, {.busy_timeout_ms = 0}).value();
  store->add_serve_time({0}, "main", seconds(30));
  {
    // Another writer makes every statement of the commit fail in turn: a trigger that aborts.
    ASSERT_TRUE(
        blocker.exec("CREATE TRIGGER no_seen BEFORE INSERT ON seen BEGIN "
                     "SELECT RAISE(ABORT, 'no'); END"));
    EXPECT_FALSE(store->commit(one_order(1, 1, 1)));
    ASSERT_TRUE(blocker.exec("DROP TRIGGER no_seen"));
  }
  EXPECT_EQ(one(blocker, "SELECT position FROM engine_state"), 0);
  EXPECT_EQ(one(blocker, "SELECT count(*) FROM windows"), 0);
  ASSERT_TRUE(store->commit(one_order(1, 1, 1)));
  EXPECT_EQ(one(blocker, "SELECT position FROM engine_state"), 1);
  EXPECT_EQ(one(blocker, "SELECT count FROM serve_times"), 1);
}

// Killed after any of its statements, a commit leaves the state before it.
TEST_F(AnalyticsStoreTest, CommitCutAtAnyStatementLeavesTheStateBefore) {
  open()->commit(one_order(1, 1, 1)).value();
  for (const char* table : {"engine_state", "windows", "hours", "items", "seen", "topic_counts",
                            "menu_versions", "dead_letters", "serve_times", "serve_hours"}) {
    for (const char* action : {"INSERT", "UPDATE"}) {
      auto store = open();
      Database saboteur = Database::open(path_, {}).value();
      const std::string trigger = std::string("CREATE TRIGGER cut AFTER ") + action + " ON " +
                                  table + " BEGIN SELECT RAISE(ROLLBACK, 'cut'); END";
      ASSERT_TRUE(saboteur.exec(trigger));
      Changes changes = one_order(2, 1, 2);
      changes.items = {{{60'000'000}, "main", "tea", "Trà", "tea", 1, 1, 30'000, 0}};
      changes.menu_versions = {{"tea", {0}, 2, false, "Trà", "tea"}};
      changes.dead_letters = {{"orders", 2, "malformed", "{"}};
      changes.counts = {{"orders", 2, 1, 0, 0, 1, 0}};
      store->add_serve_time({0}, "main", seconds(30));
      const bool stored = static_cast<bool>(store->commit(changes));
      store.reset();
      EXPECT_EQ(one(saboteur, "SELECT position FROM engine_state"), stored ? 2 : 1);
      EXPECT_EQ(one(saboteur, "SELECT count FROM windows"), stored ? 2 : 1) << table << action;
      EXPECT_EQ(one(saboteur, "SELECT count FROM hours"), stored ? 2 : 1) << table << action;
      EXPECT_EQ(one(saboteur, "SELECT count(*) FROM seen"), stored ? 2 : 1) << table << action;
      EXPECT_EQ(one(saboteur, "SELECT count(*) FROM serve_times"), stored ? 1 : 0) << table;
      ASSERT_TRUE(saboteur.exec("DROP TRIGGER cut"));
      if (stored) {
        // This trigger was not reached (nothing to update yet): undo for the next round.
        ASSERT_TRUE(saboteur.exec(
            "UPDATE engine_state SET position = 1; DELETE FROM seen WHERE id >= x'02';"
            "DELETE FROM items; DELETE FROM menu_versions; DELETE FROM dead_letters;"
            "DELETE FROM topic_counts; DELETE FROM serve_times; DELETE FROM serve_hours;"
            "UPDATE windows SET count = 1, items = 2, amount = 30000"));
      }
    }
  }
}

TEST_F(AnalyticsStoreTest, SealedFileStandsAlone) {
  auto store = open();
  ASSERT_TRUE(store->commit(one_order(1, 1, 1)));
  ASSERT_TRUE(store->seal());
  store.reset();
  EXPECT_FALSE(std::filesystem::exists(path_ + "-wal"));
  EXPECT_EQ(open()->load().value().position, 1);
}

TEST_F(AnalyticsStoreTest, FileInUseIsNotSealed) {
  auto store = open();
  ASSERT_TRUE(store->commit(one_order(1, 1, 1)));
  AnalyticsStore::open(path_).value()->load().value();
  const auto other = AnalyticsStore::open(path_).value();
  EXPECT_EQ(store->seal().error().code, "store.busy");
  EXPECT_TRUE(store->commit(one_order(2, 1, 2)));
}

}  // namespace
}  // namespace shop::sqlite

#include "adapters/sqlite/database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "adapters/sqlite/migrations.hpp"

namespace shop::sqlite {
namespace {

class DatabaseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("shop_database_" + name + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Database open(OpenOptions options = {}) {
    auto database = Database::open(path(), options);
    EXPECT_TRUE(database) << database.error().detail;
    return std::move(database).value();
  }
  std::string path() const { return (folder_ / "file.db").string(); }

  std::filesystem::path folder_;
};

TEST_F(DatabaseTest, EveryTypeReadsBackAsItWasBound) {
  Database database = open();
  ASSERT_TRUE(database.exec("CREATE TABLE t (a, b, c, d, e, f)"));
  Statement insert = database.prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)").value();
  const std::array<std::uint8_t, 3> bytes{0, 255, 7};
  ASSERT_TRUE(insert.execute(INT64_MIN, "trà", Blob(bytes), 2.5, std::optional<std::string>(), ""));

  Statement select = database.prepare("SELECT * FROM t").value();
  Rows rows = select.run();
  ASSERT_TRUE(rows.step().value());
  EXPECT_EQ(rows.int64(0), INT64_MIN);
  EXPECT_EQ(rows.text(1), "trà");
  EXPECT_THAT(rows.blob(2), ::testing::ElementsAre(0, 255, 7));
  EXPECT_EQ(rows.real(3), 2.5);
  EXPECT_EQ(rows.maybe_text(4), std::nullopt);
  EXPECT_EQ(rows.maybe_text(5), "");
  EXPECT_FALSE(rows.step().value());
}

TEST_F(DatabaseTest, DestroyedTransactionRollsBackAndCommittedOneStays) {
  Database database = open();
  ASSERT_TRUE(database.exec("CREATE TABLE t (a)"));
  {
    Transaction lost = Transaction::begin(database, Lock::kWrite).value();
    ASSERT_TRUE(database.exec("INSERT INTO t VALUES (1)"));
  }
  EXPECT_EQ(database.query_int64("SELECT count(*) FROM t").value(), 0);

  Transaction kept = Transaction::begin(database, Lock::kWrite).value();
  ASSERT_TRUE(database.exec("INSERT INTO t VALUES (1)"));
  ASSERT_TRUE(kept.commit());
  EXPECT_EQ(database.query_int64("SELECT count(*) FROM t").value(), 1);
}

TEST_F(DatabaseTest, FailedStatementCanBeRunAgain) {
  Database database = open();
  ASSERT_TRUE(database.exec("CREATE TABLE t (a INTEGER PRIMARY KEY, b NOT NULL)"));
  Statement insert = database.prepare("INSERT INTO t VALUES (?, ?)").value();
  ASSERT_TRUE(insert.execute(1, 1));
  EXPECT_EQ(insert.execute(1, 1).error().code, "store.unique");
  EXPECT_EQ(insert.execute(2, nullptr).error().code, "store.constraint");
  EXPECT_EQ(insert.execute(2, nullptr).error().kind, ErrorKind::kConflict);
  EXPECT_TRUE(insert.execute(2, 2));
}

TEST_F(DatabaseTest, SecondWriterIsToldToComeBackLater) {
  Database first = open();
  Database second = open({.busy_timeout_ms = 0});
  Transaction transaction = Transaction::begin(first, Lock::kWrite).value();
  const Error error = Transaction::begin(second, Lock::kWrite).error();
  EXPECT_EQ(error.kind, ErrorKind::kUnavailable);
  EXPECT_EQ(error.code, "store.busy");
}

TEST_F(DatabaseTest, FullDiskIsItsOwnKind) {
  Database database = open();
  ASSERT_TRUE(database.exec("CREATE TABLE t (a)"));
  ASSERT_TRUE(database.exec("PRAGMA max_page_count=3"));
  const auto filled = database.exec("INSERT INTO t VALUES (zeroblob(1000000))");
  EXPECT_EQ(filled.error().kind, ErrorKind::kStorageFull);
  EXPECT_EQ(filled.error().code, "store.full");
  EXPECT_FALSE(database.in_transaction());
}

TEST_F(DatabaseTest, FileThatIsNoDatabaseIsCorruption) {
  std::ofstream(path()) << std::string(4096, 'x');
  const auto opened = Database::open(path(), {});
  EXPECT_EQ(opened.error().kind, ErrorKind::kCorruption);
}

TEST_F(DatabaseTest, MissingFileIsNotMadeByAReader) {
  EXPECT_EQ(Database::open(path(), {.mode = OpenMode::kReadOnly}).error().code,
            "store.cannot_open");
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(DatabaseTest, StatementMayOutliveItsDatabase) {
  std::optional<Database> database = open();
  const Statement statement = database->prepare("SELECT 1").value();
  database.reset();
}

constexpr std::array kOneStep{Migration{1, "start", "CREATE TABLE a (x); CREATE TABLE b (x)"}};
constexpr std::array kTwoSteps{kOneStep[0], Migration{2, "more", "ALTER TABLE a ADD COLUMN y"}};

TEST_F(DatabaseTest, MigrationsRunOnceInOrder) {
  Database database = open();
  ASSERT_TRUE(migrate(database, kOneStep));
  ASSERT_TRUE(database.exec("INSERT INTO a VALUES (1)"));
  ASSERT_TRUE(migrate(database, kTwoSteps));
  ASSERT_TRUE(migrate(database, kTwoSteps));
  EXPECT_EQ(database.query_int64("SELECT count(*) FROM a WHERE y IS NULL").value(), 1);
}

TEST_F(DatabaseTest, NewerFileIsRefusedAndLeftAlone) {
  Database database = open();
  ASSERT_TRUE(migrate(database, kTwoSteps));
  const auto refused = migrate(database, kOneStep);
  EXPECT_EQ(refused.error().code, "store.newer_schema");
  EXPECT_EQ(database.query_int64("SELECT max(number) FROM schema_migrations").value(), 2);
}

TEST_F(DatabaseTest, EditedMigrationIsRefused) {
  Database database = open();
  ASSERT_TRUE(migrate(database, kOneStep));
  constexpr std::array kEdited{Migration{1, "start", "CREATE TABLE a (z)"}};
  EXPECT_EQ(migrate(database, kEdited).error().code, "store.other_schema");
}

TEST_F(DatabaseTest, FailedMigrationLeavesNothingOfItself) {
  Database database = open();
  constexpr std::array kBroken{kOneStep[0],
                               Migration{2, "broken", "CREATE TABLE c (x); CREATE TABLE a (x)"}};
  EXPECT_FALSE(migrate(database, kBroken));
  EXPECT_EQ(database.query_int64("SELECT count(*) FROM schema_migrations").value(), 1);
  EXPECT_EQ(database.query_int64("SELECT count(*) FROM sqlite_schema WHERE name='c'").value(), 0);
  EXPECT_TRUE(migrate(database, kTwoSteps));
}

}  // namespace
}  // namespace shop::sqlite

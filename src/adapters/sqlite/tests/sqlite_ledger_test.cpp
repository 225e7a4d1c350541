#include "adapters/sqlite/sqlite_ledger.hpp"

#include <gtest/gtest.h>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/log_chain.hpp"
#include "adapters/sqlite/sqlite_reader.hpp"
#include "contract/ledger_contract.hpp"

namespace shop::contract {
namespace {

LedgerPair open_sqlite(const std::string& folder) {
  const std::string path = folder + "/ledger.db";
  sqlite::LedgerOptions options{path, [](Timestamp) { return 0; }, {}, 4000};
  LedgerPair pair;
  pair.ledger = sqlite::SqliteLedger::open(std::move(options)).value();
  pair.reader = sqlite::SqliteReader::open(path, 2).value();
  return pair;
}

std::string factory_name(const ::testing::TestParamInfo<LedgerFactory>& factory) {
  return factory.param.name;
}

INSTANTIATE_TEST_SUITE_P(Sqlite, LedgerContract,
                         ::testing::Values(LedgerFactory{"sqlite", open_sqlite}), factory_name);

class LogChain : public LedgerContract {};
INSTANTIATE_TEST_SUITE_P(Sqlite, LogChain, ::testing::Values(LedgerFactory{"sqlite", open_sqlite}),
                         factory_name);

TEST_P(LogChain, HoldsForAnUntouchedLogAndTellsWhereOneWasChanged) {
  for (int i = 0; i < 5; ++i) {
    commit([&](application::UnitOfWork& unit) { place(unit, {sale(id(i))}); });
  }
  const std::string path = folder_ / "ledger.db";
  const auto whole = sqlite::verify_chain(path).value();
  EXPECT_EQ(whole.problem, "");
  EXPECT_EQ(whole.links, 5);
  EXPECT_EQ(whole.records, 10);

  auto db = sqlite::Database::open(path, {}).value();
  const char* tamperings[] = {
      "UPDATE event_log SET value = replace(value, '35000', '34000') WHERE position = 5",
      "UPDATE event_log SET appended_at = appended_at + 1 WHERE position = 5",
      "DELETE FROM event_log WHERE position = 5",
  };
  for (const char* tampering : tamperings) {
    ASSERT_TRUE(db.exec("CREATE TABLE kept AS SELECT * FROM event_log"));
    ASSERT_TRUE(db.exec(tampering));
    EXPECT_NE(sqlite::verify_chain(path).value().problem.find("positions 5 and 6"),
              std::string::npos)
        << tampering;
    ASSERT_TRUE(
        db.exec("DELETE FROM event_log; INSERT INTO event_log SELECT * FROM kept; "
                "DROP TABLE kept"));
    EXPECT_EQ(sqlite::verify_chain(path).value().problem, "");
  }
  ASSERT_TRUE(
      db.exec("DELETE FROM event_log WHERE position > 8; "
              "DELETE FROM log_chain WHERE position > 6"));
  EXPECT_NE(sqlite::verify_chain(path).value().problem, "") << "a cut tail";
}

}  // namespace
}  // namespace shop::contract

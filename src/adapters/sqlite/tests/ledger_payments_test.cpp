// Payments where the contract suite cannot look: files of before, and codes that collide.
#include <gtest/gtest.h>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/ledger_migrations.hpp"
#include "adapters/sqlite/sqlite_ledger.hpp"
#include "adapters/sqlite/sqlite_reader.hpp"
#include "domain/payment/order_code.hpp"
#include "events/encode.hpp"
#include "tests/support/temp_folder.hpp"

namespace shop::sqlite {
namespace {

constexpr Timestamp kNow{1'800'000'000'000'000};
const Uuid kFirst = make_uuid_from_name("payments", "1");
const Uuid kSecond = make_uuid_from_name("payments", "2");

class LedgerPaymentsTest : public ::testing::Test {
 protected:
  static domain::Order order(const Uuid& id) {
    return {id, "main", "till", {{"tea", 1, 35'000, {}}}, 0, 35'000, "vietqr", "till", kNow, {}};
  }
  std::unique_ptr<SqliteLedger> open() {
    return SqliteLedger::open({path_, [](Timestamp) { return 0; }, {}, 4000}).value();
  }

  testing_support::TempFolder folder_;
  const std::string path_ = folder_ / "ledger.db";
};

TEST_F(LedgerPaymentsTest, AnOrderOfBeforeTheTableGetsItsPaymentLater) {
  {
    auto db = Database::open(path_, {}).value();
    ASSERT_TRUE(migrate(db, kLedgerMigrations.first(2)));
    auto event = db.prepare("INSERT INTO event_log VALUES (1, 2, ?, ?, ?)").value();
    ASSERT_TRUE(event.execute(to_string(kFirst), events::encode_order(order(kFirst)), kNow.us));
    auto row = db.prepare("INSERT INTO orders VALUES (1,?,'main',?,35000,1,0,1,0,0,?,?)").value();
    ASSERT_TRUE(row.execute(Blob(kFirst.bytes), kNow.us, kNow.us, kNow.us));
  }
  const auto ledger = open();
  const auto reader = SqliteReader::open(path_, 1).value();
  EXPECT_EQ(reader->find_order(kFirst).value()->order.payment_method, "vietqr");
  EXPECT_FALSE(reader->find_payment(kFirst).value());
  auto* unit = ledger->begin().value();
  ASSERT_TRUE(unit->open_payment(order(kFirst), "till", kNow));
  EXPECT_EQ(ledger->commit().value().at(0)->position, 2);
  EXPECT_EQ(reader->find_payment(kFirst).value()->amount, 35'000);
}

TEST_F(LedgerPaymentsTest, ACodeThatIsTakenIsNotGivenTwice) {
  const auto ledger = open();
  ASSERT_TRUE(ledger->begin().value()->open_payment(order(kFirst), "till", kNow));
  ASSERT_TRUE(ledger->commit());
  {
    auto db = Database::open(path_, {}).value();
    ASSERT_TRUE(
        db.prepare("UPDATE payments SET code = ?").value().execute(domain::order_code(kSecond, 0)));
  }
  auto* unit = ledger->begin().value();
  EXPECT_EQ(unit->open_payment(order(kSecond), "till", kNow).value().code,
            domain::order_code(kSecond, 1));
  ASSERT_TRUE(ledger->commit());
}

}  // namespace
}  // namespace shop::sqlite

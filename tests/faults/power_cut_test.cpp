// What a power cut may do to the ledger: nothing to an acknowledged order, nothing by halves.

#include <gtest/gtest.h>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <map>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/log_chain.hpp"
#include "adapters/sqlite/sqlite_ledger.hpp"
#include "adapters/sqlite/sqlite_reader.hpp"
#include "application/committer.hpp"
#include "events/encode.hpp"
#include "faults/fault_vfs.hpp"
#include "tests/support/temp_folder.hpp"

namespace shop::faults {
namespace {

namespace fs = std::filesystem;

constexpr Timestamp kNow{1'800'000'000'000'000};

std::uint64_t seed() {
  std::uint64_t value = std::random_device{}();
  if (const char* given = std::getenv("TEST_SEED")) {
    std::from_chars(given, given + std::strlen(given), value);
  }
  std::cout << "TEST_SEED=" << value << "\n";
  return value;
}

struct Sale {
  domain::OrderRequest request;
  domain::PricedOrder priced;
  std::string json;
};

Sale sale(int n) {
  const Uuid id = make_uuid_from_name("power-cut", std::to_string(n));
  Sale sale;
  sale.request.order_id = id;
  sale.request.items = {{"tea", 1, std::nullopt, {}}};
  sale.priced.order = domain::Order{
      id, "main", "till", {{"tea", 1, 1'000 + n, {}}}, 0, 1'000 + n, "cash", "till", kNow, {}};
  sale.priced.needs = {{"milk", 2}};
  sale.json = events::encode_order(sale.priced.order);
  return sale;
}

class PowerCut : public ::testing::Test {
 protected:
  std::unique_ptr<sqlite::SqliteLedger> open(const std::string& folder, const std::string& vfs,
                                             int checkpoint_pages) {
    auto ledger = sqlite::SqliteLedger::open(
        {folder + "/ledger.db", [](Timestamp) { return 0; }, vfs, checkpoint_pages});
    EXPECT_TRUE(ledger) << (ledger ? "" : ledger.error().detail);
    return std::move(ledger).value();
  }

  /// Places orders first..last in one transaction. False when the store failed; then the
  /// transaction is rolled back.
  static bool place(sqlite::SqliteLedger& ledger, int first, int last) {
    auto unit = ledger.begin();
    if (!unit) return false;
    std::vector<Sale> sales;
    for (int n = first; n <= last; ++n) sales.push_back(sale(n));
    std::vector<application::PlaceOrderCommand> batch;
    for (Sale& s : sales) batch.push_back({&s.request, &s.priced, &s.json});
    if (!unit.value()->place_orders(batch, kNow) || !ledger.commit()) {
      ledger.rollback();
      return false;
    }
    return true;
  }

  /// Opens the image as a restarted shop would and checks what must hold after any cut.
  void check_image(int acknowledged, int sent, const std::string& what) {
    SCOPED_TRACE(what + ", " + std::to_string(acknowledged) + " acknowledged");
    const std::string path = image_ + "/ledger.db";
    { open(image_, "", 4000); }
    auto reader = sqlite::SqliteReader::open(path, 1).value();
    for (int n = 1; n <= sent; ++n) {
      const auto view = reader->find_order(sale(n).priced.order.order_id).value();
      if (n <= acknowledged) {
        ASSERT_TRUE(view.has_value()) << "order " << n << " was acknowledged and is gone";
      }
      if (view) {
        ASSERT_EQ(view->order.total, 1'000 + n);
      }
    }
    const auto log = reader->read_log({}, 0, 1'000'000).value();
    std::map<std::string, int> per_order;
    for (std::size_t i = 0; i < log.size(); ++i) {
      ASSERT_EQ(log[i].position, static_cast<std::int64_t>(i) + 1) << "a gap in the log";
      if (log[i].topic == events::Topic::kOrders) per_order[log[i].key] += 1;
    }
    for (const auto& [key, times] : per_order) {
      ASSERT_EQ(times, 1);
      ASSERT_TRUE(reader->find_order(*parse_uuid(key)).value()) << "an event without its order";
    }
    auto db = sqlite::Database::open(path, {}).value();
    ASSERT_EQ(db.query_int64("SELECT count(*) FROM orders").value().value(),
              static_cast<std::int64_t>(per_order.size()));
    // Stock moved with its orders, neither more nor less.
    ASSERT_EQ(db.query_int64("SELECT 100000 - on_hand FROM ingredients").value().value_or(0),
              static_cast<std::int64_t>(per_order.size()) * 2);
    ASSERT_EQ(sqlite::verify_chain(path).value().problem, "");
  }

  void check_cut(const FaultVfs& vfs, FaultVfs::Cut cut, std::mt19937_64& random, int acknowledged,
                 int sent, const std::string& what) {
    fs::remove_all(image_);
    fs::create_directory(image_);
    vfs.write_image(image_, cut, random);
    check_image(acknowledged, sent, what);
  }

  static bool stock_up(sqlite::SqliteLedger& ledger) {
    auto unit = ledger.begin();
    return unit && unit.value()->put_ingredient({"main", "milk", "Sữa", "ml", 0, true, 100'000}) &&
           ledger.commit();
  }

  testing_support::TempFolder folder_;
  const std::string image_ = folder_ / "image";
};

TEST_F(PowerCut, AtEveryFlushOfTwoHundredOrdersKeepsEveryAcknowledgedOne) {
  std::mt19937_64 random(seed());
  FaultVfs vfs("power_cut");
  int cuts = 0;
  {
    // Small checkpoints, so that the flushes of the main file are cut into as well.
    auto ledger = open(folder_.path(), vfs.name(), 20);
    ASSERT_TRUE(stock_up(*ledger));
    int acknowledged = 0;
    int sent = 0;
    vfs.on_sync([&] {
      for (const auto cut : {FaultVfs::Cut::kLoseUnsynced, FaultVfs::Cut::kAnySubset}) {
        check_cut(vfs, cut, random, acknowledged, sent, "cut " + std::to_string(++cuts));
      }
    });
    while (sent < 200 && !HasFatalFailure()) {
      const int first = sent + 1;
      sent = std::min(200, sent + 1 + static_cast<int>(random() % 3));
      ASSERT_TRUE(place(*ledger, first, sent));
      acknowledged = sent;
      // And between the flushes: what was just acknowledged is safe at once.
      check_cut(vfs, FaultVfs::Cut::kLoseUnsynced, random, acknowledged, sent, "after the answer");
    }
    vfs.on_sync(nullptr);
  }
  std::cout << cuts << " cuts at " << vfs.syncs() << " flushes\n";
  EXPECT_GT(cuts, 100);
}

TEST_F(PowerCut, AFailedFlushOrWriteAcknowledgesNothingAndTheStoreRecovers) {
  std::mt19937_64 random(seed());
  FaultVfs vfs("failing_disk");
  auto ledger = open(folder_.path(), vfs.name(), 20);
  ASSERT_TRUE(stock_up(*ledger));
  const FaultVfs::Failure kinds[] = {FaultVfs::Failure::kWriteIo, FaultVfs::Failure::kWriteFull,
                                     FaultVfs::Failure::kSyncIo};
  std::vector<int> acknowledged;
  int n = 0;
  int refused = 0;
  for (const auto kind : kinds) {
    for (int after = 0; after < 25; ++after) {
      vfs.fail(kind, after, false);
      const int first = n + 1;
      n += 3;
      if (place(*ledger, first, n)) {
        for (int i = first; i <= n; ++i) acknowledged.push_back(i);
      } else {
        ++refused;
        vfs.fail(FaultVfs::Failure::kNone, 0, false);
        ASSERT_TRUE(ledger->reopen());
      }
      fs::remove_all(image_);
      fs::create_directory(image_);
      vfs.write_image(image_, FaultVfs::Cut::kLoseUnsynced, random);
      { open(image_, "", 4000); }
      auto reader = sqlite::SqliteReader::open(image_ + "/ledger.db", 1).value();
      for (const int i : acknowledged) {
        ASSERT_TRUE(reader->find_order(sale(i).priced.order.order_id).value())
            << "order " << i << " after " << after << " calls of fault " << static_cast<int>(kind);
      }
    }
  }
  EXPECT_GT(refused, 20);
}

// The whole group commit on a disk that fails and comes back: clients are refused, nothing is lost,
// selling resumes by itself.
TEST_F(PowerCut, TheCommitterRefusesWhileTheDiskIsFullAndResumesByItself) {
  FaultVfs vfs("full_disk");
  auto ledger = open(folder_.path(), vfs.name(), 4000);
  ASSERT_TRUE(stock_up(*ledger));
  SystemClock clock;
  application::LogFeed feed(1000);
  application::Committer committer(*ledger, feed, clock, {});
  const auto order = [&](int n) {
    Sale s = sale(n);
    std::promise<Result<application::PlacedOrder>> answer;
    auto future = answer.get_future();
    application::OrderJob job{s.request, s.priced, s.json,
                              [&answer](Result<application::PlacedOrder> placed) {
                                answer.set_value(std::move(placed));
                              }};
    EXPECT_TRUE(committer.submit(job));
    return future.get();
  };
  EXPECT_TRUE(order(1));
  vfs.fail(FaultVfs::Failure::kWriteFull, 0, true);
  for (int n = 2; n < 10; ++n) {
    const auto refused = order(n);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::kStorageFull) << refused.error().detail;
  }
  EXPECT_EQ(committer.stats().failing, ErrorKind::kStorageFull);
  vfs.fail(FaultVfs::Failure::kNone, 0, false);
  EXPECT_TRUE(order(10));
  EXPECT_FALSE(committer.stats().failing);
  const auto repeated = order(10);
  EXPECT_FALSE(repeated.value().created);
}

}  // namespace
}  // namespace shop::faults

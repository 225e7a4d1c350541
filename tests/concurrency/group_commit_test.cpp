// The committer under many threads, on the real ledger. Runs under TSan as well.

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <thread>
#include <vector>

#include "adapters/sqlite/sqlite_ledger.hpp"
#include "adapters/sqlite/sqlite_reader.hpp"
#include "application/committer.hpp"
#include "application/menu_book.hpp"
#include "application/orders.hpp"
#include "application/settings.hpp"
#include "application/stock_room.hpp"
#include "tests/support/temp_folder.hpp"

namespace shop::application {
namespace {

const domain::Principal kTill{"1", "till", domain::Role::kCashier};

class GroupCommit : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string path = folder_ / "ledger.db";
    ledger_ = sqlite::SqliteLedger::open({path, [](Timestamp) { return 0; }, {}, 4000}).value();
    reader_ = sqlite::SqliteReader::open(path, 2).value();
    start({});
    domain::MenuItem tea;
    tea.menu_id = "tea";
    tea.name = "Trà";
    tea.category = "Trà";
    tea.price = 10'000;
    tea.recipe = {{"leaf", 1}};
    ASSERT_TRUE(menu_->create(kTill, tea));
  }
  void TearDown() override {
    stop();
    reader_.reset();
    ledger_.reset();
  }

  void start(Committer::Options options) {
    feed_ = std::make_unique<LogFeed>(100'000);
    committer_ = std::make_unique<Committer>(*ledger_, *feed_, clock_, options);
    menu_ = std::make_unique<MenuBook>(*committer_, clock_);
    settings_ = std::make_unique<SettingsBook>(load_settings(*reader_).value());
    orders_ = std::make_unique<Orders>(*committer_, *reader_, *menu_, *settings_, clock_);
  }
  void stop() {
    orders_.reset();
    menu_.reset();
    committer_.reset();
  }

  Result<PlacedOrder> place(std::optional<Uuid> id, std::int64_t qty = 1) {
    domain::OrderRequest request;
    request.order_id = id;
    request.items = {{"tea", qty, std::nullopt, {}}};
    std::promise<Result<PlacedOrder>> answer;
    auto future = answer.get_future();
    orders_->place(kTill, std::move(request),
                   [&answer](Result<PlacedOrder> placed) { answer.set_value(std::move(placed)); });
    return future.get();
  }

  testing_support::TempFolder folder_;
  SystemClock clock_;
  std::unique_ptr<sqlite::SqliteLedger> ledger_;
  std::unique_ptr<sqlite::SqliteReader> reader_;
  std::unique_ptr<LogFeed> feed_;
  std::unique_ptr<Committer> committer_;
  std::unique_ptr<MenuBook> menu_;
  std::unique_ptr<SettingsBook> settings_;
  std::unique_ptr<Orders> orders_;
};

TEST_F(GroupCommit, AnswersEveryThreadOnceAndSharesFlushes) {
  constexpr int kThreads = 16;
  constexpr int kEach = 50;
  std::atomic<int> created{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) {
        const auto placed = place(std::nullopt);
        if (placed && placed.value().created) ++created;
        // Who has the answer finds the order, and finds it in the feed.
        if (placed) {
          EXPECT_TRUE(reader_->find_order(placed.value().view.order.order_id).value());
          EXPECT_GE(feed_->head(), placed.value().view.position);
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(created, kThreads * kEach);
  const auto stats = committer_->stats();
  EXPECT_LT(stats.flushes, stats.commands) << "no two orders ever shared a flush";
  std::int64_t position = 0;
  const auto log = reader_->read_log({}, 0, 1'000'000).value();
  for (const auto& record : log) {
    ASSERT_EQ(record.position, ++position);
  }
  EXPECT_EQ(feed_->head(), position);
}

TEST_F(GroupCommit, AHundredIdenticalRequestsInParallelGiveOneOrder) {
  const Uuid id = make_uuid_v7(clock_.now());
  std::atomic<int> created{0};
  std::atomic<int> repeated{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 100; ++t) {
    threads.emplace_back([&] {
      const auto placed = place(id);
      ASSERT_TRUE(placed);
      ++(placed.value().created ? created : repeated);
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(created, 1);
  EXPECT_EQ(repeated, 99);
  const events::Topic orders[] = {events::Topic::kOrders};
  EXPECT_EQ(reader_->read_log(orders, 0, 1000).value().size(), 1U);
}

TEST_F(GroupCommit, StockIsNeverSoldTwice) {
  StockRoom stock(*committer_, *reader_);
  ASSERT_TRUE(stock.put(kTill, "main", "leaf", {"Lá trà", "g", 0, true}));
  ASSERT_TRUE(stock.move(kTill, "main", "leaf", {domain::MovementKind::kReceive, 100}));
  std::atomic<int> sold{0};
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        const auto placed = place(std::nullopt);
        ++(placed ? sold : refused);
        if (!placed) {
          EXPECT_EQ(placed.error().code, "stock.empty");
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(sold, 100);
  EXPECT_EQ(refused, 60);
  EXPECT_EQ(stock.list("main").value()[0].on_hand, 0);
}

TEST_F(GroupCommit, AFullQueueRefusesAtOnceAndLosesNothingItTook) {
  stop();
  start({.queue_max = 4, .batch_max = 2});
  menu_->merge(reader_->load_menu().value());
  std::atomic<int> taken{0};
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 32; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        const auto placed = place(std::nullopt);
        if (placed) {
          ++taken;
          continue;
        }
        ++refused;
        EXPECT_EQ(placed.error().kind, ErrorKind::kUnavailable);
        EXPECT_GT(placed.error().retry_after_s, 0);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(taken + refused, 320);
  const events::Topic orders[] = {events::Topic::kOrders};
  EXPECT_EQ(reader_->read_log(orders, 0, 1000).value().size(), static_cast<std::size_t>(taken));
}

TEST_F(GroupCommit, ARefusedCommandDoesNotSpoilItsBatch) {
  std::vector<std::thread> threads;
  std::atomic<int> created{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        if (t % 2 == 0) {
          const auto refused = committer_->run_void([](UnitOfWork& unit, Timestamp now) {
            const auto position = unit.append(events::Topic::kClock, "", "{}", now);
            EXPECT_TRUE(position);
            return Result<void>(make_error(ErrorKind::kConflict, "test.refused", "on purpose"));
          });
          EXPECT_FALSE(refused);
        } else if (place(std::nullopt)) {
          ++created;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(created, 80);
  const events::Topic clock[] = {events::Topic::kClock};
  EXPECT_TRUE(reader_->read_log(clock, 0, 1000).value().empty());
}

TEST_F(GroupCommit, FollowersSeeEveryRecordInOrderWhileOthersWrite) {
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int i = 0; i < 300; ++i) EXPECT_TRUE(place(std::nullopt));
    done = true;
  });
  std::int64_t seen = feed_->head();
  while (!done || seen < feed_->head()) {
    const auto slice = feed_->read(seen, 7);
    ASSERT_TRUE(slice.complete);
    for (const auto& record : slice.records) ASSERT_EQ(record->position, ++seen);
  }
  writer.join();
  EXPECT_EQ(seen, reader_->log_head().value());
}

}  // namespace
}  // namespace shop::application

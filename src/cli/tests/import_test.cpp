#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "cli/consume_command.hpp"
#include "cli/import_command.hpp"
#include "embedded/embedded_shop.hpp"
#include "tests/support/temp_folder.hpp"

namespace shop::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kSales =
    "order_ref,sold_at,item,quantity,unit_price\n"
    "1,2016-10-30T09:58:11+07:00,Bread,1,35000\n"
    "3,2016-10-30T10:07:57+07:00,Hot chocolate,2,42000\n"
    "3,2016-10-30T10:07:57+07:00, Bread ,1,36000\n";

std::int64_t lines_of(const std::ostringstream& log) {
  const std::string text = log.str();
  return std::count(text.begin(), text.end(), '\n');
}

class ImportTest : public ::testing::Test {
 protected:
  ImportTest() { shop_ = embedded::EmbeddedShop::open({temp_ / "data"}, true, clock_).value(); }

  Result<void> import(const std::string& text, const std::string& shop_id = "main") {
    std::ofstream(file_, std::ios::binary) << text;
    out_.str("");
    talk_.str("");
    const auto target =
        make_ledger_target(embedded::local_operator(), shop_->menu(), shop_->orders());
    return run_import(file_, shop_id, *target, out_, talk_);
  }

  std::vector<application::OrderView> orders() { return shop_->orders().list({}).value().items; }

  testing_support::TempFolder temp_;
  const SystemClock clock_;
  const std::string file_ = temp_ / "sales.csv";
  std::ostringstream out_;
  std::ostringstream talk_;
  std::unique_ptr<embedded::EmbeddedShop> shop_;
};

TEST_F(ImportTest, StoresSalesAsTheyWere) {
  ASSERT_TRUE(import(kSales));
  EXPECT_THAT(out_.str(), HasSubstr("2 orders imported, 0 already there"));
  EXPECT_THAT(out_.str(), HasSubstr("2 orders, 4 items, 155000 dong; 2 items were new"));
  const auto stored = orders();
  ASSERT_EQ(stored.size(), 2U);
  EXPECT_EQ(stored[0].order.total, 120'000);
  EXPECT_EQ(format_millis(stored[0].order.created_at), "2016-10-30T03:07:57.000Z");
  EXPECT_EQ(stored[0].order.items[1].price, 36'000);
  EXPECT_EQ(stored[0].status, domain::OrderStatus::kCompleted) << "must not fill the bar's queue";
  const auto menu = shop_->menu().snapshot();
  ASSERT_NE(menu->latest("bread"), nullptr);
  EXPECT_EQ(menu->latest("bread")->item.category, "imported");
  EXPECT_EQ(menu->latest("bread")->item.price, 35'000);
  EXPECT_EQ(format_seconds(menu->latest("bread")->valid_from), "2016-10-30T02:58:11Z");
}

TEST_F(ImportTest, RunningItTwiceImportsOnce) {
  ASSERT_TRUE(import(kSales));
  const auto head = shop_->reader().log_head().value();
  ASSERT_TRUE(import(kSales));
  EXPECT_THAT(out_.str(), StartsWith("0 orders imported, 2 already there"));
  EXPECT_EQ(shop_->reader().log_head().value(), head);
}

TEST_F(ImportTest, GoesOnWhereAnEarlierRunEnded) {
  const std::string whole = kSales;
  ASSERT_TRUE(import(whole.substr(0, whole.find("3,2016"))));
  ASSERT_TRUE(import(whole));
  EXPECT_THAT(out_.str(), StartsWith("1 orders imported, 1 already there"));
}

TEST_F(ImportTest, ShopsDoNotShareOrderRefs) {
  ASSERT_TRUE(import(kSales));
  ASSERT_TRUE(import(kSales, "second"));
  EXPECT_THAT(out_.str(), StartsWith("2 orders imported"));
  EXPECT_EQ(orders().size(), 4U);
}

TEST_F(ImportTest, ABadFileImportsNothing) {
  const auto refused = import(std::string(kSales) + "4,2016-10-31T10:00:00Z,Jam,0,1\n");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "import.malformed");
  EXPECT_THAT(talk_.str(), HasSubstr("line 5, column quantity: expected a whole number"));
  EXPECT_TRUE(orders().empty());
  EXPECT_EQ(shop_->menu().snapshot()->latest("bread"), nullptr);
}

TEST_F(ImportTest, OtherContentUnderAKnownRefIsRefused) {
  ASSERT_TRUE(import(kSales));
  std::string changed = kSales;
  changed.replace(changed.find("35000"), 5, "35001");
  const auto refused = import(changed);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kConflict);
}

TEST_F(ImportTest, NamesAMissingFile) {
  const auto target =
      make_ledger_target(embedded::local_operator(), shop_->menu(), shop_->orders());
  const auto refused = run_import(temp_ / "nothing.csv", "main", *target, out_, talk_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().detail, HasSubstr("nothing.csv"));
}

TEST_F(ImportTest, TakesMoreOrdersThanAreUnderWayAtOnce) {
  std::string text = "order_ref,sold_at,item,quantity,unit_price\n";
  for (int i = 0; i < 10'000; ++i) text += std::to_string(i) + ",2020-01-01T00:00:00Z,Tea,1,5000\n";
  ASSERT_TRUE(import(text));
  EXPECT_THAT(out_.str(), StartsWith("10000 orders imported"));
}

TEST_F(ImportTest, ConsumePrintsTheLogInOrder) {
  ASSERT_TRUE(import(kSales));
  std::ostringstream log;
  ConsumeRequest request;
  request.topic = events::Topic::kOrders;
  ASSERT_TRUE(consume_ledger(shop_->reader(), request, log, [] { return true; }));
  EXPECT_EQ(lines_of(log), 2);
  EXPECT_THAT(log.str(), HasSubstr("\"topic\":\"orders\""));

  std::ostringstream tail;
  request.topic.reset();
  request.from = shop_->reader().log_head().value();
  ASSERT_TRUE(consume_ledger(shop_->reader(), request, tail, [] { return true; }));
  EXPECT_EQ(lines_of(tail), 1);

  std::ostringstream nothing;
  request.from.reset();
  ASSERT_TRUE(consume_ledger(shop_->reader(), request, nothing, [] { return true; }));
  EXPECT_EQ(nothing.str(), "");
}

TEST_F(ImportTest, ConsumeFollowsWhatIsAppendedLater) {
  std::ostringstream log;
  ConsumeRequest request;
  request.follow = true;
  bool imported = false;
  // Asked before each read and while waiting: the import happens when everything was printed.
  const auto still_wanted = [&] {
    if (!std::exchange(imported, true)) {
      EXPECT_TRUE(import(kSales));
    }
    return log.str().find("Hot chocolate") == std::string::npos ||
           log.str().find("\"orders\"") == std::string::npos;
  };
  ASSERT_TRUE(consume_ledger(shop_->reader(), request, log, still_wanted));
  EXPECT_THAT(log.str(), HasSubstr("\"position\":1,"));
}

}  // namespace
}  // namespace shop::cli

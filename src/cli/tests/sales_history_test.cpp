#include "cli/sales_history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "domain/menu.hpp"

namespace shop::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kHeader = "order_ref,sold_at,item,quantity,unit_price\n";

HistoryCheck check_text(const std::string& text) {
  std::istringstream in(text);
  return check_history(in, [](std::int64_t) {});
}

std::vector<std::string> faults_of(const std::string& text) {
  std::vector<std::string> faults;
  for (const RowFault& fault : check_text(text).faults) faults.push_back(to_string(fault));
  return faults;
}

std::vector<domain::OrderRequest> read_orders(std::istream& in) {
  SalesHistory history(in, "main");
  std::vector<domain::OrderRequest> orders;
  while (true) {
    auto order = history.next();
    EXPECT_TRUE(order.has_value());
    if (!order || !order.value()) return orders;
    orders.push_back(*std::move(order.value()));
  }
}

TEST(SalesHistory, ReadsOrdersFromAdjacentRows) {
  const std::string text = std::string(kHeader) +
                           "1,2016-10-30T09:58:11+07:00, Bread ,1,35000\n"
                           "3,2016-10-30T10:07:57+07:00,Hot chocolate,2,42000\n"
                           "3,2016-10-30T10:07:57+07:00,Jam,1,61000\n";
  const HistoryCheck check = check_text(text);
  EXPECT_EQ(check.fault_count, 0);
  EXPECT_EQ(check.orders, 2);
  EXPECT_EQ(check.items, 4);
  EXPECT_EQ(check.revenue, 180'000);

  std::istringstream in(text);
  const auto orders = read_orders(in);
  ASSERT_EQ(orders.size(), 2U);
  EXPECT_EQ(orders[0].items[0].menu_id, "bread");
  EXPECT_EQ(orders[1].total, 145'000);
  EXPECT_EQ(orders[1].items[0].qty, 2);
  EXPECT_EQ(orders[1].items[1].price, 61'000);
  EXPECT_EQ(orders[1].channel, "offline");
  EXPECT_EQ(orders[1].user_id, "import");
  EXPECT_EQ(format_millis(*orders[1].created_at), "2016-10-30T03:07:57.000Z");
  EXPECT_EQ(orders[1].order_id, make_uuid_from_name("import:main", "3"));
}

TEST(SalesHistory, FindsColumnsByNameInAnyOrder) {
  const HistoryCheck check = check_text(
      "note, unit_price,item,order_ref ,quantity,sold_at\n"
      "x,35000,Bread,7,2,2016-10-30T09:58:11Z\n");
  EXPECT_EQ(check.fault_count, 0);
  EXPECT_EQ(check.revenue, 70'000);
}

TEST(SalesHistory, MenuTakesEarliestPriceAndTime) {
  const HistoryCheck check = check_text(std::string(kHeader) +
                                        "1,2020-01-02T00:00:00Z,Bread,1,200\n"
                                        "2,2020-01-01T00:00:00Z,Bread,1,100\n"
                                        "3,2020-01-03T00:00:00Z,Jam,1,300\n");
  ASSERT_EQ(check.menu.size(), 2U);
  EXPECT_EQ(check.menu[0].price, 100);
  EXPECT_EQ(format_seconds(check.menu[0].first_sold_at), "2020-01-01T00:00:00Z");
  EXPECT_EQ(check.menu[1].name, "Jam");
}

struct FaultCase {
  std::string name;
  std::string row;
  std::string fault;
};

class BadRow : public ::testing::TestWithParam<FaultCase> {};

TEST_P(BadRow, IsNamedByLineAndColumn) {
  const std::string good = "1,2016-10-30T09:58:11Z,Bread,1,35000\n";
  EXPECT_THAT(faults_of(kHeader + good + GetParam().row + "\n"),
              ElementsAre(HasSubstr("line 3, column " + GetParam().fault)));
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadRow,
    ::testing::Values(
        FaultCase{"NoRef", ",2016-10-30T09:58:11Z,Bread,1,5", "order_ref: expected 1 to 200"},
        FaultCase{"LongRef", std::string(201, 'x') + ",2016-10-30T09:58:11Z,Bread,1,5",
                  "order_ref: expected 1 to 200"},
        FaultCase{"BadTime", "2,yesterday,Bread,1,5", "sold_at: expected a time such as"},
        FaultCase{"NoOffset", "2,2016-10-30T09:58:11,Bread,1,5", "sold_at: expected a time"},
        FaultCase{"ImpossibleDay", "2,2016-02-30T09:58:11Z,Bread,1,5",
                  "sold_at: expected a time such as 2016-10-30T09:58:11+07:00, found "
                  "'2016-02-30T09:58:11Z'"},
        FaultCase{"BlankItem", "2,2016-10-30T09:58:11Z,  ,1,5",
                  "item: expected a name of 1 to 200 printable bytes, found nothing"},
        FaultCase{"ZeroQuantity", "2,2016-10-30T09:58:11Z,Bread,0,5",
                  "quantity: expected a whole number from 1 to 1000, found '0'"},
        FaultCase{"QuantityTooLarge", "2,2016-10-30T09:58:11Z,Bread,1001,5", "quantity: "},
        FaultCase{"FractionalQuantity", "2,2016-10-30T09:58:11Z,Bread,1.5,5", "quantity: "},
        FaultCase{"NegativePrice", "2,2016-10-30T09:58:11Z,Bread,1,-5",
                  "unit_price: expected whole dong from 0 to 1000000000000, found '-5'"},
        FaultCase{"PriceOverflow", "2,2016-10-30T09:58:11Z,Bread,1,99999999999999999999",
                  "unit_price: "},
        FaultCase{"GroupedPrice", "2,2016-10-30T09:58:11Z,Bread,1,35.000", "unit_price: "},
        FaultCase{"TooFewFields", "2,2016-10-30T09:58:11Z,Bread,1",
                  "5: expected 5 fields as in the header line, found 4"},
        FaultCase{"TooManyFields", "2,2016-10-30T09:58:11Z,Bread,1,5,6",
                  "6: expected 5 fields as in the header line, found 6"},
        FaultCase{"Quote", "2,2016-10-30T09:58:11Z,Br\"ead,1,5", "3: expected no quote"},
        FaultCase{"OtherTime", "1,2016-10-30T09:58:12Z,Jam,1,5",
                  "sold_at: expected the time of the order's first row on line 2"}),
    [](const auto& test) { return test.param.name; });

TEST(SalesHistory, RefusesAnOrderRefThatComesBackLater) {
  EXPECT_THAT(faults_of(std::string(kHeader) + "1,2016-10-30T09:58:11Z,Bread,1,5\n"
                                               "2,2016-10-30T09:59:11Z,Bread,1,5\n"
                                               "1,2016-10-30T09:58:11Z,Jam,1,5\n"),
              ElementsAre(HasSubstr("line 4, column order_ref: expected an order's rows together; "
                                    "'1' began on line 2")));
}

TEST(SalesHistory, LimitsTheRowsOfOneOrder) {
  const std::string row = "1,2016-10-30T09:58:11Z,Bread,1,5\n";
  std::string text = kHeader;
  for (std::size_t i = 0; i < domain::kLinesMax; ++i) text += row;
  EXPECT_THAT(faults_of(text), ElementsAre());
  EXPECT_THAT(faults_of(text + row), ElementsAre(HasSubstr("at most 100 rows")));
}

TEST(SalesHistory, NamesEveryMissingColumn) {
  EXPECT_THAT(faults_of("order_ref,sold_at,item,qty\n1,2,3,4\n"),
              ElementsAre(HasSubstr("line 1, column quantity: expected this column"),
                          HasSubstr("line 1, column unit_price: expected this column")));
  EXPECT_THAT(faults_of(""), ElementsAre(HasSubstr("expected a header line")));
  EXPECT_THAT(faults_of("order_ref,sold_at,item,quantity,unit_price,item\n"),
              ElementsAre(HasSubstr("column item: expected this column once")));
}

TEST(SalesHistory, ListsAllFaultsOfARowAndAtMostTwentyOfAFile) {
  EXPECT_EQ(faults_of(std::string(kHeader) + ",x,,0,-1\n").size(), 5U);
  std::string text = kHeader;
  for (int i = 0; i < 30; ++i) text += std::to_string(i) + ",2016-10-30T09:58:11Z,Bread,0,5\n";
  const HistoryCheck check = check_text(text);
  EXPECT_EQ(check.faults.size(), HistoryCheck::kFaultsListed);
  EXPECT_EQ(check.fault_count, 30);
}

TEST(SalesHistory, LongBadValuesAreCutAtACharacter) {
  std::string item;
  for (int i = 0; i < 100; ++i) item += "ờ";
  const auto faults =
      faults_of(std::string(kHeader) + "1,2016-10-30T09:58:11Z,x,\"" + item + "\",5\n");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_TRUE(is_utf8(faults[0]));
  EXPECT_THAT(faults[0], HasSubstr("…'"));
}

TEST(SalesHistory, EmptyLinesMeanNothing) {
  const HistoryCheck check =
      check_text(std::string(kHeader) + "1,2016-10-30T09:58:11Z,Bread,1,5\r\n\r\n\n");
  EXPECT_EQ(check.fault_count, 0);
  EXPECT_EQ(check.rows, 1);
}

/// The folder with the real bakery's sales; empty when it is not on this machine.
std::filesystem::path shared_data() {
  if (const char* set = std::getenv("DRINKSHOP_SHARED_DATA")) return set;
  return std::filesystem::path(SHOP_SOURCE_DIR).parent_path() / "shared" / "data";
}

TEST(SalesHistory, ReadsTheRealBakery) {
  std::ifstream file(shared_data() / "bread_basket.csv", std::ios::binary);
  if (!file) GTEST_SKIP() << "bread_basket.csv is not on this machine";
  const HistoryCheck check = check_history(file, [](std::int64_t) {});
  EXPECT_EQ(check.fault_count, 0);
  EXPECT_EQ(check.orders, 9'465);
  EXPECT_EQ(check.items, 20'507);
  EXPECT_EQ(check.revenue, 678'374'000);
  EXPECT_EQ(check.menu.size(), 94U);

  std::ifstream again(shared_data() / "bread_basket.csv", std::ios::binary);
  std::int64_t revenue = 0;
  const auto orders = read_orders(again);
  for (const auto& order : orders) revenue += *order.total;
  EXPECT_EQ(orders.size(), 9'465U);
  EXPECT_EQ(revenue, 678'374'000);
}

}  // namespace
}  // namespace shop::cli

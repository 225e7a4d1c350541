#include "adapters/tables/table_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "adapters/tables/csv_table.hpp"
#include "tests/support/temp_folder.hpp"

namespace shop::tables {
namespace {

using exports::Cell;
using exports::ColumnType;
using exports::TableFormat;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string line(std::vector<Cell> cells) {
  std::string out;
  append_csv_row(out, cells);
  return out;
}

std::string text_of(const OpenFile& file) {
  std::string bytes(file.size() + 1, '\0');
  bytes.resize(file.read(0, bytes).value());
  return bytes;
}

const exports::TableHead kHead{
    "Món",
    {{"Món", ColumnType::kText}, {"Số lượng", ColumnType::kNumber}, {"Tiền", ColumnType::kMoney}}};

TEST(CsvTest, TextsAreQuotedWhereRfc4180SaysSo) {
  EXPECT_EQ(line({"Trà sữa trân châu đường đen"}), "Trà sữa trân châu đường đen\r\n");
  EXPECT_EQ(line({"a,b", "say \"hi\"", "two\nlines", "cr\rhere"}),
            "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\"cr\rhere\"\r\n");
  EXPECT_EQ(line({"", std::monostate(), " "}), ",, \r\n");
}

TEST(CsvTest, TextsThatLookLikeFormulasAreDisarmed) {
  EXPECT_EQ(line({"=1+1", "+84", "-5", "@SUM(A1)", "\tx"}), "'=1+1,'+84,'-5,'@SUM(A1),'\tx\r\n");
  EXPECT_EQ(line({"\rx"}), "\"'\rx\"\r\n");
  EXPECT_EQ(line({"=A1,B1"}), "\"'=A1,B1\"\r\n");
  EXPECT_EQ(line({"a=b", "1-2"}), "a=b,1-2\r\n") << "only at the beginning";
}

TEST(CsvTest, NumbersAndTimesStayBare) {
  EXPECT_EQ(line({std::int64_t{-30'000}, std::int64_t{0}, 0.25}), "-30000,0,0.25\r\n");
  EXPECT_EQ(line({domain::CivilDate{2026, 1, 5}, domain::CivilTime{{2026, 1, 5}, 8, 5, 9}}),
            "2026-01-05,2026-01-05 08:05:09\r\n");
}

TEST(TableFilesTest, CsvHasAMarkHeadingsAndRows) {
  const testing_support::TempFolder folder;
  TemporaryTableFiles files(folder.path());
  auto table = files.create(TableFormat::kCsv, kHead).value();
  const std::vector<Cell> row{"Trà", std::int64_t{2}, std::int64_t{60'000}};
  ASSERT_TRUE(table->add(row));
  const auto file = table->finish().value();
  EXPECT_EQ(text_of(*file), "\xEF\xBB\xBFMón,Số lượng,Tiền\r\nTrà,2,60000\r\n");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "nobody else finds it";
}

// What is inside is read by tests/blackbox/test_http_exports.py.
TEST(TableFilesTest, XlsxIsAZipAndLeavesNothingBehind) {
  const testing_support::TempFolder folder;
  TemporaryTableFiles files(folder.path());
  auto table = files.create(TableFormat::kXlsx, kHead).value();
  const std::vector<Cell> row{"=1+1", std::int64_t{2}, std::int64_t{60'000}};
  for (int i = 0; i < 20'000; ++i) ASSERT_TRUE(table->add(row));
  const auto file = table->finish().value();
  EXPECT_THAT(text_of(*file), StartsWith("PK"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(TableFilesTest, WhatIsNotFinishedGoesAway) {
  const testing_support::TempFolder folder;
  TemporaryTableFiles files(folder.path());
  for (const auto format : {TableFormat::kCsv, TableFormat::kXlsx}) {
    auto table = files.create(format, kHead).value();
    EXPECT_FALSE(std::filesystem::is_empty(folder.path()));
    table.reset();
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  }
}

TEST(TableFilesTest, ASheetThatIsFullSaysWhatToTakeInstead) {
  const testing_support::TempFolder folder;
  TemporaryTableFiles files(folder.path());
  auto table = files.create(TableFormat::kXlsx, {"x", {{"n", ColumnType::kNumber}}}).value();
  const std::vector<Cell> row{std::int64_t{1}};
  for (int i = 1; i < 1'048'576; ++i) ASSERT_TRUE(table->add(row));
  const auto full = table->add(row);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().fields.at(0).field, "format");
  EXPECT_THAT(full.error().detail, HasSubstr("csv"));
}

TEST(TableFilesTest, AFolderThatIsNotThereIsAFailure) {
  TemporaryTableFiles files("/nonexistent");
  for (const auto format : {TableFormat::kCsv, TableFormat::kXlsx}) {
    const auto table = files.create(format, kHead);
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().kind, ErrorKind::kUnavailable);
  }
}

}  // namespace
}  // namespace shop::tables

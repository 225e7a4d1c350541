#include "cli/csv_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace shop::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Rows = std::vector<std::vector<std::string>>;

struct Reading {
  Rows rows;
  std::vector<std::int64_t> lines;
  std::vector<CsvFault> faults;
};

Reading read_all(const std::string& text) {
  std::istringstream in(text);
  CsvReader reader(in);
  Reading reading;
  while (true) {
    switch (reader.next()) {
      case CsvReader::Step::kEnd: return reading;
      case CsvReader::Step::kFault: reading.faults.push_back(reader.fault()); break;
      case CsvReader::Step::kRow:
        reading.rows.push_back(reader.row().fields);
        reading.lines.push_back(reader.row().line);
        break;
    }
  }
}

struct GoodCase {
  std::string name;
  std::string text;
  Rows rows;
};

class GoodCsv : public ::testing::TestWithParam<GoodCase> {};

TEST_P(GoodCsv, IsReadAsWritten) {
  const Reading reading = read_all(GetParam().text);
  EXPECT_TRUE(reading.faults.empty()) << reading.faults.front().expected;
  EXPECT_EQ(reading.rows, GetParam().rows);
}

INSTANTIATE_TEST_SUITE_P(
    Table, GoodCsv,
    ::testing::Values(GoodCase{"Empty", "", {}}, GoodCase{"OneField", "a", {{"a"}}},
                      GoodCase{"LineFeeds", "a,b\nc,d\n", {{"a", "b"}, {"c", "d"}}},
                      GoodCase{"CarriageReturns", "a,b\r\nc,d\r\n", {{"a", "b"}, {"c", "d"}}},
                      GoodCase{"NoLastLineEnd", "a\nb", {{"a"}, {"b"}}},
                      GoodCase{"EmptyFields", ",\n,,\n", {{"", ""}, {"", "", ""}}},
                      GoodCase{"EmptyLastField", "a,", {{"a", ""}}},
                      GoodCase{"EmptyLine", "a\n\nb\n", {{"a"}, {""}, {"b"}}},
                      GoodCase{"SpacesAreKept", " a , b ", {{" a ", " b "}}},
                      GoodCase{"Quoted", "\"a,b\",c", {{"a,b", "c"}}},
                      GoodCase{"QuotedEmpty", "\"\"", {{""}}},
                      GoodCase{"DoubledQuotes", "\"a\"\"b\"\"\"", {{"a\"b\""}}},
                      GoodCase{"QuotedLineEnds", "\"a\r\nb\nc\",d", {{"a\r\nb\nc", "d"}}},
                      GoodCase{"ByteOrderMark",
                               "\xEF\xBB\xBF"
                               "a,b",
                               {{"a", "b"}}},
                      GoodCase{"Vietnamese", "Trà sữa,Bạc xỉu", {{"Trà sữa", "Bạc xỉu"}}},
                      GoodCase{"FourByteUtf8", "🧋", {{"🧋"}}}),
    [](const auto& test) { return test.param.name; });

struct BadCase {
  std::string name;
  std::string text;
  std::int64_t line;
  std::size_t column;
  std::string expected;
};

class BadCsv : public ::testing::TestWithParam<BadCase> {};

TEST_P(BadCsv, IsNamedByPlace) {
  const Reading reading = read_all(GetParam().text);
  ASSERT_EQ(reading.faults.size(), 1U);
  EXPECT_EQ(reading.faults[0].line, GetParam().line);
  EXPECT_EQ(reading.faults[0].column, GetParam().column);
  EXPECT_THAT(reading.faults[0].expected, HasSubstr(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadCsv,
    ::testing::Values(BadCase{"QuoteInside", "a,b\"c\nd\n", 1, 2, "no quote inside"},
                      BadCase{"TextBehindQuote", "x\n\"a\"b,c\n", 2, 1, "behind the closing quote"},
                      BadCase{"OpenQuote", "a\n\"b", 2, 1, "closing quote before the end"},
                      BadCase{"LoneCarriageReturn", "a\rb", 1, 1, "line feed"},
                      BadCase{"CarriageReturnBehindQuote", "\"a\"\rb", 1, 1, "line feed"},
                      BadCase{"NulByte", std::string("a,\0b\n", 5), 1, 2, "NUL"},
                      BadCase{"NotUtf8", "a\xFF\n", 1, 1, "UTF-8"},
                      BadCase{"CutUtf8", "a,\xE1\xBB\n", 1, 2, "UTF-8"},
                      BadCase{"OverlongUtf8", "\xC0\xAF", 1, 1, "UTF-8"},
                      BadCase{"Surrogate", "\xED\xA0\x80", 1, 1, "UTF-8"},
                      BadCase{"BeyondUnicode", "\xF4\x90\x80\x80", 1, 1, "UTF-8"},
                      BadCase{"FieldTooLong", std::string(CsvReader::kFieldBytesMax + 1, 'x'), 1, 1,
                              "65536 bytes"},
                      BadCase{"TooManyFields", std::string(CsvReader::kFieldsMax, ','), 1,
                              CsvReader::kFieldsMax, "1000 fields"}),
    [](const auto& test) { return test.param.name; });

TEST(CsvReader, GoesOnWithTheNextLineAfterAFault) {
  const Reading reading = read_all("a\nb\"\nc\n\"d\"e\nf\n");
  EXPECT_EQ(reading.rows, (Rows{{"a"}, {"c"}, {"f"}}));
  ASSERT_EQ(reading.faults.size(), 2U);
  EXPECT_EQ(reading.faults[0].line, 2);
  EXPECT_EQ(reading.faults[1].line, 4);
}

TEST(CsvReader, CountsLinesInsideQuotes) {
  EXPECT_THAT(read_all("\"a\nb\"\nc\n").lines, ElementsAre(1, 3));
}

TEST(CsvReader, TakesTheLargestFieldAndRow) {
  const std::string field(CsvReader::kFieldBytesMax, 'x');
  EXPECT_EQ(read_all(field + "," + field).rows, (Rows{{field, field}}));
  EXPECT_EQ(read_all(std::string(CsvReader::kFieldsMax - 1, ',')).rows[0].size(),
            CsvReader::kFieldsMax);
}

TEST(CsvReader, ReadsAcrossItsBuffer) {
  std::string text;
  Rows expected;
  for (int i = 0; i < 30000; ++i) {
    text += "row " + std::to_string(i) + ",\"x\"\"y\"\r\n";
    expected.push_back({"row " + std::to_string(i), "x\"y"});
  }
  EXPECT_EQ(read_all(text).rows, expected);
}

}  // namespace
}  // namespace shop::cli

#include "application/exports/words.hpp"

#include <gtest/gtest.h>

namespace shop::exports {
namespace {

TEST(ExportWordsTest, EveryTableHasItsNameBothWaysAndWordsInBothLanguages) {
  for (const TableName name :
       {TableName::kOrders, TableName::kOrderLines, TableName::kDailySales, TableName::kItems}) {
    EXPECT_EQ(parse_table_name(to_string(name)), name);
    const TableHead vietnamese = head_of(name, Language::kVietnamese);
    const TableHead english = head_of(name, Language::kEnglish);
    EXPECT_NE(vietnamese.title, english.title);
    ASSERT_EQ(vietnamese.columns.size(), english.columns.size());
    for (std::size_t i = 0; i < english.columns.size(); ++i) {
      EXPECT_NE(vietnamese.columns[i].heading, english.columns[i].heading);
      EXPECT_EQ(vietnamese.columns[i].type, english.columns[i].type);
    }
  }
  EXPECT_FALSE(parse_table_name("users"));
  EXPECT_FALSE(parse_table_name("Orders"));
}

TEST(ExportWordsTest, UnknownValuesStayAsTheyAre) {
  EXPECT_EQ(word_for("cash", Language::kVietnamese), "Tiền mặt");
  EXPECT_EQ(word_for("cash", Language::kEnglish), "Cash");
  EXPECT_EQ(word_for("momo", Language::kVietnamese), "momo");
}

}  // namespace
}  // namespace shop::exports

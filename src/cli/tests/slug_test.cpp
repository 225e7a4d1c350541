#include "cli/slug.hpp"

#include <gtest/gtest.h>

#include "domain/menu.hpp"

namespace shop::cli {
namespace {

TEST(Slug, FoldsLettersToAscii) {
  EXPECT_EQ(slug_of("Hot chocolate"), "hot-chocolate");
  EXPECT_EQ(slug_of("Trà sữa trân châu đường đen"), "tra-sua-tran-chau-duong-den");
  EXPECT_EQ(slug_of("CÀ PHÊ SỮA ĐÁ"), "ca-phe-sua-da");
  EXPECT_EQ(slug_of("Tắc, quýt & ổi (ướp lạnh) Ỷ Ỹ"), "tac-quyt-oi-uop-lanh-y-y");
  EXPECT_EQ(slug_of("Crème brûlée Łódź"), "creme-brulee-lodz");
  EXPECT_EQ(slug_of("Tra\xCC\x80 su\xCC\x9B\xCC\x83"
                    "a"),
            "tra-sua");  // Combining marks.
}

TEST(Slug, DropsApostrophesAndTurnsTheRestIntoSingleDashes) {
  EXPECT_EQ(slug_of("Ella's Kitchen Pouches"), "ellas-kitchen-pouches");
  EXPECT_EQ(slug_of("  Tacos/Fajita - hot!! "), "tacos-fajita-hot");
  EXPECT_EQ(slug_of("My-5 Fruit Shoot"), "my-5-fruit-shoot");
}

TEST(Slug, IsAlwaysAMenuId) {
  for (const std::string_view name : {"茶", "☕", "-", "\xFF\xFE", "\xE1", "x"}) {
    EXPECT_TRUE(domain::is_slug(slug_of(name))) << name;
  }
  const std::string exactly(64, 'a');
  EXPECT_EQ(slug_of(exactly), exactly);
  const std::string longer = slug_of(exactly + "b");
  EXPECT_EQ(longer.size(), 64U);
  EXPECT_NE(longer, slug_of(exactly + "c"));
  EXPECT_NE(slug_of("茶"), slug_of("水"));
}

TEST(SlugBook, GivesEachNameItsOwnStableId) {
  SlugBook book;
  const std::string first = book.id_of("Bread");
  const std::string second = book.id_of("bread");
  EXPECT_EQ(first, "bread");
  EXPECT_EQ(second.substr(0, 6), "bread-");
  EXPECT_EQ(book.id_of("Bread"), first);
  EXPECT_EQ(book.id_of("bread"), second);
  EXPECT_TRUE(domain::is_slug(second));

  SlugBook again;
  again.id_of("Bread");
  EXPECT_EQ(again.id_of("bread"), second);
}

TEST(Trimmed, TakesOffAsciiAndNoBreakSpaces) {
  EXPECT_EQ(trimmed(" \tBread \r\n"), "Bread");
  EXPECT_EQ(trimmed("\xC2\xA0 Jam\xC2\xA0"), "Jam");
  EXPECT_EQ(trimmed(" \xC2\xA0 "), "");
  EXPECT_EQ(trimmed("à"), "à");
}

}  // namespace
}  // namespace shop::cli

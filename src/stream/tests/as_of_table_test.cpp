#include "stream/as_of_table.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace shop::stream {
namespace {

using Table = AsOfTable<std::string>;

TEST(AsOfTableTest, AnswersNothingWhenEmpty) { EXPECT_EQ(Table().before({5}), nullptr); }

TEST(AsOfTableTest, AVersionHoldsFromBehindItsTimestamp) {
  Table table;
  table.insert({10}, 1, "old");
  table.insert({20}, 2, "new");
  EXPECT_EQ(*table.before({20}), "old");
  EXPECT_EQ(*table.before({21}), "new");
}

TEST(AsOfTableTest, BeforeTheFirstVersionTheFirstHolds) {
  Table table;
  table.insert({10}, 1, "first");
  table.insert({10}, 2, "first, corrected");
  table.insert({20}, 3, "second");
  EXPECT_EQ(*table.before({0}), "first, corrected");
}

TEST(AsOfTableTest, OfOneTimestampTheLaterInTheLogHolds) {
  Table table;
  table.insert({10}, 7, "later");
  const auto inserted = table.insert({10}, 3, "earlier");
  EXPECT_EQ(*table.before({11}), "later");
  EXPECT_EQ(inserted.range.after, inserted.range.until);
}

TEST(AsOfTableTest, TellsTheRangeThatAVersionChanges) {
  Table table;
  const auto first = table.insert({20}, 1, "b");
  EXPECT_EQ(first.range, (AsOfRange{kBeginningOfTime, kEndOfTime}));
  EXPECT_FALSE(first.old);
  const auto last = table.insert({40}, 2, "d");
  EXPECT_EQ(last.range, (AsOfRange{{20 + 20}, kEndOfTime}));
  EXPECT_EQ(last.old, "b");
  const auto middle = table.insert({30}, 3, "c");
  EXPECT_EQ(middle.range, (AsOfRange{{30}, {40}}));
  EXPECT_EQ(middle.old, "b");
  const auto earlier = table.insert({10}, 4, "a");
  EXPECT_EQ(earlier.range, (AsOfRange{kBeginningOfTime, {20}}));
  EXPECT_EQ(earlier.old, "b");
}

// insert()'s range and old value, checked against asking the whole table before and after.
TEST(AsOfTableTest, RangeAndOldValueAreRightForAnyOrder) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    Table table;
    for (std::int64_t position = 1; position <= 8; ++position) {
      const Timestamp from{static_cast<std::int64_t>(random() % 6) * 2};
      const std::string value = std::to_string(random() % 3);
      const Table before = table;
      const auto inserted = table.insert(from, position, value);
      for (std::int64_t end = -1; end <= 14; ++end) {
        const std::string* old_answer = before.before({end});
        const bool inside = inserted.range.after.us < end && end <= inserted.range.until.us;
        if (inside) {
          EXPECT_EQ(old_answer == nullptr ? std::nullopt : std::optional(*old_answer),
                    inserted.old);
          EXPECT_EQ(*table.before({end}), value);
        } else {
          ASSERT_NE(old_answer, nullptr);
          EXPECT_EQ(*table.before({end}), *old_answer);
        }
      }
    }
  }
}

}  // namespace
}  // namespace shop::stream

#include "base/uuid.hpp"

#include <gtest/gtest.h>

namespace shop {
namespace {

TEST(Uuid, ReadsAndWritesTheSameText) {
  const std::string text = "0192f3a4-5b6c-7d8e-9f00-112233445566";
  EXPECT_EQ(to_string(*parse_uuid(text)), text);
  EXPECT_EQ(parse_uuid("0192F3A4-5B6C-7D8E-9F00-112233445566"), parse_uuid(text));
}

TEST(Uuid, RefusesOtherText) {
  EXPECT_FALSE(parse_uuid("0192f3a45b6c7d8e9f00112233445566"));
  EXPECT_FALSE(parse_uuid("0192f3a4-5b6c-7d8e-9f00-11223344556g"));
  EXPECT_FALSE(parse_uuid("0192f3a4-5b6c-7d8e-9f00+112233445566"));
}

TEST(Uuid, VersionSevenSortsByTimeAndWithinAMillisecond) {
  Uuid last = make_uuid_v7({1'000'000'000});
  for (int i = 0; i < 10'000; ++i) {
    const Uuid next = make_uuid_v7({1'000'000'000 + i * 10});
    ASSERT_LT(last, next);
    last = next;
  }
  EXPECT_EQ(to_string(last)[14], '7');
}

TEST(Uuid, NamesGiveStableIds) {
  EXPECT_EQ(make_uuid_from_name("a", "b"), make_uuid_from_name("a", "b"));
  EXPECT_NE(make_uuid_from_name("ab", ""), make_uuid_from_name("a", "b"));
}

}  // namespace
}  // namespace shop

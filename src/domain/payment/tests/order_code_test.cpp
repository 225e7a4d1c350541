#include "domain/payment/order_code.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace shop::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Uuid kOrder = parse_uuid("0192f3a4-5b6c-7d8e-9f00-112233445566").value();

TEST(OrderCode, HasTwelveCapitalsAndDigitsAndIsSteady) {
  const std::string code = order_code(kOrder, 0);
  EXPECT_EQ(code, order_code(kOrder, 0));
  EXPECT_THAT(code, ::testing::MatchesRegex("DS[0-9A-HJKMNP-TV-Z]+"));
  EXPECT_EQ(code.size(), kOrderCodeSize);
  EXPECT_NE(code, order_code(kOrder, 1));
}

TEST(OrderCode, IdsThatCountUpwardsGiveCodesOfTheirOwn) {
  std::set<std::string> codes;
  Uuid id = kOrder;
  for (unsigned n = 0; n < 20'000; ++n) {
    id.bytes[15] = static_cast<std::uint8_t>(n & 255U);
    id.bytes[14] = static_cast<std::uint8_t>(n >> 8U);
    codes.insert(order_code(id, 0));
  }
  EXPECT_EQ(codes.size(), 20'000U);
}

TEST(OrderCode, IsFoundWhateverBankAndPayerMadeOfIt) {
  for (const char* content :
       {"DS4K7M2Q9XZA", "ds4k7m2q9xza", "MBVCB.123.DS4K7M2Q9XZA.CT tu 001 toi 002",
        "thanh toán DS4K7M2Q9XZA nhé", "DS-4K7M2-Q9XZA", "tra sua ds 4k7m 2q9x za xin cam on",
        "(DS4K7M2Q9XZA)", "\nDS4K7M2Q9XZA\t", "DS4K7M2Q9XZA DS4K7M2Q9XZA"}) {
    EXPECT_THAT(find_order_codes(content), ElementsAre("DS4K7M2Q9XZA")) << content;
  }
  EXPECT_THAT(find_order_codes("DS0L00I0O001"), ElementsAre("DS0100100001")) << "look-alikes";
}

TEST(OrderCode, IsNoPartOfALongerWord) {
  for (const char* content : {"DS4K7M2Q9XZAB", "XDS4K7M2Q9XZA", "DS4K7M2Q9XZ", "DS4K7M2Q9XZU",
                              "FTDS4K7M2Q9XZA99", "DS4K7M2 Q9XZAB", "DS", "", "54000"}) {
    EXPECT_THAT(find_order_codes(content), IsEmpty()) << content;
  }
}

TEST(OrderCode, AllOfSeveralAreFound) {
  EXPECT_THAT(find_order_codes("DS4K7M2Q9XZA + DS0000000001"),
              ElementsAre("DS4K7M2Q9XZA", "DS0000000001"));
}

TEST(OrderCode, OnlySoMuchOfAContentIsLookedAt) {
  const std::string code = "DS4K7M2Q9XZA";
  std::string content(kContentMax - code.size(), ' ');
  EXPECT_THAT(find_order_codes(content + code), ElementsAre(code));
  EXPECT_THAT(find_order_codes(content + " " + code), IsEmpty());
}

}  // namespace
}  // namespace shop::domain

#include "domain/access.hpp"

#include <gtest/gtest.h>

namespace shop::domain {
namespace {

TEST(CheckPassword, RefusesWhatEverybodyTriesFirst) {
  for (const char* bad :
       {"", "short", "1234567", "12345678", "Password1", "aaaaaaaaaa", "PASSW0RD", "lan-secret"}) {
    EXPECT_FALSE(check_password("lan", bad).has_value()) << bad;
  }
  for (const char* good : {"trà sữa ngon", "correct horse", "12345679x"}) {
    EXPECT_TRUE(check_password("lan", good).has_value()) << good;
  }
}

TEST(CheckPin, TakesSixToEightDigitsThatAreNotTheFirstToBeTried) {
  for (const char* bad : {"", "1", "70421", "704219345", "70421a", " 704219", "７０４２１９",
                          "000000", "99999999", "123456", "0123456", "87654321"}) {
    EXPECT_FALSE(check_pin(bad).has_value()) << bad;
  }
  for (const char* good : {"704219", "024681", "112233", "12345687"}) {
    EXPECT_TRUE(check_pin(good).has_value()) << good;
  }
}

}  // namespace
}  // namespace shop::domain

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

}  // namespace
}  // namespace shop::domain

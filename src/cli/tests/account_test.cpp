#include <gtest/gtest.h>

#include <sstream>

#include "cli/account_commands.hpp"
#include "embedded/embedded_shop.hpp"
#include "tests/support/temp_folder.hpp"

namespace shop::cli {
namespace {

class AccountTest : public testing::Test {
 protected:
  static domain::Principal boss() { return embedded::local_operator(); }
  std::unique_ptr<embedded::EmbeddedShop> open() {
    return embedded::EmbeddedShop::open({temp_ / "data"}, true, clock_).value();
  }
  void add_user(const std::string& name, domain::Role role) {
    std::istringstream password(kPassword);
    ASSERT_TRUE(run_user_add(shop_->access(), boss(), role, name, password, out_));
  }
  std::string list_users() {
    std::ostringstream out;
    EXPECT_TRUE(run_user_list(shop_->access(), out));
    return out.str();
  }

  static constexpr const char* kPassword = "correct horse 9\n";
  testing_support::TempFolder temp_;
  SystemClock clock_;
  std::unique_ptr<embedded::EmbeddedShop> shop_ = open();
  std::ostringstream out_;
};

TEST_F(AccountTest, ARevokedTokenEndsForEveryProcess) {
  const auto token = shop_->access().create_token(boss(), domain::Role::kCashier, "till 1").value();
  ASSERT_TRUE(shop_->access().by_api_token(token));
  ASSERT_FALSE(shop_->access().by_session(token)) << "a token is no session";
  std::ostringstream list;
  ASSERT_TRUE(run_token_list(shop_->access(), list));
  EXPECT_NE(list.str().find("\tcashier\ttill 1\n"), std::string::npos) << list.str();
  EXPECT_EQ(list.str().find(token), std::string::npos);

  const auto other = open();
  ASSERT_TRUE(run_token_revoke(other->access(), boss(), "till 1", out_));
  EXPECT_FALSE(other->access().by_api_token(token));
  // What the housekeeper does when it sees that somebody else wrote.
  ASSERT_TRUE(shop_->committer().run_void(
      [](application::UnitOfWork&, Timestamp) -> Result<void> { return ok(); }));
  shop_->committer().poke();
  ASSERT_TRUE(shop_->committer().run_void(
      [](application::UnitOfWork&, Timestamp) -> Result<void> { return ok(); }));
  EXPECT_FALSE(shop_->access().by_api_token(token));
}

TEST_F(AccountTest, TokensOfOneNameAreToldApartByTheirId) {
  const auto first = shop_->access().create_token(boss(), domain::Role::kCashier, "till").value();
  const auto second = shop_->access().create_token(boss(), domain::Role::kOwner, "till").value();
  EXPECT_EQ(run_token_revoke(shop_->access(), boss(), "till", out_).error().code,
            "token.ambiguous");
  EXPECT_EQ(run_token_revoke(shop_->access(), boss(), "bar", out_).error().code, "token.unknown");
  const auto id = shop_->access().by_api_token(first)->id;
  ASSERT_TRUE(run_token_revoke(shop_->access(), boss(), id, out_));
  EXPECT_FALSE(shop_->access().by_api_token(first));
  EXPECT_TRUE(shop_->access().by_api_token(second));
}

TEST_F(AccountTest, ADeactivatedUserIsOutUntilActivatedAgain) {
  add_user("anh", domain::Role::kOwner);
  add_user("lan", domain::Role::kCashier);
  const auto login = shop_->access().log_in("lan", "correct horse 9").value();
  ASSERT_TRUE(shop_->access().by_session(login.session_token));
  ASSERT_TRUE(run_user_set_active(shop_->access(), boss(), "lan", false, out_));
  EXPECT_EQ(list_users(), "anh\towner\tactive\nlan\tcashier\tinactive\n");
  EXPECT_FALSE(shop_->access().by_session(login.session_token));
  EXPECT_EQ(shop_->access().log_in("lan", "correct horse 9").error().code, "session.bad_login");
  ASSERT_TRUE(run_user_set_active(shop_->access(), boss(), "lan", true, out_));
  EXPECT_TRUE(shop_->access().log_in("lan", "correct horse 9"));
  EXPECT_EQ(run_user_set_active(shop_->access(), boss(), "minh", true, out_).error().code,
            "user.unknown");
}

TEST_F(AccountTest, TheOnlyOwnerCannotBeLockedOut) {
  add_user("anh", domain::Role::kOwner);
  EXPECT_EQ(run_user_set_active(shop_->access(), boss(), "anh", false, out_).error().code,
            "user.last_owner");
  add_user("lan", domain::Role::kOwner);
  EXPECT_TRUE(run_user_set_active(shop_->access(), boss(), "anh", false, out_));
  EXPECT_EQ(run_user_set_active(shop_->access(), boss(), "lan", false, out_).error().code,
            "user.last_owner");
}

TEST_F(AccountTest, ANewPasswordEndsTheSessionsOfTheOldOne) {
  add_user("lan", domain::Role::kCashier);
  const auto login = shop_->access().log_in("lan", "correct horse 9").value();
  std::istringstream weak("lan12345\n");
  EXPECT_FALSE(run_user_password(shop_->access(), boss(), "lan", weak, out_));
  EXPECT_TRUE(shop_->access().by_session(login.session_token));
  std::istringstream good("another horse 7\n");
  ASSERT_TRUE(run_user_password(shop_->access(), boss(), "lan", good, out_));
  EXPECT_FALSE(shop_->access().by_session(login.session_token));
  EXPECT_FALSE(shop_->access().log_in("lan", "correct horse 9"));
  EXPECT_TRUE(shop_->access().log_in("lan", "another horse 7"));
}

}  // namespace
}  // namespace shop::cli

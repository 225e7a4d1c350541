#include "application/access.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <functional>
#include <thread>

#include "application/tests/use_case_fixture.hpp"

namespace shop::application {
namespace {

using domain::Role;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Keeps passwords as they are: argon2id, which costs tens of milliseconds, has tests of its own.
class PlainHasher final : public PasswordHasher {
 public:
  std::string hash(std::string_view password) override { return "plain:" + std::string(password); }
  bool verify(std::string_view hash, std::string_view password) override {
    return hash == this->hash(password);
  }
};

/// A reader of which a test can stop one look-up in the middle, after the read.
class InterruptedReader final : public LedgerReader {
 public:
  explicit InterruptedReader(LedgerReader& reader) : reader_(reader) {}
  std::function<void()> after_reading_a_credential;

  Result<std::optional<CredentialRow>> find_credential(std::string_view hash) override {
    auto row = reader_.find_credential(hash);
    if (after_reading_a_credential) std::exchange(after_reading_a_credential, nullptr)();
    return row;
  }

  Result<std::optional<OrderView>> find_order(const Uuid& id) override {
    return reader_.find_order(id);
  }
  Result<OrderPage> list_orders(const OrderFilter& filter) override {
    return reader_.list_orders(filter);
  }
  Result<std::vector<OpenNumber>> open_numbers(Timestamp from, std::int64_t max) override {
    return reader_.open_numbers(from, max);
  }
  Result<std::vector<domain::Refund>> refunds_of(const Uuid& id) override {
    return reader_.refunds_of(id);
  }
  Result<std::optional<domain::Payment>> find_payment(const Uuid& id) override {
    return reader_.find_payment(id);
  }
  Result<NoticePage> list_notices(const NoticeFilter& filter) override {
    return reader_.list_notices(filter);
  }
  Result<std::vector<domain::Ingredient>> ingredients(
      std::optional<std::string_view> shop_id) override {
    return reader_.ingredients(shop_id);
  }
  Result<domain::Menu> load_menu() override { return reader_.load_menu(); }
  Result<std::optional<UserRow>> find_user(std::string_view name) override {
    return reader_.find_user(name);
  }
  Result<bool> has_owner() override { return reader_.has_owner(); }
  Result<std::vector<UserRow>> users() override { return reader_.users(); }
  Result<std::vector<domain::Principal>> api_tokens() override { return reader_.api_tokens(); }
  Result<std::vector<events::LogRecord>> read_log(std::span<const events::Topic> topics,
                                                  std::int64_t after, std::int64_t max) override {
    return reader_.read_log(topics, after, max);
  }
  Result<LogBackPage> read_log_back(const LogBackFilter& filter) override {
    return reader_.read_log_back(filter);
  }
  Result<std::int64_t> log_head() override { return reader_.log_head(); }
  Result<std::int64_t> get_marker(std::string_view name) override {
    return reader_.get_marker(name);
  }
  Result<std::string> get_setting(std::string_view name, std::string_view fallback) override {
    return reader_.get_setting(name, fallback);
  }
  Result<std::int64_t> change_counter() override { return reader_.change_counter(); }

 private:
  LedgerReader& reader_;
};

constexpr const char* kPassword = "sữa đá ít đường";

class AccessTest : public UseCases {
 protected:
  InterruptedReader reading_{*reader_};
  PlainHasher hasher_;
  Access access_{committer_, reading_, hasher_, clock_};
};

TEST_F(AccessTest, ALoginIsASessionAndNoToken) {
  ASSERT_TRUE(access_.add_user(kOwner, "lan", kPassword, Role::kCashier));
  const Login login = access_.log_in("lan", kPassword).value();
  EXPECT_EQ(access_.by_session(login.session_token)->name, "lan");
  EXPECT_FALSE(access_.by_api_token(login.session_token));
  ASSERT_TRUE(access_.log_out(login.session_token));
  EXPECT_FALSE(access_.by_session(login.session_token));
  EXPECT_EQ(code_of(access_.log_in("lan", "wrong")), "session.bad_login");
  EXPECT_EQ(code_of(access_.log_in("nobody", kPassword)), "session.bad_login");
}

TEST_F(AccessTest, ASessionEndsAfterTheShift) {
  ASSERT_TRUE(access_.add_user(kOwner, "lan", kPassword, Role::kCashier));
  const Login login = access_.log_in("lan", kPassword).value();
  clock_.set(login.expires_at - Duration{1});
  EXPECT_TRUE(access_.by_session(login.session_token));
  clock_.set(login.expires_at);
  EXPECT_FALSE(access_.by_session(login.session_token));
}

class PinTest : public AccessTest {
 protected:
  void SetUp() override {
    for (const auto& [name, role] : {std::pair{"lan", Role::kCashier}, {"minh", Role::kManager}}) {
      ASSERT_TRUE(access_.add_user(kOwner, name, kPassword, role));
    }
    ASSERT_TRUE(set_pin("704219"));
    lan_ = access_.log_in("lan", kPassword).value();
  }
  Result<Access::User> set_pin(const char* pin) {
    return access_.change_user(kOwner, "minh", {.pin = pin});
  }
  Result<Login> minh_takes_over(const char* pin) {
    return access_.switch_to(lan_.session_token, "minh", pin);
  }
  void guess_wrong(int times) {
    for (int i = 0; i < times; ++i) EXPECT_EQ(code_of(minh_takes_over("111222")), "pin.wrong");
  }
  Login lan_;
};

TEST_F(PinTest, TakesTheSessionOverAndMakesItNoLonger) {
  ASSERT_TRUE(access_.by_session(lan_.session_token)) << "remembered, so it must be forgotten";
  clock_.advance(minutes(60));
  const Login minh = minh_takes_over("704219").value();
  EXPECT_EQ(access_.by_session(minh.session_token)->role, Role::kManager);
  EXPECT_FALSE(access_.by_session(lan_.session_token));
  EXPECT_EQ(minh.expires_at.us, lan_.expires_at.us);
  EXPECT_THAT(audited("session.switch"), ElementsAre("minh"));
}

TEST_F(PinTest, IsNoWayInFromOutside) {
  const std::string token = access_.create_token(kOwner, Role::kOwner, "office").value();
  EXPECT_EQ(code_of(access_.switch_to(token, "minh", "704219")), "pin.needs_session");
  EXPECT_EQ(code_of(access_.switch_to("", "minh", "704219")), "pin.needs_session");
  EXPECT_EQ(code_of(access_.log_in("minh", "704219")), "session.bad_login");
  ASSERT_TRUE(access_.log_out(lan_.session_token));
  EXPECT_EQ(code_of(minh_takes_over("704219")), "pin.needs_session");
}

TEST_F(PinTest, AnEndedSessionOpensNothingThoughItIsStored) {
  clock_.set(lan_.expires_at);
  EXPECT_EQ(code_of(minh_takes_over("704219")), "pin.needs_session");
}

TEST_F(PinTest, WhoHasNoneIsUnknownOrKeptOutGetsTheSameAnswer) {
  EXPECT_EQ(code_of(access_.switch_to(lan_.session_token, "lan", "704219")), "pin.wrong");
  EXPECT_EQ(code_of(access_.switch_to(lan_.session_token, "nobody", "704219")), "pin.wrong");
  ASSERT_TRUE(access_.change_user(kOwner, "minh", {.active = false}));
  EXPECT_EQ(code_of(minh_takes_over("704219")), "pin.wrong");
}

TEST_F(PinTest, IsLockedAfterFiveTriesAlsoForAnotherProcess) {
  guess_wrong(Access::kPinTries);
  EXPECT_EQ(code_of(minh_takes_over("704219")), "pin.locked");
  Access restarted{committer_, reading_, hasher_, clock_};
  EXPECT_EQ(code_of(restarted.switch_to(lan_.session_token, "minh", "704219")), "pin.locked");
  EXPECT_THAT(audited("pin.last_try"), ElementsAre("minh"));
}

TEST_F(PinTest, TheRightOneThePasswordOrANewOneForgivesTheWrongOnes) {
  guess_wrong(Access::kPinTries - 1);
  const Login minh = minh_takes_over("704219").value();
  lan_.session_token = minh.session_token;
  guess_wrong(Access::kPinTries);
  ASSERT_TRUE(access_.log_in("minh", kPassword));
  guess_wrong(Access::kPinTries);
  ASSERT_TRUE(set_pin("920417"));
  EXPECT_TRUE(minh_takes_over("920417"));
}

TEST_F(PinTest, SettingOneEndsNoSessionAndAnEmptyOneTakesItAway) {
  ASSERT_TRUE(access_.change_user(kOwner, "lan", {.pin = "482915"}));
  EXPECT_TRUE(access_.by_session(lan_.session_token));
  EXPECT_EQ(access_.people().value().size(), 2U);
  EXPECT_FALSE(set_pin("").value().has_pin);
  EXPECT_EQ(code_of(minh_takes_over("704219")), "pin.wrong");
  ASSERT_EQ(access_.people().value().size(), 1U);
  EXPECT_EQ(access_.people().value().front().username, "lan");
  EXPECT_THAT(audited("user.pin"), ElementsAre("minh", "lan"));
  EXPECT_THAT(audited("user.pin_removed"), ElementsAre("minh"));
}

TEST_F(AccessTest, ARevokedTokenIsRefusedAtOnce) {
  const std::string token = access_.create_token(kOwner, Role::kManager, "office").value();
  EXPECT_EQ(access_.by_api_token(token)->role, Role::kManager);
  ASSERT_TRUE(access_.revoke_token(kOwner, "office"));
  EXPECT_FALSE(access_.by_api_token(token));
  EXPECT_THAT(audited("token.revoke"), ElementsAre("office"));
}

TEST_F(AccessTest, ALookUpThatARevocationOvertakesIsNotRemembered) {
  const std::string token = access_.create_token(kOwner, Role::kManager, "office").value();
  reading_.after_reading_a_credential = [&] {
    EXPECT_TRUE(access_.revoke_token(kOwner, "office"));
  };
  EXPECT_TRUE(access_.by_api_token(token)) << "this request came before the revocation";
  EXPECT_FALSE(access_.by_api_token(token));
}

TEST_F(AccessTest, ALookUpThatALogOutOvertakesIsNotRemembered) {
  ASSERT_TRUE(access_.add_user(kOwner, "lan", kPassword, Role::kCashier));
  const Login login = access_.log_in("lan", kPassword).value();
  reading_.after_reading_a_credential = [&] { EXPECT_TRUE(access_.log_out(login.session_token)); };
  EXPECT_TRUE(access_.by_session(login.session_token));
  EXPECT_FALSE(access_.by_session(login.session_token));
}

TEST_F(AccessTest, WhatAnotherProcessRevokedEndsWithTheNextRefresh) {
  const std::string token = access_.create_token(kOwner, Role::kManager, "office").value();
  ASSERT_TRUE(access_.by_api_token(token));
  Access other(committer_, *reader_, hasher_, clock_);
  ASSERT_TRUE(other.revoke_token(kOwner, "office"));
  access_.refresh();
  EXPECT_FALSE(access_.by_api_token(token));
}

TEST_F(AccessTest, TokensOfOneNameAreToldApartByTheirId) {
  ASSERT_TRUE(access_.create_token(kOwner, Role::kManager, "office"));
  ASSERT_TRUE(access_.create_token(kOwner, Role::kManager, "office"));
  EXPECT_EQ(code_of(access_.revoke_token(kOwner, "office")), "token.ambiguous");
  EXPECT_EQ(code_of(access_.revoke_token(kOwner, "till")), "token.unknown");
  ASSERT_TRUE(access_.revoke_token(kOwner, access_.tokens().value().front().id));
  ASSERT_TRUE(access_.revoke_token(kOwner, "office"));
  EXPECT_THAT(access_.tokens().value(), IsEmpty());
}

TEST_F(AccessTest, WhoIsKeptOutIsLoggedOut) {
  ASSERT_TRUE(access_.add_user(kOwner, "lan", kPassword, Role::kCashier));
  const Login login = access_.log_in("lan", kPassword).value();
  ASSERT_TRUE(access_.change_user(kOwner, "lan", {{}, false, {}}));
  EXPECT_FALSE(access_.by_session(login.session_token));
  EXPECT_EQ(code_of(access_.log_in("lan", kPassword)), "session.bad_login");
  ASSERT_TRUE(access_.change_user(kOwner, "lan", {{}, true, {}}));
  EXPECT_FALSE(access_.by_session(login.session_token)) << "log in again";
  EXPECT_TRUE(access_.log_in("lan", kPassword));
}

TEST_F(AccessTest, ANewPasswordEndsTheSessionsOfTheOld) {
  ASSERT_TRUE(access_.add_user(kOwner, "lan", kPassword, Role::kCashier));
  const Login login = access_.log_in("lan", kPassword).value();
  EXPECT_EQ(code_of(access_.change_user(kOwner, "lan", {{}, {}, "short"})), "request.invalid");
  EXPECT_TRUE(access_.by_session(login.session_token));
  ASSERT_TRUE(access_.change_user(kOwner, "lan", {{}, {}, "trà đào cam sả"}));
  EXPECT_FALSE(access_.by_session(login.session_token));
  EXPECT_FALSE(access_.log_in("lan", kPassword));
  EXPECT_TRUE(access_.log_in("lan", "trà đào cam sả"));
}

TEST_F(AccessTest, AShopKeepsAnOwner) {
  ASSERT_TRUE(access_.add_user(kOwner, "lan", kPassword, Role::kOwner));
  EXPECT_EQ(code_of(access_.change_user(kOwner, "lan", {{}, false, {}})), "user.last_owner");
  ASSERT_TRUE(access_.add_user(kOwner, "mai", kPassword, Role::kOwner));
  EXPECT_TRUE(access_.change_user(kOwner, "lan", {{}, false, {}}));
  EXPECT_EQ(code_of(access_.change_user(kOwner, "mai", {{}, false, {}})), "user.last_owner");
}

TEST_F(AccessTest, ANewRoleCountsFromTheNextLogIn) {
  ASSERT_TRUE(access_.add_user(kOwner, "lan", kPassword, Role::kCashier));
  const Login login = access_.log_in("lan", kPassword).value();
  const auto changed = access_.change_user(kOwner, "lan", {Role::kManager, {}, {}}).value();
  EXPECT_EQ(changed.role, Role::kManager);
  EXPECT_FALSE(access_.by_session(login.session_token)) << "the session still says cashier";
  EXPECT_EQ(access_.log_in("lan", kPassword).value().principal.role, Role::kManager);
  EXPECT_THAT(audited("user.role"), ElementsAre("lan"));
  EXPECT_EQ(code_of(access_.change_user(kOwner, "mai", {Role::kManager, {}, {}})), "user.unknown");
}

TEST_F(AccessTest, TheOnlyOwnerStaysOne) {
  ASSERT_TRUE(access_.add_user(kOwner, "lan", kPassword, Role::kOwner));
  const std::string refused = "user.last_owner";
  EXPECT_EQ(code_of(access_.change_user(kOwner, "lan", {Role::kManager, {}, {}})), refused);
  EXPECT_TRUE(access_.change_user(kOwner, "lan", {Role::kOwner, true, {}}));
  ASSERT_TRUE(access_.add_user(kOwner, "mai", kPassword, Role::kOwner));
  EXPECT_TRUE(access_.change_user(kOwner, "lan", {Role::kManager, {}, {}}));
}

TEST_F(AccessTest, TheClaimLinkMakesOneOwner) {
  const std::string code = access_.issue_claim_code();
  EXPECT_EQ(code_of(access_.claim_owner("guess", "lan", kPassword)), "setup.bad_code");
  std::atomic<int> claimed{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      if (access_.claim_owner(code, "lan" + std::to_string(t), kPassword)) ++claimed;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(claimed, 1);
  EXPECT_FALSE(access_.needs_owner().value());
  EXPECT_EQ(access_.users().value().size(), 1U);
  EXPECT_EQ(code_of(access_.claim_owner(code, "mai", kPassword)), "setup.bad_code");
}

TEST_F(AccessTest, AnOldClaimLinkIsRefused) {
  const std::string code = access_.issue_claim_code();
  clock_.advance(minutes(30));
  EXPECT_EQ(code_of(access_.claim_owner(code, "lan", kPassword)), "setup.bad_code");
  EXPECT_TRUE(access_.needs_owner().value());
}

}  // namespace
}  // namespace shop::application

#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "application/ports/password_hasher.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/access.hpp"

namespace shop::application {

class Committer;
class LedgerReader;
class UnitOfWork;
struct UserRow;

struct Login {
  std::string session_token;  ///< For the cookie; only its hash is stored.
  domain::Principal principal;
  Timestamp expires_at;
};

/// Who may come in. Passwords are hashed with argon2id; sessions and API tokens are 256 random bits
/// of which only a hash is stored. Thread-safe. What takes or sets a password or PIN needs tens of
/// milliseconds of CPU: call it from a bounded pool, never from an event loop.
class Access {
 public:
  static constexpr int kPinTries = 5;

  Access(Committer& committer, LedgerReader& reader, PasswordHasher& hasher, const Clock& clock)
      : committer_(committer), reader_(reader), hasher_(hasher), clock_(clock) {}

  /// kUnauthenticated alike, and after the same work, for an unknown user and a wrong password.
  Result<Login> log_in(std::string_view username, std::string_view password);
  Result<void> log_out(std::string_view session_token);
  /// Another person takes over the device of a session, by PIN: that session ends, and the new one
  /// ends when it would have, so that a day begins with a password. kForbidden "pin.wrong",
  /// alike for who has no PIN, is unknown or kept out; "pin.locked" after kPinTries wrong
  /// ones, until the password is given or the owner sets another PIN; "pin.needs_session".
  Result<Login> switch_to(std::string_view session_token, std::string_view username,
                          std::string_view pin);
  /// Fast path of every request: answers from memory; unknown tokens are looked up in the ledger
  /// (another process may have made one). nullopt: not known, ended or expired.
  std::optional<domain::Principal> by_api_token(std::string_view token);
  std::optional<domain::Principal> by_session(std::string_view session_token);

  /// Returns the token; it cannot be shown again.
  Result<std::string> create_token(const domain::Principal& who, domain::Role role,
                                   std::string_view name);
  Result<domain::Principal> add_user(const domain::Principal& who, std::string_view username,
                                     std::string_view password, domain::Role role);

  /// All logins by name, without their hashes.
  struct User {
    std::string username;
    domain::Role role;
    bool active;
    bool has_pin;
  };
  Result<std::vector<User>> users();
  /// Who may take over a device by PIN, by name.
  Result<std::vector<User>> people();
  struct UserChange {
    std::optional<domain::Role> role{};
    std::optional<bool> active{};  ///< False keeps the user out.
    std::optional<std::string> password{};
    std::optional<std::string> pin{};  ///< Empty: none from now on.
  };
  /// Changes what is given, at once, and ends the user's sessions, unless it is only the PIN: who
  /// knew the old one is signed in by right. kConflict "user.last_owner" when
  /// the shop would have no owner left, kNotFound "user.unknown".
  Result<User> change_user(const domain::Principal& who, std::string_view username,
                           const UserChange& change);

  /// All API tokens, by name.
  Result<std::vector<domain::Principal>> tokens();
  /// Ends a token, named by its id, or by its name when no other token has it. kNotFound
  /// "token.unknown", kConflict "token.ambiguous".
  Result<domain::Principal> revoke_token(const domain::Principal& who, std::string_view id_or_name);

  /// True while no owner account exists: then `claim` makes the first one.
  Result<bool> needs_owner();
  /// A one-time secret, valid for 30 minutes of this process; printed at start, never stored.
  std::string issue_claim_code();
  Result<Login> claim_owner(std::string_view code, std::string_view username,
                            std::string_view password);
  /// Forgets cached credentials, so that changes by another process count from now on.
  void refresh();

 private:
  struct Cached {
    domain::Principal principal;
    bool session;
    Timestamp expires_at;
  };
  std::optional<domain::Principal> find(std::string_view secret, bool session);
  Result<Login> open_session(const UserRow& user);
  Result<UserRow> count_pin_try(std::string_view username);
  Result<domain::Principal> insert_user(const domain::Principal& who, std::string_view username,
                                        std::string_view password, domain::Role role,
                                        bool only_first_owner);

  Committer& committer_;
  LedgerReader& reader_;
  PasswordHasher& hasher_;
  const Clock& clock_;
  std::mutex mutex_;
  std::unordered_map<std::string, Cached> cache_;  ///< By hash of the secret; bounded.
  std::uint64_t forgotten_ = 0;  ///< Grows with every removal: what was read before is not cached.
  std::string claim_code_;
  Timestamp claim_expires_;
};

}  // namespace shop::application

#include "application/access.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "application/committer.hpp"
#include "application/ports/ledger.hpp"
#include "base/assert.hpp"
#include "base/json_writer.hpp"
#include "base/uuid.hpp"
#include "domain/menu.hpp"
#include "events/encode.hpp"

namespace shop::application {
namespace {

constexpr Duration kSessionLength = minutes(12L * 60);  // One long shift.
constexpr Duration kClaimLength = minutes(30);
constexpr Duration kCacheLength = minutes(1);
constexpr std::size_t kCacheMax = 10'000;

/// `prefix` and 256 random bits as base64url: the prefix lets secret scanners find a leaked one.
std::string random_secret(std::string_view prefix) {
  std::array<unsigned char, 32> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, 64> text{};
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return std::string(prefix) + text.data();
}

std::string hash_secret(std::string_view secret) {
  std::string hash(32, '\0');
  const int failed = crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                                        reinterpret_cast<const unsigned char*>(secret.data()),
                                        secret.size(), nullptr, 0);
  SHOP_ASSERT(failed == 0);
  return hash;
}

Error bad_login() {
  return make_error(ErrorKind::kUnauthenticated, "session.bad_login",
                    "user name or password is wrong");
}

Error wrong_pin() { return make_error(ErrorKind::kForbidden, "pin.wrong", "that is not the PIN"); }

Error needs_session() {
  return make_error(ErrorKind::kForbidden, "pin.needs_session",
                    "a PIN only counts where somebody is signed in");
}

domain::Principal principal_of(const UserRow& user) {
  return {user.user_id, user.username, user.role};
}

Result<void> check_user(std::string_view username, std::string_view password) {
  if (!domain::is_slug(username)) {
    return field_error("username", "must be 1 to 64 of A-Z a-z 0-9 _ -");
  }
  return domain::check_password(username, password);
}

Result<void> audit(UnitOfWork& unit, const domain::Principal& who, std::string_view action,
                   std::string_view entity, domain::Role role, Timestamp now) {
  std::string after;
  JsonWriter json(after);
  json.object([&] {
    json.field("name", entity);
    json.field("role", domain::to_string(role));
  });
  SHOP_TRY(unit.append(events::Topic::kAudit, entity,
                       events::encode_audit({now, who.name, domain::to_string(who.role), action,
                                             entity, "null", after}),
                       now));
  return ok();
}

Result<void> keep_an_owner(UnitOfWork& unit, const UserRow& user,
                           const Access::UserChange& change) {
  const bool leaves =
      !change.active.value_or(true) || change.role.value_or(domain::Role::kOwner) != user.role;
  if (user.role != domain::Role::kOwner || !leaves) return ok();
  SHOP_TRY(const bool others, unit.has_other_owner(user.user_id));
  if (others) return ok();
  return make_error(ErrorKind::kConflict, "user.last_owner",
                    "'" + user.username + "' is the shop's only owner");
}

Result<void> audit_change(UnitOfWork& unit, const domain::Principal& who, const UserRow& user,
                          const Access::UserChange& change, Timestamp now) {
  const domain::Role role = change.role.value_or(user.role);
  if (change.role) {
    SHOP_TRY(audit(unit, who, "user.role", user.username, role, now));
  }
  if (change.active) {
    const auto action = *change.active ? "user.activate" : "user.deactivate";
    SHOP_TRY(audit(unit, who, action, user.username, role, now));
  }
  if (change.password) {
    SHOP_TRY(audit(unit, who, "user.password", user.username, role, now));
  }
  if (change.pin) {
    const auto action = change.pin->empty() ? "user.pin_removed" : "user.pin";
    SHOP_TRY(audit(unit, who, action, user.username, role, now));
  }
  return ok();
}

}  // namespace

Result<Login> Access::log_in(std::string_view username, std::string_view password) {
  // The hash of nobody's password: an unknown user costs the same work as a known one.
  static const std::string decoy = hasher_.hash("no such user");
  SHOP_TRY(const auto user, reader_.find_user(username));
  const bool known = user.has_value() && user->active;
  const bool matches = hasher_.verify(known ? user->password_hash : decoy, password);
  if (!known || !matches) return bad_login();
  return open_session(*user);
}

Result<Login> Access::open_session(const UserRow& user) {
  const domain::Principal principal = principal_of(user);
  Login login{random_secret("dss_"), principal, clock_.now() + kSessionLength};
  const CredentialRow row{hash_secret(login.session_token), principal, true, login.expires_at};
  SHOP_TRY(committer_.run_void([&](UnitOfWork& unit, Timestamp now) -> Result<void> {
    SHOP_TRY(unit.insert_credential(row));
    if (user.pin_failures > 0) {
      SHOP_TRY(auto forgiven, unit.find_user(user.username));
      if (forgiven) {
        forgiven->pin_failures = 0;
        SHOP_TRY(unit.update_user(*forgiven));
      }
    }
    return audit(unit, principal, "session.open", principal.name, principal.role, now);
  }));
  return login;
}

/// Counted before it is tried, so that parallel guesses count too.
Result<UserRow> Access::count_pin_try(std::string_view username) {
  return committer_.run<UserRow>([&](UnitOfWork& unit, Timestamp now) -> Result<UserRow> {
    SHOP_TRY(auto user, unit.find_user(username));
    if (!user || !user->active || user->pin_hash.empty()) return wrong_pin();
    if (user->pin_failures >= kPinTries) {
      return make_error(ErrorKind::kForbidden, "pin.locked",
                        "too many wrong PINs: sign in with the password, or ask the owner for "
                        "another PIN");
    }
    ++user->pin_failures;
    SHOP_TRY(unit.update_user(*user));
    if (user->pin_failures == kPinTries) {
      SHOP_TRY(audit(unit, principal_of(*user), "pin.last_try", user->username, user->role, now));
    }
    return *std::move(user);
  });
}

Result<Login> Access::switch_to(std::string_view session_token, std::string_view username,
                                std::string_view pin) {
  const std::string old = hash_secret(session_token);
  SHOP_TRY(const auto session, reader_.find_credential(old));
  if (!session || !session->session || !session->expires_at) return needs_session();
  const Timestamp ends = *session->expires_at;
  if (ends <= clock_.now()) return needs_session();
  SHOP_TRY(const UserRow tried, count_pin_try(username));
  if (!hasher_.verify(tried.pin_hash, pin)) return wrong_pin();
  const domain::Principal principal = principal_of(tried);
  Login login{random_secret("dss_"), principal, ends};
  SHOP_TRY(committer_.run_void([&](UnitOfWork& unit, Timestamp now) -> Result<void> {
    // What the owner changed since the PIN was read counts.
    SHOP_TRY(auto user, unit.find_user(username));
    if (!user || !user->active || user->role != tried.role || user->pin_hash != tried.pin_hash) {
      return wrong_pin();
    }
    user->pin_failures = 0;
    SHOP_TRY(unit.update_user(*user));
    SHOP_TRY(unit.delete_credential(old));
    SHOP_TRY(unit.insert_credential(
        {hash_secret(login.session_token), principal, true, login.expires_at}));
    return audit(unit, session->principal, "session.switch", principal.name, principal.role, now);
  }));
  const std::lock_guard lock(mutex_);
  cache_.erase(old);
  ++forgotten_;
  return login;
}

Result<void> Access::log_out(std::string_view session_token) {
  const std::string hash = hash_secret(session_token);
  SHOP_TRY(committer_.run_void(
      [&](UnitOfWork& unit, Timestamp) { return unit.delete_credential(hash); }));
  const std::lock_guard lock(mutex_);
  cache_.erase(hash);
  ++forgotten_;
  return ok();
}

std::optional<domain::Principal> Access::by_api_token(std::string_view token) {
  return find(token, false);
}

std::optional<domain::Principal> Access::by_session(std::string_view session_token) {
  return find(session_token, true);
}

std::optional<domain::Principal> Access::find(std::string_view secret, bool session) {
  if (secret.size() < 20 || secret.size() > 100) return std::nullopt;
  const std::string key = hash_secret(secret);
  const Timestamp now = clock_.now();
  std::uint64_t forgotten = 0;
  {
    const std::lock_guard lock(mutex_);
    forgotten = forgotten_;
    const auto found = cache_.find(key);
    if (found != cache_.end() && now < found->second.expires_at) {
      if (found->second.session != session) return std::nullopt;
      return found->second.principal;
    }
  }
  const auto found = reader_.find_credential(key);
  if (!found) return std::nullopt;
  const auto& row = found.value();
  if (!row || row->session != session) return std::nullopt;
  const CredentialRow& stored = *row;
  if (stored.expires_at && *stored.expires_at <= now) return std::nullopt;
  // Looked up again after a while, in case it was revoked by another process.
  const Timestamp expires_at =
      std::min(stored.expires_at.value_or(now + kCacheLength), now + kCacheLength);
  const std::lock_guard lock(mutex_);
  // Revoked while it was being read: valid for this request, which came first, and for no other.
  if (forgotten != forgotten_) return stored.principal;
  if (cache_.size() >= kCacheMax) cache_.clear();
  cache_[key] = {stored.principal, session, expires_at};
  return stored.principal;
}

Result<std::string> Access::create_token(const domain::Principal& who, domain::Role role,
                                         std::string_view name) {
  if (name.empty() || name.size() > 100) return field_error("name", "must have 1 to 100 bytes");
  std::string token = random_secret("dst_");
  const domain::Principal principal{to_string(make_uuid_v7(clock_.now())), std::string(name), role};
  SHOP_TRY(committer_.run_void([&](UnitOfWork& unit, Timestamp now) -> Result<void> {
    SHOP_TRY(unit.insert_credential({hash_secret(token), principal, false, std::nullopt}));
    return audit(unit, who, "token.create", name, role, now);
  }));
  return token;
}

Result<domain::Principal> Access::add_user(const domain::Principal& who, std::string_view username,
                                           std::string_view password, domain::Role role) {
  return insert_user(who, username, password, role, false);
}

Result<domain::Principal> Access::insert_user(const domain::Principal& who,
                                              std::string_view username, std::string_view password,
                                              domain::Role role, bool only_first_owner) {
  SHOP_TRY(check_user(username, password));
  const UserRow user{to_string(make_uuid_v7(clock_.now())), std::string(username),
                     hasher_.hash(password), role};
  SHOP_TRY(committer_.run_void([&](UnitOfWork& unit, Timestamp now) -> Result<void> {
    SHOP_TRY(const bool owned, unit.has_owner());
    if (only_first_owner && owned) {
      return make_error(ErrorKind::kConflict, "setup.claimed", "the shop has an owner already");
    }
    SHOP_TRY(const auto taken, unit.find_user(username));
    if (taken) {
      return make_error(ErrorKind::kConflict, "user.name_taken",
                        "user '" + std::string(username) + "' exists already");
    }
    SHOP_TRY(unit.insert_user(user));
    return audit(unit, who, "user.add", username, role, now);
  }));
  return domain::Principal{user.user_id, user.username, role};
}

Result<std::vector<Access::User>> Access::users() {
  SHOP_TRY(auto rows, reader_.users());
  std::vector<User> users;
  for (UserRow& row : rows) {
    users.push_back({std::move(row.username), row.role, row.active, !row.pin_hash.empty()});
  }
  return users;
}

Result<std::vector<Access::User>> Access::people() {
  SHOP_TRY(auto people, users());
  std::erase_if(people, [](const User& user) { return !user.active || !user.has_pin; });
  return people;
}

Result<Access::User> Access::change_user(const domain::Principal& who, std::string_view username,
                                         const UserChange& change) {
  std::optional<std::string> hash;
  if (change.password) {
    SHOP_TRY(check_user(username, *change.password));
    hash = hasher_.hash(*change.password);
  }
  std::optional<std::string> pin_hash;
  if (change.pin) {
    if (!change.pin->empty()) {
      SHOP_TRY(domain::check_pin(*change.pin));
    }
    pin_hash = change.pin->empty() ? "" : hasher_.hash(*change.pin);
  }
  const bool ends_sessions = change.role || change.active || change.password || !change.pin;
  SHOP_TRY(const UserRow user,
           committer_.run<UserRow>([&](UnitOfWork& unit, Timestamp now) -> Result<UserRow> {
             SHOP_TRY(auto found, unit.find_user(username));
             if (!found) {
               return make_error(ErrorKind::kNotFound, "user.unknown",
                                 "there is no user '" + std::string(username) + "'");
             }
             SHOP_TRY(keep_an_owner(unit, *found, change));
             SHOP_TRY(audit_change(unit, who, *found, change, now));
             found->role = change.role.value_or(found->role);
             found->active = change.active.value_or(found->active);
             if (hash) found->password_hash = *hash;
             if (pin_hash) found->pin_hash = *pin_hash;
             if (hash || pin_hash) found->pin_failures = 0;
             SHOP_TRY(unit.update_user(*found));
             if (ends_sessions) {
               SHOP_TRY(unit.delete_credentials_of(found->user_id));
             }
             return *std::move(found);
           }));
  if (ends_sessions) refresh();
  return User{user.username, user.role, user.active, !user.pin_hash.empty()};
}

Result<std::vector<domain::Principal>> Access::tokens() { return reader_.api_tokens(); }

Result<domain::Principal> Access::revoke_token(const domain::Principal& who,
                                               std::string_view id_or_name) {
  SHOP_TRY(auto tokens, reader_.api_tokens());
  std::erase_if(tokens, [&](const domain::Principal& token) {
    return token.id != id_or_name && token.name != id_or_name;
  });
  if (tokens.empty()) {
    return make_error(ErrorKind::kNotFound, "token.unknown",
                      "there is no token '" + std::string(id_or_name) + "'");
  }
  if (tokens.size() > 1) {
    return make_error(ErrorKind::kConflict, "token.ambiguous",
                      std::to_string(tokens.size()) + " tokens have the name '" +
                          std::string(id_or_name) + "': give the id of one");
  }
  const domain::Principal& token = tokens.front();
  SHOP_TRY(committer_.run_void([&](UnitOfWork& unit, Timestamp now) -> Result<void> {
    SHOP_TRY(unit.delete_credentials_of(token.id));
    return audit(unit, who, "token.revoke", token.name, token.role, now);
  }));
  refresh();
  return token;
}

Result<bool> Access::needs_owner() {
  SHOP_TRY(const bool owned, reader_.has_owner());
  return !owned;
}

std::string Access::issue_claim_code() {
  const std::lock_guard lock(mutex_);
  claim_code_ = random_secret("");
  claim_expires_ = clock_.now() + kClaimLength;
  return claim_code_;
}

Result<Login> Access::claim_owner(std::string_view code, std::string_view username,
                                  std::string_view password) {
  SHOP_TRY(check_user(username, password));
  {
    const std::lock_guard lock(mutex_);
    const bool matches = !claim_code_.empty() && code.size() == claim_code_.size() &&
                         sodium_memcmp(code.data(), claim_code_.data(), code.size()) == 0;
    if (!matches || claim_expires_ <= clock_.now()) {
      return make_error(ErrorKind::kForbidden, "setup.bad_code",
                        "the claim code is wrong, used or older than 30 minutes; restart the "
                        "shop for a new one");
    }
  }
  const domain::Principal nobody{"", "claim", domain::Role::kOwner};
  SHOP_TRY(const auto owner, insert_user(nobody, username, password, domain::Role::kOwner, true));
  {
    const std::lock_guard lock(mutex_);
    claim_code_.clear();
  }
  return open_session(UserRow{owner.id, owner.name, "", owner.role});
}

void Access::refresh() {
  const std::lock_guard lock(mutex_);
  cache_.clear();
  ++forgotten_;
}

}  // namespace shop::application

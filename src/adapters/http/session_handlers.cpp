#include <utility>

#include "adapters/http/bodies.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/problem.hpp"
#include "adapters/http/session_cookie.hpp"
#include "adapters/http/views.hpp"

namespace shop::http {
namespace {

Response principal_response(const domain::Principal& principal) {
  Response response;
  response.body = object_json([&](JsonWriter& json) {
    json.field("username", principal.name);
    json.field("role", domain::to_string(principal.role));
    json.field("id", principal.id);
  });
  return response;
}

Response logged_in(const Api& api, const application::Login& login) {
  Response response = principal_response(login.principal);
  const Duration left = login.expires_at - api.use_cases().clock.now();
  response.headers.emplace_back(
      "Set-Cookie",
      make_session_cookie(login.session_token, left.us / 1'000'000, api.config().secure_cookies));
  return response;
}

Error too_many_logins(int wait_s) {
  Error error = make_error(ErrorKind::kRateLimited, "session.too_many",
                           "too many failed log-ins; wait before the next one");
  error.retry_after_s = wait_s;
  return error;
}

Result<application::Login> try_log_in(Api& api, const Call& call) {
  SHOP_TRY(no_query(call));
  SHOP_TRY(const auto body, read_login_body(call.request.body));
  LoginGuard& guard = api.login_guard();
  const Timestamp now = api.use_cases().clock.now();
  if (const auto wait_s = guard.refuse_for(body.username, call.address, now)) {
    return too_many_logins(*wait_s);
  }
  auto login = api.use_cases().access.log_in(body.username, body.password);
  // What failed for another reason than the password was no guess.
  const bool guessed = !login && login.error().kind == ErrorKind::kUnauthenticated;
  if (!guessed) guard.succeeded(body.username, call.address);
  return login;
}

Result<application::Login> try_switch(Api& api, const Call& call) {
  SHOP_TRY(no_query(call));
  SHOP_TRY(const auto body, read_pin_body(call.request.body));
  return api.use_cases().access.switch_to(call.credential.secret, body.username, body.pin);
}

Result<application::Login> try_claim(Api& api, const Call& call) {
  SHOP_TRY(no_query(call));
  // The first owner is made by somebody who sits at the machine, not by who comes first.
  if (!call.request.peer_is_loopback || call.address != call.request.peer ||
      !call.untrusted_chain.empty()) {
    return make_error(ErrorKind::kForbidden, "setup.loopback_only",
                      "the shop can only be claimed from the machine it runs on");
  }
  SHOP_TRY(const auto body, read_claim_body(call.request.body));
  LoginGuard& guard = api.login_guard();
  constexpr std::string_view kClaimName = "\nclaim";  // No user can have this name.
  const Timestamp now = api.use_cases().clock.now();
  if (const auto wait_s = guard.refuse_for(kClaimName, call.address, now)) {
    return too_many_logins(*wait_s);
  }
  auto login =
      api.use_cases().access.claim_owner(body.code, body.login.username, body.login.password);
  const bool guessed = !login && login.error().kind == ErrorKind::kForbidden;
  if (!guessed) guard.succeeded(kClaimName, call.address);
  return login;
}

}  // namespace

Response log_in(Api& api, const Call& call) {
  const auto login = try_log_in(api, call);
  return login ? logged_in(api, login.value()) : problem(login.error());
}

Response switch_person(Api& api, const Call& call) {
  const auto login = try_switch(api, call);
  return login ? logged_in(api, login.value()) : problem(login.error());
}

Response list_people(application::Access& access, const Call& call) {
  if (const auto valid = no_query(call); !valid) return problem(valid.error());
  const auto people = access.people();
  if (!people) return problem(people.error());
  Response response;
  response.body = list_json(people.value(), std::nullopt,
                            [](JsonWriter& json, const application::Access::User& person) {
                              json.object([&] {
                                json.field("username", person.username);
                                json.field("role", domain::to_string(person.role));
                              });
                            });
  return response;
}

Response claim_owner(Api& api, const Call& call) {
  const auto login = try_claim(api, call);
  if (!login) return problem(login.error());
  Response response = logged_in(api, login.value());
  response.status = 201;
  return response;
}

Response who_am_i(const Call& call) {
  if (const auto valid = no_query(call); !valid) return problem(valid.error());
  return principal_response(call.who());
}

Response log_out(Api& api, const Call& call) {
  if (const auto valid = no_query(call); !valid) return problem(valid.error());
  // An API token has no session to end; it is revoked where it was made.
  if (call.credential.kind == Credential::Kind::kSession) {
    const auto ended = api.use_cases().access.log_out(call.credential.secret);
    if (!ended) return problem(ended.error());
  }
  Response response;
  response.status = 204;
  response.headers.emplace_back("Set-Cookie",
                                make_session_cookie("", 0, api.config().secure_cookies));
  // Not the storage: a till keeps sales there that the server has not heard of yet.
  response.headers.emplace_back("Clear-Site-Data", "\"cache\"");
  return response;
}

}  // namespace shop::http

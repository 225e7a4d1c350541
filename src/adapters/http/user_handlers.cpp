#include "adapters/http/bodies.hpp"
#include "adapters/http/handlers.hpp"
#include "adapters/http/problem.hpp"
#include "adapters/http/views.hpp"

namespace shop::http {
namespace {

using User = application::Access::User;

void write_user(JsonWriter& json, const User& user) {
  json.object([&] {
    json.field("username", user.username);
    json.field("role", domain::to_string(user.role));
    json.field("active", user.active);
    json.field("has_pin", user.has_pin);
  });
}

Response user_response(const Result<User>& user, int status) {
  if (!user) return problem(user.error());
  Response response;
  response.status = status;
  JsonWriter json(response.body);
  write_user(json, user.value());
  return response;
}

Result<User> try_add(application::Access& access, const Call& call) {
  SHOP_TRY(no_query(call));
  SHOP_TRY(const auto body, read_new_user_body(call.request.body));
  const auto& [login, role] = body;
  SHOP_TRY(const auto made, access.add_user(call.who(), login.username, login.password, role));
  return User{made.name, made.role, true, false};
}

Result<User> try_change(application::Access& access, const Call& call) {
  SHOP_TRY(no_query(call));
  SHOP_TRY(const auto change, read_user_change_body(call.request.body));
  return access.change_user(call.who(), call.path.values[0], change);
}

}  // namespace

Response list_users(application::Access& access, const Call& call) {
  if (const auto valid = no_query(call); !valid) return problem(valid.error());
  const auto users = access.users();
  if (!users) return problem(users.error());
  Response response;
  response.body = list_json(users.value(), std::nullopt, write_user);
  return response;
}

Response add_user(application::Access& access, const Call& call) {
  return user_response(try_add(access, call), 201);
}

Response change_user(application::Access& access, const Call& call) {
  return user_response(try_change(access, call), 200);
}

}  // namespace shop::http

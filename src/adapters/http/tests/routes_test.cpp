// The surface as a whole: every route with every role, and the OpenAPI document.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <map>
#include <set>

#include "adapters/http/tests/test_shop.hpp"

namespace shop::http {
namespace {

using domain::Role;
using ::testing::HasSubstr;

constexpr Role kRoles[] = {Role::kOwner, Role::kManager, Role::kCashier, Role::kBarista};

std::string name_of(const Route& route) {
  return std::string(to_string(route.method)) + " " + std::string(route.pattern);
}

/// The pattern with something in its braces.
std::string path_of(const Route& route) {
  std::string path(route.pattern);
  for (std::size_t open = path.find('{'); open != std::string::npos; open = path.find('{')) {
    path.replace(open, path.find('}') - open + 1, "01890a5d-ac96-774b-bcce-b302099a8057");
  }
  return path;
}

/// Who may call what, written down a second time on purpose: a change must be made in both places.
const std::map<std::string, std::string> kAllowed = {
    {"POST /api/v1/orders", "omc-"},
    {"GET /api/v1/orders", "omcb"},
    {"GET /api/v1/orders/{order_id}", "omcb"},
    {"POST /api/v1/orders/{order_id}/status", "omcb"},
    {"POST /api/v1/orders/{order_id}/refunds", "om--"},
    {"GET /api/v1/orders/{order_id}/refunds", "omc-"},
    {"GET /api/v1/orders/{order_id}/payment", "omc-"},
    {"GET /api/v1/orders/{order_id}/payment/qr.svg", "omc-"},
    {"POST /api/v1/orders/{order_id}/payment", "omc-"},
    {"POST /api/v1/bank-notices", "public"},
    {"GET /api/v1/bank-notices", "om--"},
    {"POST /api/v1/bank-notices/{notice_id}/assign", "om--"},
    {"POST /api/v1/guest/orders", "public"},
    {"GET /api/v1/guest/orders/{order_id}", "public"},
    {"GET /api/v1/guest/orders/{order_id}/payment", "public"},
    {"GET /api/v1/guest/orders/{order_id}/payment/qr.svg", "public"},
    {"GET /api/v1/board", "public"},
    {"GET /api/v1/board/stream", "public"},
    {"GET /api/v1/menu", "public"},
    {"GET /api/v1/menu/{menu_id}", "public"},
    {"GET /api/v1/sold-out", "public"},
    {"POST /api/v1/menu", "om--"},
    {"PATCH /api/v1/menu/{menu_id}", "om--"},
    {"DELETE /api/v1/menu/{menu_id}", "om--"},
    {"GET /api/v1/inventory", "omcb"},
    {"PUT /api/v1/inventory/{ingredient_id}", "om--"},
    {"GET /api/v1/inventory/{ingredient_id}/movements", "om-b"},
    {"POST /api/v1/inventory/{ingredient_id}/movements", "om-b"},
    {"GET /api/v1/analytics/inventory-alerts", "om--"},
    {"GET /api/v1/shop", "public"},
    {"GET /api/v1/settings", "om--"},
    {"PATCH /api/v1/settings", "o---"},
    {"POST /api/v1/shifts", "omc-"},
    {"GET /api/v1/shifts", "om--"},
    {"GET /api/v1/shift", "omc-"},
    {"GET /api/v1/shifts/{shift_id}", "omc-"},
    {"POST /api/v1/shifts/{shift_id}/cash", "omc-"},
    {"POST /api/v1/shifts/{shift_id}/close", "omc-"},
    {"POST /api/v1/session", "public"},
    {"GET /api/v1/session", "omcb"},
    {"DELETE /api/v1/session", "omcb"},
    {"POST /api/v1/session/pin", "omcb"},
    {"GET /api/v1/session/people", "omcb"},
    {"POST /api/v1/setup/claim", "public"},
    {"GET /api/v1/users", "o---"},
    {"POST /api/v1/users", "o---"},
    {"PATCH /api/v1/users/{username}", "o---"},
    {"POST /api/v1/visits", "public"},
    {"GET /api/v1/analytics/sales", "om--"},
    {"GET /api/v1/analytics/top-items", "om--"},
    {"GET /api/v1/analytics/kpis", "om--"},
    {"GET /api/v1/exports/{table}", "om--"},
    {"GET /api/v1/analytics/proof", "om--"},
    {"POST /api/v1/analytics/proof", "om--"},
    {"GET /api/v1/dead-letters", "om--"},
    {"GET /api/v1/audit", "om--"},
    {"GET /api/v1/events", "omcb"},
    {"GET /api/v1/events/stream", "omcb"},
    {"GET /api/v1/openapi.json", "public"},
    {"GET /healthz", "public"},
    {"GET /readyz", "public"},
    {"GET /metrics", "public"},
    {"GET /", "public"},
    {"GET /*", "public"},
};

TEST(RoutesTest, EveryRouteIsOpenToItsRolesOnly) {
  TestShop shop;
  std::set<std::string> seen;
  for (const Route& route : shop.api.router().routes()) {
    const std::string name = name_of(route);
    ASSERT_TRUE(kAllowed.contains(name)) << name << " is missing in the table of this test";
    seen.insert(name);
    const std::string& allowed = kAllowed.at(name);
    const std::string body = route.has_body ? "{" : "";  // Broken: gets past the door, no further.
    const int anonymous = shop.call(route.method, path_of(route), body).status;
    EXPECT_EQ(anonymous == 401, allowed != "public") << name << ": " << anonymous;
    for (std::size_t i = 0; i < std::size(kRoles); ++i) {
      const int status = shop.as(kRoles[i], route.method, path_of(route), body).status;
      const bool open = allowed == "public" || allowed[i] != '-';
      EXPECT_EQ(status != 403, open) << name << " as " << domain::to_string(kRoles[i]);
      EXPECT_NE(status, 401) << name;
    }
  }
  EXPECT_EQ(seen.size(), kAllowed.size());
}

TEST(RoutesTest, OpenApiNamesEveryRouteAndNothingElse) {
  TestShop shop;
  std::set<std::string> routes;
  for (const Route& route : shop.api.router().routes()) {
    if (route.pattern != kAnythingElse) routes.insert(name_of(route));  // Files of the web app.
  }

  const Response answer = shop.call(Method::kGet, "/api/v1/openapi.json");
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  ASSERT_EQ(parser.parse(answer.body).get(document), simdjson::SUCCESS);
  std::set<std::string> described;
  const simdjson::dom::object paths = document["paths"];
  for (const auto [path, value] : paths) {
    const simdjson::dom::object operations = value;
    for (const auto [method, operation] : operations) {
      if (method == "parameters") continue;
      std::string upper(method);
      for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      described.insert(upper + " " + std::string(path));
    }
  }

  EXPECT_EQ(described, routes);
}

TEST(RoutesTest, UnknownPathIs404AndWrongMethodIs405WithAllow) {
  TestShop shop;
  EXPECT_EQ(shop.call(Method::kGet, "/api/v1/nothing").status, 404);
  EXPECT_EQ(shop.call(Method::kGet, "/api/v1/orders/").status, 404);
  EXPECT_EQ(shop.call(Method::kGet, "//api/v1/orders").status, 404);
  const Response wrong = shop.call(Method::kPut, "/api/v1/orders");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(header_of(wrong, "Allow"), "POST, GET, HEAD");
  EXPECT_EQ(shop.call(Method::kOther, "/").status, 405);
  EXPECT_EQ(shop.call(Method::kHead, "/api/v1/events/stream").status, 405);
}

TEST(RoutesTest, BodyMustBeDeclaredAsJson) {
  TestShop shop;
  const Response answer = shop.as(Role::kOwner, Method::kPost, "/api/v1/orders", "",
                                  {{{"Content-Type", "text/plain"}}, "127.0.0.1"});
  EXPECT_EQ(answer.status, 415);
}

TEST(RoutesTest, MadeUpTokensAre401WithChallenge) {
  TestShop shop;
  for (const char* token : {"Bearer x", "Bearer ", "Bearer \xC3\xA4", "Basic YTpi"}) {
    const Response answer =
        shop.call(Method::kGet, "/api/v1/orders", "", {{{"Authorization", token}}, "127.0.0.1"});
    EXPECT_EQ(answer.status, 401) << token;
    EXPECT_THAT(header_of(answer, "WWW-Authenticate"), HasSubstr("Bearer"));
  }
}

TEST(RoutesTest, UnknownQueryParameterIsNamedOnEveryApiRoute) {
  TestShop shop;
  for (const Route& route : shop.api.router().routes()) {
    const bool checked = route.pattern.starts_with("/api/") && route.method == Method::kGet &&
                         route.execution != Execution::kStream &&
                         route.pattern != "/api/v1/openapi.json";
    if (!checked) continue;
    const Response answer = shop.as(Role::kOwner, Method::kGet, path_of(route) + "?colour=1");
    EXPECT_EQ(answer.status, 422) << route.pattern;
    EXPECT_THAT(answer.body, HasSubstr("\"colour\"")) << route.pattern;
  }
}

}  // namespace
}  // namespace shop::http

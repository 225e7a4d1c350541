#include "adapters/http/json_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/http/bodies.hpp"

namespace shop::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> bad_fields(const std::string& body) {
  const auto order = read_order_body(body);
  std::vector<std::string> names;
  if (order) return names;
  EXPECT_EQ(order.error().kind, ErrorKind::kInvalidArgument) << body;
  for (const auto& bad : order.error().fields) names.push_back(bad.field);
  return names;
}

std::string order_with(const std::string& line, const std::string& top = "") {
  return R"({"items":[{"menu_id":"tra","qty":1},{)" + line + "}]" + top + "}";
}

struct BadBody {
  std::string body;
  std::string field;
};

class BadOrderTest : public ::testing::TestWithParam<BadBody> {};

TEST_P(BadOrderTest, NamesTheField) {
  EXPECT_THAT(bad_fields(GetParam().body), ElementsAre(GetParam().field)) << GetParam().body;
}

const std::string kGood = R"("menu_id":"tra","qty":2)";

INSTANTIATE_TEST_SUITE_P(
    Table, BadOrderTest,
    ::testing::Values(
        BadBody{"{}", "items"}, BadBody{R"({"items":[]})", "items"},
        BadBody{R"({"items":{}})", "items"}, BadBody{R"({"items":["tra"]})", "items[0]"},
        BadBody{R"({"items":[null]})", "items[0]"}, BadBody{"[]", "body"}, BadBody{"42", "body"},
        BadBody{order_with(R"("qty":1)"), "items[1].menu_id"},
        BadBody{order_with(R"("menu_id":"tra")"), "items[1].qty"},
        BadBody{order_with(R"("menu_id":"has space","qty":1)"), "items[1].menu_id"},
        BadBody{order_with(R"("menu_id":"trà","qty":1)"), "items[1].menu_id"},
        BadBody{order_with(R"("menu_id":"tra","qty":0)"), "items[1].qty"},
        BadBody{order_with(R"("menu_id":"tra","qty":1001)"), "items[1].qty"},
        BadBody{order_with(R"("menu_id":"tra","qty":1.0)"), "items[1].qty"},
        BadBody{order_with(R"("menu_id":"tra","qty":1e2)"), "items[1].qty"},
        BadBody{order_with(R"("menu_id":"tra","qty":true)"), "items[1].qty"},
        BadBody{order_with(R"("menu_id":"tra","qty":"2")"), "items[1].qty"},
        BadBody{order_with(R"("menu_id":"tra","qty":null)"), "items[1].qty"},
        BadBody{order_with(R"("menu_id":"tra","qty":9223372036854775808)"), "items[1].qty"},
        BadBody{order_with(R"("menu_id":"tra","qty":18446744073709551616)"), "items[1].qty"},
        BadBody{order_with(R"("menu_id":"tra","qty":-1e400)"), "items[1].qty"},
        BadBody{order_with(R"("menu_id":"tra","qty":2,"qty":3)"), "items[1].qty"},
        BadBody{order_with(kGood + R"(,"price":-1)"), "items[1].price"},
        BadBody{order_with(kGood + R"(,"options":"l")"), "items[1].options"},
        BadBody{order_with(kGood + R"(,"options":["l",5])"), "items[1].options[1]"},
        BadBody{order_with(kGood + R"(,"colour":"brown")"), "items[1].colour"},
        BadBody{order_with(kGood, R"(,"sugar":"x")"), "sugar"},
        BadBody{order_with(kGood, R"(,"":1)"), "\"\""},
        BadBody{order_with(kGood, R"(,"order_id":"order-1")"), "order_id"},
        BadBody{order_with(kGood, R"(,"shop_id":"Quán")"), "shop_id"},
        BadBody{order_with(kGood, R"(,"user_id":"a\u0000b")"), "user_id"},
        BadBody{order_with(kGood, R"(,"user_id":null)"), "user_id"},
        BadBody{order_with(kGood, R"(,"discount":-1)"), "discount"},
        BadBody{order_with(kGood, R"(,"created_at":"2026-02-30T10:00:00Z")"), "created_at"},
        BadBody{order_with(kGood, R"(,"created_at":1772359200)"), "created_at"}));

TEST(JsonReaderTest, AllBadFieldsAreNamedAtOnce) {
  EXPECT_THAT(bad_fields(R"({"items":[{"menu_id":5,"qty":0}],"discount":"x","why":1})"),
              ElementsAre("items[0].menu_id", "items[0].qty", "discount", "why"));
}

TEST(JsonReaderTest, ListOfErrorsIsBounded) {
  std::string items;
  for (int i = 0; i < 100; ++i) items += std::string(i > 0 ? "," : "") + "{}";
  EXPECT_THAT(bad_fields(R"({"items":[)" + items + "]}"), SizeIs(FieldErrors::kErrorsMax));
}

TEST(JsonReaderTest, ObjectWithVeryManyFieldsIsRefusedQuickly) {
  std::string body = R"({"items":[{"menu_id":"tra","qty":1}])";
  for (int i = 0; i < 20'000; ++i) body += ",\"f" + std::to_string(i) + "\":1";
  EXPECT_FALSE(read_order_body(body + "}"));
}

TEST(JsonReaderTest, WholeOrderIsRead) {
  const auto order = read_order_body(
      R"({"order_id":"01890a5d-ac96-774b-bcce-b302099a8057","shop_id":"q1","user_id":"Ánh 🧋",
          "items":[{"menu_id":"tra","qty":2,"price":30000,"options":["m","pearl"]}],
          "discount":1000,"total":59000,"payment_method":"card","channel":"offline",
          "created_at":"2026-03-01T17:00:00.5+07:00"})");

  ASSERT_TRUE(order) << order.error().detail;
  EXPECT_EQ(order.value().user_id, "Ánh 🧋");
  EXPECT_THAT(order.value().items[0].options, ElementsAre("m", "pearl"));
  EXPECT_EQ(format_millis(*order.value().created_at), "2026-03-01T10:00:00.500Z");
  EXPECT_EQ(order.value().total, 59'000);
}

TEST(JsonReaderTest, DefaultsStandInForWhatIsAbsent) {
  const auto order = read_order_body(R"({"items":[{"menu_id":"tra","qty":1}]})");

  ASSERT_TRUE(order);
  EXPECT_EQ(order.value().shop_id, "main");
  EXPECT_EQ(order.value().channel, "till");
  EXPECT_FALSE(order.value().total.has_value());
}

class NotJsonTest : public ::testing::TestWithParam<std::string> {};

TEST_P(NotJsonTest, IsMalformed) {
  const auto document = JsonDocument::parse(GetParam());
  ASSERT_FALSE(document) << GetParam();
  EXPECT_EQ(document.error().kind, ErrorKind::kMalformed);
}

INSTANTIATE_TEST_SUITE_P(Table, NotJsonTest,
                         ::testing::Values("", " ", "not json", "{", R"({"items":)",
                                           R"({"items":[}])", "{'a':1}", R"({"a":1,})",
                                           std::string("\0", 1), R"({"a":01})", R"({"a":+1})",
                                           R"({"a":1}{"b":2})", R"({"a":NaN})", "{\"a\":\"\xFF\"}",
                                           "{\"a\":\"\xC3\x28\"}", "{\"a\":\"\xED\xA0\x80\"}",
                                           R"({"a":"\ud800"})", std::string(100'000, '['),
                                           std::string(17, '[') + std::string(17, ']'),
                                           R"({"a":99999999999999999999,"b":})", R"([1e400,01])"));

TEST(JsonReaderTest, SixteenLevelsAreRead) {
  EXPECT_TRUE(JsonDocument::parse(std::string(15, '[') + std::string(15, ']')));
}

TEST(JsonReaderTest, HugeNumbersInStringsStayText) {
  const auto order = read_order_body(R"({"items":[{"menu_id":"tra","qty":99999999999999999999}],)"
                                     R"("user_id":"1e400 \" 99999999999999999999"})");

  ASSERT_FALSE(order);
  ASSERT_THAT(order.error().fields, SizeIs(1));
  EXPECT_EQ(order.error().fields[0].field, "items[0].qty");
}

TEST(BodiesTest, StatusPlacedCannotBeAsked) {
  EXPECT_FALSE(read_status_body(R"({"status":"placed"})"));
  EXPECT_EQ(read_status_body(R"({"status":"ready"})").value(), domain::OrderStatus::kReady);
}

TEST(BodiesTest, CountMayBeZeroAndReceiveMayNot) {
  EXPECT_TRUE(read_movement_body(R"({"kind":"count","qty":0})"));
  EXPECT_FALSE(read_movement_body(R"({"kind":"receive","qty":0})"));
}

TEST(BodiesTest, EmptyPatchChangesNothing) {
  const auto patch = read_menu_patch_body("{}");
  ASSERT_TRUE(patch);
  EXPECT_FALSE(patch.value().name || patch.value().recipe || patch.value().option_groups);
}

TEST(BodiesTest, PatchCanEmptyTheRecipe) {
  const auto patch = read_menu_patch_body(R"({"recipe":[]})");
  ASSERT_TRUE(patch && patch.value().recipe);
  EXPECT_THAT(*patch.value().recipe, IsEmpty());
}

TEST(BodiesTest, RefundWithoutItemsIsForAllThatIsLeft) {
  const auto refund = read_refund_body(R"({"reason":"cold","restock":false})");
  ASSERT_TRUE(refund);
  EXPECT_FALSE(refund.value().items.has_value());
}

}  // namespace
}  // namespace shop::http

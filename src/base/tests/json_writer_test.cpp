#include "base/json_writer.hpp"

#include <gtest/gtest.h>

namespace shop {
namespace {

TEST(JsonWriter, PlacesCommasAndNests) {
  std::string out;
  JsonWriter json(out);
  json.object([&] {
    json.field("n", 1);
    json.array_field("list", [&] {
      json.value(true);
      json.object([] {});
      json.value(nullptr);
    });
    json.field("t", Timestamp{0});
    json.field("ratio", 0.5);
    json.raw_field("raw", "[1]");
  });
  EXPECT_EQ(
      out, R"({"n":1,"list":[true,{},null],"t":"1970-01-01T00:00:00.000Z","ratio":0.5,"raw":[1]})");
}

TEST(JsonWriter, EscapesControlCharactersAndKeepsUtf8) {
  std::string out;
  append_json_string(out, "a\"b\\c\n\x01 trà");
  EXPECT_EQ(out, "\"a\\\"b\\\\c\\n\\u0001 trà\"");
}

}  // namespace
}  // namespace shop

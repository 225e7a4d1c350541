#include <gmock/gmock.h>

#include <set>

#include "adapters/http/tests/test_shop.hpp"
#include "adapters/http/web_files.hpp"

namespace shop::http {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Headers = decltype(Sent::headers);

Response get(TestShop& shop, std::string_view path, Headers headers = {}) {
  return shop.call(Method::kGet, std::string(path), "", {std::move(headers), "10.0.0.9"});
}

TEST(WebFilesTest, HaveAShellAndEveryPathOnce) {
  std::set<std::string_view> paths;
  for (const WebFile& file : web_files()) {
    EXPECT_TRUE(paths.insert(file.path).second) << file.path;
    EXPECT_EQ(file.path.front(), '/');
    EXPECT_FALSE(file.content_type.empty()) << file.path;
    EXPECT_GT(file.etag.size(), 10U) << file.path;
    EXPECT_EQ(file.immutable, file.path.starts_with("/assets/")) << file.path;
  }
  EXPECT_TRUE(paths.contains("/index.html"));
}

TEST(WebAppTest, PagesAreAnsweredByTheShellAndFilesByThemselves) {
  TestShop shop;
  const Response shell = get(shop, "/");
  EXPECT_EQ(shell.status, 200);
  EXPECT_EQ(shell.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(shell.body, HasSubstr("<!doctype html>"));
  EXPECT_EQ(header_of(shell, "Cache-Control"), "no-cache");
  const Headers browser{{"Accept", "text/html,application/xhtml+xml"}};
  EXPECT_EQ(get(shop, "/till", browser).body, shell.body);
  EXPECT_EQ(get(shop, "/m/main/t4", browser).body, shell.body);
  EXPECT_EQ(get(shop, "/index.html").body, shell.body);
}

TEST(WebAppTest, WhatIsNoPageAndNoFileIsAProblem) {
  TestShop shop;
  const Headers browser{{"Accept", "text/html"}};
  for (const char* path : {"/assets/gone-1a2b3c.js", "/api/v1/nothing", "/api/nothing", "/x.php"}) {
    const Response answer = get(shop, path, browser);
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(answer.content_type, "application/problem+json") << path;
  }
  EXPECT_EQ(get(shop, "/till").status, 404) << "a program gets no page";
  EXPECT_EQ(shop.call(Method::kPost, "/till").status, 404);
}

TEST(WebAppTest, AnUnchangedFileIsNotSentAgain) {
  TestShop shop;
  const std::string tag(header_of(get(shop, "/"), "ETag"));
  for (const std::string& tags : {tag, "W/" + tag, "\"other\", " + tag, std::string("*")}) {
    const Response answer = get(shop, "/", {{"If-None-Match", tags}});
    EXPECT_EQ(answer.status, 304) << tags;
    EXPECT_THAT(answer.body, IsEmpty());
    EXPECT_EQ(header_of(answer, "ETag"), tag);
  }
  EXPECT_EQ(get(shop, "/", {{"If-None-Match", "\"other\""}}).status, 200);
}

TEST(WebAppTest, IsPackedForWhoTakesIt) {
  TestShop shop;
  for (const WebFile& file : web_files()) {
    const auto coding_for = [&](std::string_view accepted) {
      const Response answer = get(shop, file.path, {{"Accept-Encoding", std::string(accepted)}});
      EXPECT_EQ(header_of(answer, "Vary"), "Accept-Encoding");
      return std::string(header_of(answer, "Content-Encoding"));
    };
    const std::string best = !file.brotli.empty() ? "br" : !file.gzip.empty() ? "gzip" : "";
    EXPECT_EQ(coding_for("gzip, deflate, br"), best) << file.path;
    EXPECT_EQ(coding_for("gzip;q=0.5, br;q=0"), file.gzip.empty() ? "" : "gzip") << file.path;
    EXPECT_EQ(coding_for("identity"), "") << file.path;
    EXPECT_EQ(get(shop, file.path).body, file.plain) << file.path;
  }
}

}  // namespace
}  // namespace shop::http

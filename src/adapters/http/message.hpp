#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/open_file.hpp"

namespace shop::http {

enum class Method : std::uint8_t { kGet, kHead, kPost, kPut, kPatch, kDelete, kOther };

constexpr std::string_view to_string(Method method) {
  switch (method) {
    case Method::kGet: return "GET";
    case Method::kHead: return "HEAD";
    case Method::kPost: return "POST";
    case Method::kPut: return "PUT";
    case Method::kPatch: return "PATCH";
    case Method::kDelete: return "DELETE";
    case Method::kOther: return "OTHER";
  }
  return "";
}

/// True for methods that may change something.
constexpr bool is_unsafe(Method method) {
  return method != Method::kGet && method != Method::kHead;
}

struct Header {
  std::string_view name;
  std::string_view value;
};

/// One request as the handlers see it: no socket, no parser. The views point into the buffers of
/// the connection and stay good until the answer is complete.
struct Request {
  Method method = Method::kGet;
  std::string_view path;   ///< Still percent-encoded, without the query.
  std::string_view query;  ///< Without the question mark.
  std::vector<Header> headers;
  std::string_view body;
  std::string_view peer;  ///< The address at the other end of the socket, as text.
  bool peer_is_loopback = false;

  /// The value of the first header of that name (given in lower case); empty when absent.
  std::string_view header(std::string_view lower_name) const;
  bool has_header(std::string_view lower_name) const;
  std::size_t header_count(std::string_view lower_name) const;
};

/// An answer. The server adds Content-Length, the request id and the security headers.
struct Response {
  int status = 200;
  std::string_view content_type = "application/json";  ///< Always a literal; empty: no body.
  std::string body;
  std::vector<std::pair<std::string_view, std::string>> headers;
  bool cacheable = false;                          ///< False adds `Cache-Control: no-store`.
  std::shared_ptr<const OpenFile> file = nullptr;  ///< The body instead; sent piece by piece.
};

/// ASCII only, as header names and tokens are.
bool equals_ignoring_case(std::string_view a, std::string_view b);

}  // namespace shop::http

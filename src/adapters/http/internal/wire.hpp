#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/http/message.hpp"

namespace shop::http {

// HTTP/1.1 on the wire as far as it is only text; the parsing itself is Beast's.

/// The length of the header block with its empty line; 0 while it is not complete. `from` is where
/// an earlier call stopped looking.
std::size_t head_length(std::string_view bytes, std::size_t from);

/// What Beast lets pass and proxies read differently: bare CR or LF, folded lines, NUL, a space
/// before a colon. `head` ends with its empty line.
bool is_clean_head(std::string_view head);

/// Refuses what lets two parsers disagree about where a request ends, and what HTTP/1.1 demands:
/// exactly one Host, at most one Content-Length, not both lengths, only `chunked` as encoding.
/// Empty when all is well, else what is wrong.
std::string_view framing_fault(const Request& request, bool http_1_1);

/// Splits the request target into path and query; false for what no server like this serves.
bool split_target(std::string_view target, Request& request);

struct ResponseHead {
  bool keep_alive = true;
  bool head_only = false;  ///< HEAD: lengths without a body.
  std::string_view request_id;
  std::string_view date;  ///< As in the Date header.
};

/// Appends the whole answer, body included unless it is a file, head_only or 204/304.
void append_response(std::string& out, const Response& response, const ResponseHead& head);
/// The head of an event stream, which ends when the connection does.
void append_stream_head(std::string& out, const ResponseHead& head);

/// `Sun, 06 Nov 1994 08:49:37 GMT`
std::string http_date(std::int64_t unix_seconds);

}  // namespace shop::http

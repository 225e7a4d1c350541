#include "adapters/http/internal/wire.hpp"

#include <algorithm>
#include <ctime>

#include "adapters/http/problem.hpp"

namespace shop::http {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";
/// The app loads its own scripts only; no other site may frame or read what the shop answers.
/// Styles may stand inline, since Ant Design writes its own into the page.
constexpr std::string_view kSecurityHeaders =
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

void append_line(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  out += value;
  out += "\r\n";
}

void append_common(std::string& out, const ResponseHead& head) {
  append_line(out, "Date", head.date);
  append_line(out, "X-Request-Id", head.request_id);
  out += kSecurityHeaders;
}

void append_status_line(std::string& out, int status) {
  out += "HTTP/1.1 ";
  out += std::to_string(status);
  out += ' ';
  out += reason(status);
  out += "\r\n";
}

/// Digits only: `1, 1` and `+1` are read differently by different servers.
bool is_plain_number(std::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_clean_line(std::string_view line, bool first) {
  for (const char c : line) {
    if (c == '\r' || c == '\n' || c == '\0') return false;
  }
  if (first) return true;
  if (line.empty() || line.front() == ' ' || line.front() == '\t') return false;
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  return line[colon - 1] != ' ' && line[colon - 1] != '\t';
}

}  // namespace

std::size_t head_length(std::string_view bytes, std::size_t from) {
  const std::size_t start = from < kHeadEnd.size() ? 0 : from - kHeadEnd.size() + 1;
  const std::size_t end = bytes.find(kHeadEnd, start);
  return end == std::string_view::npos ? 0 : end + kHeadEnd.size();
}

bool is_clean_head(std::string_view head) {
  head.remove_suffix(2);  // The empty line; what is left ends with \r\n.
  bool first = true;
  while (!head.empty()) {
    const std::size_t end = head.find("\r\n");
    if (end == std::string_view::npos) return false;
    if (!is_clean_line(head.substr(0, end), first)) return false;
    head.remove_prefix(end + 2);
    first = false;
  }
  return true;
}

std::string_view framing_fault(const Request& request, bool http_1_1) {
  const std::size_t hosts = request.header_count("host");
  if (hosts > 1 || (http_1_1 && hosts != 1)) return "send exactly one Host header";
  const std::size_t lengths = request.header_count("content-length");
  const std::size_t encodings = request.header_count("transfer-encoding");
  if (lengths > 1) return "Content-Length is repeated";
  if (lengths == 1 && !is_plain_number(request.header("content-length"))) {
    return "Content-Length is no number";
  }
  if (lengths > 0 && encodings > 0)
    return "Content-Length and Transfer-Encoding exclude each other";
  if (encodings > 1) return "Transfer-Encoding is repeated";
  if (encodings == 1) {
    if (!http_1_1) return "Transfer-Encoding needs HTTP/1.1";
    if (!equals_ignoring_case(request.header("transfer-encoding"), "chunked")) {
      return "the only Transfer-Encoding is chunked";
    }
  }
  return {};
}

bool split_target(std::string_view target, Request& request) {
  if (target.starts_with("http://") || target.starts_with("https://")) {
    const std::size_t authority = target.find("//") + 2;
    const std::size_t path = target.find('/', authority);
    target = path == std::string_view::npos ? std::string_view("/") : target.substr(path);
  }
  if (target.empty() || target.front() != '/') return false;
  const auto odd = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte >= 0x7F || c == '#';
  };
  if (std::any_of(target.begin(), target.end(), odd)) return false;
  const std::size_t mark = target.find('?');
  request.path = target.substr(0, mark);
  request.query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  return true;
}

void append_response(std::string& out, const Response& response, const ResponseHead& head) {
  const bool has_body = response.status != 204 && response.status != 304;
  out.reserve(out.size() + response.body.size() + 1024);
  append_status_line(out, response.status);
  if (has_body) {
    append_line(out, "Content-Type", response.content_type);
    const std::uint64_t length = response.file ? response.file->size() : response.body.size();
    append_line(out, "Content-Length", std::to_string(length));
  }
  if (!response.cacheable) append_line(out, "Cache-Control", "no-store");
  for (const auto& [name, value] : response.headers) append_line(out, name, value);
  append_common(out, head);
  if (!head.keep_alive) append_line(out, "Connection", "close");
  out += "\r\n";
  if (has_body && !head.head_only) out += response.body;
}

void append_stream_head(std::string& out, const ResponseHead& head) {
  append_status_line(out, 200);
  append_line(out, "Content-Type", "text/event-stream");
  append_line(out, "Cache-Control", "no-store");
  append_line(out, "X-Accel-Buffering", "no");  // Nginx passes every frame on at once.
  append_common(out, head);
  append_line(out, "Connection", "close");
  out += "\r\nretry: 2000\n\n";
}

std::string http_date(std::int64_t unix_seconds) {
  const auto time = static_cast<std::time_t>(unix_seconds);
  std::tm utc{};
  gmtime_r(&time, &utc);
  char text[40];
  const std::size_t length = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return std::string(text, length);
}

}  // namespace shop::http

#include <algorithm>
#include <charconv>

#include "adapters/http/handlers.hpp"
#include "adapters/http/problem.hpp"
#include "adapters/http/web_files.hpp"

namespace shop::http {
namespace {

constexpr std::string_view kAppShell = "/index.html";

const WebFile* find_file(std::string_view path) {
  const auto files = web_files();
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const WebFile& f) { return f.path == path; });
  return found == files.end() ? nullptr : &*found;
}

std::string_view next_item(std::string_view& list) {
  const std::size_t comma = list.find(',');
  std::string_view item = list.substr(0, comma);
  list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
  while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
  return item;
}

/// Whether a list such as `gzip, br;q=0.9` takes the coding; `;q=0` refuses it (RFC 9110, 12.5.3).
bool takes(std::string_view accepted, std::string_view coding) {
  while (!accepted.empty()) {
    const std::string_view item = next_item(accepted);
    if (!equals_ignoring_case(item.substr(0, item.find_first_of("; ")), coding)) continue;
    const std::size_t quality = item.find("q=");
    if (quality == std::string_view::npos) return true;
    return item.find_first_of("123456789", quality) != std::string_view::npos;
  }
  return false;
}

/// Weak and strong tags alike: the web app's files are compared by content.
bool names_tag(std::string_view tags, std::string_view etag) {
  while (!tags.empty()) {
    std::string_view tag = next_item(tags);
    if (tag == "*") return true;
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == etag) return true;
  }
  return false;
}

/// The pages of the app have addresses of their own (`/till`), all answered by the one shell; a
/// missing script must not be.
bool is_page(const Request& request) {
  const std::size_t slash = request.path.rfind('/');
  if (request.path.find('.', slash) != std::string_view::npos) return false;
  return request.header("accept").find("text/html") != std::string_view::npos ||
         request.path == "/";
}

}  // namespace

Response web_app(const Call& call) {
  const Request& request = call.request;
  const WebFile* file = find_file(request.path);
  if (file == nullptr && is_page(request)) file = find_file(kAppShell);
  if (file == nullptr) return problem(404, "http.no_such_path", "there is nothing here");

  Response response;
  response.cacheable = true;
  response.content_type = file->content_type;
  response.headers.emplace_back("ETag", std::string(file->etag));
  response.headers.emplace_back("Vary", "Accept-Encoding");
  response.headers.emplace_back(
      "Cache-Control", file->immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (names_tag(request.header("if-none-match"), file->etag)) {
    response.status = 304;
    return response;
  }
  const std::string_view accepted = request.header("accept-encoding");
  if (!file->brotli.empty() && takes(accepted, "br")) {
    response.headers.emplace_back("Content-Encoding", "br");
    response.body = file->brotli;
  } else if (!file->gzip.empty() && takes(accepted, "gzip")) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = file->gzip;
  } else {
    response.body = file->plain;
  }
  return response;
}

}  // namespace shop::http

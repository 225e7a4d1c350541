#include "cli/http_client.hpp"

#include <curl/curl.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/assert.hpp"

namespace shop::cli {
namespace {

constexpr std::size_t kAnswerBytesMax = std::size_t{64} << 20;

struct SList {
  curl_slist* head = nullptr;
  SList() = default;
  ~SList() { curl_slist_free_all(head); }
  SList(const SList&) = delete;
  SList& operator=(const SList&) = delete;
  void add(const std::string& line) { head = curl_slist_append(head, line.c_str()); }
};

void start_curl_once() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(started);
}

std::size_t append_body(char* data, std::size_t /*one*/, std::size_t size, void* to) {
  auto& body = *static_cast<std::string*>(to);
  if (body.size() + size > kAnswerBytesMax) return 0;  // Ends the transfer with an error.
  body.append(data, size);
  return size;
}

/// The state of a stream() in progress.
struct Streaming {
  CURL* curl;
  const std::function<bool(std::string_view)>& take;
  const std::function<bool()>& still_wanted;
  HttpResponse refused;  ///< Filled instead of `take` when the status is no success.
  bool ended_by_us = false;
};

std::size_t pass_on(char* data, std::size_t /*one*/, std::size_t size, void* to) {
  auto& streaming = *static_cast<Streaming*>(to);
  long status = 0;
  curl_easy_getinfo(streaming.curl, CURLINFO_RESPONSE_CODE, &status);
  if (status < 200 || status >= 300) return append_body(data, 1, size, &streaming.refused.body);
  if (streaming.take(std::string_view(data, size))) return size;
  streaming.ended_by_us = true;
  return 0;
}

int ask_still_wanted(void* to, curl_off_t /*dltotal*/, curl_off_t /*dlnow*/, curl_off_t /*ultotal*/,
                     curl_off_t /*ulnow*/) {
  auto& streaming = *static_cast<Streaming*>(to);
  if (!streaming.still_wanted()) streaming.ended_by_us = true;
  return streaming.ended_by_us ? 1 : 0;
}

std::string without_slash(std::string_view url) {
  while (url.ends_with('/')) url.remove_suffix(1);
  return std::string(url);
}

ErrorKind kind_of(int status) {
  switch (status) {
    case 400: return ErrorKind::kMalformed;
    case 401: return ErrorKind::kUnauthenticated;
    case 403: return ErrorKind::kForbidden;
    case 404: return ErrorKind::kNotFound;
    case 409: return ErrorKind::kConflict;
    case 412: return ErrorKind::kPreconditionFailed;
    case 413: return ErrorKind::kTooLarge;
    case 422: return ErrorKind::kInvalidArgument;
    case 428: return ErrorKind::kPreconditionRequired;
    case 429: return ErrorKind::kRateLimited;
    case 507: return ErrorKind::kStorageFull;
    default: return ErrorKind::kUnavailable;
  }
}

}  // namespace

struct HttpClient::Handle {
  CURL* curl = nullptr;
  std::string root;
  std::string authorization;

  ~Handle() { curl_easy_cleanup(curl); }

  /// Everything that both kinds of request share. The connection survives the reset.
  void prepare(std::string_view path, const SList& headers) {
    curl_easy_reset(curl);
    const std::string url = root + std::string(path);
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.head);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "drinkshop");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
  }

  void add_authorization(SList& headers) const {
    if (!authorization.empty()) headers.add(authorization);
  }

  Error no_answer(CURLcode code) const {
    return make_error(ErrorKind::kUnavailable, "http.no_answer",
                      "no answer from " + root + ": " + curl_easy_strerror(code));
  }
};

HttpClient::HttpClient(std::string_view url, std::string_view token)
    : handle_(std::make_unique<Handle>()) {
  start_curl_once();
  handle_->curl = curl_easy_init();
  SHOP_ASSERT(handle_->curl != nullptr);
  handle_->root = without_slash(url);
  if (!token.empty()) handle_->authorization = "Authorization: Bearer " + std::string(token);
}

HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

Result<HttpResponse> HttpClient::send(std::string_view method, std::string_view path,
                                      std::string_view body,
                                      const std::vector<std::string>& extra) {
  SList headers;
  for (const std::string& line : extra) headers.add(line);
  headers.add("Accept: application/json");
  headers.add("Expect:");  // No pause for "100 Continue".
  if (!body.empty()) headers.add("Content-Type: application/json");
  handle_->add_authorization(headers);
  CURL* const curl = handle_->curl;
  handle_->prepare(path, headers);
  const std::string verb(method);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, verb.c_str());
  if (!body.empty()) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  }
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, kAnswerTimeoutMs);
  HttpResponse response;
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &response.body);
  const CURLcode code = curl_easy_perform(curl);
  if (code != CURLE_OK) return handle_->no_answer(code);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  response.status = static_cast<int>(status);
  curl_off_t wait_s = 0;
  if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait_s) == CURLE_OK && wait_s > 0) {
    response.retry_after_s = static_cast<int>(std::min<curl_off_t>(wait_s, 3600));
  }
  return response;
}

Result<void> HttpClient::stream(std::string_view path, const std::vector<std::string>& headers,
                                const std::function<bool(std::string_view)>& take,
                                const std::function<bool()>& still_wanted) {
  SList list;
  for (const std::string& header : headers) list.add(header);
  handle_->add_authorization(list);
  CURL* const curl = handle_->curl;
  handle_->prepare(path, list);
  Streaming streaming{curl, take, still_wanted, {}, false};
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, pass_on);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &streaming);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, ask_still_wanted);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &streaming);
  curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
  const CURLcode code = curl_easy_perform(curl);
  if (streaming.ended_by_us) return ok();
  if (code != CURLE_OK) return handle_->no_answer(code);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  streaming.refused.status = static_cast<int>(status);
  if (!streaming.refused.success()) return error_of(streaming.refused);
  return make_error(ErrorKind::kUnavailable, "http.stream_ended", "the server ended the stream");
}

Error error_of(const HttpResponse& response) {
  Error error = make_error(kind_of(response.status), "http.refused",
                           "the server answered " + std::to_string(response.status));
  error.retry_after_s = response.retry_after_s.value_or(0);
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  if (parser.parse(response.body.data(), response.body.size()).get(document) != simdjson::SUCCESS) {
    return error;
  }
  std::string_view text;
  if (document["detail"].get(text) == simdjson::SUCCESS ||
      document["title"].get(text) == simdjson::SUCCESS) {
    error.detail += ": " + std::string(text);
  }
  return error;
}

bool is_retryable(ErrorKind kind) {
  return kind == ErrorKind::kUnavailable || kind == ErrorKind::kRateLimited;
}

}  // namespace shop::cli

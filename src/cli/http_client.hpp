#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace shop::cli {

struct HttpResponse {
  int status = 0;
  std::string body;
  std::optional<int> retry_after_s;

  bool success() const { return status >= 200 && status < 300; }
};

/// One connection to a server, kept open between requests and opened anew when it was lost.
/// Used by one thread at a time; several threads take one client each.
class HttpClient {
 public:
  /// `url` is the server's root, such as http://127.0.0.1:8080, with or without a final slash.
  /// An empty token sends no Authorization header.
  HttpClient(std::string_view url, std::string_view token);
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;

  /// Any status is a success here; kUnavailable when there was no (whole) answer. An empty body
  /// sends none. `path` begins with a slash, as in /api/v1/menu.
  /// `headers` are whole lines, such as `webhook-id: 1`.
  Result<HttpResponse> send(std::string_view method, std::string_view path, std::string_view body,
                            const std::vector<std::string>& headers = {});

  /// Reads an endless answer: `take` gets its bytes as they come and returns false to end.
  /// `still_wanted` is asked at least once a second, also in silence. Fails with kUnavailable when
  /// the connection breaks, and as error_of() says for a status that is no success.
  Result<void> stream(std::string_view path, const std::vector<std::string>& headers,
                      const std::function<bool(std::string_view)>& take,
                      const std::function<bool()>& still_wanted);

  static constexpr long kConnectTimeoutMs = 5'000;
  static constexpr long kAnswerTimeoutMs = 60'000;

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

/// The failure that an answer without success stands for, with the server's own words from its
/// problem+json where there are any.
Error error_of(const HttpResponse& response);

/// kUnavailable, kRateLimited: the same request may succeed later.
bool is_retryable(ErrorKind kind);

}  // namespace shop::cli

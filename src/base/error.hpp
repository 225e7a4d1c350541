#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shop {

/// What the *caller* can do about a failure. A closed set: the HTTP status, the retry decision and
/// the metric label are each one switch over it, so a new kind does not compile until all answer.
enum class ErrorKind : std::uint8_t {
  kMalformed,             ///< Not readable at all (broken JSON): 400.
  kUnauthenticated,       ///< No or unknown credentials: 401.
  kForbidden,             ///< Known, but the role does not allow it: 403.
  kNotFound,              ///< 404.
  kConflict,              ///< The state does not allow it; re-read, then decide: 409.
  kPreconditionFailed,    ///< If-Match names an old version: 412.
  kTooLarge,              ///< Body beyond its limit: 413.
  kInvalidArgument,       ///< Understood, but can never succeed as written: 422.
  kPreconditionRequired,  ///< If-Match is missing: 428.
  kRateLimited,           ///< 429.
  kUnavailable,           ///< The same call may succeed later: 503.
  kStorageFull,           ///< No space left to make anything durable: 507.
  kCorruption,            ///< Stored bytes broke an invariant; do not retry, tell a person: 500.
};

/// One bad field of a request: a JSON path such as `items[2].qty` and what was expected there.
struct FieldError {
  std::string field;
  std::string message;
};

/// The failure half of a Result.
struct Error {
  ErrorKind kind = ErrorKind::kCorruption;
  /// Stable machine name such as "order.total_mismatch"; always a string literal.
  std::string_view code;
  /// One sentence for a person. Never holds secrets.
  std::string detail;
  /// Every bad field of the request, empty when the failure is not about fields.
  std::vector<FieldError> fields;
  /// Seconds after which a kUnavailable or kRateLimited call should be tried again; 0 = unknown.
  int retry_after_s = 0;
};

inline Error make_error(ErrorKind kind, std::string_view code, std::string detail) {
  return Error{kind, code, std::move(detail), {}, 0};
}

/// A kInvalidArgument about exactly one field.
inline Error field_error(std::string field, std::string message) {
  Error error{ErrorKind::kInvalidArgument, "request.invalid", field + ": " + message, {}, 0};
  error.fields.push_back({std::move(field), std::move(message)});
  return error;
}

}  // namespace shop

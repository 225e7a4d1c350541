#include "adapters/http/problem.hpp"

#include <string>
#include <utility>

#include "base/assert.hpp"
#include "base/json_writer.hpp"

namespace shop::http {
namespace {

std::string problem_type(std::string_view code) {
  std::string type = "/problems/";
  for (const char c : code) type += c == '.' || c == '_' ? '-' : c;
  return type;
}

Response write_problem(int status, std::string_view code, std::string_view detail,
                       const std::vector<FieldError>& fields) {
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  JsonWriter json(response.body);
  json.object([&] {
    json.field("type", problem_type(code));
    json.field("title", reason(status));
    json.field("status", status);
    json.field("detail", detail);
    if (fields.empty()) return;
    json.array_field("errors", [&] {
      for (const auto& bad : fields) {
        json.object([&] {
          json.field("field", bad.field);
          json.field("message", bad.message);
        });
      }
    });
  });
  return response;
}

}  // namespace

int status_for(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kMalformed: return 400;
    case ErrorKind::kUnauthenticated: return 401;
    case ErrorKind::kForbidden: return 403;
    case ErrorKind::kNotFound: return 404;
    case ErrorKind::kConflict: return 409;
    case ErrorKind::kPreconditionFailed: return 412;
    case ErrorKind::kTooLarge: return 413;
    case ErrorKind::kInvalidArgument: return 422;
    case ErrorKind::kPreconditionRequired: return 428;
    case ErrorKind::kRateLimited: return 429;
    case ErrorKind::kUnavailable: return 503;
    case ErrorKind::kStorageFull: return 507;
    case ErrorKind::kCorruption: return 500;
  }
  assert_failed("unknown ErrorKind", __FILE__, __LINE__);
}

std::string_view reason(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "Error";
  }
}

Response problem(const Error& error) {
  const int status = status_for(error.kind);
  std::string_view detail = error.detail;
  // What is wrong inside is for the log, not for the outside.
  if (error.kind == ErrorKind::kCorruption) detail = "the shop met an internal error";
  if (detail.empty()) detail = reason(status);
  Response response = write_problem(status, error.code, detail, error.fields);
  if (error.kind == ErrorKind::kUnauthenticated) {
    response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"drinkshop\"");
  }
  int retry_after_s = error.retry_after_s;
  const bool later = error.kind == ErrorKind::kUnavailable || error.kind == ErrorKind::kRateLimited;
  if (later && retry_after_s == 0) retry_after_s = 1;
  if (retry_after_s > 0) {
    response.headers.emplace_back("Retry-After", std::to_string(retry_after_s));
  }
  return response;
}

Response problem(int status, std::string_view code, std::string_view detail) {
  return write_problem(status, code, detail, {});
}

}  // namespace shop::http

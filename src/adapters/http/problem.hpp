#pragma once

#include <string_view>

#include "adapters/http/message.hpp"
#include "base/error.hpp"

namespace shop::http {

/// The status of a failure. No `default` inside: a new ErrorKind does not compile until it has one.
int status_for(ErrorKind kind);

/// The reason phrase of a status; also the `title` of problems.
std::string_view reason(int status);

/// RFC 9457: `type` is made from the error's code (`order.total_mismatch` becomes
/// `/problems/order-total-mismatch`), `title` from the status. Details of kCorruption stay inside.
Response problem(const Error& error);

/// A problem of the HTTP layer itself, such as 404, 405 or 415.
Response problem(int status, std::string_view code, std::string_view detail);

}  // namespace shop::http

#pragma once

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/try.hpp>

#include "base/error.hpp"

namespace shop {

/// A value, or the Error that stands in its place. Used for every failure that a caller is expected
/// to handle, so that the signature shows it; the compiler warns when one is dropped. Asking a
/// failure for its value, or a success for its error, is a bug and ends the process.
template <class T>
using Result = boost::outcome_v2::basic_result<T, Error, boost::outcome_v2::policy::terminate>;

/// What a function without a value returns on success: `return ok();`
inline auto ok() { return boost::outcome_v2::success(); }

}  // namespace shop

/// `SHOP_TRY(auto x, f())` declares x from f()'s value or returns f()'s error; `SHOP_TRY(f())` only
/// passes the error on.
#define SHOP_TRY(...) BOOST_OUTCOME_TRY(__VA_ARGS__)

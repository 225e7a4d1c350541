#pragma once

namespace shop {

/// Prints the broken invariant with its place and ends the process with abort().
[[noreturn]] void assert_failed(const char* what, const char* file, int line) noexcept;

}  // namespace shop

/// For bugs only, never for input from outside: on in every build. A crash restarts from durable
/// state; going on with a broken invariant could put wrong money into it.
#define SHOP_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::shop::assert_failed(#condition, __FILE__, __LINE__))

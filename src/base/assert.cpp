#include "base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace shop {

void assert_failed(const char* what, const char* file, int line) noexcept {
  std::fprintf(stderr, "%s:%d: broken invariant: %s\n", file, line, what);
  std::abort();
}

}  // namespace shop

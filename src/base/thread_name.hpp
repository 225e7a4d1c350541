#pragma once

#include <pthread.h>

namespace shop {

/// Names the calling thread for `top -H`, `perf` and debuggers. At most 15 characters, as Linux
/// keeps no more; a longer name is not set.
inline void name_this_thread(const char* name) {
  [[maybe_unused]] const int only_cosmetic = ::pthread_setname_np(::pthread_self(), name);
}

}  // namespace shop

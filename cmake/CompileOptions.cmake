# One interface target carries every flag, so that no module can drift from the others.
add_library(shop_compile_options INTERFACE)
target_compile_options(shop_compile_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${SHOP_WERROR}>:-Werror>
  -fstack-protector-strong -ftrivial-auto-var-init=zero)
target_compile_definitions(shop_compile_options INTERFACE
  $<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2> _GLIBCXX_ASSERTIONS)
target_include_directories(shop_compile_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_link_options(shop_compile_options INTERFACE -Wl,-z,relro,-z,now)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(SHOP_SANITIZE)
  # With the sanitizers' checks put in, GCC 12 sees uninitialised reads inside fmt and the library
  # that are none. The release build keeps both warnings, clang-tidy looks for the same.
  target_compile_options(shop_compile_options INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-uninitialized>
    -fsanitize=${SHOP_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -U_FORTIFY_SOURCE)
  target_link_options(shop_compile_options INTERFACE -fsanitize=${SHOP_SANITIZE})
endif()
if(SHOP_SANITIZE STREQUAL "thread")
  # Asio's fences, which ThreadSanitizer does not see; what they order is under mutexes as well.
  target_compile_options(shop_compile_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
endif()
if(SHOP_FUZZ)
  # Every library tells the fuzzer which branches it took, not only the target: without that the
  # fuzzer is blind in the decoders that it is there for. Its main is linked by shop_fuzz_target.
  target_compile_options(shop_compile_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

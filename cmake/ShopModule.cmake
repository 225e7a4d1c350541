# shop_module(NAME n HEADERS ... SOURCES ... DEPENDS ... [LIBS ...] [TESTS ...] [CONCURRENT])
# One folder = one library shop::n. Files are listed, never globbed. Headers go into a verified
# header set: the target all_verify_interface_header_sets compiles each of them alone.
# TESTS build one program n_test, registered with ctest under the label `unit`, or `concurrency`
# when CONCURRENT says that it starts threads: those run under ThreadSanitizer too. It is one word,
# since gtest_discover_tests drops every label after the first.
function(shop_module)
  cmake_parse_arguments(arg "CONCURRENT" "NAME"
                        "HEADERS;SOURCES;DEPENDS;LIBS;TESTS;TEST_DEPENDS" ${ARGN})
  set(target shop_${arg_NAME})
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(shop::${arg_NAME} ALIAS ${target})
  if(arg_HEADERS)
    target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/src
                   FILES ${arg_HEADERS})
    set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  endif()
  target_link_libraries(${target} ${scope} shop_compile_options ${arg_DEPENDS} ${arg_LIBS})
  if(SHOP_TESTS AND arg_TESTS)
    set(label unit)
    if(arg_CONCURRENT)
      set(label concurrency)
    endif()
    add_executable(${arg_NAME}_test ${arg_TESTS})
    target_link_libraries(${arg_NAME}_test PRIVATE shop::${arg_NAME} ${arg_TEST_DEPENDS}
                          GTest::gtest GTest::gmock GTest::gtest_main)
    target_include_directories(${arg_NAME}_test PRIVATE ${PROJECT_SOURCE_DIR})
    gtest_discover_tests(${arg_NAME}_test TEST_PREFIX "${arg_NAME}." DISCOVERY_TIMEOUT 60
                         PROPERTIES LABELS ${label})
  endif()
endfunction()

# shop_fuzz_target(NAME n SOURCES ... DEPENDS ...)
# SOURCES define LLVMFuzzerTestOneInput. The preset `fuzz` makes n_fuzz of them, with libFuzzer's
# main; the others make n_fuzz_replay, a unit test over the kept inputs, tests/corpus/n.
function(shop_fuzz_target)
  cmake_parse_arguments(arg "" "NAME" "SOURCES;DEPENDS" ${ARGN})
  if(SHOP_FUZZ)
    set(target ${arg_NAME}_fuzz)
    add_executable(${target} ${arg_SOURCES})
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  elseif(SHOP_TESTS)
    set(target ${arg_NAME}_fuzz_replay)
    add_executable(${target} ${arg_SOURCES} ${PROJECT_SOURCE_DIR}/tests/support/replay_corpus.cpp)
    add_test(NAME corpus.${arg_NAME}
             COMMAND ${target} ${PROJECT_SOURCE_DIR}/tests/corpus/${arg_NAME})
    set_tests_properties(corpus.${arg_NAME} PROPERTIES LABELS unit)
  else()
    return()
  endif()
  target_link_libraries(${target} PRIVATE shop_compile_options ${arg_DEPENDS})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
endfunction()

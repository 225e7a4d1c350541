# shop_module(NAME n HEADERS ... SOURCES ... DEPENDS ... [LIBS ...] [TESTS ...])
# One folder = one library shop::n. Files are listed, never globbed. Headers go into a verified
# header set: the target all_verify_interface_header_sets compiles each of them alone.
# TESTS build one program n_test, registered with ctest under the label `unit`.
function(shop_module)
  cmake_parse_arguments(arg "" "NAME" "HEADERS;SOURCES;DEPENDS;LIBS;TESTS;TEST_DEPENDS" ${ARGN})
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
    add_executable(${arg_NAME}_test ${arg_TESTS})
    target_link_libraries(${arg_NAME}_test PRIVATE shop::${arg_NAME} ${arg_TEST_DEPENDS}
                          GTest::gtest GTest::gmock GTest::gtest_main)
    gtest_discover_tests(${arg_NAME}_test TEST_PREFIX "${arg_NAME}." DISCOVERY_TIMEOUT 60
                         PROPERTIES LABELS unit)
  endif()
endfunction()

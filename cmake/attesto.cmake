# How a room, an adapter and a test of this project are declared.

find_package(OpenSSL 3.0 REQUIRED)
find_package(Threads REQUIRED)

# Flags for our own code; a project that embeds us keeps its own.
add_library(attesto_flags INTERFACE)
target_compile_features(attesto_flags INTERFACE cxx_std_23)
if(PROJECT_IS_TOP_LEVEL)
  target_compile_options(attesto_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
endif()

# attesto_room(NAME SOURCES ... HEADERS ... NEEDS ...)
# One room of the library: a static library whose headers are public and must compile alone.
function(attesto_room name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;NEEDS;PRIVATE_NEEDS" ${ARGN})
  set(target attesto_${name})
  if(ARG_SOURCES)
    add_library(${target} STATIC ${ARG_SOURCES})
    target_link_libraries(${target} PUBLIC ${ARG_NEEDS} PRIVATE attesto_flags ${ARG_PRIVATE_NEEDS})
    target_compile_features(${target} PUBLIC cxx_std_23)
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/lib)
    target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/lib FILES ${ARG_HEADERS})
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE ${ARG_NEEDS})
    target_compile_features(${target} INTERFACE cxx_std_23)
    target_include_directories(${target} INTERFACE ${PROJECT_SOURCE_DIR}/lib)
    target_sources(${target} INTERFACE FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/lib FILES ${ARG_HEADERS})
  endif()
endfunction()

# attesto_adapter(NAME SOURCES ... NEEDS ... PRIVATE_NEEDS ...)
# One folder under adapters/: the only code with sockets, files and SQL.
function(attesto_adapter name)
  cmake_parse_arguments(ARG "" "" "SOURCES;NEEDS;PRIVATE_NEEDS" ${ARGN})
  set(target attesto_${name})
  add_library(${target} STATIC ${ARG_SOURCES})
  target_link_libraries(${target} PUBLIC ${ARG_NEEDS} PRIVATE attesto_flags ${ARG_PRIVATE_NEEDS})
  target_compile_features(${target} PUBLIC cxx_std_23)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
endfunction()

# Every test program whose code is shared between threads: all that the thread sanitizer's tree builds.
add_custom_target(shared_between_threads)

# attesto_test(NAME [WHOLE] [SHARED_BETWEEN_THREADS] SOURCES ... NEEDS ...)
# One test program per room: tests/<room>/ becomes <room>_tests. CTest starts it once per case, or,
# where starting is dear (a database server), once for all of them: WHOLE.
function(attesto_test name)
  cmake_parse_arguments(ARG "WHOLE;SHARED_BETWEEN_THREADS" "" "SOURCES;NEEDS" ${ARGN})
  set(target ${name}_tests)
  add_executable(${target} ${ARG_SOURCES})
  target_link_libraries(${target} PRIVATE ${ARG_NEEDS} attesto_flags GTest::gmock GTest::gtest GTest::gtest_main)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${target} PRIVATE ATTESTO_VECTORS_DIR="${ATTESTO_VECTORS_DIR}")
  # Under a sanitizer it takes longer to optimise a test than to run it.
  target_compile_options(${target} PRIVATE $<$<CONFIG:Debug>:-O0>)
  set(labels)
  if(ARG_SHARED_BETWEEN_THREADS)
    add_dependencies(shared_between_threads ${target})
    set(labels LABELS shared_between_threads)
  endif()
  if(ARG_WHOLE)
    add_test(NAME ${name} COMMAND ${target})
    set_tests_properties(${name} PROPERTIES TIMEOUT 600 ${labels})
    return()
  endif()
  gtest_discover_tests(${target} TEST_PREFIX "${name}/" DISCOVERY_TIMEOUT 60 NO_PRETTY_VALUES
                       PROPERTIES TIMEOUT 120 ${labels})
endfunction()

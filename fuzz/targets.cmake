# One target per decoder and per verifier: <name>_fuzz.cpp with its seeds in corpus/<name>/.
file(GLOB sources RELATIVE ${CMAKE_CURRENT_LIST_DIR} CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*_fuzz.cpp)
list(TRANSFORM sources REPLACE "_fuzz\\.cpp$" "" OUTPUT_VARIABLE ATTESTO_FUZZ_TARGETS)

# attesto_fuzz_target(TARGET NAME SOURCES...): the program of one target with the libraries it may need.
function(attesto_fuzz_target target name)
  add_executable(${target} ${PROJECT_SOURCE_DIR}/fuzz/${name}_fuzz.cpp ${ARGN})
  target_link_libraries(${target} PRIVATE attesto_http attesto_proof attesto_server attesto_flags OpenSSL::Crypto)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
endfunction()

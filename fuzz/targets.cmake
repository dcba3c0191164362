# One target per decoder and per verifier: <name>_fuzz.cpp with its seeds in corpus/<name>/.
set(ATTESTO_FUZZ_TARGETS authorization base64url cookie form issuer json jwk jwt pem percent pkce scope uri)

# attesto_fuzz_target(TARGET NAME SOURCES...): the program of one target with the libraries it may need.
function(attesto_fuzz_target target name)
  add_executable(${target} ${PROJECT_SOURCE_DIR}/fuzz/${name}_fuzz.cpp ${ARGN})
  target_link_libraries(${target} PRIVATE attesto_oauth attesto_flags)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
endfunction()

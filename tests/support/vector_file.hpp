// Published vectors, which stay outside the project.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "attesto/wire/json.hpp"

namespace attesto::testing_support {

/// The folder named by the environment variable ATTESTO_VECTORS_DIR, else the one of the build.
inline std::filesystem::path vectors_dir() {
  const char* named = std::getenv("ATTESTO_VECTORS_DIR");
  return named ? named : ATTESTO_VECTORS_DIR;
}

/// @return nothing if the file is absent
/// @throws std::bad_expected_access if it is there and no JSON
inline std::optional<Json> read_vector_file(const std::filesystem::path& relative) {
  std::ifstream stream(vectors_dir() / relative);
  if (!stream) return std::nullopt;
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  return Json::parse(text, {.bytes = 4 << 20, .depth = 32, .members = 10'000}).value();
}

}  // namespace attesto::testing_support

// Files of published vectors, from the folder that ATTESTO_VECTORS_DIR names.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>

#include "attesto/wire/json.hpp"

namespace attesto::testing_support {

/// @return nothing if the folder is not there; a file that is there must parse
inline std::optional<Json> read_vectors(const std::string& name) {
  const char* folder = std::getenv("ATTESTO_VECTORS_DIR");
  const std::string path = std::string(folder ? folder : ATTESTO_VECTORS_DIR) + '/' + name;
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto json = Json::parse(text, {.bytes = 8 * 1024 * 1024, .depth = 32, .members = 4096});
  if (!json) throw std::runtime_error(path + " is not JSON");
  return std::move(*json);
}

}  // namespace attesto::testing_support

/// Loads a vector file into `var`, or skips the test and says why.
#define ATTESTO_VECTORS(var, name)                                                        \
  const auto var##_or = ::attesto::testing_support::read_vectors(name);                   \
  if (!var##_or) GTEST_SKIP() << "no " << (name) << " in the folder ATTESTO_VECTORS_DIR"; \
  const Json& var = *var##_or

// A file of vectors as read from disk.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "attesto/wire/json.hpp"

namespace attesto::vectors {

/// The vectors are read by another parser than ours: ours is on trial.
using Data = nlohmann::json;

struct VectorFile {
  std::filesystem::path path;
  std::string name;  ///< path inside the folder of vectors, with slashes
};

/// @throws std::runtime_error if the file can't be read
[[nodiscard]] std::string read_file(const std::filesystem::path& path);
/// @throws std::exception if it can't be read or is not JSON
[[nodiscard]] Data read_json(const std::filesystem::path& path);

/// A value of the vectors as the library sees it; `null` if the library refuses it.
[[nodiscard]] Json to_attesto(const Data& data);

/// A string member; empty if absent or of another type.
[[nodiscard]] std::string text_of(const Data& data, const char* member);

}  // namespace attesto::vectors

// Paths as the configuration writes them.
#pragma once

#include <filesystem>
#include <string>

namespace attestod {

/// Relative paths count from the folder of the configuration file, wherever the process stands.
[[nodiscard]] inline std::string complete_path(const std::string& file, const std::string& path) {
  return (std::filesystem::absolute(file).parent_path() / path).lexically_normal().string();
}

}  // namespace attestod

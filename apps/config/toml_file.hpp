// A TOML file as a flat list of settings.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <variant>
#include <vector>

#include "apps/config/daemon_config.hpp"

namespace attestod {

/// A table without a single key.
struct EmptySection {};
/// A value of a type that no setting has.
struct OtherValue {
  std::string type;  ///< what it is, for a person: "a number with a fraction"
};

using SettingValue = std::variant<bool, std::int64_t, std::string, std::vector<std::string>, EmptySection, OtherValue>;

struct Setting {
  std::string key;  ///< full name, e.g. `listen.port`
  unsigned line;
  SettingValue value;
};

/// Reads the file whole, in no particular order.
/// @error  the one fault that keeps the file from being read or parsed
[[nodiscard]] std::expected<std::vector<Setting>, ConfigFault> read_toml_file(const std::string& path);

}  // namespace attestod

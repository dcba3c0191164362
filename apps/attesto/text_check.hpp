// Texts that people see: names of users and clients.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace attesto_cli {

/// What is wrong with a name: it is empty, longer than 255 bytes, not UTF-8, has a control
/// character, or a space at an end. Nothing if it is fine.
[[nodiscard]] std::optional<std::string> find_name_fault(std::string_view name);

}  // namespace attesto_cli

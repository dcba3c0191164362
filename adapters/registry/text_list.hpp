// Several texts in one column.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attesto::inline v0 {

/// A JSON array of strings.
[[nodiscard]] std::string write_text_list(const std::vector<std::string>& texts);
/// Nothing if it is no such array.
[[nodiscard]] std::optional<std::vector<std::string>> parse_text_list(std::string_view json);

}  // namespace attesto::inline v0

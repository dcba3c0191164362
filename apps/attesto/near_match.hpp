// What somebody may have meant who mistyped a name.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace attesto_cli {

/// At most three of the names, the nearest first: a few letters away, or with the text in them.
[[nodiscard]] std::vector<std::string_view> near_matches(std::string_view text,
                                                         std::span<const std::string_view> names);

}  // namespace attesto_cli

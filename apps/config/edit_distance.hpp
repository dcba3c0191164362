// How far a mistyped name is from the one that was meant.
#pragma once

#include <cstddef>
#include <string_view>

namespace attestod {

/// How many letters must be inserted, deleted or replaced (Levenshtein).
[[nodiscard]] std::size_t edit_distance(std::string_view from, std::string_view to);

}  // namespace attestod

// How long, in words: "90d", "12h", "30m", "45s", "0".
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace attestod {

/// A whole number with its unit, `s`, `m`, `h` or `d`; 0 needs none. At most a hundred years.
/// @return nothing if it is anything else
[[nodiscard]] std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// What parse_duration reads, in the largest unit that is exact.
[[nodiscard]] std::string to_text(std::chrono::seconds duration);

}  // namespace attestod

// UTF-8 - RFC 3629.
#pragma once

#include <string_view>

namespace attesto::inline v0 {

/// Whether the text is well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
/// @rfc 3629 §3
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

}  // namespace attesto::inline v0

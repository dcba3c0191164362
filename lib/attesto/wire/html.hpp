// Text inside HTML.
#pragma once

#include <string>
#include <string_view>

namespace attesto::inline v0 {

/// Escapes `& < > " '`, so the text is safe as element content and in a quoted attribute.
[[nodiscard]] std::string html_escape(std::string_view text);

}  // namespace attesto::inline v0

// The text of error_description - RFC 6749 §5.2.
#pragma once

#include <string_view>

namespace attesto::inline v0 {

/// A literal that may stand in error_description: %x20-21 / %x23-5B / %x5D-7E.
/// Built at compile time only, so input can never reach it and a bad byte does not compile.
/// @rfc 6749 §5.2
struct WireText {
  consteval WireText(const char* literal) : text(literal) {  // NOLINT(google-explicit-constructor)
    for (const char c : text) {
      if (c < 0x20 || c > 0x7E || c == '"' || c == '\\') throw "illegal byte in error_description";
    }
  }
  std::string_view text;
};

}  // namespace attesto::inline v0

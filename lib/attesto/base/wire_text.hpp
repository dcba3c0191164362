// The text of error_description - RFC 6749 §5.2.
#pragma once

#include <string_view>

namespace attesto::inline v0 {

/// A literal that may stand in error_description: %x20-21 / %x23-5B / %x5D-7E.
/// Built at compile time only, so neither input nor an internal name can reach it (W-46), and a bad
/// byte does not compile.
/// @rfc 6749 §5.2
struct WireText {
  /// Takes a literal; one with a byte that may not go out does not compile.
  consteval WireText(const char* literal) : text(literal) {  // NOLINT(google-explicit-constructor)
    for (const char c : text) {
      if (c < 0x20 || c > 0x7E || c == '"' || c == '\\') throw "illegal byte in error_description";
    }
  }
  std::string_view text;  ///< the literal
};

}  // namespace attesto::inline v0

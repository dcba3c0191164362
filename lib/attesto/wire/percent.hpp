// Percent-encoding - RFC 3986 §2.1, and the form variant of WHATWG URL §5.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace attesto::inline v0 {

/// Encodes everything but unreserved characters (RFC 3986 §2.3); a space becomes `%20`.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// Appends the encoding to `out`.
void percent_append(std::string& out, std::string_view text);
/// Decodes `application/x-www-form-urlencoded` text (`+` is a space).
/// @return nothing for a bad escape
[[nodiscard]] std::optional<std::string> form_decode(std::string_view text);

}  // namespace attesto::inline v0

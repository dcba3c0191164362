// The Authorization header field - RFC 9110 §11.6.2, RFC 7617, RFC 6750 §2.1.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "attesto/base/secret.hpp"

namespace attesto::inline v0 {

/// `client_id` and secret from a Basic header.
struct BasicCredentials {
  std::string user_id;  ///< before the first colon
  Secret password;      ///< behind it
};

/// Splits `scheme SP token68` at exactly one space; the scheme compares without case.
/// @return the part after the scheme, or nothing if the field has another scheme or shape
/// @rfc 9110 §11.4
[[nodiscard]] std::optional<std::string_view> credentials_of_scheme(std::string_view field,
                                                                    std::string_view scheme) noexcept;

/// Decodes a Basic header the way RFC 6749 §2.3.1 asks: base64, split at the first colon, both
/// parts then form-decoded; text must be UTF-8 without control characters.
/// @return nothing if any step fails
/// @rfc 6749 §2.3.1, 7617 §2
[[nodiscard]] std::optional<BasicCredentials> parse_basic(std::string_view field);

/// The token of a Bearer header: one b64token and nothing behind it.
/// @rfc 6750 §2.1
[[nodiscard]] std::optional<std::string_view> parse_bearer(std::string_view field) noexcept;

}  // namespace attesto::inline v0

// How an authorization response travels - RFC 6749 §4.1.2; OAuth 2.0 Multiple Response Types §2.1, OAuth 2.0
// Form Post Response Mode.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace attesto::inline v0 {

/// Wire values of `response_mode`. Fragments are for responses that a server must not see; ours hold a
/// code, which is for the client's server.
enum class ResponseMode : std::uint8_t {
  query,      ///< in the URL of a redirect; the default for codes
  form_post,  ///< in the body of a POST, by a page that submits itself
};

/// Every one of them, the default first.
inline constexpr std::array kAllResponseModes = {ResponseMode::query, ResponseMode::form_post};

/// The wire value.
[[nodiscard]] std::string_view to_string(ResponseMode mode) noexcept;
/// Exact match; nothing for a mode that this server doesn't have.
[[nodiscard]] std::optional<ResponseMode> parse_response_mode(std::string_view name) noexcept;

}  // namespace attesto::inline v0

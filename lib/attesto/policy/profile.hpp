// Which family of rules a server follows - OAuth 2.1 (draft-ietf-oauth-v2-1), OIDC Core, FAPI 2.0 Security Profile.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace attesto::inline v0 {

/// What a plain OpenID Connect server must say of itself, a FAPI 2.0 server must not: RS256, assertions
/// addressed to the token endpoint. So each issuer has one profile, and who needs both has two issuers.
enum class Profile : std::uint8_t {
  oauth21,         ///< PKCE for everybody, assertions addressed to the issuer, refresh tokens that rotate
  oidc,            ///< what clients after OIDC Core expect: PKCE by choice, RS256, assertions for the token endpoint
  fapi2_security,  ///< pushed requests, keys in place of secrets, and no token that is not bound to one
};

/// The name in configurations and faults.
[[nodiscard]] std::string_view to_string(Profile profile) noexcept;
/// Exact match.
[[nodiscard]] std::optional<Profile> parse_profile(std::string_view name) noexcept;

}  // namespace attesto::inline v0

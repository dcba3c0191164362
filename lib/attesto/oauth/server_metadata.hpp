// Authorization server metadata - RFC 8414 §2, OIDC Discovery §3.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/jose/algorithm.hpp"
#include "attesto/oauth/scope.hpp"

namespace attesto::inline v0 {

/// What a server says of itself. Members keep their wire names; an empty one is left out.
struct ServerMetadata {
  std::string issuer{};
  std::string authorization_endpoint{};
  std::string token_endpoint{};
  std::string jwks_uri{};
  std::string revocation_endpoint{};
  std::string userinfo_endpoint{};
  Scope scopes_supported{};
  std::vector<std::string> claims_supported{};
  std::vector<std::string> grant_types_supported{};
  std::vector<std::string> token_endpoint_auth_methods_supported{};

  /// The document of RFC 8414. What follows from the members is derived, not configured: a server
  /// without an authorization endpoint advertises no response type.
  /// @rfc 8414 §2, 9207 §3, 7636 §6.2
  [[nodiscard]] std::string render_oauth() const;
  /// The same with what OIDC Discovery §3 adds.
  /// @param id_token_algorithms  what ID tokens are signed with, the default first
  [[nodiscard]] std::string render_openid(std::span<const Algorithm> id_token_algorithms) const;
};

}  // namespace attesto::inline v0

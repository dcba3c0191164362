// Authorization server metadata - RFC 8414 §2, OIDC Discovery §3.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/jose/algorithm_list.hpp"
#include "attesto/oauth/scope.hpp"

namespace attesto::inline v0 {

/// What a server says of itself. Members keep their wire names; an empty one is left out. URLs come
/// from the values that routes are made of, with the issuer's path, so none is missing (W-26) and
/// none leads elsewhere (W-39).
struct ServerMetadata {
  std::string issuer{};                                 ///< RFC 8414 §2
  std::string authorization_endpoint{};                 ///< absolute URL; empty: a server without end-users
  std::string pushed_authorization_request_endpoint{};  ///< absolute URL (RFC 9126 §5); with an authorization endpoint
  std::string token_endpoint{};                         ///< absolute URL
  std::string jwks_uri{};                               ///< absolute URL
  std::string revocation_endpoint{};                    ///< absolute URL (RFC 7009)
  std::string introspection_endpoint{};                 ///< absolute URL (RFC 7662); empty: there is none
  std::string registration_endpoint{};                  ///< absolute URL (RFC 7591 §3)
  std::string userinfo_endpoint{};  ///< absolute URL (OIDC Core §5.3); only in the document of OpenID Connect
  bool require_pushed_authorization_requests = false;  ///< of every client (RFC 9126 §5)
  /// What request objects may be signed with; empty: none is taken (RFC 9101 §10.5, OIDC Discovery §3).
  AlgorithmList request_object_signing_alg_values_supported{};
  bool require_signed_request_object = false;   ///< of every client (RFC 9101 §10.5)
  Scope scopes_supported{};                     ///< need not be complete
  std::vector<std::string> claims_supported{};  ///< what userinfo may release; only in the document of OpenID Connect
  std::vector<std::string> protected_resources{};  ///< what `resource` may name, where it is a URL (RFC 9728 §4)
  std::vector<std::string> authorization_details_types_supported{};  ///< RFC 9396 §10
  AlgorithmList dpop_signing_alg_values_supported{};                 ///< RFC 9449 §5.1; empty: no DPoP
  std::vector<std::string> grant_types_supported{};                  ///< every grant that is dispatched
  /// Every method that is dispatched, at each endpoint.
  std::vector<std::string> token_endpoint_auth_methods_supported{};
  /// What assertions may be signed with, at each endpoint; empty without `private_key_jwt`.
  AlgorithmList token_endpoint_auth_signing_alg_values_supported{};
  /// Whether tokens can be bound to certificates (RFC 8705 §3.3).
  bool tls_client_certificate_bound_access_tokens = false;

  /// The document of RFC 8414. What follows from the members is derived, not configured: a server
  /// without an authorization endpoint advertises no response type.
  /// @rfc 8414 §2, 9101 §10.5, 9126 §5, 9207 §3, 7636 §6.2, 9396 §10, 9449 §5.1, 9728 §4
  [[nodiscard]] std::string render_oauth() const;
  /// The same with what OIDC Discovery §3 adds.
  /// @param id_token_algorithms  what ID tokens are signed with, the default first
  [[nodiscard]] std::string render_openid(std::span<const Algorithm> id_token_algorithms) const;
};

}  // namespace attesto::inline v0

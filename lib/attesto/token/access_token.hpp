// JWT access tokens - RFC 9068.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "attesto/base/clock.hpp"
#include "attesto/base/id.hpp"
#include "attesto/jose/jwt.hpp"
#include "attesto/oauth/actor.hpp"
#include "attesto/oauth/authorization_details.hpp"
#include "attesto/oauth/confirmation.hpp"
#include "attesto/oauth/resource_indicator.hpp"
#include "attesto/oauth/scope.hpp"

namespace attesto::inline v0 {

/// The claims of an access token. `iat` and `exp` count whole seconds.
/// @rfc 9068 §2.2
struct AccessToken {
  std::string iss;     ///< the issuer
  Audience aud;        ///< the resources that may take it
  Subject sub;         ///< whom it speaks for
  ClientId client_id;  ///< to whom it was issued
  Scope scope{};       ///< what it is good for; empty: not sent
  std::string jti;     ///< its id
  Instant iat;         ///< when it was made
  Instant exp;         ///< it counts before this
  /// The authorization it came from; private claim `grant_id`. Lets userinfo and revocation
  /// see that a family is revoked without a row per access token.
  std::optional<FamilyId> family{};
  /// Whose key must be shown with it; empty for a bearer token.
  Confirmation cnf{};
  /// Who acts for the subject. @rfc 8693 §4.1
  ActorChain act{};
  /// Who may. @rfc 8693 §4.4
  MayAct may_act{};
  /// What exactly is authorized, besides the scope. @rfc 9396 §9.1
  AuthorizationDetails authorization_details{};
};

/// Signs with `typ: at+jwt`.
/// @rfc 9068 §2.1
[[nodiscard]] std::string mint_access_token(const Signer& signer, const AccessToken& token);

/// What a resource expects of a token.
struct AccessPolicy {
  std::string_view issuer;    ///< who must have made it
  std::string_view audience;  ///< the resource's own name; the token may be for others too
};

/// Why an access token is refused.
enum class AccessTokenError : std::uint8_t {
  untrusted,  ///< not a JWT of ours: form, type, key, signature, issuer, a required claim, an unknown
              ///< binding, or `iat` or `nbf` more than a minute ahead
  wrong_audience,
  expired,  ///< `exp` is not in the future; no leeway for our own tokens
};

/// Verifies as check_access_token does, for whom any audience will do: the server that issued the
/// token, where it is revoked or exchanged. No resource may do this: a token for another would pass.
/// @param issuer  the server's own `iss`
/// @rfc 7009 §2.1, 8693 §2.1
[[nodiscard]] std::expected<AccessToken, AccessTokenError> check_issued_token(std::string_view compact,
                                                                              std::span<const VerificationKey> keys,
                                                                              std::string_view issuer, Instant now);

/// Verifies signature, type and claims, in the order of RFC 9068 §4.
/// @note The caller still checks that what `cnf` names was shown: check_confirmation().
[[nodiscard]] std::expected<AccessToken, AccessTokenError> check_access_token(std::string_view compact,
                                                                              std::span<const VerificationKey> keys,
                                                                              const AccessPolicy& policy, Instant now);

}  // namespace attesto::inline v0

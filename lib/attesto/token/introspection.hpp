// What a token is worth: the introspection response, plain and signed - RFC 7662 §2.2, RFC 9701.
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

/// An active token as a protected resource may see it. Members keep their wire names.
/// @rfc 7662 §2.2, 8693 §4.1, §4.4, 8705 §3.2, 9396 §9.2, 9449 §6.2, 9470 §6.2
struct ActiveToken {
  std::string iss;                               ///< the issuer
  Audience aud{};                                ///< empty: left out, a refresh token is for nobody but the issuer
  Subject sub;                                   ///< whose token it is
  ClientId client_id;                            ///< to whom it was issued
  Scope scope{};                                 ///< what it is good for
  std::optional<std::string> jti{};              ///< its id; absent for opaque tokens
  std::optional<Instant> iat{};                  ///< when it was made
  Instant exp;                                   ///< it counts before this
  Confirmation cnf{};                            ///< what it is bound to
  ActorChain act{};                              ///< who acts for the subject
  MayAct may_act{};                              ///< who may
  AuthorizationDetails authorization_details{};  ///< what exactly it allows, besides the scope
  std::optional<Instant> auth_time{};            ///< when the end-user had logged in, where the token keeps it
  std::string acr{};                             ///< how; empty: not known
  /// Whether to name a `token_type` (RFC 6749 §5.1): `DPoP` when bound to a key, else `Bearer`.
  bool is_access_token = true;
};

/// The response body. An inactive token says `{"active":false}` and nothing else, whatever the
/// cause (RFC 7662 §2.2).
[[nodiscard]] std::string render_introspection(const std::optional<ActiveToken>& token);

/// The response signed for one protected resource, `typ: token-introspection+jwt`. `sub` and `exp`
/// stand only inside `token_introspection`, so that it can't be taken for an access token.
/// @param resource  who asked: the `client_id` under which the resource authenticated
/// @rfc 9701 §5
[[nodiscard]] std::string mint_introspection_jwt(const Signer& signer, std::string_view issuer,
                                                 const ClientId& resource, const std::optional<ActiveToken>& token,
                                                 Instant now);

/// What a protected resource expects of a signed response.
struct IntrospectionPolicy {
  std::string_view issuer;  ///< who answers
  ClientId resource;        ///< who asked, value of `aud`
};

/// Why an introspection JWT is refused.
enum class IntrospectionJwtError : std::uint8_t {
  untrusted,       ///< not a JWT of the issuer: form, type, key, signature, `iss`, `iat`
  wrong_audience,  ///< for another resource
  malformed,       ///< no `token_introspection` with a boolean `active`, or `sub` or `exp` beside it
};

/// Checks a signed response as the resource that gets it does.
/// @return the value of `token_introspection`
/// @rfc 9701 §5, §8.1
[[nodiscard]] std::expected<Json, IntrospectionJwtError> check_introspection_jwt(std::string_view compact,
                                                                                 std::span<const VerificationKey> keys,
                                                                                 const IntrospectionPolicy& policy);

}  // namespace attesto::inline v0

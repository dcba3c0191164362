// Signed authorization requests - RFC 9101, OIDC Core §6.1; FAPI 2.0 Message Signing §5.3.1.
#pragma once

#include <chrono>
#include <expected>
#include <span>
#include <string_view>

#include "attesto/base/clock.hpp"
#include "attesto/base/id.hpp"
#include "attesto/jose/keys.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/wire/form.hpp"

namespace attesto::inline v0 {

/// What a server accepts as a request object.
struct RequestObjectPolicy {
  /// Which rules apply.
  enum class Profile : std::uint8_t {
    generic,               ///< RFC 9101; `typ` absent, `JWT` or `oauth-authz-req+jwt`; `exp` if present
    fapi_message_signing,  ///< `typ` absent or `oauth-authz-req+jwt`; `nbf` and `exp` required, 60 minutes at most
  };
  Profile profile;                        ///< the rules
  std::string_view issuer;                ///< must be in `aud`
  std::span<const Algorithm> algorithms;  ///< an empty list refuses every object; `none` has no name here
};

/// The checks in their order; the first that fails is the answer.
enum class RequestObjectError : std::uint8_t {
  malformed,        ///< no JWT within limits, a header we refuse, another `typ`
  wrong_algorithm,  ///< `none`, not one of the policy, or not the one of the key
  wrong_signature,  ///< no key of the client has its `kid`, or the signature is wrong
  wrong_issuer,     ///< `iss` and `client_id` are not both the client, or `sub` is: an object that
                    ///< would also do as a client assertion (RFC 9101 §10.8)
  wrong_audience,   ///< `aud` has not the issuer
  expired,          ///< `exp` malformed, past, or absent where it is required
  not_yet_valid,    ///< `nbf` or `iat` malformed, in the future by more than 60 seconds, or `nbf` absent where required
  too_long_lived,   ///< `exp` too far behind `nbf`, which bounds the age of `nbf` too
  nested,           ///< has `request` or `request_uri` (RFC 9101 §4)
  wrong_parameter,  ///< a value of another type than its parameter has, or more than a form may have
};

/// `invalid_request_object` for all of them. @rfc 9101 §6, OIDC Core §3.1.2.6
[[nodiscard]] Error to_error(RequestObjectError error) noexcept;

/// The parameters of a verified request object.
struct RequestObject {
  /// FAPI 2.0 Message Signing §5.3.1: how old `nbf` may be, and how long after it `exp`.
  static constexpr std::chrono::minutes kMaxLifetime{60};
  /// How far the client's clock may be off.
  static constexpr std::chrono::seconds kSkew{60};

  /// The whole request. It replaces every parameter outside the object, so that nothing unsigned
  /// can fill a gap (RFC 9101 §6.3); JSON values are their text, as the same parameters have in a form.
  Form parameters;
};

/// Checks a request object of a client under the keys that it registered.
///
/// Values are strings, but for those that an RFC gives another type: `claims` (object),
/// `authorization_details` (array of objects), `max_age` (integer), `resource` (also an array of
/// strings). Anything else is refused, not turned into text: `max_age: true` has no honest meaning.
/// @param client_id  the `client_id` outside, or the client that pushed the object
/// @error the first check that fails; to_error() gives code and reason
/// @note  `jti` is not recorded: a browser may bring the same object twice before the end-user decides.
/// @rfc   9101 §4, §5, §6; 8707 §2.1; 9396 §3
[[nodiscard]] std::expected<RequestObject, RequestObjectError> check_request_object(
    std::string_view compact, const ClientId& client_id, std::span<const VerificationKey> keys,
    const RequestObjectPolicy& policy, Instant now);

}  // namespace attesto::inline v0

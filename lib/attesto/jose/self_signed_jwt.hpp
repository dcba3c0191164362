// JWTs that bring the key they are signed with - RFC 7515 §4.1.3; used by DPoP (RFC 9449 §4.2).
#pragma once

#include <expected>
#include <span>
#include <string_view>
#include <utility>

#include "attesto/jose/algorithm.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// Why a self-signed JWT was refused, in the order of the checks.
enum class SelfSignedError : std::uint8_t {
  malformed,        ///< not three canonical base64url segments of JSON objects within limits
  wrong_type,       ///< `typ` is not the expected one
  wrong_algorithm,  ///< `alg` is not a string, or not one of the accepted ones
  critical_header,  ///< has `crit` or `b64`, or points to keys elsewhere (`jku`, `x5u`, `x5c`)
  missing_key,      ///< no `jwk`, or not an object with members
  refused_key,      ///< private, symmetric, weak, off the curve, for another use, or not for `alg`
  wrong_signature,
};

/// Claims that prove possession of a key, and nothing else: whoever made them chose the key.
///
/// A type of its own without a way to VerifiedJwt: what trusts a known key can't be handed this.
class SelfSignedJwt {
 public:
  /// The claims set; what is in it is up to the caller.
  [[nodiscard]] const Json& claims() const noexcept { return claims_; }
  /// The key in the header, whose signature was checked.
  [[nodiscard]] const PublicKey& key() const noexcept { return key_; }

 private:
  friend std::expected<SelfSignedJwt, SelfSignedError> verify_self_signed_jwt(std::string_view compact,
                                                                              std::string_view typ,
                                                                              std::span<const Algorithm> algorithms);
  SelfSignedJwt(Json claims, PublicKey key) : claims_(std::move(claims)), key_(std::move(key)) {}
  Json claims_;
  PublicKey key_;
};

/// Verifies a compact JWT under the public key in its own `jwk` header.
///
/// @param typ  expected type; an `application/` prefix and letter case don't matter (RFC 7515 §4.1.9)
/// @param algorithms  accepted ones; an empty list refuses every token
/// @rfc 7515 §4.1.3, §5.2; 9449 §4.3 (2), (4)-(7)
[[nodiscard]] std::expected<SelfSignedJwt, SelfSignedError> verify_self_signed_jwt(
    std::string_view compact, std::string_view typ, std::span<const Algorithm> algorithms);

}  // namespace attesto::inline v0

// Signed JWTs in compact form - RFC 7515 §7.1, RFC 7519, RFC 8725.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "attesto/jose/jws.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// Signs claims that are already JSON text.
/// @param typ  value of the `typ` header, e.g. `at+jwt`
/// @param claims  a complete JSON object
/// @rfc 7515 §5.1, 7519 §7.1
[[nodiscard]] std::string sign_jwt(const Signer& signer, std::string_view typ, std::string_view claims);

/// What the header of one kind of token may say. A kind has one profile, next to its check.
struct JwtProfile {
  std::span<const std::string_view> types;  ///< accepted `typ` values; compared as RFC 7515 §4.1.9 says
  bool type_may_be_absent = false;          ///< only for tokens that are older than explicit typing (RFC 8725 §3.11)
  std::span<const Algorithm> algorithms;    ///< an empty list refuses every token
};

/// Claims whose signature, algorithm and type were verified. Says nothing yet about `iss`, `aud`
/// or `exp`: the token types check those.
class VerifiedJwt {
 public:
  /// The claims set; what is in it is up to the caller.
  [[nodiscard]] const Json& claims() const noexcept { return claims_; }

 private:
  friend std::expected<VerifiedJwt, JwtError> verify_jwt(std::string_view, const JwtProfile&,
                                                         std::span<const VerificationKey>);
  explicit VerifiedJwt(Json claims) : claims_(std::move(claims)) {}
  Json claims_;
};

/// Verifies a compact JWT under one of the trusted keys.
///
/// The key is chosen by exact `kid`; without a `kid` only if a single key has the token's `alg`.
/// @rfc 7515 §5.2, 7519 §7.2, 8725 §3
[[nodiscard]] std::expected<VerifiedJwt, JwtError> verify_jwt(std::string_view compact, const JwtProfile& profile,
                                                              std::span<const VerificationKey> keys);

/// The same for a token of exactly one type, with any algorithm that one of the keys is for.
/// @param typ  expected type; an `application/` prefix and letter case don't matter (RFC 7515 §4.1.9)
[[nodiscard]] std::expected<VerifiedJwt, JwtError> verify_jwt(std::string_view compact, std::string_view typ,
                                                              std::span<const VerificationKey> keys);

/// The claims of a JWT that nobody has verified: good for looking up whose keys to verify it with,
/// and for nothing else.
/// @return nothing unless the claims are a JSON object within the limits of verify_jwt
[[nodiscard]] std::optional<Json> peek_claims(std::string_view compact);

}  // namespace attesto::inline v0

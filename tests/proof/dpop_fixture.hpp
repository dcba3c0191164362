// One good DPoP proof, to be spoilt by tests.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "attesto/crypto/digest.hpp"
#include "attesto/jose/jwk.hpp"
#include "attesto/proof/dpop.hpp"
#include "proof/raw_jwt.hpp"

namespace attesto::testing_support {

inline constexpr long long kNow = 1'700'000'000;
inline constexpr std::string_view kTokenUrl = "https://as.example/oauth/token";

inline const PrivateKey& p256_key() {
  static const PrivateKey kKey = PrivateKey::generate(KeyType::ec_p256);
  return kKey;
}

/// The public JWK without `alg`, `use` and `kid`, as clients embed it.
inline Json::Object bare_jwk(const PrivateKey& key) {
  Json::Object jwk = *to_jwk(VerificationKey::create(key.public_key(), default_algorithm(key.type())).value()).object();
  drop(jwk, "alg");
  drop(jwk, "use");
  drop(jwk, "kid");
  return jwk;
}

inline RawJwt good_proof(const PrivateKey& key = p256_key(), Algorithm algorithm = Algorithm::ES256) {
  return {.header = {{"typ", "dpop+jwt"}, {"alg", to_string(algorithm)}, {"jwk", bare_jwk(key)}},
          .claims = {{"jti", "proof-1"}, {"htm", "POST"}, {"htu", kTokenUrl}, {"iat", Json(std::int64_t{kNow})}}};
}

inline const TargetUri& token_target() {
  static const TargetUri kTarget = TargetUri::parse(kTokenUrl).value();
  return kTarget;
}

/// Checks one proof as the token endpoint does.
struct Checker {
  DpopPolicy policy{.algorithms = kAllAlgorithms};
  std::optional<std::string_view> access_token{};
  Instant now = from_seconds(kNow);

  [[nodiscard]] std::expected<DpopProof, DpopError> operator()(std::string_view proof) const {
    const std::array fields = {proof};
    return check_dpop({.proofs = fields, .method = "POST", .target = token_target(), .access_token = access_token},
                      policy, now);
  }
  [[nodiscard]] std::optional<DpopError> error(const RawJwt& proof) const {
    const auto checked = (*this)(proof.sign(p256_key(), Algorithm::ES256));
    return checked ? std::nullopt : std::optional(checked.error());
  }
};

}  // namespace attesto::testing_support

// Someone with a DPoP key of their own, who makes proofs with it - RFC 9449 §4.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "attesto/crypto/digest.hpp"
#include "attesto/jose/thumbprint.hpp"
#include "proof/dpop_fixture.hpp"
#include "support/server_fixture.hpp"

namespace attesto::test {

/// What a proof is for.
struct ProofTarget {
  std::string_view method = "POST";
  std::string url = std::string(kIssuer) + "/token";
  std::optional<std::string> access_token{};
  std::optional<std::string> nonce{};
};

class DpopHolder {
 public:
  explicit DpopHolder(KeyType type = KeyType::ec_p256, Algorithm algorithm = Algorithm::ES256)
      : key_(PrivateKey::generate(type)), algorithm_(algorithm) {}

  /// A proof that counts, in parts to be spoilt; each has a `jti` of its own.
  [[nodiscard]] testing_support::RawJwt parts(Instant now, const ProofTarget& target = {}) {
    auto proof = testing_support::good_proof(key_, algorithm_);
    testing_support::set(proof.claims, "jti", "proof-" + std::to_string(++count_));
    testing_support::set(proof.claims, "htm", target.method);
    testing_support::set(proof.claims, "htu", target.url);
    testing_support::set(proof.claims, "iat", Json(std::int64_t{to_seconds(now)}));
    if (target.access_token) testing_support::set(proof.claims, "ath", base64url_encode(sha256(*target.access_token)));
    if (target.nonce) testing_support::set(proof.claims, "nonce", *target.nonce);
    return proof;
  }
  [[nodiscard]] std::string sign(const testing_support::RawJwt& proof) const { return proof.sign(key_, algorithm_); }
  [[nodiscard]] std::string prove(Instant now, const ProofTarget& target = {}) { return sign(parts(now, target)); }

  [[nodiscard]] Algorithm algorithm() const { return algorithm_; }
  [[nodiscard]] std::string jkt() const { return jwk_thumbprint(key_.public_key()); }

 private:
  PrivateKey key_;
  Algorithm algorithm_;
  std::atomic<int> count_ = 0;
};

/// The field that carries a proof.
[[nodiscard]] inline Fields dpop(std::string proof) { return {{"DPoP", std::move(proof)}}; }

}  // namespace attesto::test

// A signer, its public half and a clock for tests of what we sign.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <optional>

#include "attesto/jose/jwt.hpp"
#include "proof/raw_jwt.hpp"

namespace attesto::testing_support {

inline constexpr long long kNow = 1'700'000'000;
inline constexpr std::string_view kIssuer = "https://as.example";

inline const PrivateKey& signing_key() {
  static const PrivateKey kKey = PrivateKey::generate(KeyType::ec_p256);
  return kKey;
}

inline const Signer& signer() {
  static const std::shared_ptr<const LocalSigner> kSigner =
      LocalSigner::create(signing_key(), Algorithm::ES256).value();
  return *kSigner;
}

inline std::span<const VerificationKey> keys() {
  static const std::array kKeys = {signer().verification_key()};
  return kKeys;
}

/// The claims of a token that we trust: we just signed it.
inline Json claims_of(std::string_view compact) { return peek_claims(compact).value(); }

/// The same claims changed and signed again, with the given type.
inline std::string resign(std::string_view typ, const Json::Object& claims) {
  const RawJwt jwt{.header = {{"alg", "ES256"}, {"typ", typ}}, .claims = claims};
  return jwt.sign(signing_key(), Algorithm::ES256);
}

}  // namespace attesto::testing_support

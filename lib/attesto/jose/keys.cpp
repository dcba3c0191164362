#include "attesto/jose/keys.hpp"

#include "attesto/jose/thumbprint.hpp"

namespace attesto::inline v0 {

std::expected<VerificationKey, KeyError> VerificationKey::create(PublicKey key, Algorithm algorithm, std::string kid) {
  if (!fits(algorithm, key.type())) return std::unexpected(KeyError::unsupported);
  if (kid.empty()) kid = jwk_thumbprint(key);
  return VerificationKey(std::move(key), algorithm, std::move(kid));
}

std::expected<std::shared_ptr<const LocalSigner>, KeyError> LocalSigner::create(PrivateKey key, Algorithm algorithm) {
  auto verification_key = VerificationKey::create(key.public_key(), algorithm);
  if (!verification_key) return std::unexpected(verification_key.error());
  return std::shared_ptr<const LocalSigner>(new LocalSigner(std::move(key), std::move(*verification_key)));
}

Bytes LocalSigner::sign(ByteView message) const {
  return key_.sign(signature_scheme(verification_key_.algorithm()), message);
}

}  // namespace attesto::inline v0

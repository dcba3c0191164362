#include "attesto/jose/keys.hpp"

#include <gtest/gtest.h>

#include "attesto/jose/thumbprint.hpp"

namespace attesto {
namespace {

TEST(VerificationKey, RFC8725_3_1_has_one_algorithm_that_fits) {
  const PublicKey key = PrivateKey::generate(KeyType::ec_p256).public_key();
  const auto good = VerificationKey::create(key, Algorithm::ES256);
  ASSERT_TRUE(good);
  EXPECT_EQ(good->algorithm(), Algorithm::ES256);
  for (const Algorithm other : {Algorithm::ES384, Algorithm::ES512, Algorithm::RS256, Algorithm::EdDSA}) {
    const auto bad = VerificationKey::create(key, other);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error(), KeyError::unsupported);
  }
}

TEST(VerificationKey, RFC7638_kid_is_the_thumbprint_unless_given) {
  const PublicKey key = PrivateKey::generate(KeyType::ed25519).public_key();
  EXPECT_EQ(VerificationKey::create(key, Algorithm::EdDSA)->kid(), jwk_thumbprint(key));
  EXPECT_EQ(VerificationKey::create(key, Algorithm::EdDSA, "mine")->kid(), "mine");
}

TEST(LocalSigner, signs_with_the_algorithm_of_its_key) {
  const auto signer = LocalSigner::create(PrivateKey::generate(KeyType::ec_p384), Algorithm::ES384);
  ASSERT_TRUE(signer);
  const VerificationKey& key = (*signer)->verification_key();
  const Bytes signature = (*signer)->sign(as_bytes("message"));
  EXPECT_TRUE(key.key().verify(SignatureScheme::ecdsa_p384_sha384, as_bytes("message"), signature));
}

TEST(LocalSigner, refuses_an_algorithm_that_does_not_fit) {
  const auto signer = LocalSigner::create(PrivateKey::generate(KeyType::ec_p384), Algorithm::ES256);
  ASSERT_FALSE(signer);
  EXPECT_EQ(signer.error(), KeyError::unsupported);
}

}  // namespace
}  // namespace attesto

// One key object in several hands: what the thread sanitizer looks at.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "attesto/crypto/digest.hpp"
#include "attesto/crypto/key.hpp"

namespace attesto {
namespace {

struct Scheme {
  const char* name;
  SignatureScheme scheme;
  SignatureScheme other;  ///< of the same key, so that the context pool holds both kinds
  KeyType type;
};

constexpr Scheme kSchemes[] = {
    {"RSA", SignatureScheme::rsa_pkcs1_sha256, SignatureScheme::rsa_pss_sha384, KeyType::rsa},
    {"P256", SignatureScheme::ecdsa_p256_sha256, SignatureScheme::ecdsa_p256_sha256, KeyType::ec_p256},
    {"Ed25519", SignatureScheme::eddsa, SignatureScheme::eddsa, KeyType::ed25519},
};

class SharedKey : public testing::TestWithParam<Scheme> {};

TEST_P(SharedKey, signs_and_verifies_in_eight_threads) {
  const PrivateKey private_key = PrivateKey::generate(GetParam().type);
  const PublicKey public_key = private_key.public_key();
  std::atomic<int> wrong = 0;
  const auto work = [&](int id) {
    for (int round = 0; round < 25; ++round) {
      const std::string message = std::to_string(id) + '/' + std::to_string(round);
      const SignatureScheme scheme = round % 2 == 0 ? GetParam().scheme : GetParam().other;
      Bytes signature = private_key.sign(scheme, as_bytes(message));
      if (!public_key.verify(scheme, as_bytes(message), signature)) ++wrong;
      signature[signature.size() / 2] ^= 1;
      if (public_key.verify(scheme, as_bytes(message), signature)) ++wrong;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int id = 0; id < 8; ++id) threads.emplace_back(work, id);
  }
  EXPECT_EQ(wrong, 0);
}

INSTANTIATE_TEST_SUITE_P(Keys, SharedKey, testing::ValuesIn(kSchemes), [](const auto& row) { return row.param.name; });

// What a point is put into is set up once per curve.
TEST(SharedCurve, takes_points_in_eight_threads) {
  const PrivateKey private_key = PrivateKey::generate(KeyType::ec_p256);
  const EcComponents point = private_key.public_key().ec();
  const Bytes signature = private_key.sign(SignatureScheme::ecdsa_p256_sha256, as_bytes("message"));
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int id = 0; id < 8; ++id) {
      threads.emplace_back([&] {
        for (int round = 0; round < 25; ++round) {
          const auto key = PublicKey::from_ec(KeyType::ec_p256, point);
          if (!key || !key->verify(SignatureScheme::ecdsa_p256_sha256, as_bytes("message"), signature)) ++wrong;
          if (PublicKey::from_ec(KeyType::ec_p256, {.x = point.y, .y = point.x})) ++wrong;
        }
      });
    }
  }
  EXPECT_EQ(wrong, 0);
}

TEST(SharedDigest, works_in_eight_threads) {
  const Sha256Digest want = sha256("abc");
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int id = 0; id < 8; ++id) {
      threads.emplace_back([&] {
        for (int round = 0; round < 200; ++round)
          if (sha256("abc") != want) ++wrong;
      });
    }
  }
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace attesto

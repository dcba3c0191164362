// The keys we sign with and the ones we still trust - RFC 7517 §5.
#include "attesto/policy/key_ring.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "attesto/jose/jwt.hpp"
#include "attesto/policy/event.hpp"

namespace attesto {
namespace {

std::shared_ptr<const LocalSigner> make(KeyType type, Algorithm algorithm) {
  return LocalSigner::create(PrivateKey::generate(type), algorithm).value();
}

std::size_t published(const KeyRing& ring) {
  const auto json = Json::parse(ring.jwk_set());
  return json->find("keys")->array()->size();
}

TEST(KeyRing, the_first_signer_is_the_default_and_the_first_of_its_algorithm) {
  const auto first = make(KeyType::ec_p256, Algorithm::ES256);
  const auto second = make(KeyType::ec_p256, Algorithm::ES256);
  const auto ed = make(KeyType::ed25519, Algorithm::EdDSA);
  const KeyRing ring({first, second, ed}, {});
  EXPECT_EQ(&ring.default_signer(), first.get());
  EXPECT_EQ(ring.signer(Algorithm::ES256), first.get());
  EXPECT_EQ(ring.signer(Algorithm::EdDSA), ed.get());
  EXPECT_EQ(ring.signer(Algorithm::RS256), nullptr);
  EXPECT_EQ(ring.algorithms(), (std::vector{Algorithm::ES256, Algorithm::EdDSA}));
  EXPECT_EQ(published(ring), 3U);
}

TEST(KeyRing, retired_keys_are_published_and_do_not_sign) {
  const auto current = make(KeyType::ec_p256, Algorithm::ES256);
  const auto old = make(KeyType::ed25519, Algorithm::EdDSA);
  const KeyRing ring({current}, {old->verification_key()});
  EXPECT_EQ(ring.verification_keys().size(), 2U);
  EXPECT_EQ(ring.signer(Algorithm::EdDSA), nullptr);
  EXPECT_EQ(ring.algorithms(), (std::vector{Algorithm::ES256}));
  EXPECT_EQ(published(ring), 2U);
}

TEST(KeyRing, a_key_that_is_named_twice_is_published_once) {
  const auto key = make(KeyType::ec_p256, Algorithm::ES256);
  const KeyRing ring({key, key}, {key->verification_key()});
  EXPECT_EQ(ring.verification_keys().size(), 1U);
  EXPECT_EQ(published(ring), 1U);
}

TEST(KeyRing, needs_a_signer) {
  const auto old = make(KeyType::ed25519, Algorithm::EdDSA);
  EXPECT_THROW(KeyRing({}, {old->verification_key()}), std::invalid_argument);
}

// RFC 7517 §4.5: a verifier finds the key by its kid, and has to know the algorithm then.
TEST(KeyRing, RFC7517_4_5_one_kid_has_one_algorithm) {
  const PrivateKey rsa = PrivateKey::generate(KeyType::rsa);
  const auto pkcs1 = LocalSigner::create(*PrivateKey::from_pem(rsa.to_pem().expose()), Algorithm::RS256).value();
  const auto pss = LocalSigner::create(*PrivateKey::from_pem(rsa.to_pem().expose()), Algorithm::PS256).value();
  ASSERT_EQ(pkcs1->verification_key().kid(), pss->verification_key().kid());
  EXPECT_THROW(KeyRing({pkcs1, pss}, {}), std::invalid_argument);
}

// What a server does while keys rotate: each request takes the ring of its moment.
TEST(KeyRing, one_that_is_in_use_outlives_its_replacement) {
  std::mutex mutex;
  std::shared_ptr<const KeyRing> ring;
  const auto replace = [&] {
    const std::shared_ptr<const Signer> signer = make(KeyType::ec_p256, Algorithm::ES256);
    auto next = std::make_shared<const KeyRing>(std::vector{signer}, std::vector<VerificationKey>{});
    const std::lock_guard lock(mutex);
    ring = std::move(next);
  };
  const CurrentKeys current = [&] {
    const std::lock_guard lock(mutex);
    return ring;
  };
  replace();
  std::atomic<int> verified = 0;
  {
    std::vector<std::jthread> requests;
    for (int thread = 0; thread < 4; ++thread)
      requests.emplace_back([&] {
        for (int request = 0; request < 25; ++request) {
          const auto taken = current();
          const std::string token = sign_jwt(taken->default_signer(), "JWT", "{}");
          if (verify_jwt(token, "JWT", taken->verification_keys())) ++verified;
        }
      });
    for (int rotation = 0; rotation < 20; ++rotation) replace();
  }
  EXPECT_EQ(verified, 100);
}

TEST(EventNames, are_all_different) {
  std::vector<std::string_view> names;
  for (int kind = 0; kind <= static_cast<int>(EventKind::key_rotated); ++kind)
    names.push_back(to_string(static_cast<EventKind>(kind)));
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
  EXPECT_EQ(to_string(EventKind::reuse_detected), "reuse_detected");
}

}  // namespace
}  // namespace attesto

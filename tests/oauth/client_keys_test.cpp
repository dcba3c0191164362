#include "attesto/oauth/client_keys.hpp"

#include <gtest/gtest.h>

#include "attesto/jose/jwk.hpp"

namespace attesto {
namespace {

Json jwk_of(const PublicKey& key, Algorithm algorithm, std::string kid) {
  return to_jwk(VerificationKey::create(key, algorithm, std::move(kid)).value());
}

Json without_alg(const Json& jwk) {
  Json::Object bare = *jwk.object();
  std::erase_if(bare, [](const auto& member) { return member.first == "alg"; });
  return bare;
}

Json set_of(Json::Array keys) { return Json::Object{{"keys", std::move(keys)}}; }

const PublicKey& rsa() {
  static const PublicKey kKey = PrivateKey::generate(KeyType::rsa).public_key();
  return kKey;
}

const PublicKey& ec() {
  static const PublicKey kKey = PrivateKey::generate(KeyType::ec_p256).public_key();
  return kKey;
}

std::vector<Algorithm> algorithms(const ClientKeys& keys, std::optional<Algorithm> registered) {
  std::vector<Algorithm> all;
  for (const VerificationKey& key : keys.verification_keys(registered)) all.push_back(key.algorithm());
  return all;
}

TEST(ClientKeys, OIDCR_2_registered_algorithm_is_for_keys_that_name_none) {
  const Json bare = without_alg(jwk_of(rsa(), Algorithm::RS256, "a"));
  const auto keys = ClientKeys::parse(set_of({bare, jwk_of(ec(), Algorithm::ES256, "b")})).value();
  EXPECT_EQ(algorithms(keys, std::nullopt), (std::vector{Algorithm::RS256, Algorithm::ES256}));
  EXPECT_EQ(algorithms(keys, Algorithm::PS256), (std::vector{Algorithm::PS256, Algorithm::ES256}));
  EXPECT_EQ(keys.verification_keys(Algorithm::PS256)[0].kid(), "a");
}

TEST(ClientKeys, RFC7517_4_4_a_key_that_names_its_algorithm_has_no_other) {
  const auto keys = ClientKeys::parse(set_of({jwk_of(rsa(), Algorithm::RS256, "a")})).value();
  EXPECT_EQ(algorithms(keys, Algorithm::PS256), std::vector{Algorithm::RS256});
}

TEST(ClientKeys, RFC7517_5_keeps_what_it_does_not_use) {
  const Json set = set_of({jwk_of(ec(), Algorithm::ES256, "a"), Json::Object{{"kty", "new"}, {"x", 1}}});
  const auto keys = ClientKeys::parse(set).value();
  EXPECT_EQ(keys.json(), set);
  EXPECT_EQ(algorithms(keys, std::nullopt), std::vector{Algorithm::ES256});
}

TEST(ClientKeys, RFC7517_9_3_one_private_key_spoils_the_set) {
  Json::Object leaked = *jwk_of(ec(), Algorithm::ES256, "a").object();
  leaked.emplace_back("d", "AAAA");
  EXPECT_EQ(ClientKeys::parse(set_of({Json(leaked)})).error(), KeyError::malformed);
}

TEST(ClientKeys, RFC7517_4_5_a_kid_names_one_key) {
  EXPECT_FALSE(ClientKeys::parse(set_of({jwk_of(ec(), Algorithm::ES256, "a"), jwk_of(rsa(), Algorithm::RS256, "a")})));
}

}  // namespace
}  // namespace attesto

#include "attesto/jose/jwk.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "jose/compact.hpp"

namespace attesto {
namespace {

constexpr std::string_view kEc =
    R"("kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA")";
constexpr std::string_view kEd = R"("kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")";

std::expected<VerificationKey, KeyError> parse(std::string_view text) {
  const auto json = Json::parse(text);
  EXPECT_TRUE(json) << text;
  return parse_jwk(json.value_or(Json()));
}

/// An object with these members beside those of a good key.
std::string with(std::string_view key, std::string_view more) {
  std::string text = "{";
  text.append(key).append(more.empty() ? "" : ",").append(more).append("}");
  return text;
}

class EveryKeyAlgorithm : public testing::TestWithParam<Algorithm> {};

TEST_P(EveryKeyAlgorithm, RFC7517_4_exports_what_it_imports) {
  const auto signer = jose_test::make_signer(GetParam());
  const VerificationKey& key = signer->verification_key();
  const Json jwk = to_jwk(key);
  const auto again = parse_jwk(jwk);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->kid(), key.kid());
  EXPECT_EQ(again->algorithm(), GetParam());
  EXPECT_EQ(again->key().to_pem(), key.key().to_pem());
  EXPECT_EQ(*jwk.find_string("use"), "sig");
  EXPECT_EQ(*jwk.find_string("alg"), to_string(GetParam()));
  for (const std::string_view secret : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
    EXPECT_EQ(jwk.find(secret), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Jwk, EveryKeyAlgorithm,
                         testing::Values(Algorithm::RS256, Algorithm::PS512, Algorithm::ES256, Algorithm::ES384,
                                         Algorithm::ES512, Algorithm::EdDSA),
                         [](const auto& row) { return std::string(to_string(row.param)); });

struct Accepted {
  const char* name;
  std::string text;
  Algorithm algorithm;
};

const Accepted kAccepted[] = {
    {"RFC7517_4_4_alg_is_optional_ec", with(kEc, ""), Algorithm::ES256},
    {"RFC7517_4_4_alg_is_optional_okp", with(kEd, ""), Algorithm::EdDSA},
    {"RFC7517_4_2_use_sig", with(kEc, R"("use":"sig")"), Algorithm::ES256},
    {"RFC7517_4_3_key_ops_verify", with(kEc, R"("key_ops":["verify"])"), Algorithm::ES256},
    {"RFC7517_4_3_several_key_ops", with(kEc, R"("key_ops":["sign","verify"])"), Algorithm::ES256},
    {"RFC7517_4_unknown_members_are_ignored", with(kEc, R"("ext":true,"nbf":1,"x5t":"AA")"), Algorithm::ES256},
    {"RFC7517_4_5_kid", with(kEc, R"("kid":"a/b:c")"), Algorithm::ES256},
};

class JwkAccepted : public testing::TestWithParam<Accepted> {};

TEST_P(JwkAccepted, is_imported) {
  const auto key = parse(GetParam().text);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->algorithm(), GetParam().algorithm);
}

INSTANTIATE_TEST_SUITE_P(Rfc, JwkAccepted, testing::ValuesIn(kAccepted),
                         [](const auto& row) { return row.param.name; });

struct Refused {
  const char* name;
  std::string text;
  KeyError want;
};

const Refused kRefused[] = {
    {"not_an_object", "[]", KeyError::malformed},
    {"empty", "{}", KeyError::malformed},
    {"RFC7517_4_1_kty_is_a_number", R"({"kty":1})", KeyError::malformed},
    {"RFC7517_4_1_kty_unknown", R"({"kty":"AKP"})", KeyError::unsupported},
    {"RFC7517_4_1_kty_case", R"({"kty":"ec","crv":"P-256"})", KeyError::unsupported},
    {"RFC7518_6_4_symmetric", R"({"kty":"oct","k":"AAAA"})", KeyError::malformed},
    {"RFC7518_6_4_symmetric_without_k", R"({"kty":"oct"})", KeyError::unsupported},
    {"RFC7517_9_3_private_ec", with(kEc, R"("d":"AAAA")"), KeyError::malformed},
    {"RFC7517_9_3_private_member_of_any_type", with(kEc, R"("d":null)"), KeyError::malformed},
    {"RFC7517_9_3_private_okp", with(kEd, R"("d":"AAAA")"), KeyError::malformed},
    {"RFC7518_6_3_2_p", with(kEc, R"("p":"AA")"), KeyError::malformed},
    {"RFC7518_6_3_2_q", with(kEc, R"("q":"AA")"), KeyError::malformed},
    {"RFC7518_6_3_2_dp", with(kEc, R"("dp":"AA")"), KeyError::malformed},
    {"RFC7518_6_3_2_dq", with(kEc, R"("dq":"AA")"), KeyError::malformed},
    {"RFC7518_6_3_2_qi", with(kEc, R"("qi":"AA")"), KeyError::malformed},
    {"RFC7518_6_3_2_7_oth", with(kEc, R"("oth":[])"), KeyError::malformed},
    {"RFC7518_6_4_1_k", with(kEc, R"("k":"AA")"), KeyError::malformed},
    {"RFC7517_4_2_use_enc", with(kEc, R"("use":"enc")"), KeyError::unsupported},
    {"RFC7517_4_2_use_is_an_array", with(kEc, R"("use":["sig"])"), KeyError::malformed},
    {"RFC7517_4_3_key_ops_without_verify", with(kEc, R"("key_ops":["sign"])"), KeyError::unsupported},
    {"RFC7517_4_3_key_ops_empty", with(kEc, R"("key_ops":[])"), KeyError::unsupported},
    {"RFC7517_4_3_key_ops_is_a_string", with(kEc, R"("key_ops":"verify")"), KeyError::malformed},
    {"RFC7517_4_3_key_ops_repeated", with(kEc, R"("key_ops":["verify","verify"])"), KeyError::malformed},
    {"RFC7517_4_3_key_ops_with_a_number", with(kEc, R"("key_ops":["verify",1])"), KeyError::malformed},
    {"RFC7517_4_4_alg_of_another_curve", with(kEc, R"("alg":"ES384")"), KeyError::unsupported},
    {"RFC7517_4_4_alg_of_another_type", with(kEc, R"("alg":"RS256")"), KeyError::unsupported},
    {"RFC7517_4_4_alg_hmac", with(kEc, R"("alg":"HS256")"), KeyError::unsupported},
    {"RFC7517_4_4_alg_none", with(kEc, R"("alg":"none")"), KeyError::unsupported},
    {"RFC7517_4_4_alg_is_a_number", with(kEc, R"("alg":1)"), KeyError::malformed},
    {"RFC7517_4_5_kid_is_a_number", with(kEc, R"("kid":1)"), KeyError::malformed},
    {"RFC7517_4_5_kid_is_empty", with(kEc, R"("kid":"")"), KeyError::malformed},
    {"RFC7518_6_2_1_1_crv_missing", R"({"kty":"EC","x":"AAAA","y":"AAAA"})", KeyError::malformed},
    {"RFC7518_6_2_1_1_crv_unknown", R"({"kty":"EC","crv":"secp256k1","x":"AAAA","y":"AAAA"})", KeyError::unsupported},
    {"RFC8037_2_okp_with_ec_curve", R"({"kty":"OKP","crv":"P-256","x":"AAAA"})", KeyError::unsupported},
    {"RFC8037_2_ec_with_okp_curve", R"({"kty":"EC","crv":"Ed25519","x":"AAAA","y":"AAAA"})", KeyError::unsupported},
    {"RFC8037_2_x25519_does_not_sign",
     R"({"kty":"OKP","crv":"X25519","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"})", KeyError::unsupported},
    {"RFC7518_6_2_1_2_x_missing", R"({"kty":"EC","crv":"P-256","y":"AAAA"})", KeyError::malformed},
    {"RFC7518_6_2_1_3_y_missing", R"({"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs"})",
     KeyError::malformed},
    {"RFC7518_6_2_1_2_x_short",
     R"({"kty":"EC","crv":"P-256","x":"AAAA","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"})", KeyError::malformed},
    {"RFC7518_6_2_1_2_x_padded",
     R"({"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs=","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"})",
     KeyError::malformed},
    {"RFC4648_3_5_x_with_trailing_bits",
     R"({"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFt","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"})",
     KeyError::malformed},
    {"SP800_56A_5_6_2_3_off_the_curve",
     R"({"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDE"})",
     KeyError::malformed},
    {"RFC8032_small_order", R"({"kty":"OKP","crv":"Ed25519","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})",
     KeyError::malformed},
    {"RFC7518_6_3_1_1_n_missing", R"({"kty":"RSA","e":"AQAB"})", KeyError::malformed},
    {"RFC7518_6_3_1_2_e_missing", R"({"kty":"RSA","n":"AQAB"})", KeyError::malformed},
    {"RFC7518_3_3_rsa_small", R"({"kty":"RSA","n":"AQAB","e":"AQAB"})", KeyError::weak},
    {"RFC7518_2_rsa_leading_zero", R"({"kty":"RSA","n":"AAEAAQ","e":"AQAB"})", KeyError::malformed},
};

class JwkRefused : public testing::TestWithParam<Refused> {};

TEST_P(JwkRefused, names_the_fault) {
  const auto key = parse(GetParam().text);
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error(), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Rfc, JwkRefused, testing::ValuesIn(kRefused), [](const auto& row) { return row.param.name; });

TEST(RenderJwkSet, RFC7517_5_lists_each_kid_once) {
  const PublicKey first = PrivateKey::generate(KeyType::ec_p256).public_key();
  const PublicKey second = PrivateKey::generate(KeyType::ed25519).public_key();
  std::vector<VerificationKey> keys;
  keys.push_back(*VerificationKey::create(first, Algorithm::ES256, "1"));
  keys.push_back(*VerificationKey::create(second, Algorithm::EdDSA, "2"));
  keys.push_back(*VerificationKey::create(first, Algorithm::ES256, "1"));
  const auto set = Json::parse(render_jwk_set(keys));
  ASSERT_TRUE(set && set->find("keys") && set->find("keys")->array());
  const Json::Array& entries = *set->find("keys")->array();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(*entries[0].find_string("kid"), "1");
  EXPECT_EQ(*entries[1].find_string("kid"), "2");
  EXPECT_TRUE(std::ranges::all_of(entries, [](const Json& entry) { return parse_jwk(entry).has_value(); }));
}

TEST(RenderJwkSet, of_no_keys_is_an_empty_array) { EXPECT_EQ(render_jwk_set({}), R"({"keys":[]})"); }

}  // namespace
}  // namespace attesto

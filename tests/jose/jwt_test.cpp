#include "attesto/jose/jwt.hpp"

#include <gtest/gtest.h>

#include <array>

#include "jose/compact.hpp"

namespace attesto {
namespace {

using jose_test::make_signer;
using jose_test::signed_token;

class EverySigningAlgorithm : public testing::TestWithParam<Algorithm> {};

TEST_P(EverySigningAlgorithm, RFC7519_7_what_is_signed_verifies) {
  const auto signer = make_signer(GetParam());
  const std::string compact = sign_jwt(*signer, "at+jwt", R"({"sub":"u1"})");
  const auto jwt = verify_jwt(compact, "at+jwt", std::array{signer->verification_key()});
  ASSERT_TRUE(jwt);
  EXPECT_EQ(*jwt->claims().find_string("sub"), "u1");
}

TEST_P(EverySigningAlgorithm, RFC7515_4_1_header_says_alg_typ_and_kid) {
  const auto signer = make_signer(GetParam());
  const std::string compact = sign_jwt(*signer, "at+jwt", "{}");
  const auto jws = Jws::parse(compact);
  ASSERT_TRUE(jws);
  EXPECT_EQ(
      jws->header(),
      Json(Json::Object{{"alg", to_string(GetParam())}, {"typ", "at+jwt"}, {"kid", signer->verification_key().kid()}}));
}

INSTANTIATE_TEST_SUITE_P(Jwt, EverySigningAlgorithm,
                         testing::Values(Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256,
                                         Algorithm::PS384, Algorithm::PS512, Algorithm::ES256, Algorithm::ES384,
                                         Algorithm::ES512, Algorithm::EdDSA),
                         [](const auto& row) { return std::string(to_string(row.param)); });

struct Type {
  const char* name;
  std::string_view header;  ///< the value of `typ` as JSON
  bool want;
};

constexpr Type kTypes[] = {
    {"RFC9068_2_1_exact", R"("at+jwt")", true},
    {"RFC7515_4_1_9_case", R"("AT+JWT")", true},
    {"RFC7515_4_1_9_prefix", R"("application/at+jwt")", true},
    {"RFC7515_4_1_9_prefix_case", R"("Application/At+Jwt")", true},
    {"RFC8725_3_11_generic", R"("JWT")", false},
    {"RFC8725_3_11_dpop", R"("dpop+jwt")", false},
    {"RFC8725_3_11_logout", R"("logout+jwt")", false},
    {"RFC8725_3_11_request_object", R"("oauth-authz-req+jwt")", false},
    {"RFC8725_3_11_introspection", R"("token-introspection+jwt")", false},
    {"RFC8725_3_11_client_assertion", R"("client-authentication+jwt")", false},
    {"RFC7515_4_1_9_parameter", R"("at+jwt; x")", false},
    {"RFC7515_4_1_9_trailing_space", R"("at+jwt ")", false},
    {"RFC7515_4_1_9_prefix_alone", R"("application/")", false},
    {"RFC7515_4_1_9_prefix_twice", R"("application/application/at+jwt")", false},
    {"RFC7515_4_1_9_other_prefix", R"("text/at+jwt")", false},
    {"RFC7515_4_1_9_empty", R"("")", false},
    {"RFC7515_4_1_9_null", "null", false},
    {"RFC7515_4_1_9_array", R"(["at+jwt"])", false},
};

class JwtType : public testing::TestWithParam<Type> {};

TEST_P(JwtType, is_compared) {
  const auto signer = make_signer(Algorithm::EdDSA);
  const std::string header = std::string(R"({"alg":"EdDSA","typ":)").append(GetParam().header).append("}");
  const std::string compact = signed_token(*signer, header, "{}");
  const auto jwt = verify_jwt(compact, "at+jwt", std::array{signer->verification_key()});
  EXPECT_EQ(jwt.has_value(), GetParam().want);
  EXPECT_TRUE(jwt || jwt.error() == JwtError::wrong_type);
}

INSTANTIATE_TEST_SUITE_P(Rfc, JwtType, testing::ValuesIn(kTypes), [](const auto& row) { return row.param.name; });

TEST(VerifyJwt, RFC9864_2_2_the_fully_specified_name_counts_for_its_curve_alone) {
  const std::string header = R"({"alg":"Ed25519","typ":"at+jwt"})";
  const auto ed25519 = make_signer(Algorithm::EdDSA);
  EXPECT_TRUE(verify_jwt(signed_token(*ed25519, header, "{}"), "at+jwt", std::array{ed25519->verification_key()}));
  const auto ed448 = *LocalSigner::create(PrivateKey::generate(KeyType::ed448), Algorithm::EdDSA);
  EXPECT_FALSE(verify_jwt(signed_token(*ed448, header, "{}"), "at+jwt", std::array{ed448->verification_key()}));
}

TEST(VerifyJwt, RFC8725_3_11_missing_type_is_refused) {
  const auto signer = make_signer(Algorithm::EdDSA);
  const auto jwt =
      verify_jwt(signed_token(*signer, R"({"alg":"EdDSA"})", "{}"), "at+jwt", std::array{signer->verification_key()});
  ASSERT_FALSE(jwt);
  EXPECT_EQ(jwt.error(), JwtError::wrong_type);
}

}  // namespace
}  // namespace attesto

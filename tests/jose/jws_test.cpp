#include "attesto/jose/jws.hpp"

#include <gtest/gtest.h>

#include <array>

#include "attesto/jose/jwk.hpp"
#include "jose/compact.hpp"

namespace attesto {
namespace {

using jose_test::make_signer;
using jose_test::signed_token;

VerificationKey key_of(std::string_view jwk) { return parse_jwk(Json::parse(jwk).value()).value(); }

struct Published {
  const char* name;
  std::string_view jwk;
  std::string_view compact;
  std::string_view payload;
};

constexpr Published kPublished[] = {
    {"RFC7515_A_3_es256",
     R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})",
     "eyJhbGciOiJFUzI1NiJ9."
     "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
     "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
     "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}"},
    {"RFC8037_A_4_ed25519", R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
     "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
     "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
     "Example of Ed25519 signing"},
};

class PublishedJws : public testing::TestWithParam<Published> {};

TEST_P(PublishedJws, verifies_to_its_payload) {
  const auto& [name, jwk, compact, payload] = GetParam();
  const auto jws = Jws::parse(compact);
  ASSERT_TRUE(jws);
  const auto bytes = jws->verify(std::array{key_of(jwk)});
  ASSERT_TRUE(bytes);
  EXPECT_EQ(as_text(*bytes), payload);
}

INSTANTIATE_TEST_SUITE_P(Rfc, PublishedJws, testing::ValuesIn(kPublished),
                         [](const auto& row) { return row.param.name; });

TEST(Jws, RFC7515_A_5_unsecured_is_refused) {
  const auto jws = Jws::parse(
      "eyJhbGciOiJub25lIn0."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.");
  ASSERT_TRUE(jws);
  const auto bytes = jws->verify(std::array{key_of(kPublished[0].jwk)});
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error(), JwtError::wrong_algorithm);
}

TEST(Jws, RFC7515_4_the_payload_may_be_anything) {
  const auto signer = make_signer(Algorithm::ES256);
  const std::string payload("\0\xFF", 2);
  const std::string compact = signed_token(*signer, R"({"alg":"ES256"})", payload);
  const auto jws = Jws::parse(compact);
  ASSERT_TRUE(jws);
  const auto bytes = jws->verify(std::array{signer->verification_key()});
  ASSERT_TRUE(bytes);
  EXPECT_EQ(as_text(*bytes), payload);
  EXPECT_EQ(*jws->header().find_string("alg"), "ES256");
}

TEST(Jws, RFC7516_4_1_3_zip_is_refused) {
  const auto signer = make_signer(Algorithm::ES256);
  const auto jws = Jws::parse(signed_token(*signer, R"({"alg":"ES256","zip":"DEF"})", "{}"));
  ASSERT_FALSE(jws);
  EXPECT_EQ(jws.error(), JwtError::critical_header);
}

}  // namespace
}  // namespace attesto

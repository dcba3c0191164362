#include "attesto/jose/thumbprint.hpp"

#include <gtest/gtest.h>

#include "attesto/jose/jwk.hpp"

namespace attesto {
namespace {

struct Case {
  const char* name;
  std::string_view jwk;
  std::string_view want;
};

constexpr Case kCases[] = {
    {"RFC7638_3_1_example",
     R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"})",
     "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"},
    {"RFC8037_A_3_ed25519", R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
     "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"},
    {"RFC9449_6_1_ec_key",
     R"({"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"})",
     "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"},
};

class Thumbprint : public testing::TestWithParam<Case> {};

TEST_P(Thumbprint, gives_the_published_value) {
  const auto json = Json::parse(GetParam().jwk);
  ASSERT_TRUE(json);
  const auto key = parse_jwk(*json);
  ASSERT_TRUE(key);
  EXPECT_EQ(jwk_thumbprint(key->key()), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Rfc, Thumbprint, testing::ValuesIn(kCases), [](const auto& row) { return row.param.name; });

TEST(ThumbprintOfTwoKeys, differs_from_key_to_key) {
  EXPECT_NE(jwk_thumbprint(PrivateKey::generate(KeyType::ec_p256).public_key()),
            jwk_thumbprint(PrivateKey::generate(KeyType::ec_p256).public_key()));
}

}  // namespace
}  // namespace attesto

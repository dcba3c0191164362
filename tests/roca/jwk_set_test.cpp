#include <gtest/gtest.h>

#include "attesto/jose/jwk.hpp"

namespace attesto {
namespace {

constexpr const char* kPoint = R"("kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",)"
                               R"("y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck")";

std::string ec(std::string_view more) {
  std::string jwk = "{";
  jwk.append(kPoint).append(more).push_back('}');
  return jwk;
}

std::expected<std::vector<VerificationKey>, KeyError> parse(const std::string& keys) {
  return parse_jwk_set(Json::parse(R"({"keys":[)" + keys + "]}").value());
}

TEST(JwkSet, RFC7517_5_keeps_the_signature_keys) {
  const auto keys =
      parse(ec(R"(,"kid":"a")") + "," + ec(R"(,"kid":"b","use":"enc")") + "," + R"({"kty":"future","kid":"c"})" + "," +
            ec(R"(,"kid":"d","alg":"ES256K")") + "," + R"({"kty":"EC","crv":"secp256k1","kid":"e","x":"AQ","y":"AQ"})");
  ASSERT_TRUE(keys.has_value());
  ASSERT_EQ(keys->size(), 1U);
  EXPECT_EQ(keys->front().kid(), "a");
  EXPECT_TRUE(parse("")->empty());
}

struct Row {
  const char* name;
  std::string keys;
  KeyError want;
};

class JwkSet : public testing::TestWithParam<Row> {};

TEST_P(JwkSet, is_refused_as_a_whole) {
  const auto keys = parse(ec(R"(,"kid":"good")") + "," + GetParam().keys);
  ASSERT_FALSE(keys.has_value());
  EXPECT_EQ(keys.error(), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc, JwkSet,
    testing::Values(
        Row{"RFC7517_9_3_symmetric", R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qz","kid":"s"})", KeyError::malformed},
        Row{"RFC7517_9_3_symmetric_without_value", R"({"kty":"oct","kid":"s"})", KeyError::malformed},
        Row{"RFC7517_9_3_private", ec(R"(,"kid":"p","d":"AQ")"), KeyError::malformed},
        Row{"RFC7517_9_3_private_of_an_unknown_type", R"({"kty":"future","kid":"c","d":"AQ"})", KeyError::malformed},
        Row{"RFC7517_9_3_private_encryption_key", ec(R"(,"kid":"p","use":"enc","d":"AQ")"), KeyError::malformed},
        Row{"RFC7517_4_5_duplicate_kid", ec(R"(,"kid":"good","alg":"ES256")"), KeyError::malformed},
        Row{"RFC7517_4_5_duplicate_kid_of_a_key_left_out", ec(R"(,"kid":"good","use":"enc")"), KeyError::malformed},
        Row{"RFC7517_4_5_one_key_twice_without_kid", ec("") + "," + ec(""), KeyError::malformed},
        Row{"RFC7517_4_5_kid_is_a_number", ec(R"(,"kid":1)"), KeyError::malformed},
        Row{"RFC7517_4_1_no_kty", R"({"kid":"x"})", KeyError::malformed},
        Row{"RFC7517_5_member_is_no_object", "1", KeyError::malformed},
        Row{"RFC7518_6_2_off_the_curve", R"({"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"})", KeyError::malformed},
        Row{"RFC7518_3_3_weak_rsa", R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJX","e":"AQAB"})", KeyError::weak}),
    [](const auto& row) { return row.param.name; });

TEST(JwkSet, has_a_cap) {
  const auto set = [](std::size_t size) {
    std::string keys;
    for (std::size_t i = 0; i < size; ++i) {
      if (i > 0) keys.push_back(',');
      keys.append(ec(R"(,"kid":")" + std::to_string(i) + "\""));
    }
    return Json::parse(R"({"keys":[)" + keys + "]}").value();
  };
  EXPECT_EQ(parse_jwk_set(set(kMaxJwkSetKeys))->size(), kMaxJwkSetKeys);
  EXPECT_FALSE(parse_jwk_set(set(kMaxJwkSetKeys + 1)).has_value());
  EXPECT_EQ(parse_jwk_set(set(3), 3)->size(), 3U);
  EXPECT_FALSE(parse_jwk_set(set(4), 3).has_value());
}

TEST(JwkSet, RFC7517_5_is_an_object_with_an_array) {
  for (const char* text : {"{}", "[]", R"({"keys":{}})", R"({"keys":null})", "1"})
    EXPECT_FALSE(parse_jwk_set(Json::parse(text).value()).has_value()) << text;
}

}  // namespace
}  // namespace attesto

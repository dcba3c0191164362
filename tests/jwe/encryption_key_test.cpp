#include <gtest/gtest.h>

#include "attesto/jose/jwe_keys.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto {
namespace {

constexpr const char* kPoint = R"("kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",)"
                               R"("y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck")";

std::expected<EncryptionKey, KeyError> parse(const std::string& more, const std::string& point = kPoint) {
  return parse_encryption_jwk(Json::parse("{" + point + more + "}").value(), KeyManagement::ECDH_ES_A128KW,
                              ContentEncryption::A128GCM);
}

TEST(EncryptionJwk, carries_the_key_with_both_algorithms) {
  const auto key = parse(R"(,"use":"enc","kid":"e1")");
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->kid(), "e1");
  EXPECT_EQ(key->key_management(), KeyManagement::ECDH_ES_A128KW);
  EXPECT_EQ(key->content_encryption(), ContentEncryption::A128GCM);
  EXPECT_EQ(key->key().type(), KeyType::ec_p256);
  EXPECT_EQ(parse(R"(,"use":"enc")")->kid(), "");
}

struct Row {
  const char* name;
  const char* more;
  std::expected<void, KeyError> want;
};

class EncryptionJwk : public testing::TestWithParam<Row> {};

TEST_P(EncryptionJwk, gives_the_verdict) {
  const auto key = parse(GetParam().more);
  EXPECT_EQ(key.has_value(), GetParam().want.has_value());
  if (!key && !GetParam().want) {
    EXPECT_EQ(key.error(), GetParam().want.error());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rfc, EncryptionJwk,
    testing::Values(
        Row{"RFC7517_4_2_use_enc", R"(,"use":"enc")", {}},
        Row{"RFC7517_4_4_alg_alone_tells_enough", R"(,"alg":"ECDH-ES+A128KW")", {}},
        Row{"RFC7517_4_3_derive_bits", R"(,"use":"enc","key_ops":["deriveBits"])", {}},
        Row{"RFC7517_4_2_no_purpose", "", std::unexpected(KeyError::unsupported)},
        Row{"RFC7517_4_2_use_sig", R"(,"use":"sig")", std::unexpected(KeyError::unsupported)},
        Row{"RFC7517_4_2_use_sig_with_alg", R"(,"use":"sig","alg":"ECDH-ES+A128KW")",
            std::unexpected(KeyError::unsupported)},
        Row{"RFC7517_4_2_use_is_a_number", R"(,"use":1)", std::unexpected(KeyError::malformed)},
        Row{"RFC7517_4_3_verify_only", R"(,"use":"enc","key_ops":["verify"])", std::unexpected(KeyError::unsupported)},
        Row{"RFC7517_4_4_other_alg", R"(,"use":"enc","alg":"ECDH-ES")", std::unexpected(KeyError::unsupported)},
        Row{"RFC7517_4_4_alg_is_a_number", R"(,"use":"enc","alg":1)", std::unexpected(KeyError::malformed)},
        Row{"RFC7517_4_5_empty_kid", R"(,"use":"enc","kid":"")", std::unexpected(KeyError::malformed)},
        Row{"RFC7517_9_3_private_member", R"(,"use":"enc","d":"AQ")", std::unexpected(KeyError::malformed)}),
    [](const auto& row) { return row.param.name; });

TEST(EncryptionJwk, refuses_a_key_whose_type_can_not_agree) {
  const std::string ed25519 = R"("kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")";
  const auto key = parse(R"(,"use":"enc")", ed25519);
  ASSERT_FALSE(key.has_value());
  EXPECT_EQ(key.error(), KeyError::unsupported);
}

TEST(EncryptionJwk, RFC7748_6_1_refuses_an_x25519_key_of_small_order) {
  const auto okp = [](const Bytes& u) { return R"("kty":"OKP","crv":"X25519","x":")" + base64url_encode(u) + "\""; };
  Bytes one(32, 0);
  one.front() = 1;
  for (const Bytes& u : {Bytes(32, 0), one}) {
    const auto key = parse(R"(,"use":"enc")", okp(u));
    ASSERT_FALSE(key.has_value());
    EXPECT_EQ(key.error(), KeyError::malformed);
  }
  Bytes base_point(32, 0);
  base_point.front() = 9;
  EXPECT_TRUE(parse(R"(,"use":"enc")", okp(base_point)).has_value());
}

TEST(EncryptionJwkSet, the_first_fitting_key_is_taken) {
  const std::string set = std::string(R"({"keys":[{"use":"sig","kid":"s",)") + kPoint +
                          R"(},{"use":"enc","kid":"other",)" + R"("alg":"ECDH-ES",)" + kPoint +
                          R"(},{"use":"enc","kid":"mine",)" + kPoint + "}]}";
  const Json json = Json::parse(set).value();
  EXPECT_EQ(find_encryption_key(json, KeyManagement::ECDH_ES_A256KW, ContentEncryption::A256GCM)->kid(), "mine");
  EXPECT_EQ(find_encryption_key(json, KeyManagement::ECDH_ES, ContentEncryption::A256GCM)->kid(), "other");
  const auto none = find_encryption_key(json, KeyManagement::RSA_OAEP_256, ContentEncryption::A256GCM);
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error(), KeyError::unsupported);
}

TEST(DecryptionKey, publishes_its_public_half_only) {
  const auto key = DecryptionKey::create(PrivateKey::generate(KeyType::ec_p384), KeyManagement::ECDH_ES);
  const Json jwk = to_jwk(*key);
  EXPECT_EQ(*jwk.find_string("use"), "enc");
  EXPECT_EQ(*jwk.find_string("alg"), "ECDH-ES");
  EXPECT_EQ(*jwk.find_string("kid"), key->kid());
  EXPECT_EQ(key->kid().size(), 43U);
  EXPECT_EQ(jwk.find("d"), nullptr);
  EXPECT_TRUE(parse_encryption_jwk(jwk, KeyManagement::ECDH_ES, ContentEncryption::A128GCM).has_value());
}

TEST(DecryptionKey, refuses_an_algorithm_of_another_key_type) {
  const PrivateKey ec = PrivateKey::generate(KeyType::ec_p256);
  EXPECT_FALSE(DecryptionKey::create(ec, KeyManagement::RSA_OAEP_256).has_value());
  EXPECT_FALSE(DecryptionKey::create(PrivateKey::generate(KeyType::ed25519), KeyManagement::ECDH_ES).has_value());
}

}  // namespace
}  // namespace attesto

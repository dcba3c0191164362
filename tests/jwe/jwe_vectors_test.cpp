// Published examples: Wycheproof, the JOSE cookbook, RFC 7516, RFC 7518, RFC 3394.
#include <gtest/gtest.h>

#include <algorithm>

#include "attesto/crypto/aead.hpp"
#include "attesto/crypto/key_agreement.hpp"
#include "attesto/crypto/key_wrap.hpp"
#include "attesto/jose/jwe.hpp"
#include "attesto/jose/jwt.hpp"
#include "attesto/wire/base64url.hpp"
#include "support/private_jwk.hpp"
#include "support/vector_file.hpp"
#include "vectors/wycheproof_jwe.hpp"

namespace attesto {
namespace {

using testing_support::parse_private_jwk;
using testing_support::read_vector_file;
using vectors::Judgement;

Bytes hex(std::string_view text) {
  Bytes out;
  for (std::size_t i = 0; i < text.size(); i += 2)
    out.push_back(static_cast<std::uint8_t>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
  return out;
}

DecryptionKey decryption_key(const Json& jwk, const std::string& alg) {
  return DecryptionKey::create(parse_private_jwk(jwk).value(), parse_key_management(alg).value(),
                               *jwk.find_string("kid"))
      .value();
}

/// No case disagrees, and at least `at_least` cases were really judged.
void expect_agreement(const std::vector<Judgement>& judgements, std::ptrdiff_t at_least) {
  for (const Judgement& judgement : judgements)
    EXPECT_NE(judgement.outcome, Judgement::Outcome::disagrees) << "tcId " << judgement.id << ": " << judgement.reason;
  EXPECT_GE(std::ranges::count(judgements, Judgement::Outcome::agrees, &Judgement::outcome), at_least);
}

TEST(Wycheproof, json_web_encryption) {
  const auto file = read_vector_file("wycheproof/json_web_encryption_test.json");
  if (!file) GTEST_SKIP() << "no vectors in " << testing_support::vectors_dir();
  const auto judgements = vectors::judge_jwe(*file);
  EXPECT_EQ(judgements.size(), 139U);
  expect_agreement(judgements, 90);
}

TEST(Wycheproof, json_web_crypto) {
  const auto file = read_vector_file("wycheproof/json_web_crypto_test.json");
  if (!file) GTEST_SKIP() << "no vectors in " << testing_support::vectors_dir();
  const auto judgements = vectors::judge_jwe(*file);
  EXPECT_EQ(judgements.size(), 34U);
  expect_agreement(judgements, 30);
}

TEST(Wycheproof, aes_gcm) {
  const auto file = read_vector_file("wycheproof/aes_gcm_test.json");
  if (!file) GTEST_SKIP() << "no vectors in " << testing_support::vectors_dir();
  expect_agreement(vectors::judge_aead(*file), 120);
}

TEST(Wycheproof, a128cbc_hs256) {
  const auto file = read_vector_file("wycheproof/a128cbc_hs256_test.json");
  if (!file) GTEST_SKIP() << "no vectors in " << testing_support::vectors_dir();
  expect_agreement(vectors::judge_aead(*file), 94);
}

/// A file, and whether its `alg` is one of ours.
struct CookbookCase {
  const char* name;
  const char* path;
};

class Cookbook : public testing::TestWithParam<CookbookCase> {};

TEST_P(Cookbook, decrypts_the_published_token) {
  const auto file = read_vector_file(std::string("jose-cookbook/") + GetParam().path);
  if (!file) GTEST_SKIP() << "no vectors in " << testing_support::vectors_dir();
  const Json& input = *file->find("input");
  const std::vector keys = {decryption_key(*input.find("key"), *input.find_string("alg"))};
  const std::string& compact = *file->find("output")->find_string("compact");
  const auto decrypted = decrypt_jwe(compact, keys);
  ASSERT_TRUE(decrypted.has_value());
  EXPECT_EQ(decrypted->plain.expose(), *input.find_string("plaintext"));
}

INSTANTIATE_TEST_SUITE_P(
    Rfc, Cookbook,
    testing::Values(
        CookbookCase{"RFC7520_5_4_ecdh_es_with_key_wrap",
                     "jwe/5_4.key_agreement_with_key_wrapping_using_ecdh-es_and_aes-keywrap_with_aes-gcm.json"},
        CookbookCase{"RFC7520_5_5_ecdh_es", "jwe/5_5.key_agreement_using_ecdh-es_with_aes-cbc-hmac-sha2.json"},
        CookbookCase{"RFC8037_ecdh_es_x25519", "curve25519/ecdh-es.json"}),
    [](const auto& row) { return row.param.name; });

class CookbookRefused : public testing::TestWithParam<CookbookCase> {};

TEST_P(CookbookRefused, has_an_alg_without_a_name) {
  const auto file = read_vector_file(std::string("jose-cookbook/") + GetParam().path);
  if (!file) GTEST_SKIP() << "no vectors in " << testing_support::vectors_dir();
  EXPECT_FALSE(parse_key_management(*file->find("input")->find_string("alg")).has_value());
  std::vector<DecryptionKey> keys;
  keys.push_back(DecryptionKey::create(PrivateKey::generate(KeyType::rsa), KeyManagement::RSA_OAEP_256,
                                       *file->find("encrypting_content")->find("protected")->find_string("kid"))
                     .value());
  const auto decrypted = decrypt_jwe(*file->find("output")->find_string("compact"), keys);
  ASSERT_FALSE(decrypted.has_value());
  EXPECT_EQ(decrypted.error(), JweError::wrong_algorithm);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc, CookbookRefused,
    testing::Values(CookbookCase{"RFC7520_5_1_rsa1_5", "jwe/5_1.key_encryption_using_rsa_v15_and_aes-hmac-sha2.json"},
                    CookbookCase{"RFC7520_5_2_rsa_oaep_sha1",
                                 "jwe/5_2.key_encryption_using_rsa-oaep_with_aes-gcm.json"},
                    CookbookCase{"RFC7520_5_6_dir", "jwe/5_6.direct_encryption_using_aes-gcm.json"},
                    CookbookCase{"RFC7520_5_8_shared_key", "jwe/5_8.key_wrap_using_aes-keywrap_with_aes-gcm.json"}),
    [](const auto& row) { return row.param.name; });

TEST(Cookbook, RFC8037_A_6_x25519_derives_the_published_secret) {
  const Json bob = Json::parse(R"({"kty":"OKP","crv":"X25519","d":"XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os",
                                   "x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"})")
                       .value();
  const auto ephemeral =
      PublicKey::from_x25519(hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
  const auto secret = parse_private_jwk(bob)->agree(*ephemeral);
  ASSERT_TRUE(secret.has_value());
  EXPECT_EQ(Bytes(secret->begin(), secret->end()),
            hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"));
}

TEST(ConcatKdf, RFC7518_C_published_agreement) {
  const Json alice = Json::parse(R"({"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
      "y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps","d":"0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo"})")
                         .value();
  const auto bob =
      PublicKey::from_ec(KeyType::ec_p256, {.x = *base64url_decode("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ"),
                                            .y = *base64url_decode("e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck")});
  const auto secret = parse_private_jwk(alice)->agree(*bob);
  ASSERT_TRUE(secret.has_value());
  const SecretBytes derived =
      concat_kdf(*secret, {.algorithm = "A128GCM", .party_u = as_bytes("Alice"), .party_v = as_bytes("Bob")}, 16);
  EXPECT_EQ(base64url_encode(derived), "VqqN6vgjbSBcIijNcacQGg");
}

struct AeadCase {
  const char* name;
  AeadAlgorithm algorithm;
  std::size_t key_bytes;
  const char* ciphertext_begins;
  const char* tag;
};

class AeadExample : public testing::TestWithParam<AeadCase> {};

TEST_P(AeadExample, encrypts_the_sentence_of_Kerckhoffs) {
  Bytes key;
  for (std::size_t i = 0; i < GetParam().key_bytes; ++i) key.push_back(static_cast<std::uint8_t>(i));
  const Bytes nonce = hex("1af38c2dc2b96ffdd86694092341bc04");
  const AeadContext context{
      .key = key, .nonce = nonce, .associated = as_bytes("The second principle of Auguste Kerckhoffs")};
  const std::string_view sentence =
      "A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy "
      "without inconvenience";
  const AeadOutput output = aead_encrypt(GetParam().algorithm, context, as_bytes(sentence));
  EXPECT_EQ(Bytes(output.ciphertext.begin(), output.ciphertext.begin() + 16), hex(GetParam().ciphertext_begins));
  EXPECT_EQ(output.tag, hex(GetParam().tag));
  const auto plain = aead_decrypt(GetParam().algorithm, context, output.ciphertext, output.tag);
  ASSERT_TRUE(plain.has_value());
  EXPECT_EQ(as_text(*plain), sentence);
}

INSTANTIATE_TEST_SUITE_P(Rfc, AeadExample,
                         testing::Values(AeadCase{"RFC7518_B_1", AeadAlgorithm::aes128_cbc_hmac_sha256, 32,
                                                  "c80edfa32ddf39d5ef00c0b468834279",
                                                  "652c3fa36b0a7c5b3219fab3a30bc1c4"},
                                         AeadCase{"RFC7518_B_3", AeadAlgorithm::aes256_cbc_hmac_sha512, 64,
                                                  "4affaaadb78c31c5da4b1b590d10ffbd",
                                                  "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5"}),
                         [](const auto& row) { return row.param.name; });

TEST(KeyWrap, RFC3394_4_1_and_4_6) {
  const Bytes kek128 = hex("000102030405060708090A0B0C0D0E0F");
  const Bytes key128 = hex("00112233445566778899AABBCCDDEEFF");
  const Bytes wrapped128 = hex("1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5");
  EXPECT_EQ(wrap_key(kek128, key128), wrapped128);
  const Bytes kek256 = hex("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F");
  const Bytes key256 = hex("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F");
  const Bytes wrapped256 = hex("28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21");
  EXPECT_EQ(wrap_key(kek256, key256), wrapped256);
  const auto unwrapped = unwrap_key(kek256, wrapped256);
  ASSERT_TRUE(unwrapped.has_value());
  EXPECT_EQ(Bytes(unwrapped->begin(), unwrapped->end()), key256);
}

TEST(KeyWrap, RFC3394_2_2_3_refuses_every_changed_byte) {
  const Bytes kek = hex("000102030405060708090A0B0C0D0E0F");
  const Bytes wrapped = hex("1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5");
  ASSERT_TRUE(unwrap_key(kek, wrapped).has_value());
  for (std::size_t i = 0; i < wrapped.size(); ++i) {
    Bytes changed = wrapped;
    changed[i] ^= 1;
    EXPECT_FALSE(unwrap_key(kek, changed).has_value()) << "byte " << i;
  }
  for (std::size_t size = 0; size < wrapped.size(); ++size)
    EXPECT_FALSE(unwrap_key(kek, ByteView(wrapped).first(size)).has_value()) << size << " bytes";
}

}  // namespace
}  // namespace attesto

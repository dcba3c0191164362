#include "attesto/jose/algorithm.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

namespace attesto {
namespace {

using namespace std::string_view_literals;
using enum Algorithm;

struct Row {
  std::string_view name;
  Algorithm algorithm;
  SignatureScheme scheme;
  DigestAlgorithm hash_claim;
};

constexpr Row kRows[] = {
    {"RS256", RS256, SignatureScheme::rsa_pkcs1_sha256, DigestAlgorithm::sha256},
    {"RS384", RS384, SignatureScheme::rsa_pkcs1_sha384, DigestAlgorithm::sha384},
    {"RS512", RS512, SignatureScheme::rsa_pkcs1_sha512, DigestAlgorithm::sha512},
    {"PS256", PS256, SignatureScheme::rsa_pss_sha256, DigestAlgorithm::sha256},
    {"PS384", PS384, SignatureScheme::rsa_pss_sha384, DigestAlgorithm::sha384},
    {"PS512", PS512, SignatureScheme::rsa_pss_sha512, DigestAlgorithm::sha512},
    {"ES256", ES256, SignatureScheme::ecdsa_p256_sha256, DigestAlgorithm::sha256},
    {"ES384", ES384, SignatureScheme::ecdsa_p384_sha384, DigestAlgorithm::sha384},
    {"ES512", ES512, SignatureScheme::ecdsa_p521_sha512, DigestAlgorithm::sha512},
    {"EdDSA", EdDSA, SignatureScheme::eddsa, DigestAlgorithm::sha512},
};

class AlgorithmRow : public testing::TestWithParam<Row> {};

TEST_P(AlgorithmRow, RFC7518_3_1_name_scheme_and_digest) {
  const Row& row = GetParam();
  EXPECT_EQ(to_string(row.algorithm), row.name);
  EXPECT_EQ(parse_algorithm(row.name), row.algorithm);
  EXPECT_EQ(signature_scheme(row.algorithm), row.scheme);
  EXPECT_EQ(hash_claim_digest(row.algorithm), row.hash_claim);
}

TEST_P(AlgorithmRow, RFC7515_4_1_1_is_case_sensitive) {
  std::string lower(GetParam().name);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  EXPECT_FALSE(parse_algorithm(lower));
}

INSTANTIATE_TEST_SUITE_P(Rfc, AlgorithmRow, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ParseAlgorithm, RFC8725_3_1_knows_neither_none_nor_hmac) {
  for (const std::string_view name : {"none", "None", "NONE", "nOnE", "", " none", "HS256", "HS384", "HS512", "RS256 ",
                                      "ES256K", "RSA-OAEP", "dir", "ed25519", "Ed448", "RS2560", "RS"})
    EXPECT_FALSE(parse_algorithm(name)) << name;
  EXPECT_FALSE(parse_algorithm("RS256\0"sv));
}

TEST(ParseAlgorithm, RFC9864_2_2_Ed25519_is_EdDSA_with_that_curve_alone) {
  EXPECT_EQ(parse_algorithm("Ed25519"), EdDSA);
  EXPECT_TRUE(names("Ed25519", EdDSA, KeyType::ed25519));
  EXPECT_FALSE(names("Ed25519", EdDSA, KeyType::ed448));
  EXPECT_TRUE(names("EdDSA", EdDSA, KeyType::ed448));
  EXPECT_FALSE(names("ES256", EdDSA, KeyType::ed25519));
  EXPECT_FALSE(names("none", EdDSA, KeyType::ed25519));
}

TEST(Fits, RFC7518_3_4_each_curve_has_its_algorithm) {
  const std::pair<KeyType, std::vector<Algorithm>> pairs[] = {
      {KeyType::rsa, {RS256, RS384, RS512, PS256, PS384, PS512}},
      {KeyType::ec_p256, {ES256}},
      {KeyType::ec_p384, {ES384}},
      {KeyType::ec_p521, {ES512}},
      {KeyType::ed25519, {EdDSA}},
      {KeyType::ed448, {EdDSA}},
  };
  for (const auto& [type, algorithms] : pairs) {
    for (const Row& row : kRows) {
      const bool wanted = std::find(algorithms.begin(), algorithms.end(), row.algorithm) != algorithms.end();
      EXPECT_EQ(fits(row.algorithm, type), wanted) << row.name;
    }
    EXPECT_EQ(default_algorithm(type), algorithms.front());
  }
}

}  // namespace
}  // namespace attesto

#include "attesto/crypto/digest.hpp"

#include <gtest/gtest.h>

#include "support/hex.hpp"

namespace attesto {
namespace {

using testing_support::from_hex;

struct Case {
  const char* name;
  DigestAlgorithm algorithm;
  std::string_view message;
  std::string_view want;
};

// Examples of the NIST Cryptographic Standards and Guidelines, "SHA Test Vectors".
constexpr Case kCases[] = {
    {"FIPS180_4_sha256_abc", DigestAlgorithm::sha256, "abc",
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"FIPS180_4_sha256_empty", DigestAlgorithm::sha256, "",
     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"FIPS180_4_sha256_two_blocks", DigestAlgorithm::sha256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"FIPS180_4_sha384_abc", DigestAlgorithm::sha384, "abc",
     "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
    {"FIPS180_4_sha512_abc", DigestAlgorithm::sha512, "abc",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
     "454d4423643ce80e2a9ac94fa54ca49f"},
};

class Digest : public testing::TestWithParam<Case> {};

TEST_P(Digest, gives_the_published_value) {
  const auto& [name, algorithm, message, want] = GetParam();
  EXPECT_EQ(digest(algorithm, as_bytes(message)), from_hex(want));
  if (algorithm != DigestAlgorithm::sha256) return;
  const Sha256Digest fixed = sha256(message);
  EXPECT_EQ(Bytes(fixed.begin(), fixed.end()), from_hex(want));
}

INSTANTIATE_TEST_SUITE_P(Nist, Digest, testing::ValuesIn(kCases), [](const auto& row) { return row.param.name; });

TEST(Sha256, starts_afresh_each_time) {
  const auto first = sha256("a");
  EXPECT_NE(sha256("b"), first);
  EXPECT_EQ(sha256("a"), first);
}

}  // namespace
}  // namespace attesto

// Against SoftHSM2, a real PKCS#11 module.
#include "adapters/pkcs11/pkcs11_signer.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <barrier>
#include <cstdlib>
#include <fstream>
#include <thread>
#include <vector>

#include "attesto/jose/jwt.hpp"
#include "pkcs11/soft_token.hpp"

namespace attesto::pkcs11 {
namespace {

const Bytes kP256 = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
const Bytes kP384 = {0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22};
const Bytes kP521 = {0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x23};
const Bytes kSecp256k1 = {0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a};

KeyLocation at(const std::string& key_label) {
  return {.module_path = ATTESTO_SOFTHSM2_MODULE, .token_label = SoftToken::kLabel, .key_label = key_label};
}

auto open(KeyLocation location, Algorithm algorithm) {
  return Pkcs11Signer::open(std::move(location), Secret(SoftToken::kPin), algorithm);
}

/// The error of an open that must fail.
OpenError refusal(const std::expected<std::shared_ptr<const Pkcs11Signer>, OpenFailure>& opened) {
  EXPECT_FALSE(opened.has_value());
  if (opened) return OpenError{};
  EXPECT_FALSE(opened.error().detail.empty());
  EXPECT_EQ(opened.error().detail.find(SoftToken::kPin), std::string::npos);
  return opened.error().error;
}

bool signs_a_jwt(const Signer& signer) {
  const std::string jwt = sign_jwt(signer, "at+jwt", R"({"sub":"alice"})");
  const std::array trusted = {signer.verification_key()};
  return verify_jwt(jwt, "at+jwt", trusted).has_value();
}

void make_key_for(SoftToken& token, Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::ES256: return token.make_ec_key("key", {1}, kP256);
    case Algorithm::ES384: return token.make_ec_key("key", {1}, kP384);
    case Algorithm::ES512: return token.make_ec_key("key", {1}, kP521);
    case Algorithm::EdDSA: return token.make_ed25519_key("key");
    default: return token.make_rsa_key("key", 2048);
  }
}

class EveryAlgorithm : public testing::TestWithParam<Algorithm> {};

TEST_P(EveryAlgorithm, signs_what_our_verifier_takes) {
  SoftToken token;
  make_key_for(token, GetParam());
  const auto signer = open(at("key"), GetParam());
  ASSERT_TRUE(signer.has_value()) << signer.error().detail;
  EXPECT_EQ((*signer)->verification_key().algorithm(), GetParam());
  EXPECT_TRUE(signs_a_jwt(**signer));
}

INSTANTIATE_TEST_SUITE_P(Pkcs11, EveryAlgorithm,
                         testing::Values(Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256,
                                         Algorithm::PS384, Algorithm::PS512, Algorithm::ES256, Algorithm::ES384,
                                         Algorithm::ES512, Algorithm::EdDSA),
                         [](const auto& row) { return std::string(to_string(row.param)); });

/// The exit status of `openssl dgst -verify` on the message of the test.
int openssl_verify(const SoftToken& token, const std::string& options, const PublicKey& key, ByteView signature) {
  std::ofstream(token.folder() / "key.pem") << key.to_pem();
  std::ofstream(token.folder() / "message") << "hello";
  std::ofstream(token.folder() / "signature", std::ios::binary) << as_text(signature);
  const std::string in = token.folder().string();
  const std::string command = "openssl dgst -sha256 " + options + " -verify " + in + "/key.pem -signature " + in +
                              "/signature " + in + "/message >/dev/null 2>&1";
  return std::system(command.c_str());
}

TEST(Pkcs11, the_openssl_command_takes_its_signatures) {
  SoftToken token;
  token.make_rsa_key("key", 2048);
  const auto pkcs1 = open(at("key"), Algorithm::RS256).value();
  const auto pss = open(at("key"), Algorithm::PS256).value();
  const PublicKey& key = pkcs1->verification_key().key();
  EXPECT_EQ(openssl_verify(token, "", key, pkcs1->sign(as_bytes("hello"))), 0);
  EXPECT_EQ(openssl_verify(token, "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32", key,
                           pss->sign(as_bytes("hello"))),
            0);
  EXPECT_NE(openssl_verify(token, "", key, pkcs1->sign(as_bytes("hellp"))), 0);
}

TEST(Pkcs11, eight_threads_sign_at_once) {
  SoftToken token;
  token.make_ec_key("key", {1}, kP256);
  const auto signer = open(at("key"), Algorithm::ES256).value();
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        for (int n = 0; n < 25; ++n) good += signs_a_jwt(*signer) ? 1 : 0;
      });
  }
  EXPECT_EQ(good, 200);
}

TEST(Pkcs11, logs_in_again_after_its_sessions_are_lost) {
  SoftToken token;
  token.make_ec_key("key", {1}, kP256);
  const auto signer = open(at("key"), Algorithm::ES256).value();
  for (int i = 0; i < 3; ++i) {
    token.lose_sessions();
    EXPECT_TRUE(signs_a_jwt(*signer));
  }
}

TEST(Pkcs11, eight_threads_log_in_again_at_once) {
  SoftToken token;
  token.make_ec_key("key", {1}, kP256);
  const auto signer = open(at("key"), Algorithm::ES256).value();
  // SoftHSM crashes if a session is closed while it signs, so sessions get lost between the rounds.
  std::barrier round(8, [&]() noexcept { token.lose_sessions(); });
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        for (int n = 0; n < 5; ++n) {
          round.arrive_and_wait();
          good += signs_a_jwt(*signer) ? 1 : 0;
        }
      });
  }
  EXPECT_EQ(good, 40);
}

TEST(Pkcs11, one_label_may_hold_several_keys_told_apart_by_id) {
  SoftToken token;
  token.make_ec_key("key", {1}, kP256);
  token.make_ec_key("key", {2}, kP256);
  EXPECT_EQ(refusal(open(at("key"), Algorithm::ES256)), OpenError::key_ambiguous);
  KeyLocation first = at("key");
  first.key_id = {1};
  KeyLocation second = at("");
  second.key_id = {2};
  const auto a = open(first, Algorithm::ES256).value();
  const auto b = open(second, Algorithm::ES256).value();
  EXPECT_NE(a->verification_key().kid(), b->verification_key().kid());
  EXPECT_TRUE(signs_a_jwt(*a) && signs_a_jwt(*b));
}

TEST(Pkcs11, a_missing_module_is_told) {
  KeyLocation location = at("key");
  location.module_path = "/nonexistent/module.so";
  EXPECT_EQ(refusal(open(location, Algorithm::ES256)), OpenError::module_unusable);
  location.module_path = "libdl.so.2";  // a library, but no module
  EXPECT_EQ(refusal(open(location, Algorithm::ES256)), OpenError::module_unusable);
}

TEST(Pkcs11, a_missing_token_is_told) {
  SoftToken token;
  KeyLocation location = at("key");
  location.token_label = "another token";
  EXPECT_EQ(refusal(open(location, Algorithm::ES256)), OpenError::token_not_found);
}

TEST(Pkcs11, a_wrong_pin_is_told) {
  SoftToken token;
  token.make_ec_key("key", {1}, kP256);
  EXPECT_EQ(refusal(Pkcs11Signer::open(at("key"), Secret("wrong-pin"), Algorithm::ES256)), OpenError::pin_refused);
}

TEST(Pkcs11, a_missing_key_is_told) {
  SoftToken token;
  EXPECT_EQ(refusal(open(at("key"), Algorithm::ES256)), OpenError::key_not_found);
}

TEST(Pkcs11, a_key_of_another_kind_is_told) {
  SoftToken token;
  token.make_ec_key("key", {1}, kP256);
  EXPECT_EQ(refusal(open(at("key"), Algorithm::ES384)), OpenError::key_unusable);
  EXPECT_EQ(refusal(open(at("key"), Algorithm::RS256)), OpenError::key_unusable);
  token.make_ec_key("koblitz", {2}, kSecp256k1);
  EXPECT_EQ(refusal(open(at("koblitz"), Algorithm::ES256)), OpenError::key_unusable);
  token.make_rsa_key("short", 1024);
  EXPECT_EQ(refusal(open(at("short"), Algorithm::RS256)), OpenError::key_unusable);
}

TEST(Pkcs11, halves_that_do_not_belong_together_are_told) {
  SoftToken token;
  token.make_ec_key("key", {1}, kP256);
  token.make_ec_key("key", {2}, kP256);
  token.destroy(CKO_PUBLIC_KEY, {1});
  EXPECT_EQ(refusal(open(at("key"), Algorithm::ES256)), OpenError::key_ambiguous);
  token.destroy(CKO_PRIVATE_KEY, {2});
  EXPECT_EQ(refusal(open(at("key"), Algorithm::ES256)), OpenError::key_unusable);
}

TEST(Pkcs11, a_key_that_vanished_makes_signing_throw) {
  SoftToken token;
  token.make_ec_key("key", {1}, kP256);
  const auto signer = open(at("key"), Algorithm::ES256).value();
  token.destroy(CKO_PRIVATE_KEY, {1});
  EXPECT_THROW((void)signer->sign(as_bytes("hello")), std::runtime_error);
}

}  // namespace
}  // namespace attesto::pkcs11

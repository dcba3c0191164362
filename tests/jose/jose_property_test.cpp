// Damaged and random tokens and keys: refused inside the error set, never taken, never a crash.
#include <gtest/gtest.h>

#include <array>

#include "attesto/jose/jwk.hpp"
#include "attesto/jose/jwt.hpp"
#include "jose/compact.hpp"
#include "support/generator.hpp"

namespace attesto {
namespace {

using testing_support::Generator;

constexpr int kRounds = 2'000;

bool is_known(JwtError error) { return error >= JwtError::malformed && error <= JwtError::wrong_signature; }
bool is_known(KeyError error) { return error >= KeyError::malformed && error <= KeyError::weak; }

class JwtProperty : public testing::Test {
 protected:
  /// A token differs from the good one, so it must be refused.
  void expect_refused(const std::string& token) {
    if (token == good_ || token == other_) return;
    const auto jwt = verify_jwt(token, "at+jwt", std::array{signer_->verification_key()});
    ASSERT_FALSE(jwt) << token;
    EXPECT_TRUE(is_known(jwt.error()));
  }
  static std::array<std::string, 3> segments(const std::string& token) {
    const std::size_t first = token.find('.');
    const std::size_t second = token.rfind('.');
    return {token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1)};
  }

  std::shared_ptr<const LocalSigner> signer_ = jose_test::make_signer(Algorithm::EdDSA);
  std::string good_ = sign_jwt(*signer_, "at+jwt", R"({"iss":"https://as.example","sub":"u1","exp":1700000000})");
  std::string other_ = sign_jwt(*signer_, "at+jwt", R"({"iss":"https://as.example","sub":"u2"})");
  Generator generator_;
};

TEST_F(JwtProperty, every_single_bit_counts) {
  for (std::size_t bit = 0; bit < good_.size() * 8; ++bit) {
    std::string token = good_;
    token[bit / 8] = static_cast<char>(token[bit / 8] ^ (1 << bit % 8));
    expect_refused(token);
  }
}

TEST_F(JwtProperty, every_truncation_counts) {
  for (std::size_t size = 0; size < good_.size(); ++size) expect_refused(good_.substr(0, size));
}

TEST_F(JwtProperty, segments_swapped_within_and_between_tokens) {
  const auto a = segments(good_);
  const auto b = segments(other_);
  std::array<std::string, 6> pool = {a[0], a[1], a[2], b[0], b[1], b[2]};
  for (const std::string& header : pool)
    for (const std::string& claims : pool)
      for (const std::string& signature : pool) {
        std::string token = header;
        token.append(".").append(claims).append(".").append(signature);
        expect_refused(token);
      }
}

TEST_F(JwtProperty, random_damage_and_random_bytes) {
  for (int round = 0; round < kRounds; ++round) {
    expect_refused(generator_.with_changed_byte(good_));
    expect_refused(generator_.disturbed(generator_.disturbed(good_)));
    expect_refused(generator_.bytes(200));
    expect_refused(generator_.text_of({"eyJhbGciOiJFZERTQSJ9", ".", "e30", "AAAA", "=", "\n"}, 8));
  }
}

TEST_F(JwtProperty, damaged_header_under_a_right_signature) {
  const std::string header = R"({"alg":"EdDSA","typ":"at+jwt","kid":")" + signer_->verification_key().kid() + "\"}";
  for (int round = 0; round < kRounds; ++round) {
    const std::string damaged = generator_.disturbed(header);
    const auto jwt =
        verify_jwt(jose_test::signed_token(*signer_, damaged, "{}"), "at+jwt", std::array{signer_->verification_key()});
    EXPECT_TRUE(jwt || is_known(jwt.error())) << damaged;
  }
}

TEST(JwkProperty, damaged_keys_are_refused_or_export_to_what_they_say) {
  Generator generator;
  const std::string good = to_jwk(jose_test::make_signer(Algorithm::ES256)->verification_key()).write();
  const std::string edwards = to_jwk(jose_test::make_signer(Algorithm::EdDSA)->verification_key()).write();
  for (int round = 0; round < kRounds; ++round) {
    for (const std::string& text :
         {generator.with_changed_byte(good), generator.disturbed(good), generator.with_changed_byte(edwards),
          generator.disturbed(edwards), generator.truncated(good)}) {
      const auto json = Json::parse(text);
      if (!json) continue;
      const auto key = parse_jwk(*json);
      if (!key) {
        EXPECT_TRUE(is_known(key.error()));
        continue;
      }
      const Json exported = to_jwk(*key);
      EXPECT_EQ(*exported.find("x"), *json->find("x")) << text;
      EXPECT_EQ(*exported.find("crv"), *json->find("crv")) << text;
    }
  }
}

}  // namespace
}  // namespace attesto

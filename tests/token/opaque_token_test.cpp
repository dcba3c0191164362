// Values that mean nothing but themselves - RFC 6749 §10.10.
#include "attesto/token/opaque_token.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>

#include "attesto/crypto/digest.hpp"
#include "attesto/crypto/os_random.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto {
namespace {

/// Delivers 0, 1, 2, ... so that a test sees where the bytes go.
class Counting final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    std::ranges::generate(out, [this] { return next_++; });
  }

 private:
  std::uint8_t next_ = 0;
};

TEST(OpaqueToken, is_exactly_the_random_bytes) {
  Counting random;
  const Secret token = mint_opaque_token(random);
  const auto bytes = base64url_decode(token.expose());
  ASSERT_TRUE(bytes);
  ASSERT_EQ(bytes->size(), 32U);
  for (std::size_t i = 0; i < bytes->size(); ++i) EXPECT_EQ((*bytes)[i], i);
  EXPECT_EQ(base64url_decode(mint_identifier(random))->front(), 32U);
}

TEST(OpaqueToken, RFC6749_10_10_no_two_are_alike) {
  OsRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const Secret token = mint_opaque_token(random);
    EXPECT_EQ(token.expose().size(), 43U);
    EXPECT_TRUE(seen.insert(std::string(token.expose())).second);
  }
}

TEST(Handle, rule_17_RFC6819_3_1_says_when_it_was_minted_and_then_240_random_bits) {
  Counting random;
  const Secret handle = mint_handle(random, Instant{std::chrono::milliseconds{0x0102'0304'0506}});
  EXPECT_EQ(handle.expose().size(), 48U);
  const auto bytes = base64url_decode(handle.expose());
  ASSERT_TRUE(bytes);
  ASSERT_EQ(bytes->size(), 36U);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ((*bytes)[i], i + 1);
  for (std::size_t i = 6; i < 36; ++i) EXPECT_EQ((*bytes)[i], i - 6);
}

TEST(RecordKeys, of_handles_sort_by_the_time_and_differ_by_the_rest) {
  OsRandom random;
  const Instant now{std::chrono::milliseconds{1'764'100'000'000}};
  const auto key_at = [&](std::chrono::milliseconds later) {
    return record_key(RecordKind::refresh_token, mint_handle(random, now + later).expose()).hash;
  };
  std::set<Sha256Digest> seen;
  for (int i = 0; i < 300; ++i) {
    const std::chrono::milliseconds later{i};
    EXPECT_LT(key_at(later), key_at(later + std::chrono::milliseconds{1}));
    EXPECT_TRUE(seen.insert(key_at(std::chrono::milliseconds{0})).second);
  }
}

/// FIPS 180-4, and the first eight characters decoded: printf AAECAwQF | base64 -d.
TEST(RecordKeys, of_a_handle_are_its_time_and_208_bits_of_its_digest) {
  const std::string value = "AAECAwQF" + std::string(40, 'A');
  const RecordKey key = record_key(RecordKind::refresh_token, value);
  const Sha256Digest digest = sha256(value);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(key.hash[i], i);
  EXPECT_TRUE(std::equal(digest.begin(), digest.end() - 6, key.hash.begin() + 6));
}

TEST(RecordKeys, of_a_text_as_long_as_a_handle_that_is_none_are_its_digest) {
  const std::string value(48, '!');
  EXPECT_EQ(record_key(RecordKind::refresh_token, value).hash, sha256(value));
}

TEST(RecordKeys, hold_the_digest_and_not_the_value) {
  // FIPS 180-4 example: SHA-256("abc")
  const RecordKey key = record_key(RecordKind::refresh_token, "abc");
  EXPECT_EQ(key.kind, RecordKind::refresh_token);
  EXPECT_EQ(base64url_encode(key.hash), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  EXPECT_NE(record_key(RecordKind::refresh_token, "abd"), key);
}

}  // namespace
}  // namespace attesto

// Values that mean nothing but themselves - RFC 6749 §10.10.
#include "attesto/token/opaque_token.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

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

TEST(RecordKeys, hold_the_digest_and_not_the_value) {
  // FIPS 180-4 example: SHA-256("abc")
  const RecordKey key = record_key(RecordKind::refresh_token, "abc");
  EXPECT_EQ(key.kind, RecordKind::refresh_token);
  EXPECT_EQ(base64url_encode(key.hash), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  EXPECT_NE(record_key(RecordKind::refresh_token, "abd"), key);
}

}  // namespace
}  // namespace attesto

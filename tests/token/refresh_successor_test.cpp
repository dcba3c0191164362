// The sealed answer to a refresh - RFC 5869, RFC 9700 §4.14.2.
#include "attesto/token/refresh_successor.hpp"

#include <gtest/gtest.h>

#include "attesto/crypto/digest.hpp"
#include "attesto/crypto/os_random.hpp"
#include "attesto/crypto/seal.hpp"
#include "attesto/token/opaque_token.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/json.hpp"

namespace attesto {
namespace {

class Successor : public testing::Test {
 protected:
  OsRandom random_;
  Secret used_ = mint_opaque_token(random_);
  RefreshSuccessor successor_{mint_opaque_token(random_),
                              *Scope::parse("openid api"),
                              {"https://api.example", "https://files.example"},
                              *AuthorizationDetails::parse(R"([{"type":"files","actions":["read"]}])"),
                              Instant{std::chrono::milliseconds{1'760'000'000'123}}};
  std::string body_ = successor_.seal(random_, used_.expose());
};

TEST_F(Successor, comes_back_to_who_shows_the_used_token) {
  const auto opened = RefreshSuccessor::open(body_, used_.expose());
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->token.expose(), successor_.token.expose());
  EXPECT_EQ(opened->scope, successor_.scope);
  EXPECT_EQ(opened->audience, successor_.audience);
  EXPECT_EQ(opened->authorization_details, successor_.authorization_details);
  EXPECT_EQ(opened->rotated_at, successor_.rotated_at);
  EXPECT_EQ(body_.find(successor_.token.expose()), std::string::npos);
}

TEST_F(Successor, stays_closed_to_any_other_token) {
  EXPECT_FALSE(RefreshSuccessor::open(body_, mint_opaque_token(random_).expose()));
  EXPECT_FALSE(RefreshSuccessor::open(body_, successor_.token.expose()));
  EXPECT_FALSE(RefreshSuccessor::open(body_, ""));
}

// HMAC shortens a key above its block size to its SHA-256: a token of that length must not be
// opened with the hash that the store knows.
TEST_F(Successor, the_hash_in_the_store_does_not_open_it) {
  const std::string used(65, 't');
  const std::string body = successor_.seal(random_, used);
  ASSERT_TRUE(RefreshSuccessor::open(body, used));
  const Sha256Digest hash = sha256(used);
  EXPECT_FALSE(RefreshSuccessor::open(body, as_text(hash)));
}

// The key, derived step by step with an HKDF of somebody else (Python's hmac module):
//   prk = HMAC(32 * 00, "AAAA..." of 43); okm = HMAC(prk, info + 01)
TEST_F(Successor, RFC5869_2_the_key_is_that_of_another_hkdf) {
  const std::string used(43, 'A');
  const auto key = base64url_decode("fTo7TuwPqysgIrqQbbjAK2ziapmlUTr-RSf5WqOeWv0");
  ASSERT_TRUE(key);
  const auto json = Json::parse(successor_.seal(random_, used));
  const auto sealed = base64url_decode(*json->find_string("sealed"));
  const auto opened = Sealer(*key).open(
      *sealed,
      R"({"scope":"openid api","aud":["https://api.example","https://files.example"],"authorization_details":[{"type":"files","actions":["read"]}],"rotated_at":1760000000123})");
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->expose(), successor_.token.expose());
}

TEST_F(Successor, never_opens_after_any_change) {
  for (std::size_t i = 0; i < body_.size(); ++i) {
    std::string changed = body_;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto opened = RefreshSuccessor::open(changed, used_.expose());
    EXPECT_FALSE(opened) << changed;
  }
  for (std::size_t size = 0; size < body_.size(); ++size)
    EXPECT_FALSE(RefreshSuccessor::open(body_.substr(0, size), used_.expose())) << size;
}

TEST_F(Successor, two_seals_of_one_answer_differ) { EXPECT_NE(body_, successor_.seal(random_, used_.expose())); }

}  // namespace
}  // namespace attesto

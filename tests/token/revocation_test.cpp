// Which tokens were taken back - RFC 7009 §2.1.
#include "attesto/token/revocation.hpp"

#include <gtest/gtest.h>

#include "attesto/store/memory_store.hpp"
#include "support/scripted_store.hpp"

namespace attesto {
namespace {

constexpr Instant kNow{std::chrono::seconds{1'700'000'000}};

AccessToken token_of(std::string_view family, std::string_view jti = "j1") {
  AccessToken token{.iss = "https://auth.example.com",
                    .aud = "https://api.example.com",
                    .sub = Subject("alice"),
                    .client_id = ClientId("web"),
                    .jti = std::string(jti),
                    .iat = kNow,
                    .exp = kNow + std::chrono::minutes{15}};
  if (!family.empty()) token.family = FamilyId(family);
  return token;
}

class Revocation : public testing::Test {
 protected:
  void commit(const Commit& commit) { ASSERT_TRUE(store_.commit(commit).value().has_value()); }

  test::ScriptedStore store_{make_memory_store()};
};

TEST_F(Revocation, RFC7009_2_1_of_one_token_is_of_that_token) {
  const AccessToken token = token_of("f1");
  EXPECT_FALSE(is_revoked(store_, token).value());
  commit({.records = {{.key = revoked_token_key(token), .expires_at = token.exp, .body = "{}"}}});
  EXPECT_TRUE(is_revoked(store_, token).value());
  EXPECT_FALSE(is_revoked(store_, token_of("f1", "j2")).value());
}

TEST_F(Revocation, RFC7009_2_1_of_a_family_is_of_all_its_tokens) {
  commit({.revoke = {FamilyId("f1")}, .remember_revoked_until = kNow + std::chrono::hours{1}});
  EXPECT_TRUE(is_revoked(store_, token_of("f1")).value());
  EXPECT_TRUE(is_revoked(store_, token_of("f1", "j2")).value());
  EXPECT_FALSE(is_revoked(store_, token_of("f2")).value());
  EXPECT_FALSE(is_revoked(store_, token_of("")).value());
}

TEST_F(Revocation, the_same_jti_of_another_issuer_is_another_token) {
  AccessToken foreign = token_of("f1");
  foreign.iss = "https://other.example";
  EXPECT_NE(revoked_token_key(foreign), revoked_token_key(token_of("f1")));
}

TEST_F(Revocation, what_can_not_be_looked_up_is_not_known) {
  for (int call = 0; call < 2; ++call) {
    store_.fail_from(call);
    EXPECT_FALSE(is_revoked(store_, token_of("f1")).has_value()) << call;
  }
}

}  // namespace
}  // namespace attesto

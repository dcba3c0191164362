// The guard of a protected resource, without a server around it - RFC 6750 §2, §3.1.
#include "attesto/resource/bearer.hpp"

#include <gtest/gtest.h>

#include "attesto/store/memory_store.hpp"
#include "attesto/token/revocation.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

constexpr Instant kNow{std::chrono::seconds{1'700'000'000}};
constexpr AccessPolicy kPolicy{.issuer = "https://auth.example.com", .audience = "https://api.example.com"};

AccessToken good_token() {
  return {.iss = std::string(kPolicy.issuer),
          .aud = std::string(kPolicy.audience),
          .sub = Subject("alice"),
          .client_id = ClientId("web"),
          .scope = *Scope::parse("api"),
          .jti = "j1",
          .iat = kNow,
          .exp = kNow + std::chrono::minutes{15},
          .family = FamilyId("f1")};
}

class Bearer : public testing::Test {
 protected:
  Result<AccessToken> check(const AccessToken& token) {
    return check_bearer(mint_access_token(test::test_keys()->default_signer(), token),
                        test::test_keys()->verification_keys(), kPolicy, *store_, kNow);
  }
  void commit(const Commit& commit) { ASSERT_TRUE(store_->commit(commit).value().has_value()); }

  std::shared_ptr<test::ScriptedStore> store_ = std::make_shared<test::ScriptedStore>(make_memory_store());
};

TEST_F(Bearer, rule_94_a_good_token_passes_and_says_whose_it_is) {
  const auto token = check(good_token());
  ASSERT_TRUE(token.has_value());
  EXPECT_EQ(token->sub, Subject("alice"));
  EXPECT_EQ(token->scope.str(), "api");
}

TEST_F(Bearer, RFC7009_2_a_revoked_token_is_invalid_and_its_siblings_are_not) {
  const AccessToken revoked = good_token();
  commit({.records = {{.key = revoked_token_key(revoked), .expires_at = revoked.exp, .body = "{}"}}});
  EXPECT_EQ(check(revoked).error().reason, Reason::token_revoked);
  AccessToken sibling = good_token();
  sibling.jti = "j2";
  EXPECT_TRUE(check(sibling).has_value());
}

TEST_F(Bearer, RFC7009_2_1_all_tokens_of_a_revoked_family_are_invalid) {
  commit({.revoke = {FamilyId("f1")}, .remember_revoked_until = kNow + std::chrono::hours{1}});
  EXPECT_EQ(check(good_token()).error().reason, Reason::token_revoked);
  AccessToken other = good_token();
  other.family = FamilyId("f2");
  EXPECT_TRUE(check(other).has_value());
  other.family.reset();
  EXPECT_TRUE(check(other).has_value());
}

TEST_F(Bearer, what_can_not_be_looked_up_is_neither_valid_nor_invalid) {
  for (int call = 0; call < 2; ++call) {
    store_->fail_from(call);
    const auto token = check(good_token());
    ASSERT_FALSE(token.has_value());
    EXPECT_EQ(token.error().code, ErrorCode::temporarily_unavailable);
  }
}

TEST_F(Bearer, a_bad_token_is_refused_before_the_store_is_asked) {
  store_->fail_from(0);
  AccessToken expired = good_token();
  expired.exp = kNow;
  EXPECT_EQ(check(expired).error().reason, Reason::token_expired);
  EXPECT_EQ(store_->calls(), 0);
}

}  // namespace
}  // namespace attesto

// Codes and refresh tokens on their way into the store and back.
#include "attesto/token/authorization.hpp"

#include <gtest/gtest.h>

#include "support/server_fixture.hpp"

namespace attesto {
namespace {

Authorization full() {
  return {.family = FamilyId("f1"),
          .client_id = ClientId("web"),
          .subject = Subject("alice \"\xC3\xA9\""),
          .scope = *Scope::parse("openid api"),
          .audience = {"https://api.example", "https://files.example"},
          .authorization_details = *AuthorizationDetails::parse(R"([{"type":"files","actions":["read"]}])"),
          .auth_time = Instant{std::chrono::milliseconds{1'700'000'000'123}},
          .nonce = "n\n",
          .acr = "1",
          .amr = {"pwd", "otp"}};
}

void expect_equal(const Authorization& left, const Authorization& right) {
  EXPECT_EQ(left.family, right.family);
  EXPECT_EQ(left.client_id, right.client_id);
  EXPECT_EQ(left.subject, right.subject);
  EXPECT_EQ(left.scope, right.scope);
  EXPECT_EQ(left.audience, right.audience);
  EXPECT_EQ(left.authorization_details, right.authorization_details);
  EXPECT_EQ(left.auth_time, right.auth_time);
  EXPECT_EQ(left.nonce, right.nonce);
  EXPECT_EQ(left.acr, right.acr);
  EXPECT_EQ(left.amr, right.amr);
}

TEST(StoredCode, keeps_every_field) {
  const AuthorizationCode before{.authorization = full(),
                                 .redirect_uri = "https://client.example/cb?a=\"b\"",
                                 .code_challenge = CodeChallenge::parse(test::kChallenge),
                                 .expires_at = Instant{std::chrono::milliseconds{5}}};
  const auto after = AuthorizationCode::from_json(before.to_json());
  ASSERT_TRUE(after);
  expect_equal(after->authorization, before.authorization);
  EXPECT_EQ(after->redirect_uri, before.redirect_uri);
  EXPECT_EQ(after->code_challenge->str(), test::kChallenge);
  EXPECT_EQ(after->expires_at, before.expires_at);
}

TEST(StoredCode, RFC9700_4_8_damage_never_means_no_pkce) {
  const AuthorizationCode code{.authorization = full(),
                               .redirect_uri = "https://client.example/cb",
                               .code_challenge = CodeChallenge::parse(test::kChallenge),
                               .expires_at = {}};
  const std::string whole = code.to_json();
  ASSERT_TRUE(AuthorizationCode::from_json(whole));
  const std::size_t quote = whole.find(test::kChallenge) - 1;
  for (const char* damage : {"\"damaged\"", "7", "null", "\"\""}) {
    std::string text = whole;
    text.replace(quote, test::kChallenge.size() + 2, damage);
    EXPECT_FALSE(AuthorizationCode::from_json(text)) << damage;
  }
}

TEST(StoredRefreshToken, keeps_every_field) {
  const RefreshToken before{.authorization = full(),
                            .expires_at = Instant{std::chrono::milliseconds{7}},
                            .family_expires_at = Instant{std::chrono::milliseconds{9}}};
  const auto after = RefreshToken::from_json(before.to_json());
  ASSERT_TRUE(after);
  expect_equal(after->authorization, before.authorization);
  EXPECT_EQ(after->expires_at, before.expires_at);
  EXPECT_EQ(after->family_expires_at, before.family_expires_at);
}

TEST(StoredRefreshToken, without_an_audience_is_damaged) {
  RefreshToken token{.authorization = full(), .expires_at = {}, .family_expires_at = {}};
  token.authorization.audience = "https://api.example";
  const std::string aud = R"("aud":"https://api.example",)";
  std::string text = token.to_json();
  ASSERT_TRUE(RefreshToken::from_json(text));
  text.erase(text.find(aud), aud.size());
  EXPECT_FALSE(RefreshToken::from_json(text)) << text;
}

TEST(StoredRecords, refuse_what_is_damaged_or_of_the_other_kind) {
  const RefreshToken token{.authorization = full(), .expires_at = {}, .family_expires_at = {}};
  EXPECT_FALSE(AuthorizationCode::from_json(token.to_json()));
  for (const char* text : {"", "{}", "[]", "null", R"({"family":"f"})"}) {
    EXPECT_FALSE(AuthorizationCode::from_json(text)) << text;
    EXPECT_FALSE(RefreshToken::from_json(text)) << text;
  }
}

}  // namespace
}  // namespace attesto

// Access tokens: what is checked of our own - RFC 9068 §2.2, §4.
#include "attesto/token/access_token.hpp"

#include <gtest/gtest.h>

#include "attesto/wire/json_writer.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

constexpr Instant kNow{std::chrono::milliseconds{1'700'000'000'999}};
constexpr AccessPolicy kPolicy{.issuer = "https://auth.example.com", .audience = "https://api.example.com"};

const Signer& signer() { return test::test_keys()->default_signer(); }

std::expected<AccessToken, AccessTokenError> check(std::string_view claims, Instant now = kNow,
                                                   std::string_view typ = "at+jwt") {
  return check_access_token(sign_jwt(signer(), typ, claims), test::test_keys()->verification_keys(), kPolicy, now);
}

/// Claims of a good token with one of them replaced; empty text leaves it out.
std::string claims_with(std::string_view name, std::string_view json) {
  const std::pair<std::string_view, std::string_view> all[] = {{"iss", R"("https://auth.example.com")"},
                                                               {"aud", R"("https://api.example.com")"},
                                                               {"sub", R"("alice")"},
                                                               {"client_id", R"("web")"},
                                                               {"scope", R"("openid api")"},
                                                               {"jti", R"("j1")"},
                                                               {"iat", "1700000000"},
                                                               {"exp", "1700000900"},
                                                               {"grant_id", R"("f1")"},
                                                               {"act", R"({"sub":"desk"})"},
                                                               {"may_act", R"({"sub":"night"})"},
                                                               {"authorization_details", R"([{"type":"t"}])"}};
  std::string text;
  for (const auto& [claim, value] : all) {
    const std::string_view chosen = claim == name ? json : value;
    if (chosen.empty()) continue;
    text += text.empty() ? '{' : ',';
    append_json_string(text, claim);
    text += ':';
    text += chosen;
  }
  text += '}';
  return text;
}

TEST(AccessTokenCheck, a_minted_token_comes_back) {
  const AccessToken before{.iss = std::string(kPolicy.issuer),
                           .aud = std::string(kPolicy.audience),
                           .sub = Subject("alice"),
                           .client_id = ClientId("web"),
                           .scope = *Scope::parse("openid api"),
                           .jti = "j1",
                           .iat = kNow,
                           .exp = kNow + std::chrono::seconds{900},
                           .family = FamilyId("f1"),
                           .act = ActorChain().with(Subject("desk")).value().with(Subject("batch")).value(),
                           .may_act = {Subject("night")},
                           .authorization_details = *AuthorizationDetails::parse(R"([{"type":"payment","sum":1}])")};
  const auto after =
      check_access_token(mint_access_token(signer(), before), test::test_keys()->verification_keys(), kPolicy, kNow);
  ASSERT_TRUE(after.has_value());
  EXPECT_EQ(after->aud, before.aud);
  EXPECT_EQ(after->sub, before.sub);
  EXPECT_EQ(after->client_id, before.client_id);
  EXPECT_EQ(after->scope, before.scope);
  EXPECT_EQ(after->jti, before.jti);
  EXPECT_EQ(after->family, before.family);
  EXPECT_EQ(after->act, before.act);
  EXPECT_EQ(after->may_act, before.may_act);
  EXPECT_EQ(after->authorization_details, before.authorization_details);
  EXPECT_EQ(to_seconds(after->exp), 1'700'000'900);
}

TEST(AccessTokenCheck, RFC7519_4_1_3_each_resource_of_a_token_takes_it_and_learns_of_the_others) {
  AccessToken token{.iss = std::string(kPolicy.issuer),
                    .aud = {"https://files.example", kPolicy.audience},
                    .sub = Subject("alice"),
                    .client_id = ClientId("web"),
                    .jti = "j1",
                    .iat = kNow,
                    .exp = kNow + std::chrono::seconds{900}};
  const std::string compact = mint_access_token(signer(), token);
  const auto check_at = [&](std::string_view audience) {
    return check_access_token(compact, test::test_keys()->verification_keys(), {kPolicy.issuer, audience}, kNow);
  };
  for (const std::string_view audience : {kPolicy.audience, std::string_view("https://files.example")}) {
    const auto checked = check_at(audience);
    ASSERT_TRUE(checked.has_value()) << audience;
    EXPECT_EQ(checked->aud, token.aud);
  }
  EXPECT_EQ(check_at("https://other.example").error(), AccessTokenError::wrong_audience);
}

struct Row {
  const char* name;
  const char* claim;
  const char* json;
  std::optional<AccessTokenError> error;
};

constexpr auto kUntrusted = AccessTokenError::untrusted;
constexpr auto kAudience = AccessTokenError::wrong_audience;

const Row kRows[] = {
    {"RFC9068_4_all_is_well", "", "", std::nullopt},
    {"RFC7519_4_1_3_aud_array_with_ours", "aud", R"(["x","https://api.example.com"])", std::nullopt},
    {"RFC9068_2_2_3_scope_may_be_absent", "scope", "", std::nullopt},
    {"grant_id_may_be_absent", "grant_id", "", std::nullopt},
    {"RFC9068_4_iss_other", "iss", R"("https://auth.example.com/")", kUntrusted},
    {"RFC9068_4_iss_missing", "iss", "", kUntrusted},
    {"RFC9068_4_iss_no_string", "iss", R"(["https://auth.example.com"])", kUntrusted},
    {"RFC9068_4_aud_other", "aud", R"("https://api.example.com/")", kAudience},
    {"RFC9068_4_aud_missing", "aud", "", kAudience},
    {"RFC7519_4_1_3_aud_array_without_ours", "aud", R"(["x"])", kAudience},
    {"RFC7519_4_1_3_aud_array_empty", "aud", "[]", kAudience},
    {"RFC7519_4_1_3_aud_array_of_mixed_types", "aud", R"(["https://api.example.com",1])", kAudience},
    {"RFC9068_2_2_sub_missing", "sub", "", kUntrusted},
    {"RFC9068_2_2_sub_empty", "sub", R"("")", kUntrusted},
    {"RFC9068_2_2_sub_number", "sub", "7", kUntrusted},
    {"RFC9068_2_2_client_id_missing", "client_id", "", kUntrusted},
    {"RFC9068_2_2_jti_missing", "jti", "", kUntrusted},
    {"RFC9068_2_2_iat_missing", "iat", "", kUntrusted},
    {"RFC9068_2_2_exp_missing", "exp", "", kUntrusted},
    {"RFC7519_2_exp_text", "exp", R"("1700000900")", kUntrusted},
    {"RFC7519_4_1_4_exp_is_now", "exp", "1700000000", AccessTokenError::expired},
    {"RFC7519_4_1_4_exp_is_next_second", "exp", "1700000001", std::nullopt},
    {"RFC7519_4_1_4_exp_negative", "exp", "-1", kUntrusted},
    {"RFC6749_3_3_scope_malformed", "scope", R"("a  b")", kUntrusted},
    {"RFC9068_2_2_3_scope_is_no_array", "scope", R"(["a"])", kUntrusted},
    {"grant_id_no_string", "grant_id", "1", kUntrusted},
    {"RFC8693_4_1_act_may_be_absent", "act", "", std::nullopt},
    {"RFC8693_4_1_act_malformed", "act", R"("desk")", kUntrusted},
    {"RFC8693_4_4_may_act_may_be_absent", "may_act", "", std::nullopt},
    {"RFC8693_4_4_may_act_malformed", "may_act", "{}", kUntrusted},
    {"RFC9396_9_1_details_may_be_absent", "authorization_details", "", std::nullopt},
    {"RFC9396_9_1_details_malformed", "authorization_details", "{}", kUntrusted},
};

class AccessTokenRule : public testing::TestWithParam<Row> {};

TEST_P(AccessTokenRule, gives_the_verdict) {
  const auto token = check(claims_with(GetParam().claim, GetParam().json));
  const auto error = token ? std::nullopt : std::optional(token.error());
  EXPECT_EQ(error, GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(Rfc, AccessTokenRule, testing::ValuesIn(kRows),
                         [](const auto& row) { return row.param.name; });

TEST(AccessTokenCheck, RFC9068_2_1_another_type_is_no_access_token) {
  for (const char* typ : {"JWT", "dpop+jwt", "", "at+jwtx"})
    EXPECT_FALSE(check(claims_with("", ""), kNow, typ).has_value()) << typ;
  EXPECT_TRUE(check(claims_with("", ""), kNow, "application/at+JWT").has_value());
}

TEST(IssuedTokenCheck, RFC7009_2_1_takes_any_audience_and_nothing_else_that_is_wrong) {
  const auto check_issued = [](std::string_view claims, std::string_view typ = "at+jwt") {
    const auto token = check_issued_token(sign_jwt(signer(), typ, claims), test::test_keys()->verification_keys(),
                                          kPolicy.issuer, kNow);
    return token ? std::nullopt : std::optional(token.error());
  };
  EXPECT_EQ(check_issued(claims_with("", "")), std::nullopt);
  EXPECT_EQ(check_issued(claims_with("aud", R"(["urn:a","urn:b"])")), std::nullopt);
  EXPECT_EQ(check_issued(claims_with("aud", "")), kAudience) << "none is not any";
  EXPECT_EQ(check_issued(claims_with("aud", "[]")), kAudience);
  EXPECT_EQ(check_issued(claims_with("iss", R"("https://other.example")")), kUntrusted);
  EXPECT_EQ(check_issued(claims_with("exp", "1700000000")), AccessTokenError::expired);
  EXPECT_EQ(check_issued(claims_with("sub", "")), kUntrusted);
  EXPECT_EQ(check_issued(claims_with("", ""), "JWT"), kUntrusted);
}

TEST(AccessTokenCheck, a_token_of_a_retired_key_still_counts_and_of_a_removed_one_does_not) {
  const std::string token = sign_jwt(signer(), "at+jwt", claims_with("", ""));
  const auto other = LocalSigner::create(PrivateKey::generate(KeyType::ec_p256), Algorithm::ES256).value();
  const KeyRing retired({other}, {signer().verification_key()});
  const KeyRing removed({other}, {});
  EXPECT_TRUE(check_access_token(token, retired.verification_keys(), kPolicy, kNow).has_value());
  EXPECT_FALSE(check_access_token(token, removed.verification_keys(), kPolicy, kNow).has_value());
}

}  // namespace
}  // namespace attesto

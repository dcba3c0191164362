// GET and POST /userinfo - OIDC Core §5.3, RFC 6750.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attesto/token/access_token.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::header;
using test::json_of;
using test::TestServer;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

std::vector<std::string> names(const Json& json) {
  std::vector<std::string> list;
  for (const auto& [name, value] : *json.object()) list.push_back(name);
  return list;
}

class Userinfo : public testing::Test {
 protected:
  void expect_challenge(const http::Response& response, int status, std::string_view error) {
    EXPECT_EQ(response.status, status) << response.body;
    const std::string challenge = header(response, "WWW-Authenticate");
    EXPECT_TRUE(challenge.starts_with("Bearer realm=\"https://auth.example.com\"")) << challenge;
    if (error.empty()) EXPECT_THAT(challenge, Not(HasSubstr("error")));
    else EXPECT_THAT(challenge, HasSubstr("error=\"" + std::string(error) + "\", error_description=\""));
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    EXPECT_EQ(server_.last_event().kind, EventKind::userinfo_denied);
    EXPECT_TRUE(server_.last_event().reason.has_value());
  }

  /// A token of ours with other claims than we would give it.
  static std::string mint(const std::function<void(AccessToken&)>& change, const TestServer& server) {
    AccessToken token{.iss = std::string(test::kIssuer),
                      .aud = std::string(test::kIssuer),
                      .sub = Subject("alice"),
                      .client_id = ClientId("web"),
                      .scope = *Scope::parse("openid"),
                      .jti = "jti-1",
                      .iat = server.clock->now(),
                      .exp = server.clock->now() + std::chrono::seconds{60}};
    change(token);
    return mint_access_token(test::test_keys()->default_signer(), token);
  }

  TestServer server_;
};

TEST_F(Userinfo, rules_49_94_OIDC_Core_5_3_2_answers_json_that_is_not_cached) {
  const test::Tokens tokens = server_.log_in("openid");
  const http::Response response = server_.userinfo(tokens.access_token);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header(response, "Content-Type"), "application/json");
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(server_.last_event().kind, EventKind::userinfo_released);
  EXPECT_EQ(server_.last_event().subject, "alice");
  EXPECT_EQ(server_.last_event().client_id, "web");
}

TEST_F(Userinfo, rule_49_OIDC_Core_5_3_2_sub_is_ours_whatever_the_host_says) {
  const Json json = json_of(server_.userinfo(server_.log_in("openid profile").access_token));
  EXPECT_EQ(*json.find_string("sub"), "alice");
}

struct ScopeRow {
  const char* name;
  const char* scope;
  std::vector<std::string> claims;
};

class UserinfoScopes : public testing::TestWithParam<ScopeRow> {};

TEST_P(UserinfoScopes, release_their_claims_and_no_other) {
  TestServer server;
  server.claims = {{"name", "A"},
                   {"given_name", "A"},
                   {"updated_at", 17},
                   {"email", "a@b.example"},
                   {"email_verified", false},
                   {"phone_number", "+1"},
                   {"address", Json(Json::Object{{"locality", "B"}})},
                   {"groups", "admin"},
                   {"password", "x"}};
  const Json json = json_of(server.userinfo(server.log_in(GetParam().scope).access_token));
  EXPECT_THAT(names(json), testing::UnorderedElementsAreArray(GetParam().claims));
}

INSTANTIATE_TEST_SUITE_P(
    Rfc, UserinfoScopes,
    testing::Values(ScopeRow{"OIDC_Core_5_4_openid", "openid", {"sub"}},
                    ScopeRow{"OIDC_Core_5_4_profile", "openid profile", {"sub", "name", "given_name", "updated_at"}},
                    ScopeRow{"OIDC_Core_5_4_email", "openid email", {"sub", "email", "email_verified"}},
                    ScopeRow{"OIDC_Core_5_4_address", "openid address", {"sub", "address"}},
                    ScopeRow{"OIDC_Core_5_4_phone", "openid phone", {"sub", "phone_number"}},
                    ScopeRow{"OIDC_Core_5_4_other_scopes_release_nothing", "openid api", {"sub"}}),
    [](const auto& row) { return row.param.name; });

TEST_F(Userinfo, rule_49_OIDC_Core_5_3_2_a_claim_without_value_is_left_out) {
  server_.claims = {{"name", ""}, {"nickname", nullptr}, {"locale", "de"}, {"email_verified", false}};
  const Json json = json_of(server_.userinfo(server_.log_in("openid profile email").access_token));
  EXPECT_THAT(names(json), UnorderedElementsAre("sub", "locale", "email_verified"));
}

TEST_F(Userinfo, rules_49_91_RFC6750_2_1_takes_the_header_of_a_post) {
  const test::Tokens tokens = server_.log_in("openid");
  EXPECT_EQ(server_.send("POST", "/userinfo", {{"Authorization", "Bearer " + tokens.access_token}}).status, 200);
  EXPECT_EQ(server_.send("GET", "/userinfo", {{"Authorization", "bEARER " + tokens.access_token}}).status, 200);
}

TEST_F(Userinfo, rule_49_RFC6750_2_2_takes_a_form_body) {
  const test::Tokens tokens = server_.log_in("openid");
  EXPECT_EQ(server_.post("/userinfo", {{"access_token", tokens.access_token}}).status, 200);
}

TEST_F(Userinfo, RFC6750_2_two_tokens_are_too_many) {
  const std::string bearer = "Bearer " + server_.log_in("openid").access_token;
  expect_challenge(server_.post("/userinfo", {{"access_token", bearer.substr(7)}}, {{"Authorization", bearer}}), 400,
                   "invalid_request");
  EXPECT_EQ(server_.last_event().reason, Reason::token_several);
  expect_challenge(server_.get("/userinfo", {{"Authorization", bearer}, {"authorization", bearer}}), 400,
                   "invalid_request");
  expect_challenge(server_.post("/userinfo", {{"access_token", "a"}, {"access_token", "b"}}), 400, "invalid_request");
}

TEST_F(Userinfo, RFC6750_3_1_no_token_gets_no_error_code) {
  expect_challenge(server_.get("/userinfo"), 401, "");
  expect_challenge(server_.send("POST", "/userinfo"), 401, "");
  expect_challenge(server_.get("/userinfo", {{"Authorization", "Basic YTpi"}}), 401, "");
  EXPECT_EQ(server_.last_event().reason, Reason::token_missing);
}

TEST_F(Userinfo, rule_91_RFC9700_4_3_2_a_token_in_the_query_is_not_looked_at) {
  const test::Tokens tokens = server_.log_in("openid");
  expect_challenge(server_.get("/userinfo?access_token=" + tokens.access_token), 401, "");
}

TEST_F(Userinfo, RFC6750_3_1_a_malformed_credential_is_no_token) {
  const std::string token = server_.log_in("openid").access_token;
  for (const std::string& field : {std::string("Bearer"), std::string("Bearer "), "Bearer " + token + " " + token,
                                   "Bearer " + token + ", x", std::string("Bearer  ,"), std::string("Bearer \"x\"")}) {
    expect_challenge(server_.get("/userinfo", {{"Authorization", field}}), 401, "invalid_token");
    EXPECT_EQ(server_.last_event().reason, Reason::token_malformed) << field;
  }
}

TEST_F(Userinfo, RFC6750_2_2_a_body_of_another_type_is_refused) {
  const std::string token = server_.log_in("openid").access_token;
  const http::Response response = server_.send(
      "POST", "/userinfo", {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + token}}, "{}");
  expect_challenge(response, 400, "invalid_request");
}

TEST_F(Userinfo, OIDC_Core_5_3_3_needs_the_scope_openid) {
  const test::Tokens tokens = server_.log_in("profile email");
  const http::Response response = server_.userinfo(tokens.access_token);
  expect_challenge(response, 403, "insufficient_scope");
  EXPECT_THAT(header(response, "WWW-Authenticate"), HasSubstr("scope=\"openid\""));
}

TEST_F(Userinfo, RFC9068_4_expired_from_its_very_second) {
  const test::Tokens tokens = server_.log_in("openid");
  const auto into_second = server_.clock->now().time_since_epoch() % std::chrono::seconds{1};
  server_.clock->advance(std::chrono::seconds{900} - into_second - std::chrono::milliseconds{1});
  EXPECT_EQ(server_.userinfo_status(tokens.access_token), 200);
  server_.clock->advance(std::chrono::milliseconds{1});
  expect_challenge(server_.userinfo(tokens.access_token), 401, "invalid_token");
  EXPECT_EQ(server_.last_event().reason, Reason::token_expired);
}

TEST_F(Userinfo, RFC9068_4_an_id_token_is_no_access_token) {
  expect_challenge(server_.userinfo(server_.log_in("openid").id_token), 401, "invalid_token");
}

TEST_F(Userinfo, RFC9068_4_wrong_claims) {
  EXPECT_EQ(server_.userinfo_status(mint([](AccessToken&) {}, server_)), 200) << "the control";
  const std::string other_audience = mint([](AccessToken& token) { token.aud = "https://api.example"; }, server_);
  expect_challenge(server_.userinfo(other_audience), 401, "invalid_token");
  EXPECT_EQ(server_.last_event().reason, Reason::token_wrong_audience);
  const std::string other_issuer = mint([](AccessToken& token) { token.iss = "https://auth.example.com/"; }, server_);
  expect_challenge(server_.userinfo(other_issuer), 401, "invalid_token");
  const std::string no_scope = mint([](AccessToken& token) { token.scope = {}; }, server_);
  expect_challenge(server_.userinfo(no_scope), 403, "insufficient_scope");
}

TEST_F(Userinfo, RFC7515_a_changed_signature_or_key_is_refused) {
  const std::string token = server_.log_in("openid").access_token;
  for (const std::size_t at : {token.find('.') + 3, token.rfind('.') + 3, std::size_t{3}}) {
    std::string changed = token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    expect_challenge(server_.userinfo(changed), 401, "invalid_token");
  }
  const auto stranger = LocalSigner::create(PrivateKey::generate(KeyType::ec_p256), Algorithm::ES256).value();
  const std::string foreign = mint_access_token(*stranger, {.iss = std::string(test::kIssuer),
                                                            .aud = std::string(test::kIssuer),
                                                            .sub = Subject("alice"),
                                                            .client_id = ClientId("web"),
                                                            .scope = *Scope::parse("openid"),
                                                            .jti = "j",
                                                            .iat = server_.clock->now(),
                                                            .exp = server_.clock->now() + std::chrono::hours{1}});
  expect_challenge(server_.userinfo(foreign), 401, "invalid_token");
}

TEST_F(Userinfo, a_user_who_is_gone_has_no_claims) {
  const test::Tokens tokens = server_.log_in("openid");
  server_.subject_active = false;
  expect_challenge(server_.userinfo(tokens.access_token), 401, "invalid_token");
  EXPECT_EQ(server_.last_event().reason, Reason::subject_gone);
}

}  // namespace
}  // namespace attesto

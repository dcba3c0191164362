// Both discovery documents and the JWK Set - RFC 8414, OIDC Discovery 1.0, RFC 7517.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attesto/grant/grant.hpp"
#include "attesto/oauth/issuer.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::header;
using test::json_of;
using test::TestServer;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

constexpr const char* kOauthDocument = "/.well-known/oauth-authorization-server";
constexpr const char* kOpenidDocument = "/.well-known/openid-configuration";

std::vector<std::string> words(const Json& json, std::string_view name) {
  std::vector<std::string> list;
  const Json* member = json.find(name);
  if (!member || !member->array()) return {"(no array)"};
  for (const Json& entry : *member->array()) list.push_back(entry.string() ? *entry.string() : "(no string)");
  return list;
}

std::string text(const Json& json, std::string_view name) {
  const std::string* value = json.find_string(name);
  return value ? *value : "(none)";
}

class Discovery : public testing::TestWithParam<const char*> {
 protected:
  TestServer server_;
};

TEST_P(Discovery, rules_1_16_RFC8414_2_says_what_both_documents_share) {
  const Json json = json_of(server_.get(GetParam()));
  EXPECT_EQ(text(json, "issuer"), "https://auth.example.com");
  EXPECT_EQ(text(json, "authorization_endpoint"), "https://auth.example.com/authorize");
  EXPECT_EQ(text(json, "token_endpoint"), "https://auth.example.com/token");
  EXPECT_EQ(text(json, "revocation_endpoint"), "https://auth.example.com/revoke");
  EXPECT_EQ(text(json, "jwks_uri"), "https://auth.example.com/jwks");
  EXPECT_THAT(words(json, "response_types_supported"), ElementsAre("code"));
  EXPECT_THAT(words(json, "response_modes_supported"), ElementsAre("query", "form_post"));
  EXPECT_THAT(words(json, "grant_types_supported"),
              UnorderedElementsAre("authorization_code", "refresh_token", "client_credentials"));
  EXPECT_THAT(words(json, "token_endpoint_auth_methods_supported"),
              UnorderedElementsAre("client_secret_basic", "client_secret_post", "private_key_jwt", "none"));
  EXPECT_THAT(words(json, "code_challenge_methods_supported"), ElementsAre("S256"));
  EXPECT_THAT(words(json, "scopes_supported"), Contains("openid"));
  const Json* iss = json.find("authorization_response_iss_parameter_supported");  // RFC 9207 §3
  ASSERT_NE(iss, nullptr);
  EXPECT_EQ(*iss, Json(true));
}

TEST_P(Discovery, rule_1_RFC8414_3_2_is_public_and_cacheable) {
  const http::Response response = server_.get(GetParam());
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header(response, "Content-Type"), "application/json");
  EXPECT_THAT(header(response, "Cache-Control"), AllOf(HasSubstr("public"), HasSubstr("max-age=")));
  EXPECT_EQ(header(response, "Access-Control-Allow-Origin"), "*");
}

// Every URL that is advertised is a route, and the other way round nothing is made up.
TEST_P(Discovery, rule_2_RFC8414_2_advertises_only_what_is_there) {
  const Json json = json_of(server_.get(GetParam()));
  for (const auto& [name, value] : *json.object()) {
    if (!name.ends_with("_endpoint") && name != "jwks_uri") continue;
    ASSERT_TRUE(value.string()) << name;
    ASSERT_TRUE(value.string()->starts_with(test::kIssuer)) << name;
    const std::string path = value.string()->substr(test::kIssuer.size());
    const auto& routes = server_.server().routes();
    EXPECT_NE(std::ranges::find(routes, path, &Route::path), routes.end()) << name;
  }
}

TEST_P(Discovery, answers_without_blocking) {
  EXPECT_TRUE(server_.server().answers_without_blocking({.method = "GET", .target = GetParam()}));
  EXPECT_FALSE(server_.server().answers_without_blocking({.method = "POST", .target = "/token"}));
}

INSTANTIATE_TEST_SUITE_P(Documents, Discovery, testing::Values(kOauthDocument, kOpenidDocument),
                         [](const auto& row) { return row.index == 0 ? "RFC8414_3" : "OIDC_Discovery_4"; });

TEST(OpenidConfiguration, rules_4_14_OIDC_Discovery_3_required_members) {
  TestServer server;
  const Json json = json_of(server.get(kOpenidDocument));
  EXPECT_EQ(text(json, "userinfo_endpoint"), "https://auth.example.com/userinfo");
  EXPECT_THAT(words(json, "subject_types_supported"), ElementsAre("public"));
  EXPECT_THAT(words(json, "id_token_signing_alg_values_supported"), ElementsAre("ES256"));
  // Counts as true when it is left out.
  ASSERT_NE(json.find("request_uri_parameter_supported"), nullptr);
  EXPECT_EQ(*json.find("request_uri_parameter_supported"), Json(false));
}

TEST(OpenidConfiguration, OIDC_Discovery_3_claims_are_those_of_the_advertised_scopes) {
  TestServer server({.adjust = [](Config& config) { config.scopes_supported = *Scope::parse("api phone email"); }});
  EXPECT_THAT(words(json_of(server.get(kOpenidDocument)), "claims_supported"),
              ElementsAre("sub", "email", "email_verified", "phone_number", "phone_number_verified"));
}

TEST(OauthMetadata, rules_1_10_RFC8414_3_1_the_path_of_the_issuer_comes_behind) {
  TestServer server({.adjust = [](Config& config) { config.issuer = *Issuer::parse("https://auth.example.com/t/1"); }});
  const Json json = json_of(server.get("/.well-known/oauth-authorization-server/t/1"));
  EXPECT_EQ(text(json, "issuer"), "https://auth.example.com/t/1");
  EXPECT_EQ(text(json, "token_endpoint"), "https://auth.example.com/t/1/token");
  // OIDC Discovery §4 puts it before.
  EXPECT_EQ(text(json_of(server.get("/t/1/.well-known/openid-configuration")), "issuer"),
            "https://auth.example.com/t/1");
  EXPECT_FALSE(server.server().handle({.method = "GET", .target = kOauthDocument}));
}

TEST(OauthMetadata, without_end_users_there_is_nothing_for_them) {
  TestServer server({.end_users = false});
  const Json json = json_of(server.get(kOauthDocument));
  EXPECT_THAT(words(json, "grant_types_supported"), ElementsAre("client_credentials"));
  EXPECT_THAT(words(json, "response_types_supported"), ElementsAre());
  EXPECT_THAT(words(json, "token_endpoint_auth_methods_supported"), Not(Contains("none")));
  EXPECT_EQ(json.find("authorization_endpoint"), nullptr);
  for (const char* path : {kOpenidDocument, "/authorize", "/authorize/resume", "/userinfo"})
    EXPECT_FALSE(server.server().handle({.method = "GET", .target = path})) << path;
}

// What is advertised is what is dispatched, with end-users and without.
TEST(OauthMetadata, RFC8414_2_grant_types_are_those_that_the_token_endpoint_takes) {
  for (const bool end_users : {true, false}) {
    TestServer server({.end_users = end_users});
    const auto advertised = words(json_of(server.get(kOauthDocument)), "grant_types_supported");
    for (const Grant* grant : all_grants()) {
      test::change_client(server, "web", [&](Client& client) { client.grant_types.emplace_back(grant->type); });
      const auto response = server.post_as("web", "/token", {{"grant_type", std::string(grant->type)}});
      const bool offered = response.status == 200 || test::error_of(response) != "unsupported_grant_type";
      EXPECT_EQ(offered, (std::ranges::find(advertised, grant->type) != advertised.end()))
          << grant->type << ' ' << end_users;
    }
  }
}

TEST(Jwks, rule_12_RFC7517_holds_public_members_only) {
  TestServer server;
  const http::Response response = server.get("/jwks");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header(response, "Content-Type"), "application/jwk-set+json");
  const auto json = Json::parse(response.body);
  ASSERT_TRUE(json && json->find("keys") && json->find("keys")->array());
  ASSERT_EQ(json->find("keys")->array()->size(), 1U);
  const Json& key = json->find("keys")->array()->front();
  std::vector<std::string> names;
  for (const auto& [name, value] : *key.object()) names.push_back(name);
  EXPECT_THAT(names, UnorderedElementsAre("kty", "crv", "x", "y", "kid", "alg", "use"));
  EXPECT_EQ(text(key, "alg"), "ES256");
  EXPECT_EQ(text(key, "use"), "sig");
}

}  // namespace
}  // namespace attesto

#include "attesto/oauth/server_metadata.hpp"

#include <gtest/gtest.h>

#include <array>

#include "attesto/wire/json.hpp"

namespace attesto {
namespace {

ServerMetadata complete() {
  return {.issuer = "https://as.example",
          .authorization_endpoint = "https://as.example/authorize",
          .token_endpoint = "https://as.example/token",
          .jwks_uri = "https://as.example/jwks",
          .revocation_endpoint = "https://as.example/revoke",
          .userinfo_endpoint = "https://as.example/userinfo",
          .scopes_supported = *Scope::parse("openid read"),
          .grant_types_supported = {"authorization_code"},
          .token_endpoint_auth_methods_supported = {"client_secret_basic", "none"}};
}

Json parse(const std::string& text) {
  const auto json = Json::parse(text);
  EXPECT_TRUE(json) << text;
  return json.value_or(Json());
}

Json list(std::initializer_list<const char*> entries) {
  Json::Array array;
  for (const char* entry : entries) array.emplace_back(entry);
  return array;
}

void expect_member(const Json& document, std::string_view name, const Json& want) {
  ASSERT_TRUE(document.find(name)) << name;
  EXPECT_EQ(*document.find(name), want) << name;
}

TEST(OauthMetadata, RFC8414_2_of_an_interactive_server) {
  const Json document = parse(complete().render_oauth());
  expect_member(document, "issuer", "https://as.example");
  expect_member(document, "authorization_endpoint", "https://as.example/authorize");
  expect_member(document, "token_endpoint", "https://as.example/token");
  expect_member(document, "jwks_uri", "https://as.example/jwks");
  expect_member(document, "revocation_endpoint", "https://as.example/revoke");
  expect_member(document, "scopes_supported", list({"openid", "read"}));
  expect_member(document, "response_types_supported", list({"code"}));
  expect_member(document, "grant_types_supported", list({"authorization_code"}));
  expect_member(document, "token_endpoint_auth_methods_supported", list({"client_secret_basic", "none"}));
  expect_member(document, "revocation_endpoint_auth_methods_supported", list({"client_secret_basic", "none"}));
  expect_member(document, "code_challenge_methods_supported", list({"S256"}));            // RFC 7636 §6.2
  expect_member(document, "authorization_response_iss_parameter_supported", Json(true));  // RFC 9207 §3
  EXPECT_EQ(document.find("userinfo_endpoint"), nullptr);
  EXPECT_EQ(document.find("id_token_signing_alg_values_supported"), nullptr);
}

TEST(OauthMetadata, RFC8414_2_of_a_server_without_end_users_advertises_no_front_channel) {
  ServerMetadata metadata = complete();
  metadata.authorization_endpoint.clear();
  metadata.scopes_supported = {};
  const Json document = parse(metadata.render_oauth());
  expect_member(document, "response_types_supported", Json(Json::Array{}));
  for (const std::string_view name :
       {"authorization_endpoint", "scopes_supported", "response_modes_supported", "code_challenge_methods_supported",
        "authorization_response_iss_parameter_supported"})
    EXPECT_EQ(document.find(name), nullptr) << name;
}

TEST(OpenidConfiguration, OIDC_Discovery_3_adds_what_openid_needs) {
  constexpr std::array kAlgorithms = {Algorithm::ES256, Algorithm::RS256};
  const Json document = parse(complete().render_openid(kAlgorithms));
  expect_member(document, "issuer", "https://as.example");
  expect_member(document, "userinfo_endpoint", "https://as.example/userinfo");
  expect_member(document, "subject_types_supported", list({"public"}));
  expect_member(document, "id_token_signing_alg_values_supported", list({"ES256", "RS256"}));
  expect_member(document, "request_uri_parameter_supported", Json(false));
  expect_member(document, "request_parameter_supported", Json(false));
  expect_member(document, "claims_parameter_supported", Json(false));
}

TEST(OauthMetadata, text_is_escaped) {
  ServerMetadata metadata = complete();
  metadata.issuer = "https://as.example/\"x\"";
  expect_member(parse(metadata.render_oauth()), "issuer", "https://as.example/\"x\"");
}

}  // namespace
}  // namespace attesto

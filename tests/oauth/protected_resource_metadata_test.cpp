#include "attesto/oauth/protected_resource_metadata.hpp"

#include <gtest/gtest.h>

#include "attesto/wire/json.hpp"

namespace attesto {
namespace {

ProtectedResourceMetadata minimal() { return {.resource = *ProtectedResourceId::parse("https://api.example")}; }

Json document(const ProtectedResourceMetadata& metadata) {
  const auto json = Json::parse(metadata.render());
  EXPECT_TRUE(json) << metadata.render();
  return json.value_or(Json());
}

Json member(const Json& json, std::string_view name) {
  const Json* value = json.find(name);
  return value ? *value : Json("(none)");
}

Json list(std::initializer_list<const char*> entries) {
  Json::Array array;
  for (const char* entry : entries) array.emplace_back(entry);
  return array;
}

std::vector<std::string> names(const Json& json) {
  std::vector<std::string> names;
  for (const auto& [name, value] : *json.object()) names.push_back(name);
  return names;
}

struct IdCase {
  const char* name;
  const char* text;
  const char* metadata_url;  ///< null: refused
};

const IdCase kIds[] = {
    {"RFC9728_3_1_origin", "https://api.example", "https://api.example/.well-known/oauth-protected-resource"},
    {"RFC9728_3_1_the_slash_behind_the_host_goes", "https://api.example/",
     "https://api.example/.well-known/oauth-protected-resource"},
    {"RFC9728_3_1_the_path_comes_behind", "https://api.example/v1/reports",
     "https://api.example/.well-known/oauth-protected-resource/v1/reports"},
    {"RFC9728_3_1_a_slash_at_the_end_of_a_path_names_another_resource", "https://api.example/v1/",
     "https://api.example/.well-known/oauth-protected-resource/v1/"},
    {"RFC9728_3_1_the_query_comes_behind", "https://api.example/v1?tenant=1",
     "https://api.example/.well-known/oauth-protected-resource/v1?tenant=1"},
    {"RFC9728_3_1_the_slash_before_a_query_goes", "https://api.example/?tenant=1",
     "https://api.example/.well-known/oauth-protected-resource?tenant=1"},
    {"RFC9728_3_1_the_port_stays", "https://api.example:8443/v1",
     "https://api.example:8443/.well-known/oauth-protected-resource/v1"},
    {"RFC3986_3_3_an_at_sign_in_the_path", "https://api.example/@alice",
     "https://api.example/.well-known/oauth-protected-resource/@alice"},
    {"RFC9728_1_2_fragment", "https://api.example/#part", nullptr},
    {"RFC9728_1_2_empty_fragment", "https://api.example#", nullptr},
    {"RFC9728_1_2_http", "http://api.example", nullptr},
    {"RFC9728_1_2_http_on_loopback", "http://127.0.0.1:9000", nullptr},
    {"RFC9728_1_2_another_scheme", "urn:example:api", nullptr},
    {"RFC9728_1_2_no_host", "https:///v1", nullptr},
    {"RFC9728_1_2_userinfo", "https://me@api.example", nullptr},
    {"RFC9728_1_2_empty_userinfo", "https://@api.example", nullptr},
    {"RFC9728_1_2_relative", "/v1", nullptr},
    {"RFC3986_2_quotes", "https://api.example/\"x\"", nullptr},
};

class ResourceId : public testing::TestWithParam<IdCase> {};

TEST_P(ResourceId, places_its_document_or_is_refused) {
  const auto id = ProtectedResourceId::parse(GetParam().text);
  ASSERT_EQ(id.has_value(), GetParam().metadata_url != nullptr);
  if (!id) return;
  EXPECT_EQ(id->str(), GetParam().text);
  EXPECT_EQ(id->metadata_url(), GetParam().metadata_url);
  EXPECT_TRUE(id->metadata_url().ends_with(id->metadata_target()));
  EXPECT_TRUE(id->metadata_target().starts_with("/.well-known/"));
}

INSTANTIATE_TEST_SUITE_P(Syntax, ResourceId, testing::ValuesIn(kIds), [](const auto& row) { return row.param.name; });

TEST(ResourceIdInDevelopment, RFC9728_1_2_http_is_for_loopback_hosts_only) {
  constexpr auto kLoopbackToo = Issuer::Transport::http_on_loopback_too;
  EXPECT_TRUE(ProtectedResourceId::parse("http://127.0.0.1:9000/api", kLoopbackToo));
  EXPECT_TRUE(ProtectedResourceId::parse("http://localhost/api", kLoopbackToo));
  EXPECT_FALSE(ProtectedResourceId::parse("http://api.example", kLoopbackToo));
}

TEST(ResourceMetadata, RFC9728_2_says_no_more_than_what_is_configured) {
  const Json json = document(minimal());
  EXPECT_EQ(names(json), (std::vector<std::string>{"resource", "bearer_methods_supported",
                                                   "tls_client_certificate_bound_access_tokens"}));
  EXPECT_EQ(member(json, "resource"), Json("https://api.example"));
  EXPECT_EQ(member(json, "bearer_methods_supported"), list({"header"}));
  EXPECT_EQ(member(json, "tls_client_certificate_bound_access_tokens"), Json(false));
}

TEST(ResourceMetadata, RFC9728_2_says_all_that_is_configured) {
  ProtectedResourceMetadata metadata = minimal();
  metadata.authorization_servers = {*Issuer::parse("https://as.example"), *Issuer::parse("https://as.example/t/1")};
  metadata.scopes_supported = *Scope::parse("read write");
  metadata.bearer_methods_supported = {BearerMethod::header, BearerMethod::body};
  metadata.dpop = {.algorithms = {Algorithm::ES256, Algorithm::PS256}};
  metadata.tls_client_certificate_bound_access_tokens = true;
  metadata.authorization_details_types_supported = {"payment_initiation"};
  metadata.resource_name = "Reports";
  metadata.resource_documentation = "https://api.example/docs";
  metadata.resource_policy_uri = "https://api.example/policy";
  metadata.resource_tos_uri = "https://api.example/terms";
  const Json json = document(metadata);
  const std::vector<std::pair<std::string, Json>> wanted = {
      {"resource", "https://api.example"},
      {"authorization_servers", list({"https://as.example", "https://as.example/t/1"})},
      {"scopes_supported", list({"read", "write"})},
      {"bearer_methods_supported", list({"header", "body"})},
      {"dpop_signing_alg_values_supported", list({"ES256", "PS256"})},
      {"dpop_bound_access_tokens_required", Json(false)},
      {"tls_client_certificate_bound_access_tokens", Json(true)},
      {"authorization_details_types_supported", list({"payment_initiation"})},
      {"resource_name", "Reports"},
      {"resource_documentation", "https://api.example/docs"},
      {"resource_policy_uri", "https://api.example/policy"},
      {"resource_tos_uri", "https://api.example/terms"}};
  EXPECT_EQ(json.object()->size(), wanted.size());
  for (const auto& [name, value] : wanted) {
    EXPECT_EQ(member(json, name), value) << name;
  }
}

TEST(ResourceMetadata, RFC9728_2_where_every_token_is_bound_to_a_key_there_are_no_bearer_tokens) {
  ProtectedResourceMetadata metadata = minimal();
  metadata.dpop = {.algorithms = {Algorithm::EdDSA}, .required = true};
  const Json json = document(metadata);
  EXPECT_EQ(json.find("bearer_methods_supported"), nullptr);
  EXPECT_EQ(member(json, "dpop_bound_access_tokens_required"), Json(true));
}

TEST(ResourceMetadata, RFC9728_3_2_an_empty_list_is_left_out) {
  ProtectedResourceMetadata metadata = minimal();
  metadata.bearer_methods_supported = {};
  EXPECT_EQ(document(metadata).find("bearer_methods_supported"), nullptr);
}

TEST(ResourceMetadata, text_is_escaped) {
  ProtectedResourceMetadata metadata = minimal();
  metadata.resource_name = "\"Reports\"\n";
  EXPECT_EQ(member(document(metadata), "resource_name"), Json("\"Reports\"\n"));
}

}  // namespace
}  // namespace attesto

#include "attesto/resource/metadata_document.hpp"

#include <gtest/gtest.h>

#include "attesto/wire/json.hpp"

namespace attesto {
namespace {

MetadataDocument make_document(const char* resource) {
  return MetadataDocument({.resource = *ProtectedResourceId::parse(resource),
                           .authorization_servers = {*Issuer::parse("https://as.example")},
                           .scopes_supported = *Scope::parse("read")});
}

TEST(ResourceMetadataDocument, RFC9728_3_2_is_public_json_that_names_the_resource) {
  const auto response = make_document("https://api.example/v1")
                            .handle({.method = "GET", .target = "/.well-known/oauth-protected-resource/v1"});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->header("Content-Type"), "application/json");
  EXPECT_EQ(response->header("Cache-Control"), "public, max-age=300");
  EXPECT_EQ(response->header("Access-Control-Allow-Origin"), "*");
  const auto json = Json::parse(response->body);
  ASSERT_TRUE(json && json->find_string("resource"));
  EXPECT_EQ(*json->find_string("resource"), "https://api.example/v1");  // §3.3: clients compare it
}

TEST(ResourceMetadataDocument, RFC9728_3_1_leaves_what_is_not_its_own_to_the_host) {
  const MetadataDocument document = make_document("https://api.example/v1?tenant=1");
  EXPECT_TRUE(document.handle({.method = "GET", .target = "/.well-known/oauth-protected-resource/v1?tenant=1"}));
  for (const char* target :
       {"/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/v1",
        "/.well-known/oauth-protected-resource/v1?tenant=2", "/v1/.well-known/oauth-protected-resource", "/v1"})
    EXPECT_FALSE(document.handle({.method = "GET", .target = target})) << target;
}

TEST(ResourceMetadataDocument, RFC9110_15_5_6_other_methods_are_refused) {
  const MetadataDocument document = make_document("https://api.example");
  const auto refused = document.handle({.method = "POST", .target = "/.well-known/oauth-protected-resource"});
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 405);
  EXPECT_EQ(refused->header("Allow"), "GET, HEAD");
  const auto head = document.handle({.method = "HEAD", .target = "/.well-known/oauth-protected-resource"});
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
}

TEST(ResourceMetadataDocument, RFC9728_5_1_a_challenge_points_to_it) {
  EXPECT_EQ(make_document("https://api.example/v1").challenge_parameter(),
            "resource_metadata=\"https://api.example/.well-known/oauth-protected-resource/v1\"");
}

}  // namespace
}  // namespace attesto

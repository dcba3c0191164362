#include "attesto/oauth/client.hpp"

#include <gtest/gtest.h>

namespace attesto {
namespace {

TEST(ClientAuthMethods, RFC7591_2_have_their_registered_names) {
  using enum ClientAuthMethod;
  const std::pair<ClientAuthMethod, std::string_view> names[] = {
      {none, "none"},
      {client_secret_basic, "client_secret_basic"},
      {client_secret_post, "client_secret_post"},
      {private_key_jwt, "private_key_jwt"},
      {tls_client_auth, "tls_client_auth"},
      {self_signed_tls_client_auth, "self_signed_tls_client_auth"}};
  for (const auto& [method, name] : names) {
    EXPECT_EQ(to_string(method), name);
    EXPECT_EQ(parse_client_auth_method(name), method);
  }
  for (const std::string_view name : {"", "None", "client_secret", "client_secret_jwt", "none "})
    EXPECT_FALSE(parse_client_auth_method(name)) << name;
}

TEST(ApplicationTypes, OIDC_Registration_2_have_their_registered_names) {
  EXPECT_EQ(to_string(ApplicationType::web), "web");
  EXPECT_EQ(to_string(ApplicationType::native), "native");
  EXPECT_EQ(parse_application_type("web"), ApplicationType::web);
  EXPECT_EQ(parse_application_type("native"), ApplicationType::native);
  for (const std::string_view name : {"", "Native", "web "}) EXPECT_FALSE(parse_application_type(name)) << name;
}

TEST(Client, RFC6749_2_1_is_public_exactly_without_authentication) {
  Client client{.client_id = ClientId("app")};
  EXPECT_FALSE(client.is_public());
  client.token_endpoint_auth_method = ClientAuthMethod::none;
  EXPECT_TRUE(client.is_public());
}

TEST(Client, RFC7591_2_may_use_its_registered_grant_types_only) {
  const Client client{.client_id = ClientId("app"), .grant_types = {"authorization_code", "refresh_token"}};
  EXPECT_TRUE(client.may_use("refresh_token"));
  EXPECT_FALSE(client.may_use("client_credentials"));
  EXPECT_FALSE(client.may_use("Refresh_Token"));
  EXPECT_FALSE(client.may_use(""));
  EXPECT_FALSE((Client{.client_id = ClientId("new")}.may_use("authorization_code")));
}

}  // namespace
}  // namespace attesto

#include "attesto/oauth/client_information.hpp"

#include <gtest/gtest.h>

namespace attesto {
namespace {

/// The member that is refused; empty if all of them are taken.
std::string_view fault_in(std::string_view json) {
  Client client{.client_id = ClientId("c")};
  const Json metadata = Json::parse(json).value();
  const auto read = read_client_information(*metadata.object(), client);
  return read ? std::string_view() : read.error().member;
}

TEST(ClientInformation, RFC7591_3_2_1_all_that_was_registered_is_written) {
  const std::string all =
      R"({"redirect_uris":["https://a.example/cb","com.example:/cb"],"token_endpoint_auth_method":"none",)"
      R"("grant_types":["authorization_code","refresh_token"],"response_types":["code"],"application_type":"native",)"
      R"("client_name":"Shop","scope":"openid api","id_token_signed_response_alg":"PS256",)"
      R"("dpop_bound_access_tokens":true,"tos_uri":"https://a.example/t"})";
  Client client{.client_id = ClientId("c")};
  ASSERT_TRUE(read_client_information(*Json::parse(all)->object(), client).has_value());
  EXPECT_EQ(Json(write_client_information(client)).write(), all);
}

TEST(ClientInformation, RFC7591_2_1_response_types_follow_from_the_grant_types) {
  const Client client{.client_id = ClientId("c"), .grant_types = {"client_credentials"}};
  EXPECT_EQ(Json(write_client_information(client)).find("response_types")->write(), "[]");
}

TEST(ClientInformation, RFC7591_2_members_of_another_type_are_named) {
  for (const auto& [member, value] : {std::pair{"redirect_uris", R"("https://a.example")"},
                                      {"redirect_uris", R"(["https://a.example","https://a.example"])"},
                                      {"redirect_uris", "[1]"},
                                      {"token_endpoint_auth_method", R"("client_secret_jwt")"},
                                      {"token_endpoint_auth_method", "null"},
                                      {"grant_types", R"("authorization_code")"},
                                      {"response_types", R"("code")"},
                                      {"application_type", R"("Web")"},
                                      {"client_name", R"(" a")"},
                                      {"client_name", R"("")"},
                                      {"scope", R"(["openid"])"},
                                      {"id_token_signed_response_alg", R"("none")"},
                                      {"dpop_bound_access_tokens", "1"}})
    EXPECT_EQ(fault_in(R"({")" + std::string(member) + R"(":)" + value + "}"), member) << value;
}

TEST(ClientInformation, security_207_what_an_operator_sets_is_not_the_clients_to_ask_for) {
  Client client{.client_id = ClientId("c")};
  const Json metadata = Json::parse(R"({"require_issuer_audience":true,"authorization_code_lifetime":600,)"
                                    R"("refresh_token_rotation":"unless_protected","disabled":true})")
                            .value();
  ASSERT_TRUE(read_client_information(*metadata.object(), client).has_value());
  EXPECT_EQ(write_client_metadata(client).write(), "{}");
  EXPECT_FALSE(client.disabled);
}

TEST(ClientInformation, RFC7591_2_unknown_members_are_ignored) {
  EXPECT_EQ(fault_in(R"({"client_picture":7,"client_id":"mine","client_secret":"x"})"), "");
}

}  // namespace
}  // namespace attesto

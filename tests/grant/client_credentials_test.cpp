// grant_type=client_credentials - RFC 6749 §4.4.
#include <gtest/gtest.h>

#include "support/independent_jwt.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::error_of;
using test::TestServer;

class ClientCredentials : public testing::Test {
 protected:
  http::Response ask(std::string_view scope, std::string_view client_id = "machine") {
    test::Parameters form = {{"grant_type", "client_credentials"}};
    if (!scope.empty()) form.emplace_back("scope", scope);
    return server_.post_as(client_id, "/token", form);
  }
  Json claims_of(const http::Response& response) {
    const std::string token = *test::json_of(response).find_string("access_token");
    const auto jwt = test::verify_es256(token, server_.get("/jwks").body);
    EXPECT_TRUE(jwt.has_value());
    return jwt ? jwt->claims : Json(Json::Object{});
  }

  TestServer server_;
};

TEST_F(ClientCredentials, rule_79_RFC6749_4_4_3_gives_an_access_token_and_nothing_else) {
  const http::Response response = ask("api");
  ASSERT_EQ(response.status, 200);
  const Json json = test::json_of(response);
  EXPECT_EQ(json.object()->size(), 4U) << response.body;  // access_token, token_type, expires_in, scope
  EXPECT_EQ(*json.find_string("scope"), "api");
  EXPECT_EQ(*json.find_string("token_type"), "Bearer");
}

TEST_F(ClientCredentials, RFC9068_2_2_sub_is_the_client_itself) {
  const Json claims = claims_of(ask("api"));
  EXPECT_EQ(*claims.find_string("sub"), "machine");
  EXPECT_EQ(*claims.find_string("client_id"), "machine");
  EXPECT_EQ(claims.find("grant_id"), nullptr);
}

TEST_F(ClientCredentials, RFC6749_3_3_no_scope_means_none) {
  const http::Response response = ask("");
  ASSERT_EQ(response.status, 200);
  EXPECT_EQ(test::json_of(response).find("scope"), nullptr);
  EXPECT_EQ(claims_of(response).find("scope"), nullptr) << "an empty string is no scope";
}

struct Row {
  const char* name;
  const char* scope;
  Reason reason;
};

class ClientCredentialsScope : public testing::TestWithParam<Row> {};

TEST_P(ClientCredentialsScope, is_refused) {
  TestServer server;
  const http::Response response =
      server.post_as("machine", "/token", {{"grant_type", "client_credentials"}, {"scope", GetParam().scope}});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(error_of(response), "invalid_scope");
  EXPECT_EQ(server.last_event().reason, GetParam().reason);
}

INSTANTIATE_TEST_SUITE_P(Rfc, ClientCredentialsScope,
                         testing::Values(Row{"RFC6749_3_3_not_registered", "api admin", Reason::scope_not_allowed},
                                         Row{"RFC6749_3_3_case_matters", "API", Reason::scope_not_allowed},
                                         Row{"OIDC_Core_there_is_no_end_user", "openid", Reason::scope_not_allowed},
                                         Row{"RFC6749_4_4_3_no_refresh_token", "api offline_access",
                                             Reason::scope_not_allowed},
                                         Row{"RFC6749_3_3_two_spaces", "api  api", Reason::scope_syntax},
                                         Row{"RFC6749_3_3_leading_space", " api", Reason::scope_syntax},
                                         Row{"RFC6749_3_3_tab", "api\tapi", Reason::scope_syntax},
                                         Row{"RFC6749_3_3_quote", "a\"pi", Reason::scope_syntax},
                                         Row{"RFC6749_3_3_not_ascii", "ap\xC3\xAD", Reason::scope_syntax}),
                         [](const auto& row) { return row.param.name; });

TEST_F(ClientCredentials, RFC6749_4_4_is_for_confidential_clients_only) {
  const http::Response response = ask("api", "open");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(error_of(response), "unauthorized_client");
}

TEST_F(ClientCredentials, RFC6749_5_2_needs_the_registration) {
  EXPECT_EQ(error_of(ask("api", "web")), "unauthorized_client");
  EXPECT_EQ(server_.last_event().reason, Reason::client_grant_not_allowed);
}

TEST_F(ClientCredentials, work_without_end_users) {
  TestServer server({.end_users = false});
  EXPECT_EQ(server.post_as("machine", "/token", {{"grant_type", "client_credentials"}}).status, 200);
}

TEST(ClientCredentialsPolicy, the_host_may_narrow_the_scope) {
  TestServer server({.adjust = [](Config& config) {
    config.narrow_scope = NarrowScope([](const Client&, const Scope&) { return *Scope::parse("api"); });
  }});
  const http::Response response =
      server.post_as("machine", "/token", {{"grant_type", "client_credentials"}, {"scope", "profile api"}});
  EXPECT_EQ(*test::json_of(response).find_string("scope"), "api");
}

}  // namespace
}  // namespace attesto

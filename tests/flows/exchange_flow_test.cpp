// From a login over an exchange to the next resource, and back again - RFC 8693 §2.3, RFC 7009 §2.1.
#include <gtest/gtest.h>

#include "attesto/resource/bearer.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::StoreKind;
using test::TestServer;

const std::string kArchive = "https://archive.example";
const std::string kTokenType = "urn:ietf:params:oauth:token-type:access_token";

/// The desk of the policy: it may reach the archive for whoever called it.
ExchangeOutcome decide(const ExchangeRequest& question) {
  if (question.client.client_id != ClientId("service") || question.act.empty()) return ExchangeDenied{};
  return ExchangeGranted{.further_audience = kArchive};
}

class ExchangeFlow : public testing::TestWithParam<StoreKind> {
 protected:
  http::Response exchange(const std::string& subject_token) {
    const Json own =
        test::json_of(server_.post_as("service", "/token", {{"grant_type", "client_credentials"}, {"scope", "api"}}));
    return server_.post_as("service", "/token",
                           {{"grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"},
                            {"subject_token", subject_token},
                            {"subject_token_type", kTokenType},
                            {"actor_token", *own.find_string("access_token")},
                            {"actor_token_type", kTokenType},
                            {"resource", kArchive},
                            {"scope", "api"}});
  }
  /// What the guard of a resource says.
  Result<AccessToken> knock(const std::string& token, std::string_view resource = kArchive) {
    return check_bearer(token, test::test_keys()->verification_keys(), {test::kIssuer, resource}, server_.store(),
                        server_.clock->now());
  }
  std::string exchanged(const std::string& subject_token) {
    const http::Response response = exchange(subject_token);
    EXPECT_EQ(response.status, 200) << response.body;
    const Json json = test::json_of(response);
    const std::string* token = json.find_string("access_token");
    return token ? *token : "(none)";
  }
  http::Response revoke(const std::string& token, std::string_view client_id) {
    return server_.post_as(client_id, "/revoke", {{"token", token}});
  }

  TestServer server_{
      {.store = GetParam(), .adjust = [](Config& config) { config.decide_exchange = DecideExchange(decide); }}};
};

INSTANTIATE_TEST_SUITE_P(Stores, ExchangeFlow, testing::Values(StoreKind::memory, StoreKind::sqlite),
                         [](const auto& row) { return std::string(to_string(row.param)); });

TEST_P(ExchangeFlow, a_revoked_login_takes_the_exchanged_token_along) {
  const test::Tokens login = server_.log_in("openid api offline_access");
  const std::string token = exchanged(login.access_token);
  const auto welcome = knock(token);
  ASSERT_TRUE(welcome.has_value());
  EXPECT_EQ(welcome->sub, Subject("alice"));
  EXPECT_EQ(welcome->client_id, ClientId("service"));
  ASSERT_EQ(welcome->act.actors().size(), 1U);
  EXPECT_EQ(welcome->act.actors().front(), Subject("service"));
  EXPECT_EQ(welcome->scope.str(), "api");

  const auto elsewhere = knock(token, test::kIssuer);
  ASSERT_FALSE(elsewhere.has_value()) << "it is for the archive alone";
  EXPECT_EQ(elsewhere.error().reason, Reason::token_wrong_audience);

  EXPECT_EQ(revoke(login.refresh_token, "web").status, 200);
  const auto refused = knock(token);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().reason, Reason::token_revoked);
  EXPECT_EQ(test::error_of(exchange(login.access_token)), "invalid_request") << "and there is no other one";
}

TEST_P(ExchangeFlow, a_refresh_token_that_is_used_twice_takes_it_along_too) {
  const test::Tokens login = server_.log_in("openid api offline_access");
  const std::string token = exchanged(login.access_token);
  server_.refresh(login.refresh_token);
  EXPECT_TRUE(knock(token).has_value()) << "a refresh alone does not";
  server_.post_as("web", "/token", {{"grant_type", "refresh_token"}, {"refresh_token", login.refresh_token}});
  EXPECT_FALSE(knock(token).has_value());
}

TEST_P(ExchangeFlow, RFC7009_2_1_the_service_revokes_its_token_and_the_login_lives_on) {
  const test::Tokens login = server_.log_in("openid api offline_access");
  const std::string token = exchanged(login.access_token);
  EXPECT_EQ(revoke(token, "web").status, 200);
  EXPECT_TRUE(knock(token).has_value()) << "it is not that client's";
  EXPECT_EQ(revoke(token, "service").status, 200);
  EXPECT_FALSE(knock(token).has_value());
  EXPECT_EQ(server_.userinfo_status(login.access_token), 200);
}

TEST_P(ExchangeFlow, the_exchanged_token_dies_with_the_one_it_came_from) {
  const test::Tokens login = server_.log_in("openid api");
  server_.clock->advance(std::chrono::seconds{890});
  const std::string token = exchanged(login.access_token);
  EXPECT_TRUE(knock(token).has_value());
  server_.clock->advance(std::chrono::seconds{10});
  const auto refused = knock(token);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().reason, Reason::token_expired);
}

}  // namespace
}  // namespace attesto

// POST /revoke - RFC 7009.
#include <gtest/gtest.h>

#include "attesto/resource/bearer.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::error_of;
using test::header;
using test::StoreKind;
using test::TestServer;

class Revoke : public testing::TestWithParam<StoreKind> {
 protected:
  http::Response revoke(std::string_view token, std::string_view client_id = "web") {
    return server_.post_as(client_id, "/revoke", {{"token", std::string(token)}});
  }
  http::Response refresh(std::string_view token, std::string_view client_id = "web") {
    return server_.post_as(client_id, "/token",
                           {{"grant_type", "refresh_token"}, {"refresh_token", std::string(token)}});
  }

  TestServer server_{{.store = GetParam()}};
};

INSTANTIATE_TEST_SUITE_P(Stores, Revoke, testing::Values(StoreKind::memory, StoreKind::sqlite),
                         [](const auto& row) { return std::string(to_string(row.param)); });

TEST_P(Revoke, RFC7009_2_1_a_refresh_token_takes_its_family_along) {
  const test::Tokens first = server_.log_in("openid offline_access");
  const test::Tokens second = server_.refresh(first.refresh_token);
  server_.events.clear();
  const http::Response response = revoke(second.refresh_token);
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.body.empty());
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(server_.last_event().kind, EventKind::token_revoked);
  EXPECT_EQ(server_.last_event().client_id, "web");
  EXPECT_EQ(error_of(refresh(second.refresh_token)), "invalid_grant");
  EXPECT_EQ(server_.last_event().reason, Reason::family_revoked);
  EXPECT_EQ(server_.userinfo_status(first.access_token), 401);
  EXPECT_EQ(server_.userinfo_status(second.access_token), 401);
}

TEST_P(Revoke, RFC7009_2_1_an_access_token_dies_alone) {
  const test::Tokens first = server_.log_in("openid offline_access");
  const test::Tokens second = server_.refresh(first.refresh_token);
  EXPECT_EQ(revoke(first.access_token).status, 200);
  EXPECT_EQ(server_.userinfo_status(first.access_token), 401);
  EXPECT_EQ(server_.last_event().reason, Reason::token_revoked);
  EXPECT_EQ(server_.userinfo_status(second.access_token), 200);
  EXPECT_EQ(refresh(second.refresh_token).status, 200);
}

TEST_P(Revoke, RFC7009_2_1_a_token_for_other_resources_dies_too) {
  const AccessToken token{.iss = std::string(test::kIssuer),
                          .aud = {"https://files.example", "https://reports.example"},
                          .sub = Subject("alice"),
                          .client_id = ClientId("web"),
                          .jti = "j1",
                          .iat = server_.clock->now(),
                          .exp = server_.clock->now() + std::chrono::minutes{5}};
  const KeyRing& keys = *test::test_keys();
  const std::string compact = mint_access_token(keys.default_signer(), token);
  const auto at_the_resource = [&] {
    return check_bearer(compact, keys.verification_keys(), {test::kIssuer, "https://files.example"}, server_.store(),
                        server_.clock->now());
  };
  EXPECT_TRUE(at_the_resource().has_value());
  EXPECT_EQ(revoke(compact).status, 200);
  const auto refused = at_the_resource();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().reason, Reason::token_revoked);
}

TEST_P(Revoke, RFC7009_2_2_twice_is_as_good_as_once) {
  const test::Tokens tokens = server_.log_in("openid offline_access");
  for (int i = 0; i < 2; ++i) EXPECT_EQ(revoke(tokens.access_token).status, 200);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(revoke(tokens.refresh_token).status, 200);
}

TEST_P(Revoke, RFC7009_2_2_an_unknown_token_is_200) {
  const test::Tokens tokens = server_.log_in("openid offline_access");
  for (const std::string& token : {std::string("unknown"), std::string(20'000, 'x'), tokens.id_token,
                                   tokens.access_token.substr(0, tokens.access_token.size() - 2)}) {
    server_.events.clear();
    EXPECT_EQ(revoke(token).status, 200);
    EXPECT_TRUE(server_.events.empty()) << "nothing was revoked";
  }
  EXPECT_EQ(server_.userinfo_status(tokens.access_token), 200);
}

TEST_P(Revoke, RFC7009_2_1_the_token_of_another_client_stays) {
  const test::Tokens tokens = server_.log_in("openid offline_access");
  EXPECT_EQ(revoke(tokens.refresh_token, "other").status, 200);
  EXPECT_EQ(revoke(tokens.access_token, "other").status, 200);
  EXPECT_EQ(server_.userinfo_status(tokens.access_token), 200);
  EXPECT_EQ(refresh(tokens.refresh_token).status, 200);
}

TEST_P(Revoke, RFC7009_2_1_a_wrong_or_unknown_hint_does_not_matter) {
  for (const char* hint : {"access_token", "id_token", "nonsense"}) {
    const test::Tokens tokens = server_.log_in("openid offline_access");
    const http::Response response =
        server_.post_as("web", "/revoke", {{"token", tokens.refresh_token}, {"token_type_hint", hint}});
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(error_of(refresh(tokens.refresh_token)), "invalid_grant");
  }
}

TEST_P(Revoke, RFC7009_2_1_a_public_client_revokes_its_own) {
  const test::Tokens tokens = server_.log_in("openid offline_access", "spa");
  EXPECT_EQ(revoke(tokens.refresh_token, "spa").status, 200);
  EXPECT_EQ(server_.userinfo_status(tokens.access_token), 401);
}

TEST_P(Revoke, RFC7009_2_1_a_code_is_no_token) {
  const std::string code = server_.obtain_code();
  EXPECT_EQ(revoke(code).status, 200);
  EXPECT_FALSE(server_.redeem(code).access_token.empty());
}

TEST(RevokeErrors, RFC7009_2_1_a_confidential_client_must_authenticate) {
  TestServer server;
  const test::Tokens tokens = server.log_in("openid offline_access");
  const http::Response response = server.post("/revoke", {{"token", tokens.refresh_token}, {"client_id", "web"}});
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(error_of(response), "invalid_client");
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(server.userinfo_status(tokens.access_token), 200);
}

TEST(RevokeErrors, RFC7009_2_1_the_token_is_required) {
  TestServer server;
  const http::Response response = server.post_as("web", "/revoke", {{"token", ""}});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(error_of(response), "invalid_request");
  EXPECT_EQ(server.last_event().reason, Reason::parameter_missing);
}

TEST(RevokeErrors, RFC7009_2_2_1_an_outage_is_503_and_never_200) {
  TestServer server;
  const test::Tokens tokens = server.log_in("openid offline_access");
  for (const std::string& token : {tokens.refresh_token, tokens.access_token}) {
    for (int call = 0; call < 2; ++call) {
      server.store().fail_from(call);
      const http::Response response = server.post_as("web", "/revoke", {{"token", token}});
      EXPECT_EQ(response.status, 503);
      EXPECT_EQ(header(response, "Retry-After"), "1");
    }
  }
  server.store().work_again();
  EXPECT_EQ(server.userinfo_status(tokens.access_token), 200) << "nothing was revoked";
}

}  // namespace
}  // namespace attesto

// grant_type=refresh_token - RFC 6749 §6, RFC 9700 §4.14.2, OIDC Core §12.
#include <gtest/gtest.h>

#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::error_of;
using test::header;
using test::StoreKind;
using test::TestServer;

class Refresh : public testing::TestWithParam<StoreKind> {
 protected:
  http::Response ask(std::string_view token, std::string_view client_id = "web", std::string_view scope = "") {
    test::Parameters form = {{"grant_type", "refresh_token"}, {"refresh_token", std::string(token)}};
    if (!scope.empty()) form.emplace_back("scope", scope);
    return server_.post_as(client_id, "/token", form);
  }
  void expect_refused(const http::Response& response, std::string_view error, Reason reason) {
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(error_of(response), error);
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    EXPECT_EQ(server_.last_event().reason, reason);
  }

  TestServer server_{{.store = GetParam()}};
};

INSTANTIATE_TEST_SUITE_P(Stores, Refresh, testing::Values(StoreKind::memory, StoreKind::sqlite),
                         [](const auto& row) { return std::string(to_string(row.param)); });

TEST_P(Refresh, RFC9700_4_14_2_rotates_each_time) {
  test::Tokens tokens = server_.log_in("openid offline_access");
  for (int i = 0; i < 3; ++i) {
    const test::Tokens next = server_.refresh(tokens.refresh_token);
    EXPECT_EQ(next.refresh_token.size(), 48U);
    EXPECT_NE(next.refresh_token, tokens.refresh_token);
    EXPECT_NE(next.access_token, tokens.access_token);
    EXPECT_EQ(server_.userinfo_status(next.access_token), 200);
    EXPECT_EQ(server_.userinfo_status(tokens.access_token), 200) << "rotation revokes no access token";
    tokens = next;
  }
}

TEST_P(Refresh, RFC9700_4_14_2_reuse_kills_the_family) {
  const test::Tokens first = server_.log_in("openid offline_access");
  const test::Tokens second = server_.refresh(first.refresh_token);
  const test::Tokens third = server_.refresh(second.refresh_token);
  expect_refused(ask(first.refresh_token), "invalid_grant", Reason::refresh_reused);
  expect_refused(ask(third.refresh_token), "invalid_grant", Reason::family_revoked);
  for (const test::Tokens* tokens : {&first, &second, &third})
    EXPECT_EQ(server_.userinfo_status(tokens->access_token), 401);
}

TEST_P(Refresh, reuse_in_one_family_leaves_the_others_alone) {
  const test::Tokens doomed = server_.log_in("openid offline_access");
  const test::Tokens other = server_.log_in("openid offline_access");
  server_.refresh(doomed.refresh_token);
  ask(doomed.refresh_token);
  EXPECT_EQ(server_.userinfo_status(other.access_token), 200);
  EXPECT_EQ(ask(other.refresh_token).status, 200);
}

TEST_P(Refresh, rule_46_RFC6749_6_belongs_to_its_client) {
  const test::Tokens tokens = server_.log_in("openid offline_access");
  expect_refused(ask(tokens.refresh_token, "other"), "invalid_grant", Reason::refresh_other_client);
  server_.refresh(tokens.refresh_token);
  // Another client can't trigger reuse detection either.
  expect_refused(ask(tokens.refresh_token, "other"), "invalid_grant", Reason::refresh_other_client);
  EXPECT_EQ(server_.userinfo_status(tokens.access_token), 200);
}

TEST_P(Refresh, rule_75_RFC6749_6_a_confidential_client_must_authenticate) {
  const test::Tokens tokens = server_.log_in("openid offline_access");
  const http::Response response = server_.post(
      "/token", {{"grant_type", "refresh_token"}, {"refresh_token", tokens.refresh_token}, {"client_id", "web"}});
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(error_of(response), "invalid_client");
  EXPECT_EQ(ask(tokens.refresh_token).status, 200);
}

TEST_P(Refresh, RFC6749_6_unknown_and_missing) {
  expect_refused(ask(std::string(43, 'x')), "invalid_grant", Reason::refresh_unknown);
  expect_refused(ask(""), "invalid_request", Reason::parameter_missing);
}

TEST_P(Refresh, rule_46_RFC6749_6_scope_may_be_narrowed_and_the_grant_keeps_its_own) {
  const test::Tokens tokens = server_.log_in("openid profile offline_access");
  const http::Response narrow = ask(tokens.refresh_token, "web", "profile");
  ASSERT_EQ(narrow.status, 200);
  const Json json = test::json_of(narrow);
  EXPECT_EQ(*json.find_string("scope"), "profile");
  EXPECT_EQ(json.find("id_token"), nullptr);
  const test::Tokens wide = server_.refresh(*json.find_string("refresh_token"));
  EXPECT_EQ(*wide.body.find_string("scope"), "openid profile offline_access");
}

TEST_P(Refresh, RFC6749_6_scope_never_grows) {
  const test::Tokens tokens = server_.log_in("openid offline_access");
  expect_refused(ask(tokens.refresh_token, "web", "openid profile"), "invalid_scope", Reason::refresh_scope_wider);
  expect_refused(ask(tokens.refresh_token, "web", "openid  offline_access"), "invalid_scope", Reason::scope_syntax);
  EXPECT_EQ(ask(tokens.refresh_token).status, 200) << "a refused request uses nothing up";
}

TEST_P(Refresh, expires_on_the_millisecond_if_it_is_not_used) {
  const test::Tokens early = server_.log_in("openid offline_access");
  const test::Tokens late = server_.log_in("openid offline_access");
  server_.clock->advance(std::chrono::hours{24 * 14} - std::chrono::milliseconds{1});
  EXPECT_EQ(ask(early.refresh_token).status, 200);
  server_.clock->advance(std::chrono::milliseconds{1});
  expect_refused(ask(late.refresh_token), "invalid_grant", Reason::refresh_expired);
}

TEST_P(Refresh, no_rotation_outlives_the_family) {
  test::Tokens tokens = server_.log_in("openid offline_access");
  for (int day = 10; day < 90; day += 10) {
    server_.clock->advance(std::chrono::hours{24 * 10});
    tokens = server_.refresh(tokens.refresh_token);
    ASSERT_FALSE(tokens.refresh_token.empty()) << "day " << day;
  }
  server_.clock->advance(std::chrono::hours{24 * 10});
  expect_refused(ask(tokens.refresh_token), "invalid_grant", Reason::refresh_expired);
}

// A used token is recognised as long as its family lives, whatever was swept in between.
TEST_P(Refresh, reuse_is_recognised_after_the_token_itself_expired) {
  const test::Tokens first = server_.log_in("openid offline_access");
  test::Tokens last = server_.refresh(first.refresh_token);
  for (int i = 0; i < 3; ++i) {
    server_.clock->advance(std::chrono::hours{24 * 10});
    ASSERT_TRUE(server_.store().remove_expired(server_.clock->now(), 1000).has_value());
    last = server_.refresh(last.refresh_token);
  }
  expect_refused(ask(first.refresh_token), "invalid_grant", Reason::refresh_reused);
  expect_refused(ask(last.refresh_token), "invalid_grant", Reason::family_revoked);
}

// Swept too early, a revocation would bring its family back to life.
TEST_P(Refresh, a_revocation_is_remembered_as_long_as_anything_can_live) {
  const test::Tokens tokens = server_.log_in("openid offline_access");
  server_.clock->advance(std::chrono::hours{24});
  ASSERT_EQ(server_.post_as("web", "/revoke", {{"token", tokens.refresh_token}}).status, 200);
  for (int i = 0; i < 13; ++i) {
    server_.clock->advance(std::chrono::hours{23});
    ASSERT_TRUE(server_.store().remove_expired(server_.clock->now(), 1000).has_value());
    expect_refused(ask(tokens.refresh_token), "invalid_grant", Reason::family_revoked);
  }
}

TEST_P(Refresh, a_user_who_is_gone_gets_nothing_and_nothing_is_used_up) {
  const test::Tokens tokens = server_.log_in("openid offline_access");
  server_.subject_active = false;
  expect_refused(ask(tokens.refresh_token), "invalid_grant", Reason::subject_gone);
  server_.subject_active = true;
  EXPECT_EQ(ask(tokens.refresh_token).status, 200);
}

TEST_P(Refresh, a_client_that_was_disabled_or_lost_the_grant_gets_nothing) {
  const test::Tokens tokens = server_.log_in("openid offline_access");
  test::change_client(server_, "web", [](Client& client) { client.grant_types = {"authorization_code"}; });
  expect_refused(ask(tokens.refresh_token), "unauthorized_client", Reason::client_grant_not_allowed);
  test::change_client(server_, "web", [](Client& client) { client.disabled = true; });
  EXPECT_EQ(ask(tokens.refresh_token).status, 401);
}

TEST_P(Refresh, is_kept_from_public_clients_that_are_not_its_own) {
  const test::Tokens tokens = server_.log_in("openid offline_access", "spa");
  expect_refused(ask(tokens.refresh_token, "web"), "invalid_grant", Reason::refresh_other_client);
  EXPECT_EQ(ask(tokens.refresh_token, "spa").status, 200);
}

}  // namespace
}  // namespace attesto

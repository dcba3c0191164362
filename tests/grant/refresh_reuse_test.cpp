// Refresh tokens that are not replaced - RFC 9700 §4.14.2, FAPI 2.0 Security Profile §5.3.2.1 (9).
// certification.md rules 74, 76.
#include <gtest/gtest.h>

#include "support/dpop_holder.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::StoreKind;
using test::TestServer;

class WithoutRotation : public testing::TestWithParam<StoreKind> {
 protected:
  http::Response ask(std::string_view token, std::string_view client_id = "web", test::Fields fields = {}) {
    return server_.post_as(client_id, "/token",
                           {{"grant_type", "refresh_token"}, {"refresh_token", std::string(token)}}, std::move(fields));
  }
  [[nodiscard]] static std::string refresh_token_in(const http::Response& response) {
    const Json body = test::json_of(response);
    const std::string* token = body.find_string("refresh_token");
    return token ? *token : "(none)";
  }
  void expect_refused(const http::Response& response, Reason reason) {
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(server_.last_event().reason, reason);
  }

  TestServer server_{{.store = GetParam(),
                      .adjust = [](Config& config) { config.refresh_rotation = RefreshRotation::unless_protected; }}};
};

INSTANTIATE_TEST_SUITE_P(Stores, WithoutRotation, testing::Values(StoreKind::memory, StoreKind::sqlite),
                         [](const auto& row) { return std::string(to_string(row.param)); });

TEST_P(WithoutRotation, rule_74_the_same_token_answers_again_and_that_is_no_theft) {
  const test::Tokens first = server_.log_in("openid offline_access");
  server_.events.clear();
  for (int i = 0; i < 3; ++i) {
    const test::Tokens next = server_.refresh(first.refresh_token);
    EXPECT_EQ(next.refresh_token, first.refresh_token);
    EXPECT_NE(next.access_token, first.access_token);
    EXPECT_EQ(server_.userinfo_status(next.access_token), 200);
  }
  for (const test::SeenEvent& event : server_.events) EXPECT_NE(event.kind, EventKind::reuse_detected);
}

TEST_P(WithoutRotation, RFC7009_2_1_it_falls_with_its_family) {
  const test::Tokens tokens = server_.log_in("openid offline_access");
  const test::Tokens later = server_.refresh(tokens.refresh_token);
  ASSERT_EQ(server_.post_as("web", "/revoke", {{"token", tokens.refresh_token}}).status, 200);
  expect_refused(ask(tokens.refresh_token), Reason::family_revoked);
  EXPECT_EQ(server_.userinfo_status(later.access_token), 401);
}

TEST_P(WithoutRotation, dies_when_its_first_life_ends_however_often_it_was_used) {
  const test::Tokens tokens = server_.log_in("openid offline_access");
  server_.clock->advance(std::chrono::hours{24 * 14} - std::chrono::milliseconds{1});
  EXPECT_EQ(ask(tokens.refresh_token).status, 200);
  server_.clock->advance(std::chrono::milliseconds{1});
  expect_refused(ask(tokens.refresh_token), Reason::refresh_expired);
}

// "MUST be sender-constrained or use refresh token rotation"
TEST_P(WithoutRotation, RFC9700_4_14_2_public_clients_rotate_unless_a_key_protects_the_token) {
  const test::Tokens tokens = server_.log_in("openid offline_access", "spa");
  EXPECT_NE(refresh_token_in(ask(tokens.refresh_token, "spa")), tokens.refresh_token);
  expect_refused(ask(tokens.refresh_token, "spa"), Reason::refresh_reused);

  test::DpopHolder holder;
  const auto proof = [&] { return test::dpop(holder.prove(server_.clock->now())); };
  const std::string code =
      server_.obtain_code(test::with(TestServer::authorization("spa"), "scope", "openid offline_access"));
  const std::string bound = refresh_token_in(server_.post_as("spa", "/token", TestServer::redemption(code), proof()));
  EXPECT_EQ(refresh_token_in(ask(bound, "spa", proof())), bound);
  EXPECT_EQ(refresh_token_in(ask(bound, "spa", proof())), bound);
  expect_refused(ask(bound, "spa"), Reason::dpop_required);
}

TEST_P(WithoutRotation, a_client_decides_for_itself_but_not_against_the_rfc) {
  const auto rotate = [&](RefreshRotation rotation) {
    for (const char* client_id : {"web", "spa"})
      test::change_client(server_, client_id, [=](Client& client) { client.refresh_token_rotation = rotation; });
  };
  rotate(RefreshRotation::always);
  const test::Tokens tokens = server_.log_in("openid offline_access");
  EXPECT_NE(server_.refresh(tokens.refresh_token).refresh_token, tokens.refresh_token);
  expect_refused(ask(tokens.refresh_token), Reason::refresh_reused);
  rotate(RefreshRotation::unless_protected);
  const test::Tokens open = server_.log_in("openid offline_access", "spa");
  EXPECT_NE(server_.refresh(open.refresh_token, "spa").refresh_token, open.refresh_token);
}

// What was rotated before stays used: a change of the configuration brings nothing back.
TEST_P(WithoutRotation, a_token_that_was_used_up_stays_used_up) {
  test::change_client(server_, "web", [](Client& client) { client.refresh_token_rotation = RefreshRotation::always; });
  const test::Tokens tokens = server_.log_in("openid offline_access");
  server_.refresh(tokens.refresh_token);
  test::change_client(server_, "web", [](Client& client) { client.refresh_token_rotation.reset(); });
  expect_refused(ask(tokens.refresh_token), Reason::refresh_reused);
}

}  // namespace
}  // namespace attesto

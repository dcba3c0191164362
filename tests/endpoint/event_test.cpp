// One event per outcome, with its reason, and no secret in any field.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::SeenEvent;
using test::TestServer;

std::vector<EventKind> kinds(const std::vector<SeenEvent>& events) {
  std::vector<EventKind> list;
  for (const SeenEvent& event : events) list.push_back(event.kind);
  return list;
}

using Kinds = std::vector<EventKind>;

class Events : public testing::Test {
 protected:
  http::Response redeem(std::string_view code) {
    return server_.post_as("web", "/token", TestServer::redemption(code));
  }

  TestServer server_;
};

TEST_F(Events, a_login_from_the_code_to_the_claims) {
  const test::Tokens tokens = server_.log_in("openid offline_access");
  server_.userinfo(tokens.access_token);
  server_.post_as("web", "/revoke", {{"token", tokens.refresh_token}});
  const auto events = server_.take_events();
  EXPECT_EQ(kinds(events), (Kinds{EventKind::authorization_issued, EventKind::token_issued,
                                  EventKind::userinfo_released, EventKind::token_revoked}));
  for (const SeenEvent& event : events) {
    EXPECT_EQ(event.client_id, "web");
    EXPECT_EQ(event.reason, std::nullopt);
  }
  EXPECT_EQ(events[0].endpoint, "authorize");
  EXPECT_EQ(events[0].subject, "alice");
  EXPECT_EQ(events[0].scope, "openid offline_access");
  EXPECT_EQ(events[1].endpoint, "token");
  EXPECT_EQ(events[1].subject, "alice");
  EXPECT_EQ(events[1].grant_type, "authorization_code");
  EXPECT_EQ(events[1].scope, "openid offline_access");
}

TEST_F(Events, reuse_is_reported_and_denied) {
  const std::string code = server_.obtain_code();
  server_.redeem(code);
  server_.events.clear();
  redeem(code);
  const auto events = server_.take_events();
  ASSERT_EQ(kinds(events), (Kinds{EventKind::reuse_detected, EventKind::token_denied}));
  EXPECT_EQ(events[0].reason, Reason::code_reused);
  EXPECT_EQ(events[1].reason, Reason::code_reused);
  EXPECT_EQ(events[0].client_id, "web");
}

TEST_F(Events, a_refused_authorization_names_its_client_and_reason) {
  server_.authorize(test::with(TestServer::authorization(), "scope", "unregistered"));
  const SeenEvent event = server_.last_event();
  EXPECT_EQ(event.kind, EventKind::authorization_failed);
  EXPECT_EQ(event.client_id, "web");
  EXPECT_EQ(event.reason, Reason::scope_not_allowed);
  EXPECT_EQ(server_.events.size(), 1U);
}

TEST_F(Events, a_denial_by_the_end_user_is_one_of_its_own_kind) {
  server_.start_session();
  server_.on_consent = [](const ConsentRequest&) { return ConsentOutcome(Denied{}); };
  server_.authorize(TestServer::authorization());
  EXPECT_EQ(server_.last_event().kind, EventKind::authorization_denied);
  EXPECT_EQ(server_.last_event().client_id, "web");
}

TEST_F(Events, an_unknown_grant_type_is_not_repeated) {
  server_.post_as("web", "/token", {{"grant_type", "strange"}});
  EXPECT_EQ(server_.last_event().grant_type, "");
}

TEST_F(Events, each_wrong_client_says_why_to_us_alone) {
  const auto reason = [&](std::string_view client_id, std::string_view secret) {
    server_.post("/token", {{"grant_type", "client_credentials"}}, {{"Authorization", test::basic(client_id, secret)}});
    return server_.last_event().reason;
  };
  EXPECT_EQ(reason("nobody", test::kSecret), Reason::client_unknown);
  EXPECT_EQ(reason("machine", "wrong"), Reason::client_wrong_secret);
  EXPECT_EQ(reason("gone", test::kSecret), Reason::client_disabled);
  EXPECT_EQ(reason("post", test::kSecret), Reason::client_wrong_method);
}

/// Runs through successes and refusals and collects every secret that was handed out or shown.
TEST_F(Events, no_field_of_any_event_holds_a_secret) {
  std::set<std::string> secrets = {std::string(test::kSecret), std::string(test::kVerifier), "wrong-secret-value"};
  const auto keep = [&](const test::Tokens& tokens) {
    for (const std::string& token : {tokens.access_token, tokens.refresh_token, tokens.id_token})
      if (!token.empty()) secrets.insert(token);
  };
  const std::string code =
      server_.obtain_code(test::with(TestServer::authorization(), "scope", "openid offline_access"));
  secrets.insert(code);
  const test::Tokens first = server_.redeem(code);
  keep(first);
  const test::Tokens second = server_.refresh(first.refresh_token);
  keep(second);
  redeem(code);
  server_.post_as("other", "/token", {{"grant_type", "refresh_token"}, {"refresh_token", second.refresh_token}});
  server_.post("/token", {{"grant_type", "client_credentials"}},
               {{"Authorization", test::basic("machine", "wrong-secret-value")}});
  server_.post_as("post", "/token", {{"grant_type", "refresh_token"}, {"refresh_token", first.refresh_token}});
  server_.userinfo(first.access_token);
  server_.userinfo("not" + first.access_token);
  server_.post_as("web", "/revoke", {{"token", second.refresh_token}});
  server_.end_session();
  server_.authorize(TestServer::authorization());
  server_.get("/authorize/resume?interaction=" + server_.last_interaction);
  secrets.insert(server_.last_interaction);

  ASSERT_GE(server_.events.size(), 11U);
  ASSERT_GE(secrets.size(), 9U);
  for (const SeenEvent& event : server_.events)
    for (const std::string& field : {event.endpoint, event.client_id, event.subject, event.grant_type, event.scope})
      for (const std::string& secret : secrets) EXPECT_EQ(field.find(secret), std::string::npos) << field;
}

TEST_F(Events, their_time_is_the_one_of_the_request) {
  Instant seen{};
  TestServer server(
      {.adjust = [&](Config& config) { config.on_event = EventSink([&](const Event& event) { seen = event.at; }); }});
  server.clock->advance(std::chrono::hours{1});
  server.get("/token");
  EXPECT_EQ(seen, server.clock->now());
}

}  // namespace
}  // namespace attesto

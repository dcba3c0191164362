// The host or the store does not answer, or breaks its promise: never a protocol denial.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::error_of;
using test::header;
using test::StoreKind;
using test::TestServer;
using testing::HasSubstr;
using testing::Not;

void expect_outage(const http::Response& response) {
  EXPECT_EQ(response.status, 503) << response.body;
  EXPECT_EQ(header(response, "Retry-After"), "1");
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_FALSE(response.header("WWW-Authenticate"));
}

TEST(HostOutage, clients_at_each_endpoint) {
  TestServer server;
  const test::Tokens tokens = server.log_in("openid offline_access");
  server.clients_unavailable = true;
  expect_outage(server.post_as("machine", "/token", {{"grant_type", "client_credentials"}}));
  EXPECT_EQ(server.last_event().reason, Reason::host_unavailable);
  expect_outage(server.post_as("web", "/revoke", {{"token", tokens.refresh_token}}));
  expect_outage(server.authorize(TestServer::authorization()));
}

TEST(HostOutage, the_secret_verifier) {
  std::optional<bool> verdict;
  TestServer server({.adjust = [&](Config& config) {
    config.verify_client_secret = [&](const Client&, const Secret&) -> std::expected<bool, Unavailable> {
      if (!verdict) return std::unexpected(Unavailable{});
      return *verdict;
    };
  }});
  const auto ask = [&] { return server.post_as("machine", "/token", {{"grant_type", "client_credentials"}}); };
  expect_outage(ask());
  EXPECT_EQ(server.last_event().reason, Reason::host_unavailable);
  verdict = false;
  EXPECT_EQ(ask().status, 401);
  verdict = true;
  EXPECT_EQ(ask().status, 200);
}

TEST(HostOutage, the_scope_policy) {
  bool available = false;
  TestServer server({.adjust = [&](Config& config) {
    config.narrow_scope = [&](const Client&, const Scope& scope) -> std::expected<Scope, Unavailable> {
      if (!available) return std::unexpected(Unavailable{});
      return scope;
    };
  }});
  expect_outage(server.post_as("machine", "/token", {{"grant_type", "client_credentials"}, {"scope", "api"}}));
  server.start_session();
  const auto answer = test::query_of(header(server.authorize(TestServer::authorization()), "Location"));
  EXPECT_EQ(answer.at("error"), "temporarily_unavailable");
  available = true;
  EXPECT_EQ(server.post_as("machine", "/token", {{"grant_type", "client_credentials"}}).status, 200);
}

TEST(HostOutage, users_and_claims_at_userinfo) {
  TestServer server;
  const test::Tokens tokens = server.log_in("openid");
  server.claims_unavailable = true;
  expect_outage(server.userinfo(tokens.access_token));
  server.claims_unavailable = false;
  server.subjects_unavailable = true;
  expect_outage(server.userinfo(tokens.access_token));
  EXPECT_EQ(server.last_event().reason, Reason::host_unavailable);
}

TEST(HostOutage, users_while_a_grant_is_redeemed_use_nothing_up) {
  TestServer server;
  const std::string code =
      server.obtain_code(test::with(TestServer::authorization(), "scope", "openid offline_access"));
  server.subjects_unavailable = true;
  expect_outage(server.post_as("web", "/token", TestServer::redemption(code)));
  server.subjects_unavailable = false;
  const test::Tokens tokens = server.redeem(code);
  server.subjects_unavailable = true;
  expect_outage(
      server.post_as("web", "/token", {{"grant_type", "refresh_token"}, {"refresh_token", tokens.refresh_token}}));
  server.subjects_unavailable = false;
  EXPECT_FALSE(server.refresh(tokens.refresh_token).access_token.empty());
}

// RFC 6749 §4.1.2.1: a 503 can not reach the client through a redirect, so this code does.
TEST(HostOutage, RFC6749_4_1_2_1_login_and_consent_are_redirected) {
  TestServer server;
  server.start_session();
  server.on_authenticate = [](const AuthenticationRequest&) { return AuthenticationOutcome(Unavailable{}); };
  auto answer = test::query_of(header(server.authorize(TestServer::authorization()), "Location"));
  EXPECT_EQ(answer.at("error"), "temporarily_unavailable");
  EXPECT_EQ(answer.at("state"), "state-1");
  server.on_authenticate = nullptr;
  server.on_consent = [](const ConsentRequest&) { return ConsentOutcome(Unavailable{}); };
  answer = test::query_of(header(server.authorize(TestServer::authorization()), "Location"));
  EXPECT_EQ(answer.at("error"), "temporarily_unavailable");
}

/// Everything that a callback may throw ends as a bare 500.
template <class Thrown>
void expect_no_detail(Thrown thrown) {
  bool broken = false;
  TestServer server({.adjust = [&](Config& config) {
    config.load_client = [&, load = config.load_client](const ClientId& id) {
      if (broken) throw thrown;
      return load(id);
    };
    config.end_users->render_error_page = RenderErrorPage(
        [&](const Error&, std::string_view) -> http::Response { throw std::runtime_error("marker-page"); });
  }});
  broken = true;
  server.events.clear();
  const http::Response token = server.post_as("machine", "/token", {{"grant_type", "client_credentials"}});
  EXPECT_EQ(token.status, 500);
  EXPECT_EQ(error_of(token), "server_error");
  EXPECT_EQ(header(token, "Cache-Control"), "no-store");
  EXPECT_THAT(token.body, Not(HasSubstr("marker")));
  EXPECT_EQ(server.last_event().kind, EventKind::request_failed);
  EXPECT_EQ(server.last_event().reason, Reason::internal_failure);
  EXPECT_EQ(server.last_event().endpoint, "token");

  // The host's error page is broken as well, so it has to be ours.
  const http::Response page = server.authorize(TestServer::authorization());
  EXPECT_EQ(page.status, 500);
  EXPECT_EQ(header(page, "Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.body, Not(HasSubstr("marker")));
}

TEST(BrokenHost, a_callback_that_throws_is_a_500_without_detail) {
  expect_no_detail(std::runtime_error("marker-load"));
  expect_no_detail(17);
}

TEST(BrokenHost, an_event_sink_that_throws_costs_no_answer) {
  TestServer server({.adjust = [](Config& config) {
    config.on_event = EventSink([](const Event&) { throw std::runtime_error("the log is full"); });
  }});
  const test::Tokens tokens = server.log_in("openid offline_access");
  EXPECT_FALSE(server.refresh(tokens.refresh_token).access_token.empty());
  EXPECT_EQ(server.get("/token").status, 405);
}

TEST(BrokenHost, a_policy_that_widens_is_a_500) {
  TestServer server({.adjust = [](Config& config) {
    config.narrow_scope = NarrowScope([](const Client&, const Scope&) { return *Scope::parse("openid api admin"); });
  }});
  const http::Response response = server.post_as("machine", "/token", {{"grant_type", "client_credentials"}});
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(error_of(response), "server_error");
}

class StoreOutage : public testing::TestWithParam<StoreError> {};

INSTANTIATE_TEST_SUITE_P(Errors, StoreOutage, testing::Values(StoreError::unavailable, StoreError::unknown_outcome),
                         [](const auto& row) { return row.index == 0 ? "unavailable" : "unknown_outcome"; });

/// Fails every store call of a request in turn, each with a fresh grant, until the request needs
/// no more calls than were let through.
template <class Prepare, class Request>
void fail_each_call(TestServer& server, StoreError error, Prepare prepare, Request request) {
  for (int call = 0; call < 10; ++call) {
    const auto grant = prepare();
    server.store().fail_from(call, error);
    const http::Response response = request(grant);
    server.store().work_again();
    if (response.status == 200) {
      EXPECT_GE(call, 2) << "a grant is looked up and committed";
      return;
    }
    expect_outage(response);
    EXPECT_EQ(server.last_event().reason, Reason::store_unavailable);
    EXPECT_THAT(response.body, Not(HasSubstr("access_token")));
  }
  ADD_FAILURE() << "the request never succeeded";
}

TEST_P(StoreOutage, while_a_code_is_redeemed) {
  TestServer server;
  fail_each_call(
      server, GetParam(), [&] { return server.obtain_code(); },
      [&](const std::string& code) { return server.post_as("web", "/token", TestServer::redemption(code)); });
}

TEST_P(StoreOutage, while_a_token_is_refreshed) {
  TestServer server;
  fail_each_call(
      server, GetParam(), [&] { return server.log_in("openid offline_access").refresh_token; },
      [&](const std::string& token) {
        return server.post_as("web", "/token", {{"grant_type", "refresh_token"}, {"refresh_token", token}});
      });
}

TEST_P(StoreOutage, at_userinfo) {
  TestServer server;
  fail_each_call(
      server, GetParam(), [&] { return server.log_in("openid").access_token; },
      [&](const std::string& token) { return server.userinfo(token); });
}

// Who shows a used token must not hear "invalid" while the family lives on: nobody would retry.
TEST_P(StoreOutage, while_reuse_is_recorded) {
  TestServer server;
  const test::Tokens first = server.log_in("openid offline_access");
  const test::Tokens second = server.refresh(first.refresh_token);
  server.store().fail_from(1, GetParam());
  expect_outage(
      server.post_as("web", "/token", {{"grant_type", "refresh_token"}, {"refresh_token", first.refresh_token}}));
  server.store().work_again();
  const http::Response again =
      server.post_as("web", "/token", {{"grant_type", "refresh_token"}, {"refresh_token", first.refresh_token}});
  EXPECT_EQ(error_of(again), "invalid_grant");
  EXPECT_EQ(server.userinfo_status(second.access_token), 401);
}

// Nothing burns: what an outage interrupted before its commit works afterwards.
TEST(StoreOutageAfterwards, a_code_still_works) {
  TestServer server;
  const std::string code = server.obtain_code();
  for (int call = 0; call < 2; ++call) {
    server.store().fail_from(call, StoreError::unavailable);
    expect_outage(server.post_as("web", "/token", TestServer::redemption(code)));
  }
  server.store().work_again();
  EXPECT_FALSE(server.redeem(code).access_token.empty());
}

TEST(StoreOutageAfterwards, RFC6749_4_1_2_1_a_code_that_was_not_stored_is_not_handed_out) {
  TestServer server;
  server.start_session();
  server.store().fail_from(0);
  const auto answer = test::query_of(header(server.authorize(TestServer::authorization()), "Location"));
  EXPECT_EQ(answer.at("error"), "temporarily_unavailable");
  EXPECT_EQ(answer.at("iss"), test::kIssuer);
  EXPECT_FALSE(answer.contains("code"));
}

TEST(StoreOutageAfterwards, an_interaction_that_was_not_stored_shows_no_login_page) {
  TestServer server;
  server.store().fail_from(0);
  const http::Response response = server.authorize(TestServer::authorization());
  EXPECT_EQ(test::query_of(header(response, "Location")).at("error"), "temporarily_unavailable");
  EXPECT_FALSE(response.header("Set-Cookie"));
}

TEST(StoreOutageAfterwards, client_credentials_need_no_store) {
  TestServer server;
  server.store().fail_from(0);
  EXPECT_EQ(server.post_as("machine", "/token", {{"grant_type", "client_credentials"}}).status, 200);
}

}  // namespace
}  // namespace attesto

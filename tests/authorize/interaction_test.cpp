// From the request through the host's pages and back: bound to one browser, used once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::header;
using test::StoreKind;
using test::TestServer;
using testing::HasSubstr;
using testing::Not;

/// One authorization request that waits at the login page.
struct Tab {
  std::string interaction;
  std::string cookie;
};

class InteractionFlow : public testing::TestWithParam<StoreKind> {
 protected:
  Tab open(const test::Parameters& parameters = TestServer::authorization()) {
    const http::Response response = server_.authorize(parameters);
    EXPECT_TRUE(header(response, "Location").starts_with("/login?interaction="));
    return {server_.last_interaction, test::cookie_of(response)};
  }
  http::Response resume(std::string_view interaction, const std::string& cookies) {
    test::Fields fields;
    if (!cookies.empty()) fields.emplace_back("Cookie", cookies);
    return server_.get("/authorize/resume?interaction=" + std::string(interaction), fields);
  }
  http::Response resume(const Tab& tab) { return resume(tab.interaction, tab.cookie); }
  void expect_page(const http::Response& response, Reason reason) {
    EXPECT_EQ(response.status, 400);
    EXPECT_FALSE(response.header("Location"));
    EXPECT_EQ(server_.last_event().reason, reason);
  }
  static bool has_code(const http::Response& response) {
    return test::query_of(header(response, "Location")).contains("code");
  }

  TestServer server_{{.store = GetParam()}};
};

INSTANTIATE_TEST_SUITE_P(Stores, InteractionFlow, testing::Values(StoreKind::memory, StoreKind::sqlite),
                         [](const auto& row) { return std::string(to_string(row.param)); });

TEST_P(InteractionFlow, comes_back_with_a_code_after_the_login) {
  const Tab tab = open();
  server_.clock->advance(std::chrono::seconds{30});
  server_.start_session();
  const http::Response response = resume(tab);
  EXPECT_EQ(response.status, 303);
  const auto answer = test::query_of(header(response, "Location"));
  EXPECT_EQ(answer.at("state"), "state-1");
  EXPECT_EQ(answer.at("iss"), test::kIssuer);
  EXPECT_EQ(server_.userinfo_status(server_.redeem(answer.at("code")).access_token), 200);
}

TEST_P(InteractionFlow, RFC6265_its_cookie_is_as_narrow_as_it_can_be) {
  const http::Response begun = server_.authorize(TestServer::authorization());
  const std::string cookie = header(begun, "Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("__Host-attesto_i_")) << cookie;
  for (const char* attribute : {"; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Max-Age=600"})
    EXPECT_THAT(cookie, HasSubstr(attribute));
  EXPECT_THAT(cookie, Not(HasSubstr(server_.last_interaction))) << "the id is in URLs, the cookie is not";
  EXPECT_EQ(header(begun, "Cache-Control"), "no-store") << "the host said nothing about caching";
  server_.start_session();
  const std::string over = header(resume(server_.last_interaction, test::cookie_of(begun)), "Set-Cookie");
  EXPECT_EQ(over.substr(0, over.find('=')), cookie.substr(0, cookie.find('=')));
  EXPECT_THAT(over, HasSubstr("; Max-Age=0"));
}

TEST_P(InteractionFlow, RFC6749_10_12_another_browser_gets_nowhere) {
  const Tab tab = open();
  const Tab stranger = open();
  server_.start_session();
  const std::string name = tab.cookie.substr(0, tab.cookie.find('=') + 1);
  for (const std::string& cookies : {std::string(), stranger.cookie, name, name + "guess",
                                     name + stranger.cookie.substr(stranger.cookie.find('=') + 1)})
    expect_page(resume(tab.interaction, cookies), Reason::interaction_other_browser);
  EXPECT_TRUE(has_code(resume(tab))) << "and the owner is not disturbed";
}

TEST_P(InteractionFlow, two_tabs_do_not_collide) {
  const Tab first = open(test::with(TestServer::authorization(), "state", "first"));
  const Tab second = open(test::with(TestServer::authorization("other"), "state", "second"));
  EXPECT_NE(first.interaction, second.interaction);
  server_.start_session();
  const std::string both = first.cookie + "; " + second.cookie;
  const auto answer_two = test::query_of(header(resume(second.interaction, both), "Location"));
  const auto answer_one = test::query_of(header(resume(first.interaction, both), "Location"));
  EXPECT_EQ(answer_one.at("state"), "first");
  EXPECT_EQ(answer_two.at("state"), "second");
  EXPECT_EQ(server_.post_as("other", "/token", TestServer::redemption(answer_two.at("code"))).status, 200);
  EXPECT_EQ(server_.post_as("web", "/token", TestServer::redemption(answer_one.at("code"))).status, 200);
}

TEST_P(InteractionFlow, is_completed_once) {
  const Tab tab = open();
  server_.start_session();
  EXPECT_TRUE(has_code(resume(tab)));
  for (int i = 0; i < 2; ++i) expect_page(resume(tab), Reason::interaction_completed);
}

TEST_P(InteractionFlow, a_denial_completes_it_too) {
  const Tab tab = open();
  server_.start_session();
  server_.on_consent = [](const ConsentRequest&) { return ConsentOutcome(Denied{}); };
  EXPECT_EQ(test::query_of(header(resume(tab), "Location")).at("error"), "access_denied");
  EXPECT_EQ(server_.last_event().client_id, "web");
  server_.on_consent = nullptr;
  expect_page(resume(tab), Reason::interaction_completed);
}

TEST_P(InteractionFlow, expires_on_the_millisecond) {
  const Tab early = open();
  const Tab late = open();
  server_.clock->advance(std::chrono::milliseconds{599'999});
  server_.start_session();
  EXPECT_TRUE(has_code(resume(early)));
  server_.clock->advance(std::chrono::milliseconds{1});
  expect_page(resume(late), Reason::interaction_expired);
}

TEST_P(InteractionFlow, unknown_ones_are_unknown) {
  for (const char* id : {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    expect_page(resume(id, ""), Reason::interaction_unknown);
}

TEST_P(InteractionFlow, several_pages_in_a_row_keep_it_open) {
  const Tab tab = open();
  EXPECT_TRUE(header(resume(tab), "Location").starts_with("/login?"));
  server_.start_session();
  server_.on_consent = [](const ConsentRequest&) {
    return ConsentOutcome(http::Response{.status = 303, .headers = {{"Location", "/consent"}}});
  };
  const http::Response consent = resume(tab);
  EXPECT_EQ(header(consent, "Location"), "/consent");
  EXPECT_FALSE(consent.header("Set-Cookie"));
  server_.on_consent = nullptr;
  EXPECT_TRUE(has_code(resume(tab)));
}

TEST_P(InteractionFlow, a_client_that_changed_meanwhile_is_checked_again) {
  const Tab tab = open();
  const Tab other = open();
  server_.start_session();
  test::change_client(server_, "web", [](Client& client) { client.redirect_uris = {"https://elsewhere.example/"}; });
  expect_page(resume(tab), Reason::redirect_uri_mismatch);
  test::change_client(server_, "web", [](Client& client) { client.disabled = true; });
  expect_page(resume(other), Reason::interaction_unknown);
}

TEST_P(InteractionFlow, an_outage_ends_nothing) {
  const Tab tab = open();
  server_.start_session();
  for (int call = 0; call < 2; ++call) {
    server_.store().fail_from(call);
    const http::Response response = resume(tab);
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(header(response, "Retry-After"), "1");
    EXPECT_FALSE(response.header("Location"));
  }
  server_.store().work_again();
  server_.on_consent = [](const ConsentRequest&) { return ConsentOutcome(Unavailable{}); };
  EXPECT_EQ(resume(tab).status, 503);
  server_.on_consent = nullptr;
  EXPECT_TRUE(has_code(resume(tab)));
}

TEST_P(InteractionFlow, OIDC_Core_3_1_2_1_prompt_login_is_satisfied_by_a_login_after_the_request) {
  server_.start_session();
  server_.clock->advance(std::chrono::seconds{5});
  const Tab tab = open(test::with(TestServer::authorization(), "prompt", "login"));
  EXPECT_TRUE(header(resume(tab), "Location").starts_with("/login?")) << "the old session does not count";
  server_.clock->advance(std::chrono::seconds{5});
  server_.start_session();
  server_.clock->advance(std::chrono::seconds{5});
  EXPECT_TRUE(has_code(resume(tab)));
}

// What a page of the host sees and has to send back.
TEST_P(InteractionFlow, the_host_finds_its_interaction_with_a_csrf_token) {
  const Tab tab = open(test::with(TestServer::authorization(), "login_hint", "al&ice"));
  const auto find = [&](const std::string& cookie) {
    const http::HeaderView field{"Cookie", cookie};
    return server_.server().open_interaction({.method = "GET", .target = "/login", .headers = {&field, 1}},
                                             InteractionId(tab.interaction));
  };
  const auto found = find("a=b; " + tab.cookie + "; c=d");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->client->client_name, "Client web");
  EXPECT_EQ(found->interaction.request.login_hint, "al&ice");
  EXPECT_EQ(found->resume_uri, "https://auth.example.com/authorize/resume?interaction=" + tab.interaction);
  EXPECT_TRUE(found->accepts_csrf(found->csrf));
  EXPECT_FALSE(found->accepts_csrf(""));
  EXPECT_FALSE(found->accepts_csrf(found->csrf + "x"));
  EXPECT_THAT(tab.cookie, Not(HasSubstr(found->csrf))) << "who reads the page must not learn the cookie";
  EXPECT_EQ(find("a=b").error(), InteractionFault::other_browser);
  server_.store().fail_from(0);
  EXPECT_EQ(find(tab.cookie).error(), InteractionFault::unavailable);
}

}  // namespace
}  // namespace attesto

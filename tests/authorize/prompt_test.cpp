// prompt, max_age and id_token_hint - OIDC Core §3.1.2.1, §3.1.2.3, §3.1.2.6.
#include <gtest/gtest.h>

#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using std::chrono::seconds;
using test::header;
using test::TestServer;
using test::with;

/// What the browser sees of an authorization request.
enum class Seen : std::uint8_t { code, login_page, consent_page, login_required, consent_required, other };

http::Response consent_page() { return {.status = 200, .body = "consent"}; }

class Prompt : public testing::Test {
 protected:
  Seen ask(const test::Parameters& parameters) {
    const http::Response response = server_.authorize(parameters);
    if (response.status == 200 && response.body == "consent") return Seen::consent_page;
    const std::string location = header(response, "Location");
    if (location.starts_with("/login?")) return Seen::login_page;
    const auto answer = test::query_of(location);
    if (answer.contains("code")) return Seen::code;
    if (!answer.contains("error")) return Seen::other;
    if (answer.at("error") == "login_required") return Seen::login_required;
    return answer.at("error") == "consent_required" ? Seen::consent_required : Seen::other;
  }
  Seen ask(std::string_view prompt) { return ask(with(TestServer::authorization(), "prompt", prompt)); }

  TestServer server_;
};

TEST_F(Prompt, without_a_session_the_host_shows_its_page) {
  EXPECT_EQ(ask(TestServer::authorization()), Seen::login_page);
  EXPECT_EQ(ask("login"), Seen::login_page);
  EXPECT_EQ(ask("consent"), Seen::login_page);
}

TEST_F(Prompt, rule_27_OIDC_Core_3_1_2_6_none_without_a_session_is_login_required) {
  EXPECT_EQ(ask("none"), Seen::login_required);
}

TEST_F(Prompt, rule_28_OIDC_Core_3_1_2_1_none_with_a_session_succeeds) {
  server_.start_session();
  EXPECT_EQ(ask("none"), Seen::code);
}

TEST_F(Prompt, rule_27_OIDC_Core_3_1_2_6_none_without_consent_is_consent_required) {
  server_.start_session();
  server_.on_consent = [](const ConsentRequest& question) -> std::optional<ConsentOutcome> {
    if (question.interactive) return consent_page();
    return ConsentMissing{};
  };
  EXPECT_EQ(ask("none"), Seen::consent_required);
  EXPECT_EQ(ask(TestServer::authorization()), Seen::consent_page);
}

// "MUST NOT display any authentication or consent user interface pages", even if the host does.
TEST_F(Prompt, OIDC_Core_3_1_2_1_none_never_shows_a_page_of_a_host_that_does_not_listen) {
  server_.on_authenticate = [](const AuthenticationRequest&) {
    return AuthenticationOutcome(http::Response{.status = 200, .body = "log in!"});
  };
  EXPECT_EQ(ask("none"), Seen::login_required);
  server_.on_authenticate = nullptr;
  server_.start_session();
  server_.on_consent = [](const ConsentRequest&) { return ConsentOutcome(consent_page()); };
  EXPECT_EQ(ask("none"), Seen::consent_required);
  EXPECT_EQ(server_.last_event().reason, Reason::consent_required);
}

TEST_F(Prompt, rule_29_OIDC_Core_3_1_2_1_login_asks_again_although_there_is_a_session) {
  server_.start_session();
  server_.clock->advance(seconds{1});
  EXPECT_EQ(ask("login"), Seen::login_page);
  EXPECT_EQ(ask("select_account"), Seen::login_page);
  EXPECT_EQ(ask("login consent"), Seen::login_page);
  EXPECT_EQ(ask("consent"), Seen::code);
}

TEST_F(Prompt, OIDC_Core_3_1_2_1_consent_is_forced_through_to_the_host) {
  server_.start_session();
  std::vector<bool> forced;
  server_.on_consent = [&](const ConsentRequest& question) -> std::optional<ConsentOutcome> {
    forced.push_back(question.force);
    return std::nullopt;
  };
  ask("consent");
  ask(TestServer::authorization());
  EXPECT_EQ(forced, (std::vector{true, false}));
}

// The library checks the age as well: a host that returns an old login has not logged anybody in.
TEST_F(Prompt, OIDC_Core_3_1_2_1_a_login_that_is_too_old_never_counts) {
  server_.start_session();
  server_.on_authenticate = [&](const AuthenticationRequest&) { return AuthenticationOutcome(*server_.session); };
  server_.clock->advance(seconds{100});
  EXPECT_EQ(ask("login"), Seen::login_required);
  EXPECT_EQ(ask(with(TestServer::authorization(), "max_age", "99")), Seen::login_required);
  EXPECT_EQ(ask(with(TestServer::authorization(), "max_age", "100")), Seen::code);
  EXPECT_EQ(ask(TestServer::authorization()), Seen::code);
}

TEST_F(Prompt, rule_30_OIDC_Core_3_1_2_1_max_age_counts_from_the_login) {
  server_.start_session();
  server_.clock->advance(seconds{100});
  EXPECT_EQ(ask(with(TestServer::authorization(), "max_age", "0")), Seen::login_page);
  EXPECT_EQ(ask(with(TestServer::authorization(), "max_age", "99")), Seen::login_page);
  EXPECT_EQ(ask(with(TestServer::authorization(), "max_age", "100")), Seen::code);
  EXPECT_EQ(ask(with(TestServer::authorization(), "max_age", "2147483647")), Seen::code);
  const test::Parameters silent = with(with(TestServer::authorization(), "max_age", "99"), "prompt", "none");
  EXPECT_EQ(ask(silent), Seen::login_required);
}

class Hint : public Prompt {
 protected:
  [[nodiscard]] test::Parameters hinted(std::string_view id_token) const {
    return with(with(TestServer::authorization(), "prompt", "none"), "id_token_hint", id_token);
  }
};

TEST_F(Hint, rule_31_OIDC_Core_3_1_2_1_of_the_same_user_succeeds_even_if_it_is_old) {
  const std::string id_token = server_.log_in("openid").id_token;
  EXPECT_EQ(ask(hinted(id_token)), Seen::code);
  server_.clock->advance(std::chrono::hours{24 * 30});
  EXPECT_EQ(ask(hinted(id_token)), Seen::code);
}

TEST_F(Hint, OIDC_Core_3_1_2_1_of_another_user_is_login_required) {
  const std::string id_token = server_.log_in("openid").id_token;
  server_.start_session("bob");
  EXPECT_EQ(ask(hinted(id_token)), Seen::login_required);
  EXPECT_EQ(ask(with(TestServer::authorization(), "id_token_hint", id_token)), Seen::login_required);
}

TEST_F(Hint, OIDC_Core_3_1_2_1_that_is_not_our_id_token_for_this_client_is_refused) {
  const test::Tokens others = server_.log_in("openid", "other");
  for (const std::string& hint : {others.id_token, others.access_token, others.id_token + "x", std::string("a.b.c")}) {
    EXPECT_EQ(ask(hinted(hint)), Seen::other);
    EXPECT_EQ(server_.last_event().reason, Reason::id_token_hint_invalid);
  }
}

}  // namespace
}  // namespace attesto

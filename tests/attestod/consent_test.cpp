// The consent page and what is remembered of it.
#include "attestod/site_fixture.hpp"

namespace attestod {
namespace {

using namespace std::chrono_literals;

const Fields kNative = {{"client_id", "native"}, {"redirect_uri", "http://127.0.0.1:7777/cb"}};
const Fields kNativeHttps = {{"client_id", "native"}, {"redirect_uri", "https://native.example/cb"}};

class ConsentPage : public SiteFixture {
 protected:
  Page ask(Browser& browser, const Fields& more = {}) {
    return browser.log_in(browser.get(authorize_url(more)), "ada", kPassword);
  }
  [[nodiscard]] bool remembered(const char* client_id) const {
    return registry_->find_consent(subject_of("ada"), attesto::ClientId(client_id)).value().has_value();
  }
};

TEST_F(ConsentPage, says_in_words_what_is_asked_for) {
  Browser browser = new_browser();
  const Page page = ask(browser, {{"scope", "openid email offline_access reports:read"}});
  ASSERT_EQ(page.path(), "/consent");
  for (const char* words : {"Know who you are", "See your email address", "Stay connected while you are away",
                            "<code>reports:read</code>", "https://app.example"})
    EXPECT_TRUE(page.shows(words)) << words;
  EXPECT_FALSE(page.shows("See your profile"));
}

TEST_F(ConsentPage, rule_36_links_to_what_the_client_says_of_itself_and_loads_nothing_of_it) {
  attesto::Client client = example_client("linked", "Linked", {"https://app.example/cb"});
  client.client_uri = "https://app.example/?a=1&b=2";
  client.policy_uri = "https://app.example/privacy";
  client.tos_uri = "https://app.example/terms";
  client.logo_uri = "https://app.example/logo.png";
  ASSERT_TRUE(registry_->add_client(client).has_value());
  Browser browser = new_browser();
  const Page page = ask(browser, {{"client_id", "linked"}});
  ASSERT_EQ(page.path(), "/consent");
  for (const char* words : {"Linked", "href=\"https://app.example/?a=1&amp;b=2\"",
                            "href=\"https://app.example/privacy\"", "href=\"https://app.example/terms\""})
    EXPECT_TRUE(page.shows(words)) << words << page.body();
  EXPECT_FALSE(page.shows("logo.png"));
  EXPECT_FALSE(ask(browser, {{"prompt", "consent"}}).shows("Privacy")) << "a client that says nothing has no links";
}

TEST_F(ConsentPage, deny_reaches_the_client_and_is_not_remembered) {
  Browser browser = new_browser();
  const Page back = browser.decide(ask(browser), "deny");
  EXPECT_EQ(back.path(), "https://app.example/cb");
  EXPECT_EQ(back.parameter("error"), "access_denied");
  EXPECT_EQ(back.parameter("state"), "s-1");
  EXPECT_FALSE(remembered("app"));
  EXPECT_EQ(browser.get(authorize_url()).path(), "/consent");  // the next request asks again
}

TEST_F(ConsentPage, a_wider_scope_asks_again) {
  Browser browser = new_browser();
  browser.decide(ask(browser), "allow");
  EXPECT_EQ(browser.get(authorize_url({{"scope", "openid"}})).path(), "https://app.example/cb");
  EXPECT_EQ(browser.get(authorize_url({{"scope", "openid profile email"}})).path(), "/consent");
}

/// What is remembered is scopes; a token for another place is another question.
TEST_F(ConsentPage, RFC8707_2_a_named_resource_is_shown_and_asked_about_each_time) {
  Browser browser = new_browser();
  browser.decide(ask(browser), "allow");
  for (int i = 0; i < 2; ++i) {
    const Page page = browser.get(authorize_url({{"resource", "https://api.example/v1"}}));
    ASSERT_EQ(page.path(), "/consent");
    EXPECT_TRUE(page.shows("For use at"));
    EXPECT_TRUE(page.shows("https://api.example/v1"));
    EXPECT_TRUE(page.shows("You will be asked each time."));
    EXPECT_FALSE(browser.decide(page, "allow").parameter("code").empty());
  }
  EXPECT_EQ(browser.get(authorize_url({{"resource", "https://other.example"}})).parameter("error"), "invalid_target");
}

TEST_F(ConsentPage, prompt_consent_asks_once_more_and_does_not_loop) {
  Browser browser = new_browser();
  browser.decide(ask(browser), "allow");
  const Page page = browser.get(authorize_url({{"prompt", "consent"}}));
  ASSERT_EQ(page.path(), "/consent");
  EXPECT_FALSE(browser.decide(page, "allow").parameter("code").empty());
}

TEST_F(ConsentPage, a_public_client_on_loopback_is_asked_about_each_time) {
  Browser browser = new_browser();
  EXPECT_FALSE(browser.decide(ask(browser, kNative), "allow").parameter("code").empty());
  EXPECT_FALSE(remembered("native"));
  EXPECT_EQ(browser.get(authorize_url(kNative)).path(), "/consent");
  Fields silent = kNative;
  silent["prompt"] = "none";
  EXPECT_EQ(browser.get(authorize_url(silent)).parameter("error"), "consent_required");
}

TEST_F(ConsentPage, a_public_client_with_an_https_redirect_is_remembered_there_and_only_there) {
  Browser browser = new_browser();
  EXPECT_FALSE(browser.decide(ask(browser, kNativeHttps), "allow").parameter("code").empty());
  EXPECT_TRUE(remembered("native"));
  EXPECT_FALSE(browser.get(authorize_url(kNativeHttps)).parameter("code").empty());
  EXPECT_EQ(browser.get(authorize_url(kNative)).path(), "/consent");
}

TEST_F(ConsentPage, a_wrong_csrf_token_allows_nothing) {
  Browser browser = new_browser();
  const Page page = ask(browser);
  const Page answer = browser.post("/consent", {{"interaction", page.hidden("interaction")},
                                                {"csrf", "wrong"},
                                                {"account", page.hidden("account")},
                                                {"decision", "allow"}});
  EXPECT_EQ(answer.status(), 403);
  EXPECT_FALSE(remembered("app"));
  EXPECT_FALSE(log_text().contains("consent_allowed"));
}

TEST_F(ConsentPage, an_answer_counts_for_the_account_that_saw_the_page_only) {
  Browser browser = new_browser();
  const Page adas_page = ask(browser);
  const Page login = browser.get("/login?interaction=" + adas_page.hidden("interaction"));
  ASSERT_EQ(browser.log_in(login, "bob", kPassword).path(), "/consent");
  EXPECT_EQ(browser.decide(adas_page, "allow").status(), 403);
  EXPECT_FALSE(remembered("app"));
  EXPECT_FALSE(registry_->find_consent(subject_of("bob"), attesto::ClientId("app")).value());
}

TEST_F(ConsentPage, form_fields_can_not_widen_what_is_granted) {
  Browser browser = new_browser();
  const Page page = ask(browser);
  const Page back = browser.post("/consent", {{"interaction", page.hidden("interaction")},
                                              {"csrf", page.hidden("csrf")},
                                              {"account", page.hidden("account")},
                                              {"decision", "allow"},
                                              {"scope", "openid profile email"},
                                              {"redirect_uri", "https://evil.example/"}});
  ASSERT_EQ(back.path(), "https://app.example/cb");
  EXPECT_EQ(registry_->find_consent(subject_of("ada"), attesto::ClientId("app")).value()->str(), "openid profile");
}

TEST_F(ConsentPage, a_decision_can_not_be_carried_to_another_interaction) {
  Browser browser = new_browser();
  const Page page = ask(browser);
  const auto answer = browser.send("POST", "/consent",
                                   Browser::encode({{"interaction", page.hidden("interaction")},
                                                    {"csrf", page.hidden("csrf")},
                                                    {"account", page.hidden("account")},
                                                    {"decision", "allow"}}));
  ASSERT_EQ(answer.status, 303);
  const std::string location(answer.header("Location").value());
  const std::string decision = location.substr(location.find("&decision="));

  const Page other = browser.get(authorize_url({{"prompt", "consent"}}));
  ASSERT_EQ(other.path(), "/consent");
  const std::string stolen = "/authorize/resume?interaction=" + other.hidden("interaction") + decision;
  EXPECT_EQ(browser.get(stolen).path(), "/consent");
  EXPECT_EQ(browser.get(authorize_url({{"prompt", "consent"}}) + decision).path(), "/consent");
}

TEST_F(ConsentPage, submitting_twice_ends_in_one_code) {
  Browser browser = new_browser();
  const Page page = ask(browser);
  EXPECT_FALSE(browser.decide(page, "allow").parameter("code").empty());
  const Page again = browser.decide(page, "allow");
  EXPECT_GE(again.status(), 400);
  EXPECT_EQ(again.parameter("code"), "");
}

TEST_F(ConsentPage, without_a_session_it_leads_to_the_login) {
  Browser browser = new_browser();
  const Page page = ask(browser);
  clock_->advance(8h - 599s);
  const Page fresh = browser.get(authorize_url({{"state", "late"}}));
  ASSERT_EQ(fresh.path(), "/consent");
  clock_->advance(599s);
  EXPECT_EQ(browser.decide(fresh, "allow").path(), "/login");
  EXPECT_EQ(browser.get("/consent?interaction=" + fresh.hidden("interaction")).path(), "/login");
  EXPECT_FALSE(remembered("app"));
}

}  // namespace
}  // namespace attestod

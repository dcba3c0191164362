// The login page and what it does to sessions.
#include "attesto/wire/json.hpp"
#include "attestod/site_fixture.hpp"

namespace attestod {
namespace {

using namespace std::chrono_literals;

constexpr const char* kSession = "__Host-attesto_session";
constexpr const char* kRefused = "That username and password don&#39;t go together.";

class Login : public SiteFixture {};

TEST_F(Login, a_person_logs_in_consents_and_the_client_gets_tokens) {
  Browser browser = new_browser();
  const Page login = browser.get(authorize_url());
  ASSERT_EQ(login.path(), "/login");
  EXPECT_EQ(login.status(), 200);
  const Page consent = browser.log_in(login, "ada", kPassword);
  ASSERT_EQ(consent.path(), "/consent");
  EXPECT_TRUE(consent.shows("<strong>ada</strong>"));
  const Page back = browser.decide(consent, "allow");
  ASSERT_EQ(back.path(), "https://app.example/cb");
  EXPECT_EQ(back.parameter("state"), "s-1");
  EXPECT_EQ(back.parameter("iss"), issuer_);

  const auto tokens = redeem(back.parameter("code"));
  ASSERT_EQ(tokens.status, 200) << tokens.body;
  const auto json = attesto::Json::parse(tokens.body);
  ASSERT_TRUE(json);
  EXPECT_NE(json->find_string("access_token"), nullptr);
  EXPECT_NE(json->find_string("id_token"), nullptr);
}

TEST_F(Login, rule_28_the_second_time_nobody_is_asked_anything) {
  Browser browser = new_browser();
  complete(browser);
  const Page back = browser.get(authorize_url());
  EXPECT_EQ(back.path(), "https://app.example/cb");
  EXPECT_FALSE(back.parameter("code").empty());
}

TEST_F(Login, unknown_wrong_and_disabled_look_the_same) {
  ASSERT_TRUE(registry_->disable_user("bob").value());
  Browser browser = new_browser();
  const Page login = browser.get(authorize_url());
  const Page unknown = browser.log_in(login, "eve", kPassword);
  const Page wrong = browser.log_in(login, "ada", "wrong");
  const Page disabled = browser.log_in(login, "bob", kPassword);
  for (const Page* page : {&unknown, &wrong, &disabled}) {
    EXPECT_EQ(page->status(), 422);
    EXPECT_EQ(page->path(), "/login");
    EXPECT_TRUE(page->shows(kRefused));
    EXPECT_TRUE(page->shows("role=\"alert\""));
  }
  // but for the name that was typed, byte for byte
  const auto without_name = [](std::string text, const std::string& name) {
    const std::size_t at = text.find("value=\"" + name + "\"");
    return at == std::string::npos ? text : text.replace(at, name.size() + 8, "");
  };
  EXPECT_EQ(without_name(unknown.body(), "eve"), without_name(wrong.body(), "ada"));
  EXPECT_EQ(without_name(unknown.body(), "eve"), without_name(disabled.body(), "bob"));
  EXPECT_FALSE(browser.cookie(kSession));
}

TEST_F(Login, a_wrong_csrf_token_does_nothing) {
  Browser browser = new_browser();
  const Page login = browser.get(authorize_url());
  for (const std::string& csrf : {std::string(), std::string("x"), login.hidden("interaction")}) {
    const Page answer = browser.post(
        "/login",
        {{"interaction", login.hidden("interaction")}, {"csrf", csrf}, {"username", "ada"}, {"password", kPassword}});
    EXPECT_EQ(answer.status(), 403);
    EXPECT_TRUE(answer.shows("Something went wrong"));
  }
  EXPECT_FALSE(browser.cookie(kSession));
  EXPECT_FALSE(log_text().contains("login_succeeded"));
  EXPECT_EQ(browser.log_in(login, "ada", kPassword).path(), "/consent");  // and the form still works
}

TEST_F(Login, another_browser_can_not_use_the_interaction) {
  Browser browser = new_browser();
  const Page login = browser.get(authorize_url());
  Browser thief = new_browser();
  EXPECT_EQ(thief.get(login.url).status(), 403);
  EXPECT_EQ(thief.log_in(login, "ada", kPassword).status(), 403);
  EXPECT_FALSE(thief.cookie(kSession));
  EXPECT_TRUE(
      thief.get("/authorize/resume?interaction=" + login.hidden("interaction")).shows("did not keep our cookie"));
}

TEST_F(Login, two_tabs_go_their_own_ways) {
  Browser browser = new_browser();
  const Page first = browser.get(authorize_url({{"state", "first"}}));
  const Page second = browser.get(authorize_url({{"state", "second"}}));
  ASSERT_NE(first.hidden("interaction"), second.hidden("interaction"));
  // the token of one tab's form is worth nothing in the other's
  EXPECT_EQ(browser
                .post("/login", {{"interaction", first.hidden("interaction")},
                                 {"csrf", second.hidden("csrf")},
                                 {"username", "ada"},
                                 {"password", kPassword}})
                .status(),
            403);
  const Page second_done = browser.decide(browser.log_in(second, "ada", kPassword), "allow");
  EXPECT_EQ(second_done.parameter("state"), "second");
  const Page first_done = browser.log_in(first, "ada", kPassword);  // consent is remembered by now
  EXPECT_EQ(first_done.parameter("state"), "first");
  EXPECT_NE(first_done.parameter("code"), second_done.parameter("code"));
}

TEST_F(Login, the_session_cookie_is_new_at_each_login_and_the_old_one_dies) {
  Browser browser = new_browser();
  browser.set_cookie(kSession, "planted-by-an-attacker");
  browser.log_in(browser.get(authorize_url()), "ada", kPassword);
  const auto first = browser.cookie(kSession);
  ASSERT_TRUE(first);
  EXPECT_NE(*first, "planted-by-an-attacker");
  EXPECT_GE(first->size(), 43u);  // 256 bits

  browser.log_in(browser.get(authorize_url({{"prompt", "login"}})), "ada", kPassword);
  EXPECT_NE(browser.cookie(kSession), first);
  Browser holder_of_old = new_browser();
  holder_of_old.set_cookie(kSession, *first);
  EXPECT_EQ(holder_of_old.get(authorize_url()).path(), "/login");
}

TEST_F(Login, the_session_cookie_is_host_bound_http_only_and_lax) {
  Browser browser = new_browser();
  const Page login = browser.get(authorize_url());
  const auto response = browser.send("POST", "/login",
                                     Browser::encode({{"interaction", login.hidden("interaction")},
                                                      {"csrf", login.hidden("csrf")},
                                                      {"username", "ada"},
                                                      {"password", kPassword}}));
  ASSERT_EQ(response.status, 303);
  const std::string cookie(response.header("Set-Cookie").value());
  EXPECT_TRUE(cookie.starts_with("__Host-attesto_session="));
  for (const char* attribute : {"; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"})
    EXPECT_TRUE(cookie.contains(attribute)) << attribute;
  EXPECT_FALSE(cookie.contains("Domain"));
}

TEST_F(Login, rule_27_prompt_none_answers_without_a_page) {
  Browser browser = new_browser();
  EXPECT_EQ(browser.get(authorize_url({{"prompt", "none"}})).parameter("error"), "login_required");
  browser.log_in(browser.get(authorize_url()), "ada", kPassword);
  EXPECT_EQ(browser.get(authorize_url({{"prompt", "none"}})).parameter("error"), "consent_required");
  complete(browser);
  EXPECT_FALSE(browser.get(authorize_url({{"prompt", "none"}})).parameter("code").empty());
}

TEST_F(Login, rule_29_prompt_login_and_select_account_ask_again_in_spite_of_a_session) {
  Browser browser = new_browser();
  complete(browser);
  clock_->advance(1s);
  for (const char* prompt : {"login", "select_account"}) {
    const Page login = browser.get(authorize_url({{"prompt", prompt}}));
    ASSERT_EQ(login.path(), "/login") << prompt;
    // going on without the form leads back to it
    EXPECT_EQ(browser.get("/authorize/resume?interaction=" + login.hidden("interaction")).path(), "/login");
    EXPECT_EQ(browser.log_in(login, "ada", kPassword).path(), "https://app.example/cb") << prompt;
    clock_->advance(1s);
  }
}

TEST_F(Login, rule_30_max_age_counts_from_the_password) {
  Browser browser = new_browser();
  complete(browser);
  clock_->advance(100s);
  EXPECT_FALSE(browser.get(authorize_url({{"max_age", "100"}})).parameter("code").empty());
  clock_->advance(1s);
  EXPECT_EQ(browser.get(authorize_url({{"max_age", "100"}})).path(), "/login");
}

TEST_F(Login, a_session_ends_after_its_lifetime) {
  Browser browser = new_browser();
  complete(browser);
  clock_->advance(8h);
  EXPECT_EQ(browser.get(authorize_url()).path(), "/login");
}

TEST_F(Login, disabling_the_user_ends_the_session_and_the_refresh) {
  Browser browser = new_browser();
  const std::string code = complete(browser).parameter("code");
  ASSERT_TRUE(registry_->disable_user("ada").value());
  EXPECT_EQ(browser.get(authorize_url()).path(), "/login");
  EXPECT_EQ(redeem(code).status, 400);
}

TEST_F(Login, an_expired_interaction_is_an_error_page) {
  Browser browser = new_browser();
  const Page login = browser.get(authorize_url());
  clock_->advance(601s);
  const Page late = browser.log_in(login, "ada", kPassword);
  EXPECT_EQ(late.status(), 400);
  EXPECT_TRUE(late.shows("took too long"));
  EXPECT_FALSE(browser.cookie(kSession));
}

TEST_F(Login, submitting_twice_ends_in_one_code) {
  Browser browser = new_browser();
  complete(browser);  // consent is remembered
  clock_->advance(1s);
  const Page login = browser.get(authorize_url({{"prompt", "login"}}));
  EXPECT_FALSE(browser.log_in(login, "ada", kPassword).parameter("code").empty());
  const Page again = browser.log_in(login, "ada", kPassword);
  EXPECT_EQ(again.parameter("code"), "");
  EXPECT_GE(again.status(), 400);
}

TEST_F(Login, an_id_token_hint_asks_for_that_very_account) {
  Browser browser = new_browser();
  const auto tokens = redeem(complete(browser).parameter("code"));
  ASSERT_EQ(tokens.status, 200);
  const Fields hinted = {{"id_token_hint", *attesto::Json::parse(tokens.body)->find_string("id_token")}};
  EXPECT_FALSE(browser.get(authorize_url(hinted)).parameter("code").empty());

  clock_->advance(1s);
  browser.log_in(browser.get(authorize_url({{"prompt", "login"}})), "bob", kPassword);
  const auto bobs_session = browser.cookie(kSession);
  const Page login = browser.get(authorize_url(hinted));
  ASSERT_EQ(login.path(), "/login");
  const Page refused = browser.log_in(login, "bob", kPassword);
  EXPECT_EQ(refused.status(), 422);
  EXPECT_TRUE(refused.shows("another account"));
  EXPECT_EQ(browser.cookie(kSession), bobs_session);
  EXPECT_FALSE(browser.log_in(refused, "ada", kPassword).parameter("code").empty());
}

TEST_F(Login, too_many_guesses_have_to_wait_and_a_right_password_costs_nothing) {
  Browser browser = new_browser();
  complete(browser);
  for (int login = 0; login < 12; ++login) {
    clock_->advance(1ms);
    const Page back = browser.log_in(browser.get(authorize_url({{"prompt", "login"}})), "ada", kPassword);
    EXPECT_FALSE(back.parameter("code").empty()) << login;
  }
  clock_->advance(1ms);
  const Page form = browser.get(authorize_url({{"prompt", "login"}}));
  for (int guess = 0; guess < 10; ++guess) EXPECT_EQ(browser.log_in(form, "ada", "wrong").status(), 422);
  const Page blocked = browser.log_in(form, "ada", kPassword);
  EXPECT_EQ(blocked.status(), 429);
  EXPECT_EQ(blocked.header("Retry-After"), "10");
  EXPECT_TRUE(blocked.shows("Too many attempts"));
  EXPECT_EQ(browser.log_in(form, "bob", "wrong").status(), 422);  // others are not held up
  clock_->advance(10s);
  EXPECT_EQ(browser.log_in(form, "ada", "wrong").status(), 422);
  EXPECT_EQ(browser.log_in(form, "ada", "wrong").status(), 429);
}

TEST_F(Login, no_secret_gets_into_the_log) {
  Browser browser = new_browser();
  const Page login = browser.get(authorize_url());
  browser.log_in(login, "my-password-in-the-wrong-field", "wrong-password");
  const Page back = browser.decide(browser.log_in(login, "ada", kPassword), "allow");
  const auto tokens = redeem(back.parameter("code"));
  ASSERT_EQ(tokens.status, 200);
  const auto json = attesto::Json::parse(tokens.body);
  const std::string log = log_text();
  ASSERT_TRUE(log.contains("login_succeeded") && log.contains("token_issued") && log.contains("login_refused"));
  for (const std::string& secret :
       {std::string("my-password-in-the-wrong-field"), std::string("wrong-password"), std::string(kPassword),
        *browser.cookie(kSession), back.parameter("code"), *json->find_string("access_token"),
        *json->find_string("id_token"), login.hidden("csrf"), login.hidden("interaction")})
    EXPECT_FALSE(log.contains(secret)) << secret;
}

}  // namespace
}  // namespace attestod

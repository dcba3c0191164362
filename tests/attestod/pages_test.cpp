// What every page has in common: headers, escaping, methods, other addresses.
#include "apps/attestod/pages.hpp"

#include "apps/attestod/page_texts.hpp"
#include "attestod/site_fixture.hpp"

namespace attestod {
namespace {

class PagesOfSite : public SiteFixture {};

void expect_protected(const Page& page, const std::string& form_action) {
  SCOPED_TRACE(page.url);
  EXPECT_EQ(page.header("Content-Security-Policy"),
            "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; "
            "form-action " +
                form_action);
  EXPECT_EQ(page.header("X-Frame-Options"), "DENY");
  EXPECT_EQ(page.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(page.header("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(page.header("Cross-Origin-Opener-Policy"), "same-origin");
  EXPECT_EQ(page.header("Cache-Control"), "no-store");
  EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_TRUE(page.shows("<html lang=\"en\">"));
}

TEST_F(PagesOfSite, every_html_response_is_protected) {
  Browser browser = new_browser();
  const Page login = browser.get(authorize_url());
  expect_protected(login, "'self' https:");
  expect_protected(browser.log_in(login, "ada", "wrong"), "'self' https:");
  expect_protected(browser.log_in(login, "ada", kPassword), "'self' https:");
  // error pages of ours and of the library
  for (const std::string& url :
       {std::string("/login"), std::string("/consent?interaction=x"), std::string("/login?interaction=%zz"),
        std::string("/authorize?client_id=nobody"), std::string("/authorize/resume?interaction=x"),
        std::string("/no/such/page"), authorize_url({{"redirect_uri", "https://app.example/cb2"}})}) {
    const Page page = browser.get(url);
    expect_protected(page, "'none'");
    EXPECT_TRUE(page.shows("<h1>Something went wrong</h1>")) << url;
    EXPECT_TRUE(page.shows("What you can do")) << url;
    EXPECT_GE(page.status(), 400) << url;
  }
}

TEST_F(PagesOfSite, hostile_names_and_hints_stay_text) {
  Browser browser = new_browser();
  const std::string hint = "\"><script>alert(1)</script>' onfocus='x{{csrf}}";
  const Page login = browser.get(authorize_url({{"login_hint", hint}}));
  EXPECT_TRUE(login.shows("Demo &lt;b&gt;App&lt;/b&gt; &amp; &quot;Co&quot;"));
  EXPECT_TRUE(login.shows("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39; onfocus=&#39;x{{csrf}}\""));
  const Page refused = browser.log_in(login, hint, "wrong");
  EXPECT_TRUE(refused.shows("value=\"&quot;&gt;&lt;script&gt;"));
  const Page consent = browser.log_in(login, "ada", kPassword);
  for (const Page* page : {&login, &refused, &consent}) {
    EXPECT_FALSE(page->shows("<script"));
    EXPECT_FALSE(page->shows("<b>"));
    EXPECT_FALSE(page->shows("' onfocus"));
  }
}

TEST_F(PagesOfSite, errors_never_echo_what_was_sent) {
  Browser browser = new_browser();
  const Page page = browser.get("/authorize?client_id=%3Cscript%3Eevil&redirect_uri=https%3A%2F%2Fevil.example");
  EXPECT_FALSE(page.shows("evil"));
}

TEST_F(PagesOfSite, other_methods_are_refused_with_allow) {
  Browser browser = new_browser();
  const std::vector<std::pair<std::string, std::string>> routes = {{"/login", "GET, HEAD, POST"},
                                                                   {"/consent", "GET, HEAD, POST"},
                                                                   {"/assets/attesto.css", "GET, HEAD"},
                                                                   {"/healthz", "GET, HEAD"}};
  for (const auto& [path, allow] : routes) {
    for (const char* method : {"PUT", "DELETE", "OPTIONS", "get"}) {
      const auto response = browser.send(method, path, "");
      EXPECT_EQ(response.status, 405) << method << ' ' << path;
      EXPECT_EQ(response.header("Allow").value_or(""), allow);
    }
  }
  EXPECT_EQ(browser.send("POST", "/healthz", "").status, 405);
}

TEST_F(PagesOfSite, head_answers_like_get) {
  Browser browser = new_browser();
  const Page login = browser.get(authorize_url());
  const auto head = browser.send("HEAD", login.url, "");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Security-Policy"), login.response.header("Content-Security-Policy"));
  EXPECT_EQ(head.body, login.body());  // the transport leaves the body out and keeps its length
}

TEST_F(PagesOfSite, the_stylesheet_is_where_the_pages_say_and_cacheable) {
  Browser browser = new_browser();
  const Page login = browser.get(authorize_url());
  const std::string start = "<link rel=\"stylesheet\" href=\"";
  const std::size_t begin = login.body().find(start) + start.size();
  const auto css = browser.send("GET", login.body().substr(begin, login.body().find('"', begin) - begin), "");
  EXPECT_EQ(css.status, 200);
  EXPECT_EQ(css.header("Content-Type").value_or(""), "text/css; charset=utf-8");
  EXPECT_TRUE(css.header("Cache-Control").value_or("").contains("immutable"));
  EXPECT_TRUE(css.body.contains("prefers-color-scheme: dark"));
}

TEST_F(PagesOfSite, health_and_unknown_addresses) {
  Browser browser = new_browser();
  const auto health = browser.send("GET", "/healthz", "");
  EXPECT_EQ(health.status, 200);
  EXPECT_EQ(health.body, "ok\n");
  const auto machine = site_->answer({.method = "GET", .target = "/no/such/page"});
  EXPECT_EQ(machine.status, 404);
  EXPECT_EQ(machine.body, "not found\n");
}

TEST_F(PagesOfSite, only_public_documents_and_the_stylesheet_run_on_the_io_thread) {
  const auto is_inline = [&](const char* target) {
    return site_->answers_without_blocking({.method = "GET", .target = target});
  };
  EXPECT_TRUE(is_inline("/assets/attesto.css?v=1"));
  EXPECT_TRUE(is_inline("/.well-known/openid-configuration"));
  for (const char* target : {"/login", "/consent", "/healthz", "/token", "/authorize"}) EXPECT_FALSE(is_inline(target));
}

TEST(PageTexts, escape_everything_and_run_nothing) {
  for (const std::string_view text :
       {page_text::head, page_text::foot, page_text::login, page_text::consent, page_text::error}) {
    ASSERT_FALSE(text.empty());
    EXPECT_FALSE(text.contains("{{{"));  // unescaped
    EXPECT_FALSE(text.contains("{{&"));  // unescaped
    EXPECT_FALSE(text.contains("<script"));
    EXPECT_FALSE(text.contains(" style="));
    EXPECT_FALSE(text.contains("<style"));
  }
}

TEST(FormActionSource, is_the_scheme_of_the_redirect_uri) {
  EXPECT_EQ(form_action_source("https://app.example/cb?x=1;script-src *"), "https:");
  EXPECT_EQ(form_action_source("http://[::1]:7777/cb"), "http:");
  EXPECT_EQ(form_action_source("com.example.app:/cb"), "com.example.app:");
}

}  // namespace
}  // namespace attestod

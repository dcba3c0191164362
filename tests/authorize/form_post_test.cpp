// Answers in the body of a POST - OAuth 2.0 Form Post Response Mode.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attesto/crypto/digest.hpp"
#include "attesto/wire/base64url.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::answer_of;
using test::header;
using test::TestServer;
using test::with;
using testing::HasSubstr;
using testing::Not;

test::Parameters by_form() { return with(TestServer::authorization(), "response_mode", "form_post"); }

class FormPost : public testing::Test {
 protected:
  void SetUp() override { server_.start_session(); }

  TestServer server_;
};

// certification.md rules 37 and 38; a browser looks at it in tests/browser/form_post.test.mjs.
TEST_F(FormPost, FormPost_2_rule_37_is_a_page_with_code_state_and_iss) {
  const http::Response response = server_.authorize(by_form());
  EXPECT_EQ(response.status, 200);
  EXPECT_FALSE(response.header("Location"));
  EXPECT_EQ(header(response, "Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(response.body, HasSubstr("<form method=\"post\" action=\"https://client.example/cb\">"));
  EXPECT_THAT(response.body, HasSubstr("<button>Continue</button></form>")) << "without scripts too";
  const auto answer = answer_of(response);
  EXPECT_EQ(answer.size(), 3U);
  EXPECT_EQ(answer.at("state"), "state-1");
  EXPECT_EQ(answer.at("iss"), test::kIssuer);  // RFC 9207 §2
  EXPECT_FALSE(server_.redeem(answer.at("code")).access_token.empty());
}

TEST_F(FormPost, RFC9700_4_3_is_kept_out_of_caches_frames_and_referrers) {
  const http::Response response = server_.authorize(by_form());
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(header(response, "Referrer-Policy"), "no-referrer");
  EXPECT_EQ(header(response, "X-Frame-Options"), "DENY");
  EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
  const std::string policy = header(response, "Content-Security-Policy");
  for (const char* rule : {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"})
    EXPECT_THAT(policy, HasSubstr(rule));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
}

TEST_F(FormPost, rule_38_its_script_is_the_one_that_the_policy_admits) {
  const http::Response response = server_.authorize(by_form());
  const std::size_t begin = response.body.find("<script>") + 8;
  const std::string script = response.body.substr(begin, response.body.find("</script>") - begin);
  EXPECT_EQ(script, "document.forms[0].submit()");
  EXPECT_THAT(header(response, "Content-Security-Policy"),
              HasSubstr("script-src 'sha256-" + base64_encode(sha256(script)) + "';"));
}

TEST_F(FormPost, FormPost_2_rule_37_errors_are_posted_too) {
  const auto refused = answer_of(server_.authorize(with(by_form(), "scope", "admin")));
  EXPECT_EQ(refused.at("error"), "invalid_scope");
  EXPECT_EQ(refused.at("state"), "state-1");
  EXPECT_EQ(refused.at("iss"), test::kIssuer);
  EXPECT_EQ(refused.size(), 4U);
  server_.end_session();
  EXPECT_EQ(answer_of(server_.authorize(with(by_form(), "prompt", "none"))).at("error"), "login_required");
}

TEST_F(FormPost, OWASP_no_value_leaves_its_attribute) {
  const std::string state = "\"><script>alert(1)</script>&amp;' \xC3\xA9";
  const http::Response response = server_.authorize(with(by_form(), "state", state));
  EXPECT_THAT(response.body, Not(HasSubstr("alert(1)</script>")));
  EXPECT_EQ(answer_of(response).at("state"), state);
}

TEST_F(FormPost, RFC6749_3_1_2_a_registered_query_stays_in_the_action) {
  const http::Response response =
      server_.authorize(with(by_form(), "redirect_uri", std::string(test::kRedirectUriWithQuery)));
  EXPECT_THAT(response.body, HasSubstr("action=\"https://client.example/cb?tenant=1\""));
}

TEST_F(FormPost, holds_through_login_and_push) {
  server_.end_session();
  const http::Response begun = server_.authorize(by_form());
  server_.start_session();
  const http::Response done =
      server_.get("/authorize/resume?interaction=" + server_.last_interaction, {{"Cookie", test::cookie_of(begun)}});
  EXPECT_EQ(done.status, 200);
  EXPECT_TRUE(answer_of(done).contains("code"));

  const Json pushed = test::json_of(server_.post_as("web", "/par", by_form()));
  const http::Response response =
      server_.authorize({{"client_id", "web"}, {"request_uri", *pushed.find_string("request_uri")}});
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(answer_of(response).contains("code"));
}

// An app has no server to post to, and nothing is posted to a script.
TEST_F(FormPost, RFC8252_7_1_needs_a_web_server) {
  for (const char* uri : {"com.example.app:/cb", "javascript:alert(1)"}) {
    test::change_client(server_, "web", [&](Client& client) { client.redirect_uris = {uri}; });
    const http::Response response = server_.authorize(with(by_form(), "redirect_uri", uri));
    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(answer_of(response).at("error"), "invalid_request");
    EXPECT_EQ(server_.last_event().reason, Reason::response_mode_unsupported);
  }
}

}  // namespace
}  // namespace attesto

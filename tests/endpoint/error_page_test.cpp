// Errors that may not be redirected - RFC 6749 §4.1.2.1.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attesto/crypto/digest.hpp"
#include "attesto/wire/base64url.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::header;
using test::TestServer;
using testing::HasSubstr;
using testing::Not;

const test::Parameters kUnregistered =
    test::with(TestServer::authorization(), "redirect_uri", "https://evil.example/\"><script>alert(1)</script>");

/// The body with its only difference to every other body taken out.
std::string without_id(const http::Response& page) {
  const std::string id = header(page, "X-Request-Id");
  std::string body = page.body;
  const std::size_t at = body.find(id);
  if (at == std::string::npos) return "the page does not show " + id;
  return body.replace(at, id.size(), "");
}

TEST(ErrorPage, RFC6749_10_13_can_not_be_framed_scripted_or_cached) {
  TestServer server;
  const http::Response page = server.authorize(kUnregistered);
  EXPECT_EQ(page.status, 400);
  EXPECT_EQ(header(page, "Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(header(page, "X-Frame-Options"), "DENY");
  EXPECT_EQ(header(page, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(header(page, "Referrer-Policy"), "no-referrer");
  EXPECT_EQ(header(page, "Cache-Control"), "no-store");
  EXPECT_FALSE(page.header("Location"));
  const std::string policy = header(page, "Content-Security-Policy");
  for (const char* rule : {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"})
    EXPECT_THAT(policy, HasSubstr(rule));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
}

TEST(ErrorPage, its_style_is_the_one_that_the_policy_admits) {
  TestServer server;
  const http::Response page = server.authorize(kUnregistered);
  const std::size_t begin = page.body.find("<style>") + 7;
  const std::string style = page.body.substr(begin, page.body.find("</style>") - begin);
  const std::string digest = base64_encode(sha256(style));
  EXPECT_THAT(header(page, "Content-Security-Policy"), HasSubstr("style-src 'sha256-" + digest + "'"));
}

TEST(ErrorPage, rule_39_has_a_fixed_heading_and_nothing_of_the_input) {
  TestServer server;
  const http::Response page = server.authorize(kUnregistered);
  EXPECT_THAT(page.body, HasSubstr("<h1>Something went wrong</h1>"));
  EXPECT_THAT(page.body, Not(HasSubstr("evil")));
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
}

TEST(ErrorPage, the_host_draws_it_but_does_not_choose_the_status) {
  std::optional<Reason> drawn;
  std::string shown_id;
  TestServer server({.adjust = [&](Config& config) {
    config.end_users->render_error_page = RenderErrorPage([&](const Error& error, std::string_view request_id) {
      shown_id = request_id;
      drawn = error.reason;
      http::Response page{.status = 200, .body = "<p>ours</p>"};
      page.add("Content-Type", "text/html");
      return page;
    });
  }});
  const http::Response page = server.authorize(kUnregistered);
  EXPECT_EQ(page.status, 400);
  EXPECT_EQ(page.body, "<p>ours</p>");
  EXPECT_EQ(drawn, Reason::redirect_uri_mismatch);
  EXPECT_EQ(shown_id, header(page, "X-Request-Id"));
  EXPECT_EQ(header(page, "Cache-Control"), "no-store");
}

TEST(ErrorPage, RFC6749_4_1_2_1_unknown_and_disabled_clients_look_alike) {
  TestServer server;
  const http::Response unknown = server.authorize(TestServer::authorization("nobody"));
  EXPECT_EQ(server.last_event().reason, Reason::client_unknown);
  const http::Response disabled = server.authorize(TestServer::authorization("gone"));
  EXPECT_EQ(server.last_event().reason, Reason::client_disabled);
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(unknown.status, disabled.status);
  EXPECT_EQ(without_id(unknown), without_id(disabled));
}

}  // namespace
}  // namespace attesto

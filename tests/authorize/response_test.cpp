// The answer of a successful authorization - RFC 6749 §4.1.2, RFC 9207.
#include <gtest/gtest.h>

#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::header;
using test::TestServer;
using test::with;
using test::without;

class Response : public testing::Test {
 protected:
  void SetUp() override { server_.start_session(); }

  TestServer server_;
};

TEST_F(Response, rule_19_RFC6749_4_1_2_is_a_redirect_with_code_state_and_iss) {
  const http::Response response = server_.authorize(TestServer::authorization());
  EXPECT_EQ(response.status, 303);  // RFC 9700 §4.12
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(header(response, "Referrer-Policy"), "no-referrer");
  const auto answer = test::query_of(header(response, "Location"));
  EXPECT_EQ(answer.size(), 3U);
  EXPECT_EQ(answer.at("state"), "state-1");
  EXPECT_EQ(answer.at("iss"), test::kIssuer);
  EXPECT_FALSE(response.header("Set-Cookie")) << "a request that is answered at once leaves no trace";
}

struct StateRow {
  const char* name;
  std::string state;
};

class State : public testing::TestWithParam<StateRow> {};

TEST_P(State, rule_18_RFC6749_4_1_2_comes_back_byte_for_byte) {
  TestServer server;
  for (const bool logged_in : {true, false}) {
    if (logged_in) server.start_session();
    else server.end_session();
    test::Parameters parameters = with(TestServer::authorization(), "state", GetParam().state);
    if (!logged_in) parameters = with(parameters, "prompt", "none");
    const http::Response response = server.authorize(parameters);
    EXPECT_EQ(test::query_of(header(response, "Location")).at("state"), GetParam().state);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rfc, State,
    testing::Values(StateRow{"plain", "af0ifjsldkj"}, StateRow{"line_breaks", "a\r\nSet-Cookie: x=y"},
                    StateRow{"markup", "\"'><script>alert(1)</script>"},
                    StateRow{"separators", "a&code=b#c?d=e+f g%20"}, StateRow{"unicode", "\xC3\xA9\xF0\x9F\x98\x80"},
                    StateRow{"controls", "\x01\x1F\x7F"}, StateRow{"of_4096_bytes", std::string(4096, 's')}),
    [](const auto& row) { return row.param.name; });

TEST_F(Response, rule_18_RFC6749_4_1_2_no_state_sent_means_none_returned) {
  for (const test::Parameters& parameters :
       {without(TestServer::authorization(), "state"), with(TestServer::authorization(), "state", "")})
    EXPECT_FALSE(test::query_of(header(server_.authorize(parameters), "Location")).contains("state"));
}

TEST_F(Response, the_end_user_may_grant_less) {
  server_.on_consent = [](const ConsentRequest&) { return ConsentOutcome(Consented{*Scope::parse("openid email")}); };
  const test::Tokens tokens = server_.log_in("openid profile email offline_access");
  EXPECT_EQ(*tokens.body.find_string("scope"), "openid email");
  EXPECT_TRUE(tokens.refresh_token.empty());
}

TEST_F(Response, a_consent_that_widens_is_a_server_error) {
  server_.on_consent = [](const ConsentRequest&) { return ConsentOutcome(Consented{*Scope::parse("openid api")}); };
  EXPECT_EQ(test::query_of(header(server_.authorize(TestServer::authorization()), "Location")).at("error"),
            "server_error");
}

TEST_F(Response, rule_19_RFC6749_4_1_2_1_the_end_user_may_say_no) {
  server_.on_consent = [](const ConsentRequest&) { return ConsentOutcome(Denied{}); };
  const auto answer = test::query_of(header(server_.authorize(TestServer::authorization()), "Location"));
  EXPECT_EQ(answer.at("error"), "access_denied");
  EXPECT_EQ(answer.at("iss"), test::kIssuer);
}

}  // namespace
}  // namespace attesto

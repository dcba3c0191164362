// attesto explain
#include <fstream>

#include "cli/attesto_fixture.hpp"

namespace attesto {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kLog =
    R"({"time":"2026-01-31T08:15:00.250Z","level":"info","event":"token_issued","request_id":"aaaaaaaaaaaaaaaa"}
not a line of ours: 0123456789abcdef
{"time":"2026-01-31T08:15:01.250Z","level":"warning","event":"reuse_detected","request_id":"0123456789abcdef",)"
    R"("endpoint":"token","client_id":"web","reason":"code_reused"}
{"time":"2026-01-31T08:15:01.250Z","level":"warning","event":"token_denied","request_id":"0123456789abcdef",)"
    R"("endpoint":"token","client_id":"w\u001b[2Jb","grant_type":"authorization_code","reason":"code_reused"}
{"time":"2026-01-31T08:15:02.250Z","event":"token_denied","client_id":"0123456789abcdef","reason":"scope_syntax"}
)";

class Explain : public test::AttestoFixture {
 protected:
  std::string log_file() const {
    std::ofstream(file("attestod.log")) << kLog;
    return file("attestod.log");
  }
};

TEST_F(Explain, a_reason_has_clause_option_cure_and_its_way_through_the_checks) {
  EXPECT_EQ(must_run({"explain", "pkce_missing"}).out,
            "reason: pkce_missing\n"
            "clause: RFC 9700 2.1.1\n"
            "option: Config::require_pkce\n"
            "cure:   send code_challenge with code_challenge_method=S256\n"
            "at authorize, after what comes before it:\n"
            "     1. the HTTP method\n"
            "     2. the query, or the form in the body\n"
            "     3. the pushed request, if one is named\n"
            "     4. the signed request, if there is one\n"
            "     5. the client and its redirect_uri; what fails so far is shown on a page\n"
            "  -> 6. the parameters of the request\n"
            "at par, after what comes before it:\n"
            "     1. the HTTP method\n"
            "     2. the form in the body\n"
            "     3. who the client is\n"
            "     4. the DPoP proof\n"
            "     5. whether a reference is pushed\n"
            "     6. the signed request, if there is one\n"
            "     7. the client and its redirect_uri; what fails so far is shown on a page\n"
            "  -> 8. the parameters of the request\n");
}

TEST_F(Explain, json_says_the_same) {
  const Json said = run_json({"explain", "pkce_mismatch"});
  EXPECT_EQ(*said.find_string("reason"), "pkce_mismatch");
  EXPECT_EQ(*said.find_string("clause"), "RFC 7636 4.6");
  EXPECT_THAT(*said.find_string("cure"), HasSubstr("code_verifier"));
  const Json& step = said.find("steps")->array()->at(0);
  EXPECT_EQ(*step.find_string("endpoint"), "token");
  EXPECT_EQ(*step.find_integer("step"), 9);
}

TEST_F(Explain, a_mistyped_reason_is_a_usage_error_with_near_ones) {
  expect_failure(run({"explain", "pkce_mismach"}), 2, "did you mean pkce_mismatch");
  expect_failure(run({"explain", "pkce"}), 2, "did you mean pkce_missing, pkce_method, pkce_syntax");
  expect_failure(run({"explain", "zzzzzzzzzzzz"}), 2, "there is no reason of that name; it is the member `reason`");
}

TEST_F(Explain, the_number_of_a_request_is_looked_up_in_the_log) {
  const std::string out = must_run({"explain", "0123456789abcdef", "--log", log_file()}).out;
  EXPECT_THAT(
      out, AllOf(HasSubstr("event=reuse_detected"), HasSubstr("event=token_denied"), HasSubstr("reason: code_reused"),
                 HasSubstr("at token"), HasSubstr("find out who sent the code")));
  EXPECT_THAT(out, Not(HasSubstr("scope_syntax"))) << "that line only has the number somewhere else";
  EXPECT_THAT(out, Not(HasSubstr("token_issued")));
  EXPECT_THAT(out, AllOf(HasSubstr("client_id=w?[2Jb"), Not(HasSubstr("\x1b")))) << "nothing drives the terminal";
  EXPECT_EQ(must_run({"explain", "0123456789abcdef", "--log", "-"}, kLog).out, out) << "a pipe does as well";
}

TEST_F(Explain, a_number_needs_a_log_that_knows_it) {
  expect_failure(run({"explain", "0123456789abcdef"}), 2, "name the log of attestod with --log FILE");
  expect_failure(run({"explain", "0123456789abcdef", "--log", "/nowhere"}), 2, "it can't be read");
  expect_failure(run({"explain", "ffffffffffffffff", "--log", log_file()}), 2, "no line about ffffffffffffffff");
}

TEST_F(Explain, a_line_without_end_does_not_fill_the_memory) {
  const std::string log = std::string(5'000'000, 'x') + "\n" + std::string(kLog);
  EXPECT_THAT(must_run({"explain", "0123456789abcdef", "--log", "-"}, log).out, HasSubstr("reason: code_reused"));
}

}  // namespace
}  // namespace attesto

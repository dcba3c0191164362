// What `claims` demands of a login: who, and how - OIDC Core §5.5.1, §5.5.1.1.
#include <gtest/gtest.h>

#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::answer_of;
using test::TestServer;
using test::with;

struct Row {
  const char* name;
  const char* claims;
  std::optional<Reason> refused;
  const char* error = "";
};

/// The end-user is alice, logged in with urn:acr:1.
const Row kRows[] = {
    {"acr_is_only_named", R"({"id_token":{"acr":null}})", std::nullopt},
    {"acr_is_wished_for", R"({"id_token":{"acr":{"values":["urn:acr:9"]}}})", std::nullopt},
    {"acr_of_userinfo_is_no_demand", R"({"userinfo":{"acr":{"essential":true,"value":"urn:acr:9"}}})", std::nullopt},
    {"essential_acr_is_reached", R"({"id_token":{"acr":{"essential":true,"value":"urn:acr:1"}}})", std::nullopt},
    {"essential_acr_is_one_of", R"({"id_token":{"acr":{"essential":true,"values":["urn:acr:9","urn:acr:1"]}}})",
     std::nullopt},
    {"any_essential_acr", R"({"id_token":{"acr":{"essential":true}}})", std::nullopt},
    {"essential_acr_is_not_reached", R"({"id_token":{"acr":{"essential":true,"value":"urn:acr:9"}}})",
     Reason::acr_unmet, "unmet_authentication_requirements"},
    {"essential_acr_in_another_case", R"({"id_token":{"acr":{"essential":true,"values":["URN:ACR:1"]}}})",
     Reason::acr_unmet, "unmet_authentication_requirements"},
    {"not_essential", R"({"id_token":{"acr":{"essential":false,"value":"urn:acr:9"}}})", std::nullopt},
    {"sub_is_the_one", R"({"id_token":{"sub":{"value":"alice"}}})", std::nullopt},
    {"sub_is_another", R"({"id_token":{"sub":{"value":"bob"}}})", Reason::login_required, "login_required"},
};

class Claims : public testing::TestWithParam<Row> {};

// certification.md rule 32
TEST_P(Claims, OIDC_Core_5_5_1_rule_32_is_held_against_the_login) {
  TestServer server;
  server.start_session();
  auto answer = answer_of(server.authorize(with(TestServer::authorization(), "claims", GetParam().claims)));
  EXPECT_EQ(answer.contains("code"), !GetParam().refused);
  EXPECT_EQ(server.last_event().reason, GetParam().refused);
  EXPECT_EQ(answer["error"], GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(Rfc, Claims, testing::ValuesIn(kRows), [](const auto& row) { return row.param.name; });

TEST(EssentialAcr, OIDC_Core_5_5_1_1_a_login_without_acr_reaches_none) {
  TestServer server;
  server.start_session();
  server.session->acr.clear();
  const auto request = with(TestServer::authorization(), "claims", R"({"id_token":{"acr":{"essential":true}}})");
  EXPECT_EQ(answer_of(server.authorize(request)).at("error"), "unmet_authentication_requirements");
}

TEST(EssentialAcr, OIDC_Core_5_5_1_1_holds_through_login_and_push) {
  TestServer server;
  const auto request = with(
      with(TestServer::authorization(), "claims", R"({"id_token":{"acr":{"essential":true,"value":"urn:acr:9"}}})"),
      "acr_values", "urn:acr:2");
  const Json pushed = test::json_of(server.post_as("web", "/par", request));
  server.on_authenticate = [&](const AuthenticationRequest& question) -> std::optional<AuthenticationOutcome> {
    EXPECT_EQ(question.request.essential_acr->values, std::vector<std::string>{"urn:acr:9"}) << "the host may step up";
    EXPECT_EQ(question.request.acr_values, std::vector<std::string>{"urn:acr:2"});
    return std::nullopt;
  };
  const http::Response begun =
      server.authorize({{"client_id", "web"}, {"request_uri", *pushed.find_string("request_uri")}});
  server.start_session();
  const test::Fields cookie = {{"Cookie", test::cookie_of(begun)}};
  const http::Response done = server.get("/authorize/resume?interaction=" + server.last_interaction, cookie);
  EXPECT_EQ(answer_of(done).at("error"), "unmet_authentication_requirements");
}

TEST(ClaimsSubject, OIDC_Core_5_5_1_and_the_hint_must_agree) {
  TestServer server;
  const std::string id_token = server.log_in("openid").id_token;
  const auto hinted = with(TestServer::authorization(), "id_token_hint", id_token);
  const auto other = with(hinted, "claims", R"({"id_token":{"sub":{"value":"bob"}}})");
  EXPECT_EQ(answer_of(server.authorize(other)).at("error"), "invalid_request");
  EXPECT_EQ(server.last_event().reason, Reason::claims_subject_mismatch);
  const auto same = with(hinted, "claims", R"({"id_token":{"sub":{"value":"alice"}}})");
  EXPECT_TRUE(answer_of(server.authorize(same)).contains("code"));
}

}  // namespace
}  // namespace attesto

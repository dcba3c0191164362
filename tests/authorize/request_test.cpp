// Authorization requests that are refused before anybody is asked - RFC 6749 §4.1.2.1, OIDC Core §3.1.2.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::header;
using test::Parameters;
using test::TestServer;
using test::with;
using test::without;

Parameters valid() { return TestServer::authorization(); }

struct Row {
  const char* name;
  Parameters parameters;
  const char* error;
  Reason reason;
};

std::vector<Row> redirected() {
  using enum Reason;
  const auto set = [](const char* name, std::string_view value) { return with(valid(), name, value); };
  return {
      {"rule_22_RFC6749_3_1_1_response_type_missing", without(valid(), "response_type"), "invalid_request",
       response_type_missing},
      {"RFC6749_3_1_1_response_type_empty", set("response_type", ""), "invalid_request", response_type_missing},
      {"RFC9700_2_1_2_response_type_token", set("response_type", "token"), "unsupported_response_type",
       response_type_unsupported},
      {"RFC9700_2_1_2_response_type_id_token", set("response_type", "id_token"), "unsupported_response_type",
       response_type_unsupported},
      {"RFC9700_2_1_2_response_type_hybrid", set("response_type", "code id_token"), "unsupported_response_type",
       response_type_unsupported},
      {"RFC6749_3_1_1_response_type_code_twice", set("response_type", "code code"), "unsupported_response_type",
       response_type_unsupported},
      {"RFC6749_3_1_1_response_type_case", set("response_type", "Code"), "unsupported_response_type",
       response_type_unsupported},
      {"response_mode_fragment", set("response_mode", "fragment"), "invalid_request", response_mode_unsupported},
      {"response_mode_unknown", set("response_mode", "web_message"), "invalid_request", response_mode_unsupported},
      {"rule_33_OIDC_Core_6_1_request_object", set("request", "e30.e30."), "request_not_supported",
       request_object_unsupported},
      {"rule_33_OIDC_Core_6_2_request_uri", set("request_uri", "https://x.example/"), "request_uri_not_supported",
       request_uri_unsupported},
      {"RFC9700_2_1_1_pkce_missing", without(without(valid(), "code_challenge"), "code_challenge_method"),
       "invalid_request", pkce_missing},
      {"RFC7636_4_3_challenge_missing", without(valid(), "code_challenge"), "invalid_request", pkce_missing},
      {"RFC7636_4_3_method_missing_means_plain", without(valid(), "code_challenge_method"), "invalid_request",
       pkce_method},
      {"RFC7636_4_3_method_plain", set("code_challenge_method", "plain"), "invalid_request", pkce_method},
      {"RFC7636_4_3_method_case", set("code_challenge_method", "s256"), "invalid_request", pkce_method},
      {"RFC7636_4_2_challenge_of_42", set("code_challenge", test::kChallenge.substr(1)), "invalid_request",
       pkce_syntax},
      {"RFC7636_4_2_challenge_padded", set("code_challenge", std::string(test::kChallenge) + "="), "invalid_request",
       pkce_syntax},
      {"RFC7636_4_2_challenge_not_canonical", set("code_challenge", std::string(test::kChallenge.substr(0, 42)) + "N"),
       "invalid_request", pkce_syntax},
      {"RFC6749_3_3_scope_not_registered", set("scope", "openid admin"), "invalid_scope", scope_not_allowed},
      {"RFC6749_3_3_scope_syntax", set("scope", "openid  api"), "invalid_scope", scope_syntax},
      {"RFC6749_3_3_scope_alphabet", set("scope", "openid \"api\""), "invalid_scope", scope_syntax},
      {"RFC6749_3_3_scope_of_10_KiB", set("scope", std::string(10'240, 'a')), "invalid_scope", scope_not_allowed},
      {"OIDC_Core_3_1_2_1_prompt_none_and_login", set("prompt", "none login"), "invalid_request", prompt_syntax},
      {"OIDC_Core_3_1_2_1_prompt_unknown", set("prompt", "create"), "invalid_request", prompt_syntax},
      {"OIDC_Core_3_1_2_1_prompt_case", set("prompt", "None"), "invalid_request", prompt_syntax},
      {"OIDC_Core_3_1_2_1_max_age_negative", set("max_age", "-1"), "invalid_request", max_age_syntax},
      {"OIDC_Core_3_1_2_1_max_age_fraction", set("max_age", "1.5"), "invalid_request", max_age_syntax},
      {"OIDC_Core_3_1_2_1_max_age_text", set("max_age", "1h"), "invalid_request", max_age_syntax},
      {"OIDC_Core_3_1_2_1_max_age_huge", set("max_age", "99999999999999999999"), "invalid_request", max_age_syntax},
      {"OIDC_Core_3_1_2_1_max_age_space", set("max_age", " 1"), "invalid_request", max_age_syntax},
      {"OIDC_Core_5_5_claims_is_no_json", set("claims", "{"), "invalid_request", claims_syntax},
      {"OIDC_Core_5_5_claims_is_an_array", set("claims", "[]"), "invalid_request", claims_syntax},
      {"OIDC_Core_5_5_claims_has_a_name_twice", set("claims", R"({"id_token":{},"id_token":{}})"), "invalid_request",
       claims_syntax},
      {"OIDC_Core_5_5_claims_too_deep", set("claims", std::string(40, '[') + std::string(40, ']')), "invalid_request",
       claims_syntax},
      {"OIDC_Core_5_5_userinfo_is_a_text", set("claims", R"({"userinfo":"email"})"), "invalid_request", claims_syntax},
      {"OIDC_Core_5_5_1_claim_is_true", set("claims", R"({"userinfo":{"email":true}})"), "invalid_request",
       claims_syntax},
      {"OIDC_Core_5_5_1_essential_is_a_text", set("claims", R"({"id_token":{"acr":{"essential":"yes"}}})"),
       "invalid_request", claims_syntax},
      {"OIDC_Core_5_5_1_values_is_a_text", set("claims", R"({"id_token":{"acr":{"values":"a"}}})"), "invalid_request",
       claims_syntax},
      {"OIDC_Core_3_1_2_1_nonce_of_1025_bytes", set("nonce", std::string(1025, 'n')), "invalid_request",
       nonce_too_long},
      {"OIDC_Core_3_1_2_1_id_token_hint_is_no_jwt", set("id_token_hint", "x"), "invalid_request",
       id_token_hint_invalid},
      {"RFC6749_4_1_2_1_client_without_the_grant", TestServer::authorization("machine"), "unauthorized_client",
       client_grant_not_allowed},
  };
}

class RedirectedError : public testing::TestWithParam<Row> {};

TEST_P(RedirectedError, rules_19_20_21_RFC6749_4_1_2_1_goes_to_the_client) {
  for (const char* method : {"GET", "POST"}) {
    TestServer server;
    server.start_session();
    const http::Response response = method == std::string("GET") ? server.authorize(GetParam().parameters)
                                                                 : server.post("/authorize", GetParam().parameters);
    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    EXPECT_EQ(header(response, "Referrer-Policy"), "no-referrer");
    EXPECT_TRUE(response.body.empty());
    const std::string location = header(response, "Location");
    EXPECT_TRUE(location.starts_with("https://client.example/cb?error=")) << location;
    const auto answer = test::query_of(location);
    EXPECT_EQ(answer.at("error"), GetParam().error);
    EXPECT_EQ(answer.at("state"), "state-1");
    EXPECT_EQ(answer.at("iss"), test::kIssuer);  // RFC 9207 §2: in errors too
    EXPECT_EQ(answer.size(), 4U);
    EXPECT_TRUE(std::ranges::all_of(answer.at("error_description"),
                                    [](char c) { return c >= 0x20 && c <= 0x7E && c != '"' && c != '\\'; }));
    EXPECT_EQ(server.last_event().kind, EventKind::authorization_failed);
    EXPECT_EQ(server.last_event().reason, GetParam().reason);
    EXPECT_TRUE(server.last_interaction.empty()) << "the host must not be asked";
  }
}

INSTANTIATE_TEST_SUITE_P(Rfc, RedirectedError, testing::ValuesIn(redirected()),
                         [](const auto& row) { return row.param.name; });

struct PageRow {
  const char* name;
  std::string query;
  Reason reason;
};

std::vector<PageRow> pages() {
  using enum Reason;
  const std::string good = test::encode(valid());
  const auto changed = [](const char* name, std::string_view value) {
    return test::encode(with(valid(), name, value));
  };
  return {
      {"RFC6749_4_1_1_no_parameters", "", parameter_missing},
      {"RFC6749_4_1_1_client_id_missing", test::encode(without(valid(), "client_id")), parameter_missing},
      {"RFC6749_4_1_2_1_client_unknown", changed("client_id", "nobody"), client_unknown},
      {"RFC6749_4_1_2_1_client_disabled", changed("client_id", "gone"), client_disabled},
      {"rule_23_RFC6749_3_1_2_3_redirect_uri_missing", test::encode(without(valid(), "redirect_uri")),
       redirect_uri_missing},
      {"RFC6749_3_1_client_id_twice", good + "&client_id=web", parameter_repeated},
      {"RFC6749_3_1_redirect_uri_twice", good + "&redirect_uri=https%3A%2F%2Fevil.example", parameter_repeated},
      {"RFC6749_3_1_scope_twice", good + "&scope=openid", parameter_repeated},
      {"RFC6749_3_1_name_twice_in_disguise", good + "&%73cope=openid", parameter_repeated},
      {"RFC6749_appendix_B_client_id_with_nul", "client_id=web%00", form_syntax},
      {"RFC6749_appendix_B_bad_escape", good + "&x=%g0", form_syntax},
      {"RFC6749_appendix_B_state_not_utf8", good + "&x=%c3%28", form_syntax},
      {"RFC6749_4_1_1_state_of_4097_bytes", changed("state", std::string(4097, 's')), state_too_long},
      {"RFC9700_4_11_2_bad_redirect_comes_before_bad_scope",
       test::encode(with(with(valid(), "scope", "nonsense"), "redirect_uri", "https://evil.example/")),
       redirect_uri_mismatch},
      {"RFC9700_4_11_2_bad_redirect_comes_before_prompt_none",
       test::encode(with(with(valid(), "prompt", "none"), "redirect_uri", "https://evil.example/")),
       redirect_uri_mismatch},
      {"RFC9700_4_11_2_request_object_with_a_bad_redirect",
       test::encode(with(with(valid(), "request", "x"), "redirect_uri", "https://evil.example/")),
       request_object_unsupported},
  };
}

class PageError : public testing::TestWithParam<PageRow> {};

TEST_P(PageError, RFC6749_4_1_2_1_is_never_redirected) {
  for (const char* method : {"GET", "POST"}) {
    TestServer server;
    server.start_session();
    const http::Response response =
        method == std::string("GET")
            ? server.get("/authorize?" + GetParam().query)
            : server.send("POST", "/authorize", {{"Content-Type", "application/x-www-form-urlencoded"}},
                          GetParam().query);
    EXPECT_EQ(response.status, 400);
    EXPECT_FALSE(response.header("Location"));
    EXPECT_EQ(header(response, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(response.body.find("evil"), std::string::npos);
    EXPECT_EQ(server.last_event().reason, GetParam().reason);
  }
}

INSTANTIATE_TEST_SUITE_P(Rfc, PageError, testing::ValuesIn(pages()), [](const auto& row) { return row.param.name; });

TEST(AuthorizePost, rule_25_OIDC_Core_3_1_2_1_takes_a_form_and_nothing_else) {
  TestServer server;
  server.start_session();
  EXPECT_TRUE(test::query_of(header(server.post("/authorize", valid()), "Location")).contains("code"));
  const http::Response json = server.send("POST", "/authorize", {{"Content-Type", "application/json"}}, "{}");
  EXPECT_EQ(json.status, 400);
  EXPECT_EQ(server.last_event().reason, Reason::media_type);
  const http::Response mixed = server.post("/authorize?client_id=web", valid());
  EXPECT_EQ(mixed.status, 400);
  EXPECT_EQ(server.last_event().reason, Reason::parameter_in_query);
}

// OIDC Core §3.1.2.1: "Other parameters MAY be sent"; what is unknown or only a hint is no error.
TEST(AuthorizeHints, rule_26_OIDC_Core_3_1_2_1_are_never_an_error) {
  TestServer server;
  server.start_session();
  for (const auto& [name, value] :
       Parameters{{"display", "popup"},
                  {"ui_locales", "de fr-CA xx-nonsense"},
                  {"claims_locales", "de"},
                  {"login_hint", "user@host"},
                  {"acr_values", "1 2"},
                  {"claims", "{\"id_token\":{\"x\":null}}"},
                  {"claims", R"({"userinfo":{"x":{"value":1},"y":{"values":[1,"2"]}},"z":1})"},
                  {"claims", R"({"id_token":{"acr":{"value":"never"}}})"},
                  {"registration", "{}"},
                  {"extra", "\xF0\x9F\x98\x80"},
                  {"response_mode", "query"},
                  {"response_mode", "form_post"},
                  {"nonce", std::string(1024, 'n')},
                  {"max_age", "10000"},
                  {"prompt", "consent"},
                  {"scope", ""},
                  {"code_challenge_method", "S256"}})
    EXPECT_TRUE(test::answer_of(server.authorize(with(valid(), name, value))).contains("code")) << name;
}

TEST(AuthorizePkce, RFC9700_2_1_1_only_confidential_clients_may_go_without_if_the_host_allows_it) {
  TestServer server({.adjust = [](Config& config) { config.require_pkce = false; }});
  server.start_session();
  const auto plain = [&](std::string_view client_id) {
    return test::query_of(
        header(server.authorize(
                   without(without(TestServer::authorization(client_id), "code_challenge"), "code_challenge_method")),
               "Location"));
  };
  EXPECT_TRUE(plain("web").contains("code"));
  EXPECT_EQ(plain("spa").at("error"), "invalid_request");
  // What is present must be right even where nothing is required.
  EXPECT_EQ(
      test::query_of(header(server.authorize(with(valid(), "code_challenge_method", "plain")), "Location")).at("error"),
      "invalid_request");
}

}  // namespace
}  // namespace attesto

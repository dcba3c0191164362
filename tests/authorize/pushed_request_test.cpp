// Pushed authorization requests, from the push to the code - RFC 9126.
#include <gtest/gtest.h>

#include <algorithm>

#include "attesto/token/opaque_token.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using std::chrono::seconds;
using test::answer_of;
using test::error_of;
using test::header;
using test::json_of;
using test::Parameters;
using test::TestServer;
using test::with;
using test::without;

Parameters valid(std::string_view client_id = "web") { return TestServer::authorization(client_id); }

/// The reference that a push brings; fails the test if it brings none.
std::string push(TestServer& server, const Parameters& parameters = valid(), std::string_view client_id = "web") {
  const bool by_header = client_id == "web";  // the others show their client_id with their credentials
  const http::Response response =
      server.post_as(client_id, "/par", by_header ? parameters : without(parameters, "client_id"));
  EXPECT_EQ(response.status, 201) << response.body;
  const Json body = json_of(response);
  const std::string* request_uri = body.find_string("request_uri");
  return request_uri ? *request_uri : std::string();
}

Parameters by_reference(std::string_view request_uri, std::string_view client_id = "web") {
  return {{"client_id", std::string(client_id)}, {"request_uri", std::string(request_uri)}};
}

void expect_page(TestServer& server, const http::Response& response, Reason reason) {
  EXPECT_EQ(response.status, 400);
  EXPECT_FALSE(response.header("Location"));
  EXPECT_EQ(header(response, "Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(server.last_event().reason, reason);
}

class Par : public testing::Test {
 protected:
  void SetUp() override { server_.start_session(); }

  TestServer server_;
};

// certification.md rules 17 and 61.
TEST_F(Par, rules_17_61_RFC9126_2_2_answers_201_with_a_reference) {
  const http::Response response = server_.post_as("web", "/par", valid());
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  const Json body = json_of(response);
  EXPECT_EQ(body.object()->size(), 2U);
  EXPECT_EQ(*body.find_integer("expires_in"), 60);
  const std::string request_uri = *body.find_string("request_uri");
  constexpr std::string_view kPrefix = "urn:ietf:params:oauth:request_uri:";
  EXPECT_TRUE(request_uri.starts_with(kPrefix));
  EXPECT_EQ(request_uri.size(), kPrefix.size() + 48);  // rule 17: 240 random bits
  EXPECT_NE(request_uri, push(server_));
  EXPECT_EQ(server_.last_event().kind, EventKind::authorization_pushed);
  EXPECT_EQ(server_.last_event().client_id, "web");
  EXPECT_EQ(server_.last_event().endpoint, "par");
  EXPECT_TRUE(server_.last_interaction.empty()) << "nobody is asked at the push";
}

TEST_F(Par, RFC9126_4_the_reference_leads_to_the_request_that_was_pushed) {
  Parameters rich = with(with(valid(), "scope", "openid email"), "resource", std::string(test::kIssuer));
  rich = with(with(rich, "acr_values", "a b"), "login_hint", "alice");
  server_.on_authenticate = [](const AuthenticationRequest& question) -> std::optional<AuthenticationOutcome> {
    EXPECT_EQ(question.request.scope.str(), "openid email");
    EXPECT_EQ(question.request.nonce, "nonce-1");
    EXPECT_EQ(question.request.login_hint, "alice");
    EXPECT_EQ(question.request.acr_values, (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(std::ranges::equal(question.request.resources.names(), std::vector{std::string(test::kIssuer)}));
    return std::nullopt;
  };
  const auto answer = answer_of(server_.authorize(by_reference(push(server_, rich))));
  EXPECT_EQ(answer.at("state"), "state-1");
  EXPECT_EQ(answer.at("iss"), test::kIssuer);
  EXPECT_FALSE(server_.redeem(answer.at("code")).id_token.empty());
}

TEST_F(Par, RFC9101_6_3_rule_65_nothing_beside_the_reference_counts) {
  Parameters request = by_reference(push(server_));
  for (const auto& [name, value] : Parameters{{"state", "other"},
                                              {"scope", "admin"},
                                              {"redirect_uri", "https://evil.example/"},
                                              {"prompt", "none login"},
                                              {"response_type", "token"}})
    request.emplace_back(name, value);
  const http::Response response = server_.authorize(request);
  EXPECT_TRUE(header(response, "Location").starts_with(test::kRedirectUri));
  EXPECT_EQ(answer_of(response).at("state"), "state-1");
  EXPECT_TRUE(answer_of(response).contains("code"));
}

TEST_F(Par, RFC9126_4_by_post_too) {
  EXPECT_TRUE(answer_of(server_.post("/authorize", by_reference(push(server_)))).contains("code"));
}

TEST_F(Par, RFC9126_2_a_public_client_pushes_with_its_client_id) {
  const std::string request_uri = push(server_, valid("spa"), "spa");
  EXPECT_TRUE(answer_of(server_.authorize(by_reference(request_uri, "spa"))).contains("code"));
}

// Reload, back and the way through login and consent: nothing is used up by looking (rule 66).
TEST_F(Par, RFC9126_4_rule_66_is_used_up_by_the_answer_not_by_the_visit) {
  const std::string request_uri = push(server_);
  server_.end_session();
  http::Response first = server_.authorize(by_reference(request_uri));
  EXPECT_EQ(first.status, 303);
  const std::string first_interaction = server_.last_interaction;
  const http::Response second = server_.authorize(by_reference(request_uri));
  EXPECT_TRUE(header(second, "Location").starts_with("/login"));
  const std::string second_interaction = server_.last_interaction;
  EXPECT_NE(first_interaction, second_interaction);

  server_.start_session();
  const http::Response done =
      server_.get("/authorize/resume?interaction=" + second_interaction, {{"Cookie", test::cookie_of(second)}});
  EXPECT_TRUE(answer_of(done).contains("code")) << done.body;

  expect_page(server_, server_.authorize(by_reference(request_uri)), Reason::pushed_request_used);
  // The other tab had begun in time, but there is one answer per reference.
  const http::Response late =
      server_.get("/authorize/resume?interaction=" + first_interaction, {{"Cookie", test::cookie_of(first)}});
  expect_page(server_, late, Reason::interaction_completed);
}

TEST_F(Par, RFC9126_4_a_session_answers_once) {
  const std::string request_uri = push(server_);
  EXPECT_TRUE(answer_of(server_.authorize(by_reference(request_uri))).contains("code"));
  expect_page(server_, server_.authorize(by_reference(request_uri)), Reason::pushed_request_used);
}

TEST_F(Par, RFC9126_4_a_refusal_is_an_answer_too) {
  server_.on_consent = [](const ConsentRequest&) { return ConsentOutcome(Denied{}); };
  const std::string request_uri = push(server_);
  EXPECT_EQ(answer_of(server_.authorize(by_reference(request_uri))).at("error"), "access_denied");
  server_.on_consent = nullptr;
  expect_page(server_, server_.authorize(by_reference(request_uri)), Reason::pushed_request_used);
}

TEST_F(Par, RFC9126_4_an_outage_uses_nothing_up) {
  server_.on_consent = [](const ConsentRequest&) { return ConsentOutcome(Unavailable{}); };
  const std::string request_uri = push(server_);
  EXPECT_EQ(answer_of(server_.authorize(by_reference(request_uri))).at("error"), "temporarily_unavailable");
  server_.on_consent = nullptr;
  EXPECT_TRUE(answer_of(server_.authorize(by_reference(request_uri))).contains("code"));
}

TEST_F(Par, OIDC_Core_3_1_2_1_prompt_none_is_kept) {
  server_.end_session();
  const std::string request_uri = push(server_, with(valid(), "prompt", "none"));
  EXPECT_EQ(answer_of(server_.authorize(by_reference(request_uri))).at("error"), "login_required");
}

TEST_F(Par, rule_66_RFC9126_2_2_lives_as_long_as_configured) {
  TestServer server({.adjust = [](Config& config) { config.lifetimes.pushed_request = seconds{7}; }});
  server.start_session();
  const std::string in_time = push(server);
  const std::string too_late = push(server);
  server.clock->advance(std::chrono::milliseconds{6'999});
  EXPECT_TRUE(answer_of(server.authorize(by_reference(in_time))).contains("code"));
  server.clock->advance(std::chrono::milliseconds{1});
  expect_page(server, server.authorize(by_reference(too_late)), Reason::pushed_request_expired);
}

TEST_F(Par, RFC9126_2_2_what_began_in_time_is_completed) {
  const std::string request_uri = push(server_);
  server_.end_session();
  server_.clock->advance(seconds{59});
  const http::Response begun = server_.authorize(by_reference(request_uri));
  server_.clock->advance(seconds{599});
  ASSERT_TRUE(server_.store().remove_expired(server_.clock->now(), 1000));
  server_.start_session();
  const http::Response done =
      server_.get("/authorize/resume?interaction=" + server_.last_interaction, {{"Cookie", test::cookie_of(begun)}});
  EXPECT_TRUE(answer_of(done).contains("code")) << done.body;
}

// RFC 9126 §2.2: "bound to the client that posted"; the one whose it is does not notice (rule 66).
TEST_F(Par, rule_66_RFC9126_2_2_another_clients_reference_is_a_page_and_not_burnt) {
  const std::string request_uri = push(server_);
  expect_page(server_, server_.authorize(by_reference(request_uri, "spa")), Reason::pushed_request_other_client);
  expect_page(server_, server_.authorize(by_reference(request_uri, "nobody")), Reason::pushed_request_other_client);
  expect_page(server_, server_.authorize(without(by_reference(request_uri), "client_id")), Reason::parameter_missing);
  expect_page(server_, server_.authorize(with(by_reference(request_uri), "request", "e30.e30.")),
              Reason::request_object_and_uri);
  EXPECT_TRUE(answer_of(server_.authorize(by_reference(request_uri))).contains("code"));
}

TEST_F(Par, RFC9126_4_only_the_whole_reference_is_known) {
  const std::string request_uri = push(server_);
  std::string other_case = request_uri;
  for (char& c : other_case)
    if (c >= 'a' && c <= 'z' && &c - other_case.data() > 34) c = static_cast<char>(c - 32);
  for (const std::string& unknown : {request_uri.substr(0, request_uri.size() - 1), request_uri + "A", other_case,
                                     std::string("urn:ietf:params:oauth:request_uri:")})
    expect_page(server_, server_.authorize(by_reference(unknown)), Reason::pushed_request_unknown);
}

TEST_F(Par, RFC9126_4_the_client_is_looked_at_again) {
  const std::string request_uri = push(server_);
  test::change_client(server_, "web", [](Client& client) { client.redirect_uris = {"https://client.example/new"}; });
  expect_page(server_, server_.authorize(by_reference(request_uri)), Reason::redirect_uri_mismatch);
}

TEST_F(Par, RFC9126_4_a_store_that_does_not_answer_is_a_503) {
  const std::string request_uri = push(server_);
  server_.store().fail_from(0);
  EXPECT_EQ(server_.authorize(by_reference(request_uri)).status, 503);
  const http::Response response = server_.post_as("web", "/par", valid());
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(header(response, "Retry-After"), "1");
}

struct Row {
  const char* name;
  Parameters parameters;
  const char* error;
  Reason reason;
};

std::vector<Row> refused() {
  using enum Reason;
  const auto set = [](const char* name, std::string_view value) { return with(valid(), name, value); };
  return {
      {"RFC9126_2_1_rule_62_request_uri", set("request_uri", "urn:ietf:params:oauth:request_uri:x"), "invalid_request",
       pushed_request_nested},
      {"RFC9126_2_1_rule_62_request_uri_of_another_kind", set("request_uri", "https://client.example/r"),
       "invalid_request", pushed_request_nested},
      {"RFC9126_2_1_client_id_missing", without(valid(), "client_id"), "invalid_request", parameter_missing},
      {"RFC6749_3_1_2_3_redirect_uri_missing", without(valid(), "redirect_uri"), "invalid_request",
       redirect_uri_missing},
      {"RFC9126_2_3_redirect_uri_not_registered", set("redirect_uri", "https://evil.example/"), "invalid_request",
       redirect_uri_mismatch},
      {"RFC6749_3_1_1_rule_64_response_type_token", set("response_type", "token"), "unsupported_response_type",
       response_type_unsupported},
      {"RFC6749_3_1_1_rule_64_response_type_hybrid", set("response_type", "code id_token"), "unsupported_response_type",
       response_type_unsupported},
      {"RFC7636_4_4_1_rule_63_pkce_missing", without(without(valid(), "code_challenge"), "code_challenge_method"),
       "invalid_request", pkce_missing},
      {"RFC7636_4_4_1_rule_63_pkce_plain", set("code_challenge_method", "plain"), "invalid_request", pkce_method},
      {"RFC6749_3_3_scope_not_registered", set("scope", "openid admin"), "invalid_scope", scope_not_allowed},
      {"RFC8707_2_resource_unknown", set("resource", "https://unknown.example"), "invalid_target", target_unknown},
      {"OIDC_Core_3_1_2_1_prompt_none_and_login", set("prompt", "none login"), "invalid_request", prompt_syntax},
      {"OIDC_Core_3_1_2_1_max_age", set("max_age", "-1"), "invalid_request", max_age_syntax},
      {"RFC6749_4_1_1_state_of_4097_bytes", set("state", std::string(4097, 's')), "invalid_request", state_too_long},
      {"OAuth_Responses_2_1_response_mode", set("response_mode", "fragment"), "invalid_request",
       response_mode_unsupported},
  };
}

class RefusedPush : public testing::TestWithParam<Row> {};

TEST_P(RefusedPush, rules_21_61_RFC9126_2_3_is_told_to_the_client_as_json) {
  TestServer server;
  const http::Response response =
      server.post("/par", GetParam().parameters, {{"Authorization", test::basic("web", test::kSecret)}});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(error_of(response), GetParam().error);
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(server.last_event().kind, EventKind::authorization_failed);
  EXPECT_EQ(server.last_event().reason, GetParam().reason);
  EXPECT_EQ(server.last_event().client_id, "web");
}

INSTANTIATE_TEST_SUITE_P(Rfc, RefusedPush, testing::ValuesIn(refused()),
                         [](const auto& row) { return row.param.name; });

TEST_F(Par, rule_71_RFC9126_2_the_client_authenticates_as_at_the_token_endpoint) {
  const auto push_with = [&](const test::Fields& headers, const Parameters& form) {
    return server_.post("/par", form, headers);
  };
  const http::Response wrong = push_with({{"Authorization", test::basic("web", "wrong")}}, valid());
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(error_of(wrong), "invalid_client");
  EXPECT_TRUE(wrong.header("WWW-Authenticate"));
  EXPECT_EQ(error_of(push_with({}, valid())), "invalid_client") << "a confidential client without its secret";
  // certification.md rule 71
  const http::Response other = push_with({{"Authorization", test::basic("web", test::kSecret)}}, valid("spa"));
  EXPECT_EQ(other.status, 401);
  EXPECT_EQ(server_.last_event().reason, Reason::client_id_mismatch);
  EXPECT_EQ(push_with({{"Authorization", test::basic("web", test::kSecret)}}, valid()).status, 201);
}

TEST_F(Par, RFC9126_2_1_takes_a_form_in_the_body_and_nothing_else) {
  const test::Fields credentials = {{"Authorization", test::basic("web", test::kSecret)}};
  EXPECT_EQ(server_.post("/par?scope=openid", valid(), credentials).status, 400);
  EXPECT_EQ(server_.last_event().reason, Reason::parameter_in_query);
  EXPECT_EQ(server_.send("POST", "/par", {{"Content-Type", "application/json"}}, "{}").status, 400);
  EXPECT_EQ(server_.last_event().reason, Reason::media_type);
}

TEST(RequiredPush, RFC9126_5_rule_67_of_every_client_or_of_one) {
  TestServer strict({.adjust = [](Config& config) { config.require_pushed_authorization_requests = true; }});
  const auto flag = [](TestServer& server) {
    return *json_of(server.get("/.well-known/oauth-authorization-server"))
                .find("require_pushed_authorization_requests")
                ->boolean();
  };
  EXPECT_TRUE(flag(strict));
  TestServer lenient;
  EXPECT_FALSE(flag(lenient));
  test::change_client(lenient, "web", [](Client& client) { client.require_pushed_authorization_requests = true; });
  for (TestServer* server : {&strict, &lenient}) {
    server->start_session();
    const auto answer = answer_of(server->authorize(valid()));
    EXPECT_EQ(answer.at("error"), "invalid_request");
    EXPECT_EQ(answer.at("iss"), test::kIssuer);
    EXPECT_EQ(server->last_event().reason, Reason::pushed_request_required);
    EXPECT_TRUE(answer_of(server->authorize(by_reference(push(*server)))).contains("code"));
  }
  EXPECT_TRUE(answer_of(lenient.authorize(valid("spa"))).contains("code")) << "the others need not push";
}

TEST(StoredPush, RFC9126_7_1_holds_neither_the_reference_nor_a_secret) {
  TestServer server;
  const std::string request_uri = push(server, with(valid("post"), "extra", "x-1"), "post");
  const std::string reference = request_uri.substr(request_uri.size() - 48);
  const auto found = server.store().find(record_key(RecordKind::pushed_request, reference));
  ASSERT_TRUE(found && *found);
  const std::string& stored = (*found)->body;
  EXPECT_EQ(stored.find(reference), std::string::npos);
  EXPECT_EQ(stored.find(test::kSecret), std::string::npos);
  EXPECT_EQ(stored.find("x-1"), std::string::npos) << "only what was understood is kept";
}

}  // namespace
}  // namespace attesto

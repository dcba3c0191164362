// grant_type=urn:ietf:params:oauth:grant-type:token-exchange - RFC 8693.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attesto/token/revocation.hpp"
#include "grant/exchange_fixture.hpp"

namespace attesto {
namespace {

using test::error_of;
using test::ExchangeAttempt;
using test::ExchangeServer;
using test::header;
using test::kFiles;
using test::kReports;
using testing::ElementsAre;

const std::string kTransfer = R"([{"type":"transfer","sum":5},{"type":"balance"}])";

ActorChain chain_of(std::initializer_list<const char*> oldest_first) {
  ActorChain chain;
  for (const char* actor : oldest_first) chain = chain.with(Subject(actor)).value();
  return chain;
}

class Exchange : public testing::Test {
 protected:
  void expect_refused(const http::Response& response, std::string_view error, Reason reason, int status = 400) {
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(error_of(response), error) << response.body;
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    EXPECT_EQ(exchange_.server.last_event().kind, EventKind::token_denied);
    EXPECT_EQ(exchange_.server.last_event().reason, reason);
  }

  ExchangeServer exchange_;
};

TEST_F(Exchange, RFC8693_2_2_1_answers_with_a_token_of_the_same_subject) {
  const http::Response response = exchange_.ask({.subject = exchange_.alice()});
  const AccessToken token = exchange_.issued(response);
  EXPECT_EQ(token.sub, Subject("alice"));
  EXPECT_EQ(token.client_id, ClientId("service"));
  EXPECT_EQ(token.scope.str(), "api profile") << "what both the subject and the client have";
  EXPECT_EQ(token.aud, (Audience{kFiles, kReports}));
  EXPECT_EQ(token.family, FamilyId("f1"));
  EXPECT_NE(token.jti, exchange_.alice().jti);
  EXPECT_TRUE(token.act.empty());
  std::vector<std::string> names;
  const Json body = test::json_of(response);
  for (const auto& [name, value] : *body.object()) names.push_back(name);
  EXPECT_THAT(names, ElementsAre("access_token", "token_type", "expires_in", "scope", "issued_token_type"))
      << "no refresh token, no ID token";
  EXPECT_EQ(*body.find_string("issued_token_type"), test::kAccessTokenType);
  EXPECT_EQ(*body.find_string("token_type"), "Bearer");
  EXPECT_EQ(exchange_.server.last_event().kind, EventKind::token_issued);
  EXPECT_EQ(exchange_.server.last_event().subject, "alice");
}

TEST_F(Exchange, RFC8693_4_1_an_actor_becomes_the_current_one_and_the_others_stay) {
  ExchangeAttempt attempt{.subject = exchange_.alice(), .actor = exchange_.service()};
  EXPECT_EQ(exchange_.issued(exchange_.ask(attempt)).act, chain_of({"service"}));
  attempt.subject.act = chain_of({"a", "b", "c", "d"});
  EXPECT_EQ(exchange_.issued(exchange_.ask(attempt)).act, chain_of({"a", "b", "c", "d", "service"}));
  attempt.actor.reset();
  EXPECT_EQ(exchange_.issued(exchange_.ask(attempt)).act, chain_of({"a", "b", "c", "d"})) << "nobody drops out";
}

TEST_F(Exchange, RFC8693_2_1_lives_no_longer_than_either_token) {
  const Instant now = exchange_.server.clock->now();
  const auto expires_in = [&](std::chrono::seconds subject, std::optional<std::chrono::seconds> actor) {
    ExchangeAttempt attempt{.subject = exchange_.alice()};
    attempt.subject.exp = now + subject;
    if (actor) {
      attempt.actor = exchange_.service();
      attempt.actor->exp = now + *actor;
    }
    const http::Response response = exchange_.ask(attempt);
    const auto said = *test::json_of(response).find_integer("expires_in");
    EXPECT_LE(from_seconds(to_seconds(now) + said), exchange_.issued(response).exp) << "promises too much";
    return to_seconds(exchange_.issued(response).exp) - to_seconds(now);
  };
  using std::chrono::seconds;
  EXPECT_EQ(expires_in(seconds{600}, std::nullopt), 600);
  EXPECT_EQ(expires_in(seconds{600}, seconds{60}), 60);
  EXPECT_EQ(expires_in(seconds{60}, seconds{600}), 60);
  EXPECT_EQ(expires_in(seconds{5000}, seconds{5000}), 900) << "the lifetime of all access tokens";
}

TEST_F(Exchange, RFC8693_2_1_takes_many_targets_of_both_kinds) {
  exchange_.policy = [](const ExchangeRequest&) { return ExchangeGranted{.further_audience = {"mail"}}; };
  const auto audience = [&](const test::Parameters& form) {
    return exchange_.issued(exchange_.ask({.subject = exchange_.alice(), .form = form})).aud;
  };
  EXPECT_EQ(audience({{"resource", kReports}}), Audience(kReports));
  EXPECT_EQ(audience({{"audience", kFiles}}), Audience(kFiles));
  EXPECT_EQ(audience({{"resource", kReports}, {"audience", "mail"}, {"resource", kFiles}, {"audience", kFiles}}),
            (Audience{kReports, kFiles, "mail"}));
  EXPECT_EQ(audience({}), (Audience{kFiles, kReports})) << "what the host would add was not asked for";
}

TEST_F(Exchange, RFC9396_7_details_are_carried_and_only_left_out) {
  ExchangeAttempt attempt{.subject = exchange_.alice()};
  attempt.subject.authorization_details = *AuthorizationDetails::parse(kTransfer);
  const http::Response all = exchange_.ask(attempt);
  EXPECT_EQ(exchange_.issued(all).authorization_details, attempt.subject.authorization_details);
  EXPECT_EQ(find_authorization_details(test::json_of(all)), attempt.subject.authorization_details) << "as granted";
  attempt.form = {{"authorization_details", R"([{"type":"balance"}])"}};
  EXPECT_EQ(exchange_.issued(exchange_.ask(attempt)).authorization_details,
            AuthorizationDetails::parse(R"([{"type":"balance"}])"));
}

TEST_F(Exchange, RFC8693_4_4_may_act_names_who_may_and_stays) {
  ExchangeAttempt attempt{.subject = exchange_.alice()};
  attempt.subject.may_act = {Subject("service")};
  EXPECT_EQ(exchange_.issued(exchange_.ask(attempt)).may_act, attempt.subject.may_act) << "the client itself";
  attempt.actor = exchange_.service();
  attempt.actor->sub = Subject("bob");
  expect_refused(exchange_.ask(attempt), "invalid_request", Reason::exchange_may_act);
  attempt.subject.may_act = {Subject("bob")};
  EXPECT_EQ(exchange_.issued(exchange_.ask(attempt)).act, chain_of({"bob"}));
}

TEST_F(Exchange, the_host_sets_may_act_where_there_is_none_and_never_another) {
  exchange_.policy = [](const ExchangeRequest&) { return ExchangeGranted{.may_act = {Subject("night")}}; };
  ExchangeAttempt attempt{.subject = exchange_.alice()};
  EXPECT_EQ(exchange_.issued(exchange_.ask(attempt)).may_act, MayAct{Subject("night")});
  attempt.subject.may_act = {Subject("service")};
  expect_refused(exchange_.ask(attempt), "server_error", Reason::internal_failure, 500);
}

TEST_F(Exchange, the_host_is_asked_about_what_would_be_issued) {
  exchange_.policy = [](const ExchangeRequest& question) -> ExchangeOutcome {
    EXPECT_EQ(question.client.client_id, ClientId("service"));
    EXPECT_EQ(question.subject, Subject("alice"));
    EXPECT_EQ(question.subject_client, ClientId("web"));
    EXPECT_EQ(question.subject_audience, (Audience{kFiles, kReports}));
    EXPECT_EQ(question.act, chain_of({"service"}));
    EXPECT_EQ(question.scope.str(), "api");
    EXPECT_EQ(question.audience, Audience(kFiles));
    EXPECT_EQ(question.authorization_details, AuthorizationDetails::parse(kTransfer));
    return ExchangeGranted{};
  };
  ExchangeAttempt attempt{.subject = exchange_.alice(), .actor = exchange_.service()};
  attempt.subject.authorization_details = *AuthorizationDetails::parse(kTransfer);
  attempt.form = {{"scope", "api"}, {"resource", kFiles}};
  EXPECT_EQ(exchange_.ask(attempt).status, 200);
  EXPECT_EQ(exchange_.questions, 1);
}

TEST_F(Exchange, the_hosts_scope_policy_has_its_say) {
  exchange_.narrow = [](const Scope&) { return *Scope::parse("profile"); };
  EXPECT_EQ(exchange_.issued(exchange_.ask({.subject = exchange_.alice()})).scope.str(), "profile");
  exchange_.narrow = [](const Scope&) { return *Scope::parse("api profile admin"); };
  expect_refused(exchange_.ask({.subject = exchange_.alice()}), "server_error", Reason::internal_failure, 500);
}

struct Row {
  const char* name;
  std::function<void(ExchangeAttempt&, ExchangeServer&)> change;
  const char* error;
  Reason reason;
};

using A = ExchangeAttempt;
using S = ExchangeServer;

std::string type_of(std::string_view kind) {
  std::string type = "urn:ietf:params:oauth:token-type:";
  return type += kind;
}

/// @param which  the member of the attempt that is damaged
std::vector<Row> token_rows(const std::function<AccessToken&(A&, S&)>& which) {
  using enum Reason;
  const KeyThumbprint jkt = *KeyThumbprint::parse("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  const CertificateThumbprint x5t = *CertificateThumbprint::parse("A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0");
  return {
      {"issuer_foreign", [=](A& a, S& s) { which(a, s).iss = "https://other.example"; }, "invalid_request",
       token_malformed},
      {"expired_now", [=](A& a, S& s) { which(a, s).exp = from_seconds(to_seconds(s.server.clock->now())); },
       "invalid_request", token_expired},
      {"without_audience", [=](A& a, S& s) { which(a, s).aud = {}; }, "invalid_request", token_wrong_audience},
      {"bound_to_a_key", [=](A& a, S& s) { which(a, s).cnf.jkt = jkt; }, "invalid_request", dpop_required},
      {"bound_to_a_certificate", [=](A& a, S& s) { which(a, s).cnf.x5t_s256 = x5t; }, "invalid_request",
       certificate_required},
      {"of_a_user_who_is_gone",
       [=](A& a, S& s) {
         which(a, s).family = FamilyId("f2");
         s.server.subject_active = false;
       },
       "invalid_request", subject_gone},
      {"revoked",
       [=](A& a, S& s) {
         const AccessToken& token = which(a, s);
         ASSERT_TRUE(*s.server.store().commit(
             {.records = {{.key = revoked_token_key(token), .expires_at = token.exp, .body = "{}"}}}));
       },
       "invalid_request", token_revoked},
      {"of_a_revoked_family",
       [=](A& a, S& s) {
         which(a, s).family = FamilyId("f2");
         ASSERT_TRUE(*s.server.store().commit(
             {.revoke = {FamilyId("f2")}, .remember_revoked_until = which(a, s).exp + std::chrono::hours{1}}));
       },
       "invalid_request", token_revoked},
  };
}

AccessToken& the_subject(A& attempt, S&) { return attempt.subject; }
AccessToken& the_actor(A& attempt, S& server) {
  if (!attempt.actor) attempt.actor = server.service();
  return *attempt.actor;
}

std::vector<Row> rows() {
  using enum Reason;
  const auto add = [](std::string_view name, std::string value) {
    return [=](A& attempt, S&) { attempt.form.emplace_back(name, value); };
  };
  return {
      {"RFC8693_2_1_requested_refresh_token", add("requested_token_type", type_of("refresh_token")), "invalid_request",
       exchange_token_type},
      {"RFC8693_2_1_requested_id_token", add("requested_token_type", type_of("id_token")), "invalid_request",
       exchange_token_type},
      {"RFC8693_2_1_requested_jwt", add("requested_token_type", type_of("jwt")), "invalid_request",
       exchange_token_type},
      {"RFC8693_2_1_requested_something", add("requested_token_type", "access_token"), "invalid_request",
       exchange_token_type},
      {"RFC8693_2_1_actor_type_alone", add("actor_token_type", type_of("access_token")), "invalid_request",
       exchange_token_type},
      {"RFC8693_2_1_actor_without_type", add("actor_token", "a"), "invalid_request", parameter_missing},
      {"RFC8693_2_1_actor_twice",
       [](A& a, S& s) {
         a.actor = s.service();
         a.form.emplace_back("actor_token", "a");
       },
       "invalid_request", parameter_repeated},
      {"CVE_2026_9704_subject_twice", add("subject_token", "a"), "invalid_request", parameter_repeated},
      {"RFC8693_2_1_scope_twice", [](A& a, S&) { a.form = {{"scope", "api"}, {"scope", "api"}}; }, "invalid_request",
       parameter_repeated},
      {"RFC8693_2_1_scope_wider_than_the_subjects", add("scope", "api openid"), "invalid_scope", exchange_scope_wider},
      {"RFC6749_3_3_scope_wider_than_the_clients", add("scope", "api admin"), "invalid_scope", scope_not_allowed},
      {"RFC6749_3_3_scope_malformed", add("scope", "api  profile"), "invalid_scope", scope_syntax},
      {"RFC8693_2_2_2_resource_not_granted", add("resource", "https://mail.example"), "invalid_target",
       target_not_granted},
      {"RFC8693_2_2_2_audience_not_granted", add("audience", "mail"), "invalid_target", target_not_granted},
      {"RFC8693_2_2_2_one_of_two_not_granted",
       [](A& a, S&) { a.form = {{"resource", kFiles}, {"resource", "https://mail.example"}}; }, "invalid_target",
       target_not_granted},
      {"RFC8707_2_resource_fragment", add("resource", kFiles + "#a"), "invalid_target", resource_syntax},
      {"RFC8707_2_resource_relative", add("resource", "/v1"), "invalid_target", resource_syntax},
      {"limit_17_targets",
       [](A& a, S&) {
         for (int i = 0; i < 17; ++i) a.form.emplace_back("audience", std::to_string(i));
       },
       "invalid_target", resource_syntax},
      {"limit_2048_bytes", add("audience", std::string(2049, 'a')), "invalid_target", resource_syntax},
      {"RFC9396_5_details_malformed", add("authorization_details", "{}"), "invalid_authorization_details",
       authorization_details_syntax},
      {"RFC9396_7_details_wider",
       [](A& a, S&) {
         a.subject.authorization_details = *AuthorizationDetails::parse(kTransfer);
         a.form = {{"authorization_details", R"([{"type":"transfer","sum":6}])"}};
       },
       "invalid_authorization_details", authorization_details_wider},
      {"RFC8693_4_1_a_sixth_actor",
       [](A& a, S& s) {
         a.subject.act = chain_of({"a", "b", "c", "d", "e"});
         a.actor = s.service();
       },
       "invalid_request", exchange_chain_too_long},
      {"RFC8693_4_4_another_may_act", [](A& a, S&) { a.subject.may_act = {Subject("web")}; }, "invalid_request",
       exchange_may_act},
      {"RFC8693_2_1_actor_of_another_client", [](A& a, S& s) { a.actor = s.token("web", "web"); }, "invalid_request",
       exchange_actor_not_own},
      {"RFC8693_4_1_actor_is_delegated",
       [](A& a, S& s) {
         a.actor = s.service();
         a.actor->act = chain_of({"b"});
       },
       "invalid_request", exchange_actor_delegated},
      {"RFC8693_2_2_2_the_host_says_no",
       [](A&, S& s) { s.policy = [](const ExchangeRequest&) { return ExchangeDenied{}; }; }, "invalid_request",
       exchange_denied},
  };
}

class ExchangeRule : public testing::TestWithParam<Row> {};

TEST_P(ExchangeRule, is_refused) {
  ExchangeServer exchange;
  ExchangeAttempt attempt{.subject = exchange.alice()};
  ASSERT_EQ(exchange.ask(attempt).status, 200) << "the control";
  GetParam().change(attempt, exchange);
  exchange.questions = 0;
  const http::Response response = exchange.ask(attempt);
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(error_of(response), GetParam().error) << response.body;
  EXPECT_EQ(exchange.server.last_event().reason, GetParam().reason);
  const bool after_the_question =
      GetParam().reason == Reason::target_not_granted || GetParam().reason == Reason::exchange_denied;
  EXPECT_EQ(exchange.questions, after_the_question ? 1 : 0) << "the host is asked about good requests only";
}

const auto kName = [](const auto& row) { return row.param.name; };
INSTANTIATE_TEST_SUITE_P(Request, ExchangeRule, testing::ValuesIn(rows()), kName);
INSTANTIATE_TEST_SUITE_P(RFC8693_2_2_2_subject, ExchangeRule, testing::ValuesIn(token_rows(the_subject)), kName);
INSTANTIATE_TEST_SUITE_P(RFC8693_2_2_2_actor, ExchangeRule, testing::ValuesIn(token_rows(the_actor)), kName);

/// Requests whose tokens are no access tokens of ours at all.
class ExchangeForm : public Exchange {
 protected:
  http::Response ask(const std::string& subject_token, const std::string& type) {
    return exchange_.server.post_as(
        "service", "/token",
        {{"grant_type", std::string(test::kExchange)}, {"subject_token", subject_token}, {"subject_token_type", type}});
  }
};

TEST_F(ExchangeForm, RFC8693_2_1_both_parameters_are_required) {
  expect_refused(ask("", type_of("access_token")), "invalid_request", Reason::parameter_missing);
  expect_refused(ask("a", ""), "invalid_request", Reason::parameter_missing);
}

TEST_F(ExchangeForm, RFC8693_3_takes_no_other_type_by_name) {
  for (const char* kind : {"jwt", "id_token", "refresh_token", "saml2", "Access_Token", ""})
    expect_refused(ask("a", type_of(kind)), "invalid_request", Reason::exchange_token_type);
}

TEST_F(ExchangeForm, RFC8693_3_takes_no_other_type_by_content) {
  const test::Tokens tokens = exchange_.server.log_in("openid api offline_access");
  const auto damaged = [&] { return tokens.access_token.substr(0, tokens.access_token.size() - 2); };
  for (const std::string& token : {tokens.id_token, tokens.refresh_token, damaged(), std::string("a.b.c")})
    expect_refused(ask(token, type_of("access_token")), "invalid_request", Reason::token_malformed);
  EXPECT_EQ(ask(tokens.access_token, type_of("access_token")).status, 200) << "the control";
}

TEST_F(Exchange, RFC8693_2_1_is_for_confidential_clients_that_are_registered_for_it) {
  expect_refused(exchange_.ask({.subject = exchange_.alice(), .client_id = "web"}), "unauthorized_client",
                 Reason::client_grant_not_allowed);
  test::change_client(exchange_.server, "spa",
                      [](Client& client) { client.grant_types.emplace_back(test::kExchange); });
  expect_refused(exchange_.ask({.subject = exchange_.alice(), .client_id = "spa"}), "unauthorized_client",
                 Reason::client_grant_not_allowed);
}

TEST_F(Exchange, a_token_without_end_user_asks_nobody_about_one) {
  exchange_.server.subjects_unavailable = true;
  EXPECT_EQ(exchange_.ask({.subject = exchange_.token("machine", "machine")}).status, 200);
}

TEST_F(Exchange, an_outage_is_503_and_no_refusal) {
  for (int call = 0; call < 2; ++call) {
    exchange_.server.store().fail_from(call);
    expect_refused(exchange_.ask({.subject = exchange_.alice()}), "temporarily_unavailable", Reason::store_unavailable,
                   503);
  }
  exchange_.server.store().work_again();
  exchange_.server.subjects_unavailable = true;
  expect_refused(exchange_.ask({.subject = exchange_.alice()}), "temporarily_unavailable", Reason::host_unavailable,
                 503);
  exchange_.server.subjects_unavailable = false;
  exchange_.policy = [](const ExchangeRequest&) { return Unavailable{}; };
  expect_refused(exchange_.ask({.subject = exchange_.alice()}), "temporarily_unavailable", Reason::host_unavailable,
                 503);
}

TEST_F(Exchange, writes_nothing) {
  exchange_.server.store().fail_from(2);  // two look-ups: the family, and the token itself
  EXPECT_EQ(exchange_.ask({.subject = exchange_.alice()}).status, 200);
}

TEST(ExchangePolicy, without_one_the_grant_is_neither_offered_nor_advertised) {
  test::TestServer server;
  const http::Response response = server.post_as("service", "/token", {{"grant_type", std::string(test::kExchange)}});
  EXPECT_EQ(error_of(response), "unsupported_grant_type");
  EXPECT_EQ(server.get("/.well-known/oauth-authorization-server").body.find(test::kExchange), std::string::npos);
  ExchangeServer exchange;
  EXPECT_NE(exchange.server.get("/.well-known/oauth-authorization-server").body.find(test::kExchange),
            std::string::npos);
}

}  // namespace
}  // namespace attesto

// What the key of a proof is good for: tokens, refresh tokens, codes - RFC 9449 §5, §5.2, §10.
// certification.md rules 75 to 77, 84, 85.
#include <gtest/gtest.h>

#include <functional>
#include <ostream>

#include "grant/exchange_fixture.hpp"
#include "support/dpop_holder.hpp"

namespace attesto {
namespace {

using test::dpop;
using test::DpopHolder;
using test::error_of;
using test::Fields;
using test::Parameters;
using test::StoreKind;
using test::TestServer;

std::string member(const http::Response& response, std::string_view name) {
  const Json json = test::json_of(response);
  const std::string* text = json.find_string(name);
  return text ? *text : "(none)";
}

/// What a grant hands in: something that counts once, where it has it.
struct GrantRow {
  const char* name;
  const char* client_id;
  std::function<Parameters(TestServer&)> form;
};
void PrintTo(const GrantRow& row, std::ostream* out) { *out << row.name; }

const GrantRow kGrants[] = {
    {"authorization_code", "web", [](TestServer& server) { return TestServer::redemption(server.obtain_code()); }},
    {"authorization_code_public", "spa",
     [](TestServer& server) { return TestServer::redemption(server.obtain_code(TestServer::authorization("spa"))); }},
    {"refresh_token", "web",
     [](TestServer& server) -> Parameters {
       return {{"grant_type", "refresh_token"}, {"refresh_token", server.log_in("offline_access").refresh_token}};
     }},
    {"refresh_token_public", "spa",
     [](TestServer& server) -> Parameters {
       return {{"grant_type", "refresh_token"},
               {"refresh_token", server.log_in("offline_access", "spa").refresh_token}};
     }},
    {"client_credentials", "machine", [](TestServer&) -> Parameters { return {{"grant_type", "client_credentials"}}; }},
    {"token_exchange", "service",
     [](TestServer& server) -> Parameters {
       return {{"grant_type", std::string(test::kExchange)},
               {"subject_token", server.log_in("api").access_token},
               {"subject_token_type", std::string(test::kAccessTokenType)}};
     }},
};

class EachGrant : public testing::TestWithParam<std::tuple<StoreKind, GrantRow>> {
 protected:
  http::Response ask(const Parameters& form, const std::string& proof) {
    return server_.post_as(grant().client_id, "/token", form, dpop(proof));
  }
  [[nodiscard]] static const GrantRow& grant() { return std::get<1>(GetParam()); }

  TestServer server_{{.store = std::get<0>(GetParam()), .adjust = [](Config& config) {
                        config.decide_exchange =
                            DecideExchange([](const ExchangeRequest&) -> ExchangeOutcome { return ExchangeGranted{}; });
                      }}};
  DpopHolder holder_;
};

INSTANTIATE_TEST_SUITE_P(Grants, EachGrant,
                         testing::Combine(testing::Values(StoreKind::memory, StoreKind::sqlite),
                                          testing::ValuesIn(kGrants)),
                         [](const auto& row) {
                           return std::string(to_string(std::get<0>(row.param))) + "_" + std::get<1>(row.param).name;
                         });

TEST_P(EachGrant, RFC9449_5_binds_its_access_token_to_the_key) {
  const auto response = ask(grant().form(server_), holder_.prove(server_.clock->now()));
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(member(response, "token_type"), "DPoP");
  const auto token = check_issued_token(member(response, "access_token"), test::test_keys()->verification_keys(),
                                        test::kIssuer, server_.clock->now());
  ASSERT_TRUE(token.has_value());
  ASSERT_TRUE(token->cnf.jkt.has_value());
  EXPECT_EQ(token->cnf.jkt->str(), holder_.jkt());
  EXPECT_FALSE(token->cnf.x5t_s256.has_value());
}

// W-1: it happened to the token endpoint of the seed.
TEST_P(EachGrant, rule_84_RFC9449_11_1_takes_a_proof_once_and_a_replay_uses_nothing_up) {
  const std::string proof = holder_.prove(server_.clock->now());
  ASSERT_EQ(ask(grant().form(server_), proof).status, 200);
  const Parameters next = grant().form(server_);
  server_.events.clear();
  const auto replayed = ask(next, proof);
  EXPECT_EQ(replayed.status, 400);
  EXPECT_EQ(error_of(replayed), "invalid_dpop_proof");
  EXPECT_EQ(server_.last_event().reason, Reason::dpop_replayed);
  EXPECT_EQ(server_.events.size(), 1U) << "no reuse was detected, no family fell";
  EXPECT_EQ(ask(next, holder_.prove(server_.clock->now())).status, 200) << "what was handed in is still good";
}

// W-36: who is refused can't fill the store.
TEST_P(EachGrant, a_refusal_does_not_use_up_the_proof) {
  const std::string proof = holder_.prove(server_.clock->now());
  const Parameters form = grant().form(server_);
  const bool refresh = form.front().second == "refresh_token";
  const auto refused = refresh ? ask(test::with(form, "refresh_token", "unknown"), proof)
                               : ask(test::with(form, "resource", "https://unknown.example"), proof);
  ASSERT_EQ(refused.status, 400);
  EXPECT_EQ(ask(form, proof).status, 200);
}

// Rule 77, W-9: nothing else satisfies what the client is registered for.
TEST_P(EachGrant, rule_77_RFC9449_5_2_a_client_that_must_prove_gets_nothing_without) {
  const Parameters form = grant().form(server_);
  change_client(server_, grant().client_id, [](Client& client) { client.dpop_bound_access_tokens = true; });
  const auto refused = server_.post_as(grant().client_id, "/token", form);
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(error_of(refused), "invalid_request");
  EXPECT_EQ(server_.last_event().reason, Reason::dpop_required);
  EXPECT_EQ(ask(form, holder_.prove(server_.clock->now())).status, 200);
}

TEST_P(EachGrant, RFC9110_15_6_4_an_outage_uses_up_neither_grant_nor_proof) {
  const Parameters form = grant().form(server_);
  const std::string proof = holder_.prove(server_.clock->now());
  for (int call = 0; call < 10; ++call) {
    server_.store().fail_from(call);
    const int status = ask(form, proof).status;
    server_.store().work_again();
    if (status == 200) return;
    EXPECT_EQ(status, 503) << "call " << call;
  }
  FAIL() << "it never worked";
}

class Refresh : public testing::TestWithParam<StoreKind> {
 protected:
  http::Response ask(std::string_view client_id, const std::string& token, DpopHolder* holder) {
    const Fields fields = holder ? dpop(holder->prove(server_.clock->now())) : Fields{};
    return server_.post_as(client_id, "/token", {{"grant_type", "refresh_token"}, {"refresh_token", token}}, fields);
  }
  /// A refresh token that was issued with a proof of `holder_`.
  std::string begin(const char* client_id) {
    Parameters request = test::with(TestServer::authorization(client_id), "scope", "openid offline_access");
    const auto response = server_.post_as(client_id, "/token", TestServer::redemption(server_.obtain_code(request)),
                                          dpop(holder_.prove(server_.clock->now())));
    EXPECT_EQ(response.status, 200) << response.body;
    return member(response, "refresh_token");
  }
  void expect_refused(const http::Response& response, Reason reason) {
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(error_of(response), "invalid_grant");
    EXPECT_EQ(server_.last_event().reason, reason);
  }

  TestServer server_{{.store = GetParam(),
                      .adjust = [](Config& config) { config.lifetimes.refresh_grace = std::chrono::seconds{10}; }}};
  DpopHolder holder_;
  DpopHolder thief_;
};

INSTANTIATE_TEST_SUITE_P(Stores, Refresh, testing::Values(StoreKind::memory, StoreKind::sqlite),
                         [](const auto& row) { return std::string(to_string(row.param)); });

TEST_P(Refresh, RFC9449_5_that_of_a_public_client_is_bound_to_the_key) {
  const std::string first = begin("spa");
  expect_refused(ask("spa", first, nullptr), Reason::dpop_required);
  expect_refused(ask("spa", first, &thief_), Reason::dpop_other_key);
  const auto second = ask("spa", first, &holder_);
  ASSERT_EQ(second.status, 200) << second.body;
  expect_refused(ask("spa", member(second, "refresh_token"), &thief_), Reason::dpop_other_key);
  EXPECT_EQ(ask("spa", member(second, "refresh_token"), &holder_).status, 200) << "the binding is inherited";
}

// A thief without the key gets nothing from a used token either, and can't bring the family down.
TEST_P(Refresh, RFC9449_5_the_grace_is_for_the_holder_of_the_key) {
  const std::string first = begin("spa");
  const auto second = ask("spa", first, &holder_);
  expect_refused(ask("spa", first, &thief_), Reason::dpop_other_key);
  expect_refused(ask("spa", first, nullptr), Reason::dpop_required);
  const auto retry = ask("spa", first, &holder_);
  EXPECT_EQ(member(retry, "refresh_token"), member(second, "refresh_token"));
  EXPECT_EQ(member(retry, "token_type"), "DPoP");
}

// A token from before the client had a key gets bound with the first proof; its answer stays with it.
TEST_P(Refresh, RFC9449_5_is_bound_from_the_first_proof_on) {
  const std::string first = server_.log_in("openid offline_access", "spa").refresh_token;
  const auto second = ask("spa", first, &holder_);
  ASSERT_EQ(second.status, 200);
  expect_refused(ask("spa", member(second, "refresh_token"), &thief_), Reason::dpop_other_key);
  expect_refused(ask("spa", first, nullptr), Reason::refresh_reused);
}

// Rule 76: a confidential client's refresh token is bound to the client.
TEST_P(Refresh, rule_76_RFC9449_5_that_of_a_confidential_client_is_not) {
  const std::string first = begin("web");
  DpopHolder next;
  const auto second = ask("web", first, &next);
  ASSERT_EQ(second.status, 200) << second.body;
  const auto token = check_issued_token(member(second, "access_token"), test::test_keys()->verification_keys(),
                                        test::kIssuer, server_.clock->now());
  EXPECT_EQ(token->cnf.jkt->str(), next.jkt());
}

class BoundCode : public testing::TestWithParam<StoreKind> {
 protected:
  http::Response redeem(const std::string& code, DpopHolder* holder) {
    const Fields fields = holder ? dpop(holder->prove(server_.clock->now())) : Fields{};
    return server_.post_as("web", "/token", TestServer::redemption(code), fields);
  }
  void expect_refused(const http::Response& response, Reason reason) {
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(error_of(response), "invalid_grant");
    EXPECT_EQ(server_.last_event().reason, reason);
  }
  /// Whatever was tried before, the code is good for its key and for nothing else.
  void expect_bound(const std::string& code) {
    DpopHolder thief;
    expect_refused(redeem(code, nullptr), Reason::dpop_required);
    expect_refused(redeem(code, &thief), Reason::dpop_other_key);
    const auto redeemed = redeem(code, &holder_);
    ASSERT_EQ(redeemed.status, 200) << redeemed.body;
    // Shown again without the key, it can't bring the family down.
    expect_refused(redeem(code, &thief), Reason::dpop_other_key);
    EXPECT_NE(server_.last_event().kind, EventKind::reuse_detected);
    expect_refused(redeem(code, &holder_), Reason::code_reused);
  }

  TestServer server_{{.store = GetParam()}};
  DpopHolder holder_;
};

INSTANTIATE_TEST_SUITE_P(Stores, BoundCode, testing::Values(StoreKind::memory, StoreKind::sqlite),
                         [](const auto& row) { return std::string(to_string(row.param)); });

TEST_P(BoundCode, rule_85_RFC9449_10_only_its_key_redeems_it) {
  expect_bound(server_.obtain_code(test::with(TestServer::authorization(), "dpop_jkt", holder_.jkt())));
}

// The binding goes through the host's pages, that is through the store.
TEST_P(BoundCode, RFC9449_10_the_binding_survives_the_login) {
  const auto page = server_.authorize(test::with(TestServer::authorization(), "dpop_jkt", holder_.jkt()));
  server_.start_session();
  const auto back =
      server_.get("/authorize/resume?interaction=" + server_.last_interaction, {{"Cookie", test::cookie_of(page)}});
  expect_bound(test::query_of(test::header(back, "Location"))["code"]);
}

TEST_P(BoundCode, RFC9449_10_without_dpop_jkt_any_key_will_do) {
  EXPECT_EQ(member(redeem(server_.obtain_code(), &holder_), "token_type"), "DPoP");
  EXPECT_EQ(member(redeem(server_.obtain_code(), nullptr), "token_type"), "Bearer");
}

TEST_P(BoundCode, RFC9449_10_a_thumbprint_that_is_none_is_refused) {
  const std::string good = holder_.jkt();
  for (const std::string& jkt :
       {good.substr(1), good + "A", good + "=", std::string(43, '!'), std::string(42, 'A') + "B"}) {
    SCOPED_TRACE(jkt);
    server_.start_session();
    const auto answer = test::query_of(
        test::header(server_.authorize(test::with(TestServer::authorization(), "dpop_jkt", jkt)), "Location"));
    EXPECT_EQ(answer.at("error"), "invalid_request");
    EXPECT_EQ(server_.last_event().reason, Reason::dpop_jkt_syntax);
  }
}

}  // namespace
}  // namespace attesto

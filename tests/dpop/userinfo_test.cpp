// A protected resource and the proof of a token - RFC 9449 §4.3, §7. certification.md rules 80 to 84.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <ostream>

#include "attesto/proof/confirmation.hpp"
#include "support/dpop_holder.hpp"

namespace attesto {
namespace {

using test::DpopHolder;
using test::Fields;
using test::header;
using test::StoreKind;
using test::TestServer;
using testing::HasSubstr;
using testing::Not;
using testing_support::drop;
using testing_support::RawJwt;
using testing_support::set;

const std::string kUserinfoUrl = std::string(test::kIssuer) + "/userinfo";

std::vector<std::string> challenges(const http::Response& response) {
  std::vector<std::string> fields;
  for (const auto& [name, value] : response.headers)
    if (name == "WWW-Authenticate") fields.push_back(value);
  return fields;
}

/// A server, someone with a key, and a token that is bound to it.
class BoundToken {
 public:
  explicit BoundToken(const std::function<void(Config&)>& adjust = {}, StoreKind store = StoreKind::memory)
      : server({.store = store, .adjust = adjust}) {}

  [[nodiscard]] std::string log_in(DpopHolder& by, std::string_view scope = "openid", Fields fields = {}) {
    const auto request = test::with(TestServer::authorization(), "scope", scope);
    if (fields.empty()) fields = test::dpop(by.prove(server.clock->now()));
    const auto response = server.post_as("web", "/token", TestServer::redemption(server.obtain_code(request)), fields);
    EXPECT_EQ(response.status, 200) << response.body;
    const Json body = test::json_of(response);
    const std::string* token = body.find_string("access_token");
    return token ? *token : "";
  }
  [[nodiscard]] RawJwt parts(const std::string& token, std::string_view method = "GET") {
    return holder.parts(server.clock->now(), {.method = method, .url = kUserinfoUrl, .access_token = token});
  }
  [[nodiscard]] std::string prove(const std::string& token, std::optional<std::string> nonce = {}) {
    return holder.prove(server.clock->now(),
                        {.method = "GET", .url = kUserinfoUrl, .access_token = token, .nonce = std::move(nonce)});
  }
  http::Response ask(const std::string& authorization, Fields proofs) {
    proofs.emplace_back("Authorization", authorization);
    return server.get("/userinfo", proofs);
  }
  http::Response ask(const std::string& token) { return ask("DPoP " + token, test::dpop(prove(token))); }

  TestServer server;
  DpopHolder holder;
};

using Spoil = std::function<Fields(BoundToken&, RawJwt)>;

struct Row {
  const char* name;
  Spoil spoil;
  std::optional<Error> want;  ///< absent: claims
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

Spoil change(std::function<void(RawJwt&)> spoil) {
  return [spoil = std::move(spoil)](BoundToken& bound, RawJwt proof) {
    spoil(proof);
    return test::dpop(bound.holder.sign(proof));
  };
}
Spoil header_member(const char* name, Json value) {
  return change([=](RawJwt& proof) { set(proof.header, name, value); });
}
Spoil claim(const char* name, Json value) {
  return change([=](RawJwt& proof) { set(proof.claims, name, value); });
}
Spoil iat(std::int64_t offset) {
  return change(
      [=](RawJwt& proof) { set(proof.claims, "iat", Json(*Json(proof.claims).find_integer("iat") + offset)); });
}
Spoil field(const char* name, std::function<std::vector<std::string>(const std::string&)> values) {
  return [=](BoundToken& bound, const RawJwt& proof) {
    Fields all;
    for (std::string& value : values(bound.holder.sign(proof))) all.emplace_back(name, std::move(value));
    return all;
  };
}

// One row at least for each DpopError that a resource can meet.
const Row kRows[] = {
    {"RFC9449_7_1_good", change([](RawJwt&) {}), std::nullopt},
    {"rule_84_RFC9110_5_1_any_case_of_the_field_name", field("DPOP", [](auto& p) { return std::vector{p}; }),
     std::nullopt},
    {"rule_82_RFC9449_7_1_no_field", [](BoundToken&, const RawJwt&) { return Fields{}; },
     to_error(ConfirmationError::proof_required)},
    {"rule_82_RFC9449_4_3_1_two_fields", field("DPoP", [](auto& p) { return std::vector{p, p}; }),
     to_error(DpopError::header_count)},
    {"rule_82_RFC9449_4_3_2_no_JWT", field("DPoP", [](auto&) { return std::vector<std::string>{"proof"}; }),
     to_error(DpopError::malformed)},
    {"rule_82_RFC9449_4_3_4_no_typ", change([](RawJwt& p) { drop(p.header, "typ"); }), to_error(DpopError::wrong_type)},
    {"rule_82_RFC9449_4_3_4_typ", header_member("typ", "JWT"), to_error(DpopError::wrong_type)},
    {"rule_82_RFC9449_4_3_5_none", header_member("alg", "none"), to_error(DpopError::wrong_algorithm)},
    {"rule_82_RFC9449_4_3_5_RS256", header_member("alg", "RS256"), to_error(DpopError::wrong_algorithm)},
    {"RFC7515_4_1_11_crit", header_member("crit", Json::Array{"exp"}), to_error(DpopError::critical_header)},
    {"rule_82_RFC9449_4_2_no_jwk", change([](RawJwt& p) { drop(p.header, "jwk"); }), to_error(DpopError::missing_key)},
    {"rule_82_RFC9449_4_3_7_private_key", change([](RawJwt& p) {
       Json::Object key = *Json(p.header).find("jwk")->object();
       set(key, "d", "AA");
       set(p.header, "jwk", std::move(key));
     }),
     to_error(DpopError::refused_key)},
    {"rule_82_RFC9449_4_3_6_signed_by_another_key",
     [](BoundToken&, const RawJwt& proof) { return test::dpop(DpopHolder().sign(proof)); },
     to_error(DpopError::wrong_signature)},
    {"rule_82_RFC9449_4_3_8_other_method", claim("htm", "POST"), to_error(DpopError::wrong_htm)},
    {"rule_82_RFC9449_4_3_9_other_endpoint", claim("htu", std::string(test::kIssuer) + "/token"),
     to_error(DpopError::wrong_htu)},
    {"rule_83_RFC9449_4_3_9_query_is_ignored", claim("htu", kUserinfoUrl + "?a=b#c"), std::nullopt},
    {"rule_82_RFC9449_4_2_no_iat", change([](RawJwt& p) { drop(p.claims, "iat"); }), to_error(DpopError::wrong_iat)},
    {"rule_81_RFC9449_4_3_11_10_seconds_old", iat(-10), std::nullopt},
    {"rule_81_RFC9449_4_3_11_10_seconds_ahead", iat(10), std::nullopt},
    {"rule_81_RFC9449_4_3_11_an_hour_old", iat(-3600), to_error(DpopError::outside_window)},
    {"rule_81_RFC9449_4_3_11_an_hour_ahead", iat(3600), to_error(DpopError::outside_window)},
    {"rule_81_RFC9449_4_2_exp_and_nbf_mean_nothing", change([](RawJwt& p) {
       set(p.claims, "exp", 1);
       set(p.claims, "nbf", 1);
     }),
     std::nullopt},
    {"rule_82_RFC9449_4_2_no_jti", change([](RawJwt& p) { drop(p.claims, "jti"); }), to_error(DpopError::wrong_jti)},
    {"rule_82_RFC9449_4_3_12_no_ath", change([](RawJwt& p) { drop(p.claims, "ath"); }), to_error(DpopError::wrong_ath)},
    {"rule_82_RFC9449_4_3_12_ath_of_another_token", claim("ath", base64url_encode(sha256("token"))),
     to_error(DpopError::wrong_ath)},
    // security.md 65: the proof is right in itself, and the token is stolen.
    {"rule_82_RFC9449_4_3_12_a_good_proof_of_another_key",
     [](BoundToken& bound, const RawJwt& proof) {
       DpopHolder thief;
       RawJwt own = thief.parts(bound.server.clock->now());
       own.claims = proof.claims;
       return test::dpop(thief.sign(own));
     },
     to_error(ConfirmationError::proof_of_other_key)},
};

class UserinfoProof : public testing::TestWithParam<Row> {};
INSTANTIATE_TEST_SUITE_P(Rows, UserinfoProof, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_P(UserinfoProof, RFC9449_7_1_decides) {
  BoundToken bound;
  const std::string token = bound.log_in(bound.holder);
  bound.server.store().count_from_zero();
  const auto response = bound.ask("DPoP " + token, GetParam().spoil(bound, bound.parts(token)));
  if (!GetParam().want) {
    EXPECT_EQ(response.status, 200);
    return;
  }
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(bound.server.last_event().reason, GetParam().want->reason);
  EXPECT_EQ(bound.server.store().calls(), 0) << "nothing is asked or written for a proof that is wrong";
  const auto fields = challenges(response);
  ASSERT_EQ(fields.size(), 2U);
  EXPECT_THAT(fields[0], testing::StartsWith("DPoP realm=\"https://auth.example.com\""));
  EXPECT_THAT(fields[0], HasSubstr("error=\"" + std::string(to_string(GetParam().want->code)) + "\""));
  EXPECT_THAT(fields[0], HasSubstr("algs=\"PS256 ES256 EdDSA\""));
  EXPECT_EQ(fields[1], "Bearer realm=\"https://auth.example.com\"");
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
}

class Stores : public testing::TestWithParam<StoreKind> {
 protected:
  BoundToken bound_{{}, GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Kinds, Stores, testing::Values(StoreKind::memory, StoreKind::sqlite),
                         [](const auto& row) { return std::string(to_string(row.param)); });

TEST_P(Stores, rule_84_RFC9449_11_1_a_proof_passes_once) {
  const std::string token = bound_.log_in(bound_.holder);
  const std::string proof = bound_.prove(token);
  EXPECT_EQ(bound_.ask("DPoP " + token, test::dpop(proof)).status, 200);
  const auto replayed = bound_.ask("DPoP " + token, test::dpop(proof));
  EXPECT_EQ(replayed.status, 401);
  EXPECT_EQ(bound_.server.last_event().reason, Reason::dpop_replayed);
  EXPECT_THAT(header(replayed, "WWW-Authenticate"), HasSubstr("error=\"invalid_dpop_proof\""));
  EXPECT_EQ(bound_.ask(token).status, 200);
}

// W-36: proofs for tokens that are refused leave nothing behind, so a good one is still good afterwards.
TEST_P(Stores, a_refused_token_does_not_use_up_its_proof) {
  const std::string token = bound_.log_in(bound_.holder);
  const std::string proof = bound_.prove(token);
  EXPECT_EQ(bound_.ask("DPoP " + token.substr(0, token.size() - 4) + "AAAA", test::dpop(proof)).status, 401);
  EXPECT_EQ(bound_.ask("DPoP " + token, test::dpop(proof)).status, 200);

  const std::string revoked = bound_.log_in(bound_.holder);
  bound_.server.post_as("web", "/revoke", {{"token", revoked}});
  EXPECT_EQ(bound_.ask(revoked).status, 401);
  EXPECT_EQ(bound_.server.last_event().reason, Reason::token_revoked);
}

TEST_P(Stores, RFC9110_15_6_4_an_outage_does_not_use_up_the_proof) {
  const std::string token = bound_.log_in(bound_.holder);
  const std::string proof = bound_.prove(token);
  for (int call = 0; call < 3; ++call) {
    bound_.server.store().fail_from(call);
    const auto response = bound_.ask("DPoP " + token, test::dpop(proof));
    EXPECT_EQ(response.status, 503) << call;
    EXPECT_FALSE(response.header("WWW-Authenticate"));
    EXPECT_EQ(header(response, "Retry-After"), "1");
  }
  bound_.server.store().work_again();
  EXPECT_EQ(bound_.ask("DPoP " + token, test::dpop(proof)).status, 200);
}

TEST(UserinfoSchemes, rule_82_RFC9449_7_2_a_bound_token_is_no_bearer_token) {
  BoundToken bound;
  const std::string token = bound.log_in(bound.holder);
  const Fields none;
  for (const Fields& proofs : {none, test::dpop(bound.prove(token))}) {
    const auto response = bound.ask("Bearer " + token, proofs);
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(bound.server.last_event().reason, Reason::dpop_required);
    EXPECT_THAT(header(response, "WWW-Authenticate"), testing::StartsWith("DPoP "));
    EXPECT_THAT(header(response, "WWW-Authenticate"), HasSubstr("error=\"invalid_token\""));
    EXPECT_THAT(header(response, "WWW-Authenticate"), HasSubstr("algs=\""));
  }
  EXPECT_EQ(bound.server.post("/userinfo", {{"access_token", token}}).status, 401) << "nor in the body";
}

TEST(UserinfoSchemes, RFC9449_7_1_a_bearer_token_gains_nothing_from_a_proof) {
  BoundToken bound;
  const std::string token = bound.server.log_in("openid").access_token;
  for (const char* scheme : {"DPoP ", "Bearer "}) {
    EXPECT_EQ(bound.ask(scheme + token, test::dpop(bound.prove(token))).status, 401) << scheme;
    EXPECT_EQ(bound.server.last_event().reason, Reason::dpop_unexpected) << scheme;
  }
  EXPECT_EQ(bound.ask("DPoP " + token, {}).status, 401);
  EXPECT_EQ(bound.server.last_event().reason, Reason::dpop_unexpected) << "no proof would help";
  EXPECT_EQ(bound.ask("Bearer " + token, {}).status, 200);
}

// certification.md: access-token-type-header-case-sensitivity.
TEST(UserinfoSchemes, rule_91_RFC9110_11_1_compare_without_case) {
  BoundToken bound;
  const std::string token = bound.log_in(bound.holder);
  for (const char* scheme : {"dpop ", "DPOP ", "dPoP "})
    EXPECT_EQ(bound.ask(scheme + token, test::dpop(bound.prove(token))).status, 200) << scheme;
}

TEST(UserinfoSchemes, OIDC_Core_5_3_1_post_has_its_own_proofs) {
  BoundToken bound;
  const std::string token = bound.log_in(bound.holder);
  const auto post = [&](const std::string& proof) {
    return bound.server.send("POST", "/userinfo", {{"Authorization", "DPoP " + token}, {"DPoP", proof}}).status;
  };
  EXPECT_EQ(post(bound.prove(token)), 401);
  EXPECT_EQ(post(bound.holder.sign(bound.parts(token, "POST"))), 200);
}

TEST(UserinfoSchemes, RFC9449_7_1_both_are_challenged_where_both_work) {
  BoundToken bound;
  EXPECT_THAT(challenges(bound.ask("Basic YTpi", {})),
              testing::ElementsAre("Bearer realm=\"https://auth.example.com\"",
                                   "DPoP realm=\"https://auth.example.com\", algs=\"PS256 ES256 EdDSA\""));
  const auto wrong = challenges(bound.ask("DPoP wrong", test::dpop(bound.prove("wrong"))));
  ASSERT_EQ(wrong.size(), 2U);
  EXPECT_THAT(wrong[0], HasSubstr("DPoP realm=\"https://auth.example.com\", error=\"invalid_token\""));
  EXPECT_THAT(wrong[1], Not(HasSubstr("error")));
}

TEST(UserinfoSchemes, RFC6750_3_1_a_scope_that_is_missing_is_told_in_the_scheme_that_was_used) {
  BoundToken bound;
  const auto response = bound.ask(bound.log_in(bound.holder, "profile"));
  EXPECT_EQ(response.status, 403);
  const auto fields = challenges(response);
  ASSERT_EQ(fields.size(), 1U) << "another scheme wouldn't help";
  EXPECT_THAT(fields[0], testing::StartsWith("DPoP "));
  EXPECT_THAT(fields[0], HasSubstr("error=\"insufficient_scope\""));
  EXPECT_THAT(fields[0], HasSubstr("scope=\"openid\""));
}

TEST(UserinfoSchemes, RFC6750_3_1_without_dpop_the_scheme_is_not_known) {
  BoundToken bound([](Config& config) { config.dpop.reset(); });
  const std::string token = bound.server.log_in("openid").access_token;
  const auto response = bound.ask("DPoP " + token, test::dpop(bound.prove(token)));
  EXPECT_THAT(challenges(response), testing::ElementsAre("Bearer realm=\"https://auth.example.com\""));
  EXPECT_EQ(bound.server.last_event().reason, Reason::token_missing);
  EXPECT_EQ(bound.ask("Bearer " + token, test::dpop("anything")).status, 200) << "nor the field";
}

class UserinfoNonce : public testing::Test {
 protected:
  static DpopNonces nonces() { return DpopNonces(HmacSha256(Bytes(32, 1))); }
  std::string log_in() {
    const std::string nonce = nonces().mint(DpopEndpoint::authorization_server, bound_.server.clock->now());
    return bound_.log_in(bound_.holder, "openid",
                         test::dpop(bound_.holder.prove(bound_.server.clock->now(), {.nonce = nonce})));
  }
  http::Response ask(const std::string& token, std::optional<std::string> nonce) {
    return bound_.ask("DPoP " + token, test::dpop(bound_.prove(token, std::move(nonce))));
  }
  BoundToken bound_{[](Config& config) { config.dpop->nonces = nonces(); }};
};

TEST_F(UserinfoNonce, rule_80_RFC9449_9_is_asked_for_and_renewed) {
  const std::string token = log_in();
  const auto asked = ask(token, std::nullopt);
  EXPECT_EQ(asked.status, 401);
  EXPECT_THAT(header(asked, "WWW-Authenticate"), testing::StartsWith("DPoP "));
  EXPECT_THAT(header(asked, "WWW-Authenticate"), HasSubstr("error=\"use_dpop_nonce\""));
  EXPECT_EQ(header(asked, "Cache-Control"), "no-store");
  const std::string nonce = header(asked, "DPoP-Nonce");
  const auto first = ask(token, nonce);
  EXPECT_EQ(first.status, 200);
  EXPECT_FALSE(first.header("DPoP-Nonce"));
  bound_.server.clock->advance(DpopNonces::kLife / 2 + DpopNonces::kSlot);
  const auto late = ask(token, nonce);
  EXPECT_EQ(late.status, 200);
  EXPECT_EQ(header(late, "Cache-Control"), "no-store");
  EXPECT_EQ(ask(token, header(late, "DPoP-Nonce")).status, 200);
}

// security.md 81: the two classes of endpoints have nonces of their own.
TEST_F(UserinfoNonce, RFC9449_9_that_of_the_token_endpoint_does_not_count) {
  const std::string token = log_in();
  EXPECT_EQ(ask(token, nonces().mint(DpopEndpoint::authorization_server, bound_.server.clock->now())).status, 401);
  EXPECT_EQ(bound_.server.last_event().reason, Reason::dpop_nonce);
}

}  // namespace
}  // namespace attesto

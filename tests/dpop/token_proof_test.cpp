// The token endpoint and the proof of a request - RFC 9449 §4.3, §5. certification.md rules 81 to 84.
#include <gtest/gtest.h>

#include <functional>
#include <ostream>

#include "support/dpop_holder.hpp"

namespace attesto {
namespace {

using test::dpop;
using test::DpopHolder;
using test::error_of;
using test::Fields;
using test::TestServer;
using testing_support::drop;
using testing_support::RawJwt;
using testing_support::set;

/// The fields that a request carries instead of one good proof.
using Spoil = std::function<Fields(DpopHolder&, RawJwt)>;

struct Row {
  const char* name;
  Spoil spoil;
  std::optional<DpopError> want;  ///< absent: tokens
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

Spoil change(std::function<void(RawJwt&)> spoil) {
  return [spoil = std::move(spoil)](DpopHolder& holder, RawJwt proof) {
    spoil(proof);
    return dpop(holder.sign(proof));
  };
}
Spoil header(const char* name, Json value) {
  return change([=](RawJwt& proof) { set(proof.header, name, value); });
}
Spoil claim(const char* name, Json value) {
  return change([=](RawJwt& proof) { set(proof.claims, name, value); });
}
Spoil iat(std::int64_t offset) {
  return change(
      [=](RawJwt& proof) { set(proof.claims, "iat", Json(*Json(proof.claims).find_integer("iat") + offset)); });
}
Spoil fields(const char* name, std::function<std::vector<std::string>(const std::string&)> values) {
  return [=](DpopHolder& holder, const RawJwt& proof) {
    Fields all;
    for (std::string& value : values(holder.sign(proof))) all.emplace_back(name, std::move(value));
    return all;
  };
}

// One row at least for each DpopError that a token request can meet; all spellings are in proof/dpop_test.
const Row kRows[] = {
    {"RFC9449_5_good", change([](RawJwt&) {}), std::nullopt},
    {"rule_84_RFC9110_5_1_any_case_of_the_field_name", fields("dPoP", [](auto& p) { return std::vector{p}; }),
     std::nullopt},
    {"rule_82_RFC9449_4_3_1_two_fields", fields("DPoP", [](auto& p) { return std::vector{p, p}; }),
     DpopError::header_count},
    {"RFC9449_4_3_2_empty_field", fields("DPoP", [](auto&) { return std::vector{std::string()}; }),
     DpopError::malformed},
    {"RFC9449_4_3_2_two_in_one_field", fields("DPoP", [](auto& p) { return std::vector{p + ", " + p}; }),
     DpopError::malformed},
    {"rule_82_RFC9449_4_3_2_no_JWT", fields("DPoP", [](auto&) { return std::vector<std::string>{"proof"}; }),
     DpopError::malformed},
    {"rule_82_RFC9449_4_3_4_typ", header("typ", "JWT"), DpopError::wrong_type},
    {"rule_82_RFC9449_4_3_5_none", header("alg", "none"), DpopError::wrong_algorithm},
    {"rule_82_RFC9449_4_3_5_RS256_is_not_advertised", header("alg", "RS256"), DpopError::wrong_algorithm},
    {"RFC7515_4_1_11_crit", header("crit", Json::Array{"exp"}), DpopError::critical_header},
    {"rule_82_RFC9449_4_2_no_jwk", change([](RawJwt& p) { drop(p.header, "jwk"); }), DpopError::missing_key},
    {"rule_82_RFC9449_4_3_7_private_key", change([](RawJwt& p) {
       Json::Object key = *Json(p.header).find("jwk")->object();
       set(key, "d", "AA");
       set(p.header, "jwk", std::move(key));
     }),
     DpopError::refused_key},
    {"rule_82_RFC9449_4_3_6_signed_by_another_key",
     [](DpopHolder&, const RawJwt& proof) { return dpop(DpopHolder().sign(proof)); }, DpopError::wrong_signature},
    {"rule_82_RFC9449_4_3_8_other_method", claim("htm", "GET"), DpopError::wrong_htm},
    {"RFC9110_9_1_method_in_lower_case", claim("htm", "post"), DpopError::wrong_htm},
    {"rule_82_RFC9449_4_3_9_other_endpoint", claim("htu", "https://auth.example.com/userinfo"), DpopError::wrong_htu},
    {"rule_83_RFC9449_4_3_9_query_is_ignored", claim("htu", "https://AUTH.example.com:443/token?a=b#c"), std::nullopt},
    {"RFC9449_4_2_no_iat", change([](RawJwt& p) { drop(p.claims, "iat"); }), DpopError::wrong_iat},
    {"rule_81_RFC9449_4_3_11_10_seconds_old", iat(-10), std::nullopt},
    {"rule_81_RFC9449_4_3_11_10_seconds_ahead", iat(10), std::nullopt},
    {"rule_81_RFC9449_4_3_11_an_hour_old", iat(-3600), DpopError::outside_window},
    {"rule_81_RFC9449_4_3_11_an_hour_ahead", iat(3600), DpopError::outside_window},
    {"rule_81_RFC9449_4_2_exp_and_nbf_mean_nothing", change([](RawJwt& p) {
       set(p.claims, "exp", 1);
       set(p.claims, "nbf", 1);
     }),
     std::nullopt},
    {"rule_82_RFC9449_4_2_no_jti", change([](RawJwt& p) { drop(p.claims, "jti"); }), DpopError::wrong_jti},
    {"RFC9449_4_2_ath_is_no_text", claim("ath", 1), DpopError::wrong_ath},
};

class TokenProof : public testing::TestWithParam<Row> {};
INSTANTIATE_TEST_SUITE_P(Rows, TokenProof, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

// Whatever is wrong with the proof, the code is good for the next one.
TEST_P(TokenProof, is_checked_before_anything_happens) {
  TestServer server;
  DpopHolder holder;
  const std::string code = server.obtain_code();
  const http::Response response = server.post_as("web", "/token", TestServer::redemption(code),
                                                 GetParam().spoil(holder, holder.parts(server.clock->now())));
  if (!GetParam().want) {
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(*test::json_of(response).find_string("token_type"), "DPoP");
    return;
  }
  const Error want = to_error(*GetParam().want);
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(error_of(response), to_string(want.code));
  EXPECT_EQ(server.last_event().reason, want.reason);
  EXPECT_EQ(test::header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(
      server.post_as("web", "/token", TestServer::redemption(code), dpop(holder.prove(server.clock->now()))).status,
      200);
}

// The URL is the configured one: what the request says of its host is anybody's word (security.md 70).
TEST(TokenProofUrl, RFC9449_4_3_9_is_never_taken_from_the_request) {
  TestServer server;
  DpopHolder holder;
  Fields request = dpop(holder.prove(server.clock->now(), {.url = "https://evil.example/token"}));
  request.emplace_back("Host", "evil.example");
  request.emplace_back("X-Forwarded-Host", "evil.example");
  const auto response = server.post_as("machine", "/token", {{"grant_type", "client_credentials"}}, request);
  EXPECT_EQ(error_of(response), "invalid_dpop_proof");
  EXPECT_EQ(server.last_event().reason, Reason::dpop_htu);
}

TEST(TokenProofUrl, has_the_path_of_the_issuer_and_of_the_endpoint) {
  TestServer server{{.adjust = [](Config& config) {
    config.issuer = *Issuer::parse("https://auth.example.com/tenant");
    config.paths.token = "/oauth/t";
  }}};
  DpopHolder holder;
  const auto ask = [&](const std::string& url) {
    return server
        .post_as("machine", "/tenant/oauth/t", {{"grant_type", "client_credentials"}},
                 dpop(holder.prove(server.clock->now(), {.url = url})))
        .status;
  };
  EXPECT_EQ(ask("https://auth.example.com/tenant/oauth/t"), 200);
  EXPECT_EQ(ask("https://auth.example.com/oauth/t"), 400);
  EXPECT_EQ(ask("https://auth.example.com/tenant/token"), 400);
}

// certification.md rule 86: the suite's own default is PS256.
TEST(TokenProofAlgorithms, rule_86_RFC9449_5_1_those_of_the_configuration_count) {
  struct Key {
    KeyType type;
    Algorithm algorithm;
    bool by_default;
  };
  for (const Key& key : {Key{KeyType::ec_p256, Algorithm::ES256, true}, Key{KeyType::rsa, Algorithm::PS256, true},
                         Key{KeyType::ed25519, Algorithm::EdDSA, true}, Key{KeyType::rsa, Algorithm::RS256, false},
                         Key{KeyType::ec_p384, Algorithm::ES384, false}}) {
    SCOPED_TRACE(to_string(key.algorithm));
    DpopHolder holder(key.type, key.algorithm);
    TestServer usual;
    TestServer only{{.adjust = [&](Config& config) { config.dpop->algorithms = {key.algorithm}; }}};
    const auto ask = [&](TestServer& server) {
      return server
          .post_as("machine", "/token", {{"grant_type", "client_credentials"}}, dpop(holder.prove(server.clock->now())))
          .status;
    };
    EXPECT_EQ(ask(usual), key.by_default ? 200 : 400);
    EXPECT_EQ(ask(only), 200);
  }
}

// Off means off: the field is one that nobody knows, and the token says that it is not bound (§5).
TEST(TokenProofOff, RFC9449_5_the_token_type_tells_that_nothing_was_bound) {
  TestServer server{{.adjust = [](Config& config) { config.dpop.reset(); }}};
  DpopHolder holder;
  const auto response = server.post_as("machine", "/token", {{"grant_type", "client_credentials"}},
                                       dpop(holder.prove(server.clock->now())));
  EXPECT_EQ(*test::json_of(response).find_string("token_type"), "Bearer");
  change_client(server, "machine", [](Client& client) { client.dpop_bound_access_tokens = true; });
  EXPECT_EQ(
      server
          .post_as("machine", "/token", {{"grant_type", "client_credentials"}}, dpop(holder.prove(server.clock->now())))
          .status,
      400);
}

}  // namespace
}  // namespace attesto

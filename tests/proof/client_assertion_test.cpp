#include "attesto/proof/client_assertion.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>

#include "attesto/jose/jwk.hpp"
#include "attesto/store/memory_store.hpp"
#include "proof/raw_jwt.hpp"
#include "support/vector_file.hpp"

namespace attesto {
namespace {

using namespace testing_support;
using enum ClientAssertionError;
using Spoil = std::function<void(RawJwt&)>;

constexpr std::int64_t kNow = 1'700'000'000;
constexpr std::string_view kIssuer = "https://as.example";
constexpr std::string_view kTokenUrl = "https://as.example/oauth/token";
constexpr std::array<std::string_view, 1> kIssuerOnly = {kIssuer};
constexpr std::array<std::string_view, 2> kIssuerOrTokenUrl = {kIssuer, kTokenUrl};
constexpr ClientAssertionPolicy kFapi{.audiences = kIssuerOnly, .algorithms = kFapiAlgorithms};

const PrivateKey& key() {
  static const PrivateKey kKey = PrivateKey::generate(KeyType::ec_p256);
  return kKey;
}

std::vector<VerificationKey> keys() {
  return {VerificationKey::create(key().public_key(), Algorithm::ES256, "cl-1").value()};
}

RawJwt good_assertion() {
  return {.header = {{"alg", "ES256"}, {"typ", "client-authentication+jwt"}, {"kid", "cl-1"}},
          .claims = {{"iss", "c1"}, {"sub", "c1"}, {"aud", kIssuer}, {"jti", "a-1"}, {"exp", Json(kNow + 60)}}};
}

std::optional<ClientAssertionError> check(const RawJwt& assertion, const ClientAssertionPolicy& policy = kFapi) {
  const auto checked = check_client_assertion(assertion.sign(key(), Algorithm::ES256), ClientId("c1"), keys(), policy,
                                              from_seconds(kNow));
  return checked ? std::nullopt : std::optional(checked.error());
}

Spoil header(std::string_view name, Json value) {
  return [=](RawJwt& jwt) { set(jwt.header, name, value); };
}
Spoil claim(std::string_view name, Json value) {
  return [=](RawJwt& jwt) { set(jwt.claims, name, value); };
}
Spoil without(std::string_view name) {
  return [=](RawJwt& jwt) { drop(jwt.header, name), drop(jwt.claims, name); };
}
Spoil date(std::string_view name, std::int64_t offset) { return claim(name, Json(kNow + offset)); }

struct Case {
  std::string_view name;
  Spoil spoil;
  std::optional<ClientAssertionError> want;
};
void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

const Case kCases[] = {
    {"good", [](RawJwt&) {}, std::nullopt},
    {"RFC8725_3_11_typ_absent", without("typ"), std::nullopt},
    {"RFC8725_3_11_typ_JWT", header("typ", "jwt"), std::nullopt},
    {"RFC8725_3_11_typ_access_token", header("typ", "at+jwt"), malformed},
    {"RFC8725_3_11_typ_request_object", header("typ", "oauth-authz-req+jwt"), malformed},
    {"RFC8725_3_11_typ_dpop", header("typ", "dpop+jwt"), malformed},
    {"RFC8725_3_11_typ_number", header("typ", 1), malformed},
    {"RFC7515_4_1_3_embedded_key", header("jwk", Json::Object{{"kty", "EC"}}), malformed},
    {"RFC7515_4_1_11_crit", header("crit", Json::Array{"x"}), malformed},
    {"RFC7515_4_1_4_other_kid", header("kid", "cl-2"), wrong_signature},
    {"RFC7515_4_1_4_no_kid_and_one_key", without("kid"), std::nullopt},
    {"RFC8725_3_1_alg_none", header("alg", "none"), wrong_algorithm},
    {"RFC8725_3_1_alg_HS256", header("alg", "HS256"), wrong_algorithm},
    {"RFC8725_3_1_alg_of_another_key", header("alg", "PS256"), wrong_algorithm},
    {"RFC7523_3_1_other_iss", claim("iss", "c2"), wrong_issuer},
    {"RFC7523_3_1_no_iss", without("iss"), wrong_issuer},
    {"RFC7523_3_2_other_sub", claim("sub", "c2"), wrong_issuer},
    {"RFC7523_3_2_no_sub", without("sub"), wrong_issuer},
    {"RFC7523_3_2_sub_array", claim("sub", Json::Array{"c1"}), wrong_issuer},
    {"RFC7523_3_3_no_aud", without("aud"), wrong_audience},
    {"RFC7523_3_3_other_server", claim("aud", "https://other.example"), wrong_audience},
    {"RFC7523_3_3_issuer_with_slash", claim("aud", "https://as.example/"), wrong_audience},
    {"FAPI2_5_3_2_1_token_endpoint", claim("aud", kTokenUrl), wrong_audience},
    {"FAPI2_5_3_2_1_array", claim("aud", Json::Array{kIssuer}), wrong_audience},
    {"RFC7523_3_4_no_exp", without("exp"), expired},
    {"RFC7523_3_4_exp_string", claim("exp", "1700000060"), expired},
    {"RFC7523_3_4_exp_is_now", date("exp", 0), expired},
    {"RFC7523_3_4_exp_in_1_s", date("exp", 1), std::nullopt},
    {"RFC7523_3_4_exp_fraction", claim("exp", 1700000000.5), std::nullopt},
    {"RFC7523_3_4_exp_in_300_s", date("exp", 300), std::nullopt},
    {"RFC7523_3_4_exp_in_301_s", date("exp", 301), too_long_lived},
    {"RFC7523_3_4_exp_end_of_int64", claim("exp", Json(INT64_MAX)), expired},
    {"RFC7523_3_5_nbf_in_60_s", date("nbf", 60), std::nullopt},
    {"RFC7523_3_5_nbf_in_61_s", date("nbf", 61), not_yet_valid},
    {"RFC7523_3_5_nbf_string", claim("nbf", "0"), not_yet_valid},
    {"RFC7523_3_6_iat_in_60_s", date("iat", 60), std::nullopt},
    {"RFC7523_3_6_iat_in_61_s", date("iat", 61), not_yet_valid},
    {"RFC7523_3_6_iat_null", claim("iat", Json()), not_yet_valid},
    {"RFC7523_3_7_no_jti", without("jti"), wrong_jti},
    {"RFC7523_3_7_jti_empty", claim("jti", ""), wrong_jti},
    {"RFC7523_3_7_jti_number", claim("jti", 1), wrong_jti},
    {"RFC7523_3_7_jti_256_bytes", claim("jti", std::string(256, 'j')), std::nullopt},
    {"RFC7523_3_7_jti_257_bytes", claim("jti", std::string(257, 'j')), wrong_jti},
};

class ClientAssertions : public testing::TestWithParam<Case> {};
TEST_P(ClientAssertions, get_their_verdict) {
  RawJwt assertion = good_assertion();
  GetParam().spoil(assertion);
  EXPECT_EQ(check(assertion), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(Rfc, ClientAssertions, testing::ValuesIn(kCases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ClientAssertionPolicies, a_looser_audience_has_a_name) {
  RawJwt assertion = good_assertion();
  const ClientAssertionPolicy with_url{.audiences = kIssuerOrTokenUrl, .algorithms = kFapiAlgorithms};
  ClientAssertionPolicy with_array = with_url;
  with_array.audience_form = ClientAssertionPolicy::AudienceForm::string_or_array;
  set(assertion.claims, "aud", kTokenUrl);
  EXPECT_EQ(check(assertion, with_url), std::nullopt);
  set(assertion.claims, "aud", Json::Array{"https://other.example", kTokenUrl});
  EXPECT_EQ(check(assertion, with_url), wrong_audience);
  EXPECT_EQ(check(assertion, with_array), std::nullopt);
  set(assertion.claims, "aud", Json::Array{"https://other.example"});
  EXPECT_EQ(check(assertion, with_array), wrong_audience);
  set(assertion.claims, "aud", Json::Array{kTokenUrl, 1});
  EXPECT_EQ(check(assertion, with_array), wrong_audience);
}

TEST(ClientAssertionPolicies, only_listed_algorithms_count) {
  constexpr std::array kOther = {Algorithm::PS256};
  EXPECT_EQ(check(good_assertion(), {.audiences = kIssuerOnly, .algorithms = kOther}), wrong_algorithm);
  EXPECT_EQ(check(good_assertion(), {.audiences = kIssuerOnly, .algorithms = {}}), wrong_algorithm);
  EXPECT_EQ(check(good_assertion(), {.audiences = {}, .algorithms = kFapiAlgorithms}), wrong_audience);
}

TEST(ClientAssertionReplay, RFC7523_3_7_the_row_is_named_by_client_and_jti) {
  const auto row = [](std::string_view client, std::string_view jti) {
    RawJwt assertion = good_assertion();
    for (const std::string_view name : {"iss", "sub"}) set(assertion.claims, name, client);
    set(assertion.claims, "jti", jti);
    const auto checked = check_client_assertion(assertion.sign(key(), Algorithm::ES256), ClientId(client), keys(),
                                                kFapi, from_seconds(kNow));
    return checked.value().replay_record();
  };
  EXPECT_EQ(row("c1", "a").key, row("c1", "a").key);
  EXPECT_EQ(row("c1", "a").key.kind, RecordKind::client_assertion);
  EXPECT_NE(row("c1", "a").key, row("c1", "b").key);
  EXPECT_NE(row("c1", "a").key, row("c2", "a").key);
  EXPECT_NE(row("c1", "2a").key, row("c12", "a").key);
  EXPECT_EQ(row("c1", "a").expires_at, from_seconds(kNow + 60 + 60)) << "its exp and the skew of another node";
}

TEST(ClientAssertionReplay, only_the_first_commit_wins) {
  const auto store = make_memory_store();
  const auto assertion = check_client_assertion(good_assertion().sign(key(), Algorithm::ES256), ClientId("c1"), keys(),
                                                kFapi, from_seconds(kNow));
  ASSERT_TRUE(assertion);
  EXPECT_EQ(assertion->client_id(), ClientId("c1"));
  const Commit commit{.records = {assertion->replay_record()}};
  EXPECT_TRUE(store->commit(commit).value().has_value());
  EXPECT_EQ(store->commit(commit).value().error().reason, LossReason::exists);
}

TEST(ClientAssertionPeek, RFC7521_4_2_names_the_claimed_client) {
  EXPECT_EQ(peek_client_id(good_assertion().sign(key(), Algorithm::ES256)), ClientId("c1"));
  RawJwt nameless = good_assertion();
  drop(nameless.claims, "sub");
  EXPECT_EQ(peek_client_id(nameless.sign(key(), Algorithm::ES256)), std::nullopt);
  set(nameless.claims, "sub", "");
  EXPECT_EQ(peek_client_id(nameless.sign(key(), Algorithm::ES256)), std::nullopt);
  for (const std::string_view bad : {"", "a.b", "a.b.c", "....", "e30.W10.e30"})
    EXPECT_EQ(peek_client_id(bad), std::nullopt) << bad;
}

TEST(ClientAssertionErrors, are_all_invalid_client_with_a_reason_of_their_own) {
  std::vector<Reason> reasons;
  for (int i = 0; i <= static_cast<int>(replayed); ++i) {
    const Error error = to_error(static_cast<ClientAssertionError>(i));
    EXPECT_EQ(error.code, ErrorCode::invalid_client);
    EXPECT_EQ(std::ranges::count(reasons, error.reason), 0);
    reasons.push_back(error.reason);
  }
}

TEST(ClientAssertionVectors, adversarial_assertions_get_their_verdict) {
  const auto file = read_vector_file("own/jwt_adversarial.json");
  if (!file) GTEST_SKIP() << "own/jwt_adversarial.json is not in the folder ATTESTO_VECTORS_DIR";
  int seen = 0;
  for (const Json& vector : *file->find("vectors")->array()) {
    if (*vector.find_string("target") != "client_assertion") continue;
    SCOPED_TRACE(*vector.find_string("id") + ": " + *vector.find_string("desc"));
    const Json& context = *vector.find("context");
    std::vector<VerificationKey> client_keys;
    for (const Json& jwk : *context.find("client_jwks")->find("keys")->array())
      client_keys.push_back(parse_jwk(jwk).value());
    const std::array<std::string_view, 1> audiences = {*context.find_string("issuer")};
    const auto checked = check_client_assertion(*vector.find_string("jwt"), ClientId(*context.find_string("client_id")),
                                                client_keys, {.audiences = audiences, .algorithms = kFapiAlgorithms},
                                                from_seconds(*context.find_integer("now")));
    EXPECT_EQ(checked.has_value(), *vector.find_string("expect") == "accept");
    ++seen;
  }
  EXPECT_GE(seen, 15);
}

TEST(ClientAssertionProperty, no_single_byte_may_change) {
  const std::string good = good_assertion().sign(key(), Algorithm::ES256);
  for (std::size_t i = 0; i < good.size(); ++i)
    for (const unsigned bit : {0U, 3U, 5U}) {
      std::string changed = good;
      changed[i] = static_cast<char>(changed[i] ^ (1U << bit));
      EXPECT_FALSE(check_client_assertion(changed, ClientId("c1"), keys(), kFapi, from_seconds(kNow))) << i;
    }
}

}  // namespace
}  // namespace attesto

#include "attesto/proof/dpop.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>

#include "attesto/jose/thumbprint.hpp"
#include "attesto/store/memory_store.hpp"
#include "proof/dpop_fixture.hpp"

namespace attesto {
namespace {

using namespace testing_support;

using Spoil = std::function<void(RawJwt&)>;

struct Case {
  std::string_view name;
  Spoil spoil;
  std::optional<DpopError> want;
};
void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

Spoil header(std::string_view name, Json value) {
  return [=](RawJwt& jwt) { set(jwt.header, name, value); };
}
Spoil claim(std::string_view name, Json value) {
  return [=](RawJwt& jwt) { set(jwt.claims, name, value); };
}
Spoil without_header(std::string_view name) {
  return [=](RawJwt& jwt) { drop(jwt.header, name); };
}
Spoil without_claim(std::string_view name) {
  return [=](RawJwt& jwt) { drop(jwt.claims, name); };
}
Spoil jwk(std::string_view name, Json value) {
  return [=](RawJwt& jwt) {
    Json::Object key = bare_jwk(p256_key());
    set(key, name, value);
    set(jwt.header, "jwk", std::move(key));
  };
}
Spoil iat(long long offset) { return claim("iat", Json(std::int64_t{kNow + offset})); }
Spoil jti(std::size_t bytes) { return claim("jti", std::string(bytes, 'j')); }

const Case kCases[] = {
    {"good", [](RawJwt&) {}, std::nullopt},
    // RFC 9449 4.3 (4)
    {"RFC9449_4_3_4_no_typ", without_header("typ"), DpopError::wrong_type},
    {"RFC9449_4_3_4_typ_JWT", header("typ", "JWT"), DpopError::wrong_type},
    {"RFC9449_4_3_4_typ_at_jwt", header("typ", "at+jwt"), DpopError::wrong_type},
    {"RFC9449_4_3_4_typ_number", header("typ", 1), DpopError::wrong_type},
    {"RFC9449_4_3_4_typ_trailing_space", header("typ", "dpop+jwt "), DpopError::wrong_type},
    {"RFC7515_4_1_9_typ_application_prefix", header("typ", "application/dpop+jwt"), std::nullopt},
    {"RFC7515_4_1_9_typ_upper_case", header("typ", "DPOP+JWT"), std::nullopt},
    // (5)
    {"RFC9449_4_3_5_no_alg", without_header("alg"), DpopError::wrong_algorithm},
    {"RFC9449_4_3_5_alg_none", header("alg", "none"), DpopError::wrong_algorithm},
    {"RFC9449_4_3_5_alg_HS256", header("alg", "HS256"), DpopError::wrong_algorithm},
    {"RFC9449_4_3_5_alg_lower_case", header("alg", "es256"), DpopError::wrong_algorithm},
    {"RFC9449_4_3_5_alg_array", header("alg", Json::Array{"ES256"}), DpopError::wrong_algorithm},
    // RFC 7515 4.1.11
    {"RFC7515_4_1_11_crit_unknown", header("crit", Json::Array{"x"}), DpopError::critical_header},
    {"RFC7515_4_1_11_crit_empty", header("crit", Json::Array{}), DpopError::critical_header},
    {"RFC7515_4_1_11_crit_string", header("crit", "exp"), DpopError::critical_header},
    {"RFC7797_3_b64", header("b64", true), DpopError::critical_header},
    {"RFC7515_4_1_2_jku", header("jku", "https://evil.example/keys"), DpopError::critical_header},
    {"RFC7515_4_1_6_x5c", header("x5c", Json::Array{"AA=="}), DpopError::critical_header},
    // RFC 9449 4.2
    {"RFC9449_4_2_no_jwk", without_header("jwk"), DpopError::missing_key},
    {"RFC9449_4_2_jwk_empty", header("jwk", Json::Object{}), DpopError::missing_key},
    {"RFC9449_4_2_jwk_string", header("jwk", "key"), DpopError::missing_key},
    {"RFC9449_4_2_kid_instead",
     [](RawJwt& p) {
       drop(p.header, "jwk");
       set(p.header, "kid", "1");
     },
     DpopError::missing_key},
    // (7) and RFC 7517 4.2, 4.3
    {"RFC9449_4_3_7_d", jwk("d", "AA"), DpopError::refused_key},
    {"RFC9449_4_3_7_p", jwk("p", "AA"), DpopError::refused_key},
    {"RFC9449_4_3_7_q", jwk("q", "AA"), DpopError::refused_key},
    {"RFC9449_4_3_7_dp", jwk("dp", "AA"), DpopError::refused_key},
    {"RFC9449_4_3_7_dq", jwk("dq", "AA"), DpopError::refused_key},
    {"RFC9449_4_3_7_qi", jwk("qi", "AA"), DpopError::refused_key},
    {"RFC9449_4_3_7_oth", jwk("oth", Json::Array{}), DpopError::refused_key},
    {"RFC9449_4_3_7_k", jwk("k", "AA"), DpopError::refused_key},
    {"RFC9449_4_3_7_oct", header("jwk", Json::Object{{"kty", "oct"}, {"k", "AAAA"}}), DpopError::refused_key},
    {"RFC7517_4_2_use_enc", jwk("use", "enc"), DpopError::refused_key},
    {"RFC7517_4_2_use_sig", jwk("use", "sig"), std::nullopt},
    {"RFC7517_4_3_key_ops_sign_only", jwk("key_ops", Json::Array{"sign"}), DpopError::refused_key},
    {"RFC7517_4_3_key_ops_verify", jwk("key_ops", Json::Array{"verify"}), std::nullopt},
    {"RFC8725_3_1_jwk_alg_other", jwk("alg", "ES384"), DpopError::refused_key},
    {"RFC8725_3_1_jwk_alg_same", jwk("alg", "ES256"), std::nullopt},
    {"RFC7518_6_2_off_curve", jwk("y", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"), DpopError::refused_key},
    {"RFC7518_6_2_unknown_curve", jwk("crv", "P-257"), DpopError::refused_key},
    {"RFC8725_3_1_EC_key_with_RS256", header("alg", "RS256"), DpopError::refused_key},
    {"RFC8725_3_1_P256_key_with_ES384", header("alg", "ES384"), DpopError::refused_key},
    // (8)
    {"RFC9449_4_3_8_no_htm", without_claim("htm"), DpopError::wrong_htm},
    {"RFC9449_4_3_8_other_method", claim("htm", "GET"), DpopError::wrong_htm},
    {"RFC9110_9_1_lower_case_method", claim("htm", "post"), DpopError::wrong_htm},
    {"RFC9449_4_3_8_number", claim("htm", 1), DpopError::wrong_htm},
    // (9), the spellings are in target_uri_test
    {"RFC9449_4_3_9_no_htu", without_claim("htu"), DpopError::wrong_htu},
    {"RFC9449_4_3_9_other_path", claim("htu", "https://as.example/oauth/par"), DpopError::wrong_htu},
    {"RFC9449_4_3_9_array", claim("htu", Json::Array{kTokenUrl}), DpopError::wrong_htu},
    {"RFC9449_4_3_9_query_is_ignored", claim("htu", "https://as.example/oauth/token?x=1"), std::nullopt},
    // (3), (11)
    {"RFC9449_4_2_no_iat", without_claim("iat"), DpopError::wrong_iat},
    {"RFC9449_4_2_iat_string", claim("iat", "1700000000"), DpopError::wrong_iat},
    {"RFC9449_4_2_iat_fraction", claim("iat", 1700000000.5), DpopError::wrong_iat},
    {"RFC9449_4_2_iat_negative", claim("iat", Json(std::int64_t{-1})), DpopError::wrong_iat},
    {"RFC9449_4_3_11_60_s_old", iat(-60), std::nullopt},
    {"RFC9449_4_3_11_61_s_old", iat(-61), DpopError::outside_window},
    {"RFC9449_4_3_11_10_s_ahead", iat(10), std::nullopt},
    {"RFC9449_4_3_11_11_s_ahead", iat(11), DpopError::outside_window},
    {"RFC9449_4_3_11_end_of_int64", claim("iat", Json(INT64_MAX)), DpopError::outside_window},
    {"RFC9449_4_2_exp_and_nbf_mean_nothing",
     [](RawJwt& p) {
       set(p.claims, "exp", 1);
       set(p.claims, "nbf", Json(INT64_MAX));
     },
     std::nullopt},
    // jti
    {"RFC9449_4_2_no_jti", without_claim("jti"), DpopError::wrong_jti},
    {"RFC9449_4_2_jti_number", claim("jti", 7), DpopError::wrong_jti},
    {"RFC9449_4_2_jti_0_bytes", jti(0), DpopError::wrong_jti},
    {"RFC9449_4_2_jti_1_byte", jti(1), std::nullopt},
    {"RFC9449_4_2_jti_256_bytes", jti(256), std::nullopt},
    {"RFC9449_4_2_jti_257_bytes", jti(257), DpopError::wrong_jti},
    {"RFC9449_4_2_jti_129_letters_of_two_bytes",
     [](RawJwt& p) {
       std::string text;
       for (int i = 0; i < 129; ++i) text += "\u0436";
       set(p.claims, "jti", text);
     },
     DpopError::wrong_jti},
    // (12) without a token
    {"RFC9449_4_3_12_ath_without_token_is_not_judged", claim("ath", "anything"), std::nullopt},
    {"RFC9449_4_3_12_ath_number", claim("ath", 1), DpopError::wrong_ath},
    // (10) without a policy
    {"RFC9449_4_3_10_nonce_without_policy_is_not_judged", claim("nonce", "made up"), std::nullopt},
    // (2)
    {"RFC7515_5_2_claims_too_deep",
     [](RawJwt& p) {
       Json deep;
       for (int i = 0; i < 40; ++i) deep = Json::Array{deep};
       set(p.claims, "x", deep);
     },
     DpopError::malformed},
};

class Dpop : public testing::TestWithParam<Case> {};

TEST_P(Dpop, gives_the_verdict) {
  RawJwt proof = good_proof();
  GetParam().spoil(proof);
  EXPECT_EQ(Checker{}.error(proof), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(Rfc, Dpop, testing::ValuesIn(kCases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(DpopCheck, RFC9449_4_3_1_takes_exactly_one_field) {
  const std::string proof = good_proof().sign(p256_key(), Algorithm::ES256);
  const DpopPolicy policy{.algorithms = kAllAlgorithms};
  const std::array<std::string_view, 2> twice = {proof, proof};
  const DpopRequest none{.proofs = {}, .method = "POST", .target = token_target()};
  const DpopRequest two{.proofs = twice, .method = "POST", .target = token_target()};
  EXPECT_EQ(error_of(check_dpop(none, policy, from_seconds(kNow))), DpopError::header_count);
  EXPECT_EQ(error_of(check_dpop(two, policy, from_seconds(kNow))), DpopError::header_count);
  EXPECT_EQ(error_of(Checker{}(proof + ", " + proof)), DpopError::malformed);
  EXPECT_EQ(error_of(Checker{}("")), DpopError::malformed);
}

TEST(DpopCheck, RFC9449_4_3_1_counts_the_fields_of_a_request) {
  const std::array<http::HeaderView, 3> headers = {{{"DPoP", "a"}, {"Host", "as.example"}, {"dpop", "b"}}};
  const http::Request request{.method = "POST", .target = "/", .headers = headers};
  EXPECT_EQ(find_dpop_fields(request), (std::vector<std::string_view>{"a", "b"}));
}

TEST(DpopCheck, RFC9449_4_3_6_wants_a_signature_by_the_embedded_key) {
  const PrivateKey other = PrivateKey::generate(KeyType::ec_p256);
  EXPECT_EQ(error_of(Checker{}(good_proof().sign(other, Algorithm::ES256))), DpopError::wrong_signature);
}

TEST(DpopCheck, RFC9449_4_3_5_every_algorithm_works_and_the_policy_decides) {
  struct Row {
    Algorithm algorithm;
    KeyType type;
  };
  constexpr Row kRows[] = {
      {Algorithm::RS256, KeyType::rsa},     {Algorithm::RS384, KeyType::rsa},     {Algorithm::RS512, KeyType::rsa},
      {Algorithm::PS256, KeyType::rsa},     {Algorithm::PS384, KeyType::rsa},     {Algorithm::PS512, KeyType::rsa},
      {Algorithm::ES256, KeyType::ec_p256}, {Algorithm::ES384, KeyType::ec_p384}, {Algorithm::ES512, KeyType::ec_p521},
      {Algorithm::EdDSA, KeyType::ed25519}, {Algorithm::EdDSA, KeyType::ed448}};
  const PrivateKey rsa = PrivateKey::generate(KeyType::rsa);
  for (const Row& row : kRows) {
    const PrivateKey key = row.type == KeyType::rsa ? rsa : PrivateKey::generate(row.type);
    const std::string proof = good_proof(key, row.algorithm).sign(key, row.algorithm);
    const auto accepted = Checker{}(proof);
    ASSERT_TRUE(accepted) << to_string(row.algorithm);
    EXPECT_EQ(accepted->jkt().str(), jwk_thumbprint(key.public_key()));
    const bool is_fapi = std::ranges::find(kFapiAlgorithms, row.algorithm) != kFapiAlgorithms.end();
    EXPECT_EQ(Checker{.policy = {.algorithms = kFapiAlgorithms}}(proof).has_value(), is_fapi);
    EXPECT_EQ(error_of(Checker{.policy = {.algorithms = {}}}(proof)), DpopError::wrong_algorithm);
  }
}

TEST(DpopCheck, RFC8725_3_1_an_RSA_key_that_says_its_algorithm_is_for_no_other) {
  const PrivateKey key = PrivateKey::generate(KeyType::rsa);
  RawJwt proof = good_proof(key, Algorithm::RS256);
  Json::Object bound = bare_jwk(key);
  set(bound, "alg", "PS256");
  set(proof.header, "jwk", std::move(bound));
  EXPECT_EQ(error_of(Checker{}(proof.sign(key, Algorithm::RS256))), DpopError::refused_key);
  set(proof.header, "alg", "PS256");
  EXPECT_EQ(error_of(Checker{}(proof.sign(key, Algorithm::PS256))), std::nullopt);
}

TEST(DpopCheck, RFC7518_3_3_refuses_a_short_RSA_key) {
  const PrivateKey key = PrivateKey::generate(KeyType::rsa, 1024);
  const RsaComponents rsa = key.public_key().rsa();
  RawJwt proof = good_proof();
  set(proof.header, "alg", "PS256");
  set(proof.header, "jwk",
      Json::Object{{"kty", "RSA"}, {"n", base64url_encode(rsa.n)}, {"e", base64url_encode(rsa.e)}});
  EXPECT_EQ(error_of(Checker{}(proof.sign(key, Algorithm::PS256))), DpopError::refused_key);
}

TEST(DpopCheck, RFC9449_4_3_11_the_window_has_hard_edges) {
  using std::chrono::seconds;
  EXPECT_TRUE(DpopWindow::create(seconds{300}, seconds{60}));
  EXPECT_TRUE(DpopWindow::create(seconds{1}, seconds{0}));
  EXPECT_FALSE(DpopWindow::create(seconds{301}, seconds{60}));
  EXPECT_FALSE(DpopWindow::create(seconds{300}, seconds{61}));
  EXPECT_FALSE(DpopWindow::create(seconds{0}, seconds{0}));
  EXPECT_FALSE(DpopWindow::create(seconds{60}, seconds{-1}));

  const Checker wide{
      .policy = {.algorithms = kAllAlgorithms, .window = *DpopWindow::create(seconds{300}, seconds{60})}};
  const auto verdict = [&](long long offset) {
    RawJwt proof = good_proof();
    iat(offset)(proof);
    return wide.error(proof);
  };
  EXPECT_EQ(verdict(-300), std::nullopt);
  EXPECT_EQ(verdict(-301), DpopError::outside_window);
  EXPECT_EQ(verdict(60), std::nullopt);
  EXPECT_EQ(verdict(61), DpopError::outside_window);
}

TEST(DpopCheck, RFC9449_4_3_12_ath_is_the_hash_of_the_token) {
  const std::string_view token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
  const Checker with_token{.access_token = token};
  RawJwt proof = good_proof();
  EXPECT_EQ(with_token.error(proof), DpopError::wrong_ath);
  set(proof.claims, "ath", "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
  EXPECT_EQ(with_token.error(proof), std::nullopt);
  set(proof.claims, "ath", "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEp");
  EXPECT_EQ(with_token.error(proof), DpopError::wrong_ath);
  set(proof.claims, "ath", "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo=");
  EXPECT_EQ(with_token.error(proof), DpopError::wrong_ath);
  set(proof.claims, "ath", Json());
  EXPECT_EQ(with_token.error(proof), DpopError::wrong_ath);
}

TEST(DpopCheck, RFC9449_8_asks_for_a_nonce_after_everything_else) {
  const DpopNonces nonces{HmacSha256(Bytes(32, 1))};
  const Checker asking{
      .policy = {.algorithms = kAllAlgorithms, .nonce = DpopNonceRule{nonces, DpopEndpoint::authorization_server}}};
  RawJwt proof = good_proof();
  EXPECT_EQ(asking.error(proof), DpopError::wrong_nonce);
  EXPECT_EQ(to_error(DpopError::wrong_nonce).code, ErrorCode::use_dpop_nonce);
  set(proof.claims, "nonce", nonces.mint(DpopEndpoint::protected_resource, asking.now));
  EXPECT_EQ(asking.error(proof), DpopError::wrong_nonce);
  set(proof.claims, "nonce", nonces.mint(DpopEndpoint::authorization_server, asking.now));
  const auto fresh = asking(proof.sign(p256_key(), Algorithm::ES256));
  ASSERT_TRUE(fresh);
  EXPECT_FALSE(fresh->renew_nonce());
  set(proof.claims, "nonce", nonces.mint(DpopEndpoint::authorization_server, asking.now - std::chrono::seconds{200}));
  const auto old = asking(proof.sign(p256_key(), Algorithm::ES256));
  ASSERT_TRUE(old);
  EXPECT_TRUE(old->renew_nonce());
  set(proof.claims, "jti", "");
  drop(proof.claims, "nonce");
  EXPECT_EQ(asking.error(proof), DpopError::wrong_jti);
}

TEST(DpopCheck, checks_run_in_the_documented_order) {
  // Each step repairs one fault of a proof that has them all; the next fault must show.
  const DpopNonces nonces{HmacSha256(Bytes(32, 1))};
  const Checker checker{
      .policy = {.algorithms = kFapiAlgorithms, .nonce = DpopNonceRule{nonces, DpopEndpoint::authorization_server}},
      .access_token = "token"};
  RawJwt proof{.header = {{"typ", "JWT"}, {"alg", "ES384"}, {"crit", "x"}}, .claims = {}};
  const std::pair<DpopError, Spoil> steps[] = {
      {DpopError::wrong_type, header("typ", "dpop+jwt")},
      {DpopError::wrong_algorithm, header("alg", "ES256")},
      {DpopError::critical_header, without_header("crit")},
      {DpopError::missing_key, jwk("use", "enc")},
      {DpopError::refused_key, jwk("use", "sig")},
      {DpopError::wrong_htm, claim("htm", "POST")},
      {DpopError::wrong_htu, claim("htu", kTokenUrl)},
      {DpopError::wrong_iat, iat(-1000)},
      {DpopError::outside_window, iat(0)},
      {DpopError::wrong_jti, jti(8)},
      {DpopError::wrong_ath, claim("ath", base64url_encode(sha256("token")))},
      {DpopError::wrong_nonce, claim("nonce", nonces.mint(DpopEndpoint::authorization_server, checker.now))},
  };
  for (const auto& [error, repair] : steps) {
    EXPECT_EQ(checker.error(proof), error);
    repair(proof);
  }
  EXPECT_EQ(checker.error(proof), std::nullopt);
}

TEST(DpopReplay, RFC9449_11_1_the_row_is_named_by_key_and_jti) {
  const auto key_of = [](const PrivateKey& key, std::string_view jti_value, long long offset) {
    RawJwt proof = good_proof(key);
    set(proof.claims, "jti", jti_value);
    iat(offset)(proof);
    return Checker{}(proof.sign(key, Algorithm::ES256)).value().replay_record().key;
  };
  const PrivateKey other = PrivateKey::generate(KeyType::ec_p256);
  const RecordKey first = key_of(p256_key(), "a", 0);
  EXPECT_EQ(first.kind, RecordKind::dpop_proof);
  EXPECT_EQ(first, key_of(p256_key(), "a", -5)) << "another iat is the same proof";
  EXPECT_NE(first, key_of(p256_key(), "b", 0));
  EXPECT_NE(first, key_of(other, "a", 0)) << "nobody burns another key's jti";
}

TEST(DpopReplay, RFC9449_11_1_the_row_outlives_the_proof) {
  RawJwt proof = good_proof();
  for (const long long offset : {-60, 0, 10}) {
    iat(offset)(proof);
    const auto checked = Checker{}(proof.sign(p256_key(), Algorithm::ES256));
    ASSERT_TRUE(checked);
    const Instant expires_at = checked->replay_record().expires_at;
    const Checker late{.now = expires_at - std::chrono::seconds{60}};
    EXPECT_EQ(late.error(proof), DpopError::outside_window) << "60 s before the row may go, the proof is dead";
    const Checker last{.now = expires_at - std::chrono::milliseconds{60'001}};
    EXPECT_EQ(last.error(proof), std::nullopt) << "and it lived until then";
  }
}

TEST(DpopReplay, only_the_first_commit_wins) {
  const auto store = make_memory_store();
  const auto proof = Checker{}(good_proof().sign(p256_key(), Algorithm::ES256));
  ASSERT_TRUE(proof);
  const Commit commit{.records = {proof->replay_record()}};
  ASSERT_TRUE(store->commit(commit).value().has_value());
  const auto again = store->commit(commit);
  ASSERT_TRUE(again && !again->has_value());
  EXPECT_EQ(again->error().reason, LossReason::exists);
}

TEST(DpopErrors, each_has_a_reason_of_its_own_and_a_clause) {
  std::vector<std::string_view> ids;
  for (int i = 0; i <= static_cast<int>(DpopError::replayed); ++i) {
    const auto error = static_cast<DpopError>(i);
    const Error answer = to_error(error);
    EXPECT_EQ(answer.code, error == DpopError::wrong_nonce ? ErrorCode::use_dpop_nonce : ErrorCode::invalid_dpop_proof);
    const ReasonText text = describe(answer.reason);
    EXPECT_TRUE(text.id.starts_with("dpop_")) << text.id;
    EXPECT_TRUE(text.clause.starts_with("RFC ")) << text.id;
    EXPECT_EQ(std::ranges::count(ids, text.id), 0) << text.id;
    ids.push_back(text.id);
  }
}

}  // namespace
}  // namespace attesto

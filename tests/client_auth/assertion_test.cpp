// private_key_jwt at every endpoint that authenticates clients - RFC 7521 §4.2, RFC 7523 §2.2, §3.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>

#include "attesto/jose/jwk.hpp"
#include "support/client_credentials.hpp"

namespace attesto {
namespace {

using test::operator+;
using test::error_of;
using test::Parameters;
using test::TestServer;
using testing_support::RawJwt;

constexpr const char* kEndpoints[] = {"/token", "/revoke", "/introspect"};

const Parameters kRest = {{"grant_type", "client_credentials"}, {"token", "unknown"}};

/// Changes the assertion before it is signed.
using Spoil = std::function<void(RawJwt&)>;
Spoil claim(std::string_view name, Json value) {
  return [=](RawJwt& jwt) { testing_support::set(jwt.claims, name, value); };
}
Spoil header(std::string_view name, Json value) {
  return [=](RawJwt& jwt) { testing_support::set(jwt.header, name, value); };
}
Spoil without(std::string_view name) {
  return [=](RawJwt& jwt) {
    testing_support::drop(jwt.header, name);
    testing_support::drop(jwt.claims, name);
  };
}
/// Seconds from now.
Spoil date(std::string_view name, std::int64_t offset) {
  return claim(name, Json(std::int64_t{1'760'000'000} + offset));
}

struct Row {
  const char* name;
  Spoil spoil;
  Reason reason;
};

class AssertionRefused : public testing::TestWithParam<Row> {};

TEST_P(AssertionRefused, as_invalid_client_at_every_endpoint) {
  for (const char* endpoint : kEndpoints) {
    TestServer server;
    server.clients["key"] = std::make_shared<const Client>(test::key_client("key"));
    RawJwt assertion = test::good_assertion("key", server.clock->now());
    GetParam().spoil(assertion);
    const auto signed_one = assertion.sign(test::client_key(Algorithm::ES256), Algorithm::ES256);
    const http::Response response = server.post(endpoint, kRest + test::as_parameters(signed_one));
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(error_of(response), "invalid_client");
    EXPECT_EQ(server.last_event().reason, GetParam().reason);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rfc, AssertionRefused,
    testing::Values(
        Row{"RFC7523_3_1_other_iss", claim("iss", "web"), Reason::assertion_issuer},
        Row{"rule_72_RFC7523_3_2_no_sub", without("sub"), Reason::assertion_malformed},
        Row{"RFC7523_3_2_sub_of_an_unknown_client", claim("sub", "nobody"), Reason::client_unknown},
        Row{"RFC7523_3_2_sub_of_a_client_with_a_secret", claim("sub", "web"), Reason::client_wrong_method},
        Row{"rule_72_RFC7523_3_3_other_aud", claim("aud", "https://other.example"), Reason::assertion_audience},
        Row{"rule_72_aud_is_the_token_endpoint", claim("aud", "https://auth.example.com/token"),
            Reason::assertion_audience},
        Row{"rule_72_aud_is_the_endpoint_asked", claim("aud", "https://auth.example.com/revoke"),
            Reason::assertion_audience},
        Row{"rule_72_aud_is_an_array_of_one", claim("aud", Json::Array{test::kIssuer}), Reason::assertion_audience},
        Row{"RFC7523_3_3_aud_with_a_slash_more", claim("aud", "https://auth.example.com/"), Reason::assertion_audience},
        Row{"rule_72_RFC7523_3_4_exp_five_minutes_past", date("exp", -300), Reason::assertion_expired},
        Row{"RFC7523_3_4_exp_now", date("exp", 0), Reason::assertion_expired},
        Row{"RFC7523_3_4_no_exp", without("exp"), Reason::assertion_expired},
        Row{"RFC7523_3_4_exp_a_year_ahead", date("exp", 31'536'000), Reason::assertion_lifetime},
        Row{"rule_73_FAPI2_5_3_2_1_nbf_over_60_seconds_ahead", date("nbf", 62), Reason::assertion_not_yet_valid},
        Row{"RFC7523_3_7_no_jti", without("jti"), Reason::assertion_jti},
        Row{"RFC7515_4_1_4_unknown_kid", header("kid", "other"), Reason::assertion_signature},
        Row{"RFC7515_4_1_4_kid_of_another_key", header("kid", "PS256"), Reason::assertion_signature},
        Row{"RFC8725_3_1_alg_none", header("alg", "none"), Reason::assertion_signature},
        Row{"RFC8725_3_1_alg_HS256", header("alg", "HS256"), Reason::assertion_signature},
        Row{"RFC7515_4_1_3_embedded_key", header("jwk", Json::Object{}), Reason::assertion_malformed},
        Row{"RFC7515_4_1_11_crit", header("crit", Json::Array{"exp"}), Reason::assertion_malformed},
        Row{"RFC8725_3_11_typ_of_a_dpop_proof", header("typ", "dpop+jwt"), Reason::assertion_malformed},
        Row{"RFC8725_3_11_typ_of_an_access_token", header("typ", "at+jwt"), Reason::assertion_malformed}),
    [](const auto& row) { return row.param.name; });

struct FramingRow {
  const char* name;
  Parameters change;  ///< replaces parameters; an empty value takes them out
  test::Fields fields;
  int status;
  Reason reason;
};

class AssertionFraming : public testing::TestWithParam<FramingRow> {};

TEST_P(AssertionFraming, is_strict_at_every_endpoint) {
  for (const char* endpoint : kEndpoints) {
    TestServer server;
    server.clients["key"] = std::make_shared<const Client>(test::key_client("key"));
    Parameters form = kRest + test::assert_as("key", server.clock->now());
    for (const auto& [name, value] : GetParam().change)
      form = value.empty() ? test::without(std::move(form), name) : test::with(std::move(form), name, value);
    const http::Response response = server.post(endpoint, form, GetParam().fields);
    EXPECT_EQ(response.status, GetParam().status) << response.body;
    EXPECT_EQ(error_of(response), GetParam().status == 401 ? "invalid_client" : "invalid_request");
    EXPECT_EQ(server.last_event().reason, GetParam().reason);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rfc, AssertionFraming,
    testing::Values(
        FramingRow{
            "RFC7521_4_2_no_type", {{"client_assertion_type", ""}}, {}, 400, Reason::client_credentials_malformed},
        FramingRow{"RFC7523_2_2_type_of_saml",
                   {{"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"}},
                   {},
                   400,
                   Reason::client_credentials_malformed},
        FramingRow{"RFC7521_4_2_no_assertion", {{"client_assertion", ""}}, {}, 400, Reason::client_credentials_missing},
        FramingRow{"RFC7521_4_2_other_client_id", {{"client_id", "web"}}, {}, 401, Reason::client_id_mismatch},
        FramingRow{"RFC6749_2_3_with_basic",
                   {},
                   {{"Authorization", test::basic("key", "x")}},
                   400,
                   Reason::client_several_methods},
        FramingRow{"RFC6749_2_3_with_a_secret",
                   {{"client_id", "key"}, {"client_secret", "x"}},
                   {},
                   400,
                   Reason::client_several_methods},
        FramingRow{"RFC7523_2_2_no_jwt", {{"client_assertion", "x"}}, {}, 401, Reason::assertion_malformed},
        FramingRow{"RFC7523_2_2_two_jwts",
                   {{"client_assertion", "e30.e30.e30 e30.e30.e30"}},
                   {},
                   401,
                   Reason::assertion_malformed},
        FramingRow{"RFC7591_2_client_id_alone",
                   {{"client_assertion", ""}, {"client_assertion_type", ""}, {"client_id", "key"}},
                   {},
                   401,
                   Reason::client_wrong_method}),
    [](const auto& row) { return row.param.name; });

class Assertion : public testing::Test {
 protected:
  explicit Assertion(const std::function<void(Config&)>& adjust = {}) : server_({.adjust = adjust}) {
    set_client([](Client&) {});
  }
  void set_client(const std::function<void(Client&)>& change) {
    Client client = test::key_client("key");
    change(client);
    server_.clients["key"] = std::make_shared<const Client>(std::move(client));
  }
  http::Response ask(const Parameters& credentials, const char* endpoint = "/token") {
    return server_.post(endpoint, kRest + credentials);
  }
  Instant now() const { return server_.clock->now(); }

  TestServer server_;
};

TEST_F(Assertion, RFC7523_2_2_authenticates_with_every_algorithm_of_the_client) {
  for (const char* endpoint : kEndpoints)
    for (const Algorithm algorithm : test::kClientAlgorithms)
      EXPECT_EQ(ask(test::assert_as("key", now(), algorithm), endpoint).status, 200) << to_string(algorithm);
}

TEST_F(Assertion, RFC7521_4_2_client_id_may_be_given_if_it_is_the_same) {
  EXPECT_EQ(ask(test::assert_as("key", now()) + Parameters{{"client_id", "key"}}).status, 200);
}

TEST_F(Assertion, rule_73_FAPI2_nbf_8_seconds_ahead_is_accepted) {
  RawJwt assertion = test::good_assertion("key", now());
  date("nbf", 8)(assertion);
  EXPECT_EQ(ask(test::as_parameters(assertion.sign(test::client_key(Algorithm::ES256), Algorithm::ES256))).status, 200);
}

TEST_F(Assertion, OIDCR_2_registered_algorithm_is_the_only_one) {
  set_client([](Client& client) { client.token_endpoint_auth_signing_alg = Algorithm::PS256; });
  EXPECT_EQ(ask(test::assert_as("key", now(), Algorithm::PS256)).status, 200);
  EXPECT_EQ(ask(test::assert_as("key", now(), Algorithm::ES256)).status, 401);
  EXPECT_EQ(server_.last_event().reason, Reason::assertion_algorithm);
}

TEST_F(Assertion, RFC7523_3_key_of_another_client_is_none) {
  set_client([](Client& client) {
    const auto key = PrivateKey::generate(KeyType::ec_p256).public_key();
    const auto named = VerificationKey::create(key, Algorithm::ES256, "ES256").value();
    client.jwks = ClientKeys::parse(Json::parse(render_jwk_set({&named, 1})).value()).value();
  });
  EXPECT_EQ(ask(test::assert_as("key", now())).status, 401);
  EXPECT_EQ(server_.last_event().reason, Reason::assertion_signature);
}

/// What a stranger sends must not say whether there is such a client, which keys it has, and how it is
/// registered: the last byte of the signature is wrong in each of these.
TEST_F(Assertion, RFC6749_5_2_unknown_disabled_and_wrong_give_equal_bytes) {
  set_client([](Client& client) { client.token_endpoint_auth_signing_alg = Algorithm::PS256; });
  Client gone = test::key_client("gone-key");
  gone.disabled = true;
  server_.clients["gone-key"] = std::make_shared<const Client>(std::move(gone));
  server_.clients["no-keys"] = std::make_shared<const Client>(
      Client{.client_id = ClientId("no-keys"), .token_endpoint_auth_method = ClientAuthMethod::private_key_jwt});
  server_.clients["other-key"] = std::make_shared<const Client>(test::key_client("other-key"));
  const PrivateKey stranger = PrivateKey::generate(KeyType::ec_p256);
  for (const char* kid : {"ES256", "other", ""}) {
    std::optional<http::Response> first;
    for (const char* client_id : {"key", "other-key", "gone-key", "no-keys", "web", "spa", "nobody"}) {
      RawJwt assertion = test::good_assertion(client_id, now());
      if (*kid) header("kid", kid)(assertion);
      else without("kid")(assertion);
      const auto response = ask(test::as_parameters(assertion.sign(stranger, Algorithm::ES256)));
      if (!first) first = response;
      EXPECT_EQ(response.status, 401);
      EXPECT_EQ(response.body, first->body) << client_id << kid;
      EXPECT_EQ(response.headers.size(), first->headers.size());
    }
  }
}

/// Median time of an answer to an assertion that a stranger signed, in nanoseconds.
class AnswerTime {
 public:
  void add(std::chrono::nanoseconds time) { times_.push_back(time.count()); }
  [[nodiscard]] double median() {
    std::ranges::nth_element(times_, times_.begin() + static_cast<std::ptrdiff_t>(times_.size() / 2));
    return static_cast<double>(times_[times_.size() / 2]);
  }

 private:
  std::vector<std::int64_t> times_;
};

/// Without the work for nothing, the times differ by a signature's verification: a factor of four and more.
TEST_F(Assertion, works_as_hard_for_a_client_that_does_not_exist) {
  constexpr int kRounds = 300;
  const PrivateKey stranger = PrivateKey::generate(KeyType::ec_p256);
  std::map<std::string, AnswerTime> times;
  for (int round = 0; round < kRounds; ++round) {
    for (const char* client_id : {"key", "nobody", "web"}) {
      const auto form =
          kRest + test::as_parameters(test::good_assertion(client_id, now()).sign(stranger, Algorithm::ES256));
      const auto begin = std::chrono::steady_clock::now();
      ASSERT_EQ(server_.post("/token", form).status, 401);
      times[client_id].add(std::chrono::steady_clock::now() - begin);
    }
  }
  for (const char* client_id : {"nobody", "web"})
    EXPECT_GT(times[client_id].median(), times["key"].median() / 2) << client_id;
}

TEST_F(Assertion, a_disabled_client_is_refused_with_a_good_assertion) {
  set_client([](Client& client) { client.disabled = true; });
  EXPECT_EQ(ask(test::assert_as("key", now())).status, 401);
  EXPECT_EQ(server_.last_event().reason, Reason::client_disabled);
}

class LooseAssertion : public Assertion {
 protected:
  LooseAssertion()
      : Assertion(
            [](Config& config) { config.client_assertions.audience = AssertionAudience::issuer_or_token_endpoint; }) {}
};

TEST_F(LooseAssertion, rule_47_token_endpoint_and_issuer_are_accepted_in_both_forms) {
  const std::string token_url = "https://auth.example.com/token";
  const auto status = [&](Json aud, const char* endpoint) {
    RawJwt assertion = test::good_assertion("key", now());
    claim("aud", std::move(aud))(assertion);
    return ask(test::as_parameters(assertion.sign(test::client_key(Algorithm::ES256), Algorithm::ES256)), endpoint)
        .status;
  };
  for (const char* endpoint : kEndpoints) {
    EXPECT_EQ(status(test::kIssuer, endpoint), 200);
    EXPECT_EQ(status(token_url, endpoint), 200);
    EXPECT_EQ(status(Json::Array{token_url, "https://auth.example.com"}, endpoint), 200);
    EXPECT_EQ(status("https://auth.example.com/revoke", endpoint), 401);
  }
}

}  // namespace
}  // namespace attesto

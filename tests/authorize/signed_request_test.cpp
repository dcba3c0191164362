// Request objects by value, at the authorization endpoint and at the push - RFC 9101, OIDC Core §6.1.
#include <gtest/gtest.h>

#include "attesto/jose/jwk.hpp"
#include "proof/raw_jwt.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::answer_of;
using test::header;
using test::Parameters;
using test::TestServer;
using test::with;
using test::without;
using testing_support::drop;
using testing_support::RawJwt;
using testing_support::set;
using Profile = RequestObjectPolicy::Profile;

const PrivateKey& key() {
  static const PrivateKey kKey = PrivateKey::generate(KeyType::ec_p256);
  return kKey;
}

ClientKeys keys_of(const PrivateKey& private_key) {
  const auto verification_key = VerificationKey::create(private_key.public_key(), Algorithm::ES256, "c-1").value();
  return ClientKeys::parse(Json::Object{{"keys", Json::Array{to_jwk(verification_key)}}}).value();
}

/// Everything that authorization() says, signed.
RawJwt object_of(const TestServer& server, std::string_view client_id = "web") {
  RawJwt object{.header = {{"alg", "ES256"}, {"typ", "oauth-authz-req+jwt"}, {"kid", "c-1"}}, .claims = {}};
  const std::int64_t now = to_seconds(server.clock->now());
  object.claims = {{"iss", client_id}, {"aud", test::kIssuer}, {"nbf", Json(now)}, {"exp", Json(now + 60)}};
  for (const auto& [name, value] : TestServer::authorization(client_id)) object.claims.emplace_back(name, value);
  return object;
}

std::string sign(const RawJwt& object, const PrivateKey& private_key = key()) {
  return object.sign(private_key, Algorithm::ES256);
}

Parameters signed_request(const std::string& object, std::string_view client_id = "web") {
  return {{"client_id", std::string(client_id)}, {"request", object}};
}

/// What is outside of an object that is refused says where to tell it.
Parameters with_outside(const std::string& object) { return with(TestServer::authorization(), "request", object); }

class Jar : public testing::Test {
 protected:
  explicit Jar(const std::function<void(Config&)>& adjust = {}) : server_({.adjust = adjust}) {}
  void SetUp() override {
    server_.start_session();
    test::change_client(server_, "web", [](Client& client) { client.jwks = keys_of(key()); });
  }

  TestServer server_;
};

TEST_F(Jar, RFC9101_5_a_signed_request_is_a_request) {
  for (const bool by_post : {false, true}) {
    const Parameters request = signed_request(sign(object_of(server_)));
    const auto answer = answer_of(by_post ? server_.post("/authorize", request) : server_.authorize(request));
    EXPECT_EQ(answer.at("state"), "state-1");
    EXPECT_FALSE(server_.redeem(answer.at("code")).id_token.empty());
  }
}

// security.md 141; certification.md rule 65 for objects.
TEST_F(Jar, RFC9101_6_3_only_what_is_inside_counts) {
  RawJwt object = object_of(server_);
  drop(object.claims, "state");
  Parameters request = signed_request(sign(object));
  for (const auto& [name, value] : Parameters{{"state", "outside"},
                                              {"scope", "admin"},
                                              {"response_type", "token"},
                                              {"prompt", "none login"},
                                              {"resource", "https://unknown.example"},
                                              {"response_mode", "form_post"}})
    request.emplace_back(name, value);
  const http::Response response = server_.authorize(request);
  EXPECT_EQ(response.status, 303);
  EXPECT_TRUE(answer_of(response).contains("code"));
  EXPECT_FALSE(answer_of(response).contains("state")) << "nothing unsigned fills a gap";
}

// certification.md rule 34
TEST_F(Jar, RFC9101_6_3_rule_34_the_redirect_uri_inside_wins) {
  const Parameters request = with(signed_request(sign(object_of(server_))), "redirect_uri", "https://evil.example/");
  const http::Response response = server_.authorize(request);
  EXPECT_TRUE(header(response, "Location").starts_with(test::kRedirectUri));
  EXPECT_TRUE(answer_of(response).contains("code"));
  RawJwt elsewhere = object_of(server_);
  set(elsewhere.claims, "redirect_uri", "https://evil.example/");
  EXPECT_EQ(server_.authorize(with_outside(sign(elsewhere))).status, 400);
  EXPECT_EQ(server_.last_event().reason, Reason::redirect_uri_mismatch);
}

TEST_F(Jar, RFC9101_6_3_policy_is_held_against_what_is_inside) {
  RawJwt object = object_of(server_);
  set(object.claims, "scope", "openid admin");
  EXPECT_EQ(answer_of(server_.authorize(with_outside(sign(object)))).at("error"), "invalid_scope");
  object = object_of(server_);
  drop(object.claims, "code_challenge");
  drop(object.claims, "code_challenge_method");
  EXPECT_EQ(answer_of(server_.authorize(with_outside(sign(object)))).at("error"), "invalid_request");
  EXPECT_EQ(server_.last_event().reason, Reason::pkce_missing);
}

TEST_F(Jar, RFC9101_4_typed_values_arrive) {
  server_.on_authenticate = [](const AuthenticationRequest& question) -> std::optional<AuthenticationOutcome> {
    EXPECT_EQ(question.request.max_age, std::chrono::seconds{300});
    return std::nullopt;
  };
  RawJwt object = object_of(server_);
  set(object.claims, "max_age", 300);
  set(object.claims, "resource", Json::Array{test::kIssuer});
  EXPECT_TRUE(answer_of(server_.authorize(signed_request(sign(object)))).contains("code"));
}

struct Row {
  const char* name;
  std::function<void(RawJwt&)> spoil;
  Reason reason;
};

const Row kRefused[] = {
    {"RFC9101_6_2_alg_none", [](RawJwt& jwt) { set(jwt.header, "alg", "none"); }, Reason::request_object_algorithm},
    {"RFC9101_6_2_other_kid", [](RawJwt& jwt) { set(jwt.header, "kid", "c-2"); }, Reason::request_object_signature},
    {"RFC9101_5_client_id_differs", [](RawJwt& jwt) { set(jwt.claims, "client_id", "spa"); },
     Reason::request_object_issuer},
    {"RFC9101_4_iss_differs", [](RawJwt& jwt) { set(jwt.claims, "iss", "spa"); }, Reason::request_object_issuer},
    {"RFC9101_4_aud_of_another_server", [](RawJwt& jwt) { set(jwt.claims, "aud", "https://other.example"); },
     Reason::request_object_audience},
    {"RFC7519_4_1_4_expired", [](RawJwt& jwt) { set(jwt.claims, "exp", *jwt.claims[2].second.integer()); },
     Reason::request_object_expired},
    {"RFC9101_4_request_inside", [](RawJwt& jwt) { set(jwt.claims, "request", "e30.e30."); },
     Reason::request_object_nested},
    {"RFC9101_4_request_uri_inside", [](RawJwt& jwt) { set(jwt.claims, "request_uri", "urn:x"); },
     Reason::request_object_nested},
    {"RFC9101_4_scope_is_an_array", [](RawJwt& jwt) { set(jwt.claims, "scope", Json::Array{"openid"}); },
     Reason::request_object_parameter},
};

class RefusedObject : public testing::TestWithParam<Row> {};

TEST_P(RefusedObject, RFC9101_7_is_invalid_request_object_wherever_it_comes) {
  TestServer server;
  server.start_session();
  test::change_client(server, "web", [](Client& client) { client.jwks = keys_of(key()); });
  RawJwt object = object_of(server);
  GetParam().spoil(object);
  const auto answer = answer_of(server.authorize(with_outside(sign(object))));
  EXPECT_EQ(answer.at("error"), "invalid_request_object");
  EXPECT_EQ(answer.at("state"), "state-1");
  EXPECT_EQ(answer.at("iss"), test::kIssuer);
  EXPECT_EQ(server.last_event().reason, GetParam().reason);
  // Nothing inside is believed: without a redirect URI outside there is a page.
  EXPECT_EQ(server.authorize(signed_request(sign(object))).status, 400);
  // certification.md rules 87 and 90: refused at the push.
  const http::Response pushed = server.post_as("web", "/par", {{"request", sign(object)}});
  EXPECT_EQ(pushed.status, 400);
  EXPECT_EQ(test::error_of(pushed), "invalid_request_object");
  EXPECT_EQ(server.last_event().reason, GetParam().reason);
}

INSTANTIATE_TEST_SUITE_P(Rfc, RefusedObject, testing::ValuesIn(kRefused),
                         [](const auto& row) { return row.param.name; });

TEST_F(Jar, RFC9101_6_2_rule_90_another_key_and_another_clients_key) {
  const PrivateKey other = PrivateKey::generate(KeyType::ec_p256);
  test::change_client(server_, "other", [&](Client& client) { client.jwks = keys_of(other); });
  EXPECT_EQ(answer_of(server_.authorize(with_outside(sign(object_of(server_), other)))).at("error"),
            "invalid_request_object");
  EXPECT_EQ(server_.last_event().reason, Reason::request_object_signature);
}

// certification.md rule 33: a client that signs nothing hears that it can't, not that it did it wrong.
TEST_F(Jar, OIDC_Core_6_1_rule_33_clients_without_keys_are_not_supported) {
  const Parameters request = with(TestServer::authorization("spa"), "request", "e30.e30.");
  EXPECT_EQ(answer_of(server_.authorize(request)).at("error"), "request_not_supported");
  EXPECT_EQ(server_.last_event().reason, Reason::request_object_unsupported);
}

TEST_F(Jar, RFC9101_5_client_id_stays_outside) {
  EXPECT_EQ(server_.authorize({{"request", sign(object_of(server_))}}).status, 400);
  EXPECT_EQ(server_.last_event().reason, Reason::parameter_missing);
  EXPECT_EQ(server_.authorize(signed_request(sign(object_of(server_)), "nobody")).status, 400);
  EXPECT_EQ(server_.last_event().reason, Reason::client_unknown);
}

TEST_F(Jar, RFC9101_5_request_and_request_uri_exclude_each_other) {
  const auto answer =
      answer_of(server_.authorize(with(with_outside(sign(object_of(server_))), "request_uri", "https://x.example/")));
  EXPECT_EQ(answer.at("error"), "invalid_request");
  EXPECT_EQ(server_.last_event().reason, Reason::request_object_and_uri);
}

TEST_F(Jar, RFC9126_3_an_object_can_be_pushed) {
  for (const bool names_itself : {false, true}) {
    Parameters form = signed_request(sign(object_of(server_)));
    if (!names_itself) form = without(form, "client_id");
    const http::Response pushed = server_.post_as("web", "/par", form);
    ASSERT_EQ(pushed.status, 201) << pushed.body;
    const Json body = test::json_of(pushed);
    const auto answer =
        answer_of(server_.authorize({{"client_id", "web"}, {"request_uri", *body.find_string("request_uri")}}));
    EXPECT_EQ(answer.at("state"), "state-1");
    EXPECT_TRUE(answer.contains("code"));
  }
}

TEST_F(Jar, OIDC_Registration_2_the_algorithm_that_is_registered_is_the_only_one) {
  const std::string object = sign(object_of(server_));
  const auto with_algorithm = [&](Algorithm algorithm) {
    test::change_client(server_, "web", [&](Client& client) { client.request_object_signing_alg = algorithm; });
    return answer_of(server_.authorize(with_outside(object)));
  };
  EXPECT_EQ(with_algorithm(Algorithm::EdDSA).at("error"), "invalid_request_object");
  EXPECT_EQ(server_.last_event().reason, Reason::request_object_algorithm);
  EXPECT_TRUE(with_algorithm(Algorithm::ES256).contains("code"));
}

// security.md 148
TEST(RequiredSignature, RFC9101_10_5_of_every_client_or_of_one) {
  TestServer strict({.adjust = [](Config& config) { config.request_objects.required = true; }});
  TestServer lenient;
  test::change_client(lenient, "web", [](Client& client) { client.require_signed_request_object = true; });
  for (TestServer* server : {&strict, &lenient}) {
    test::change_client(*server, "web", [](Client& client) { client.jwks = keys_of(key()); });
    server->start_session();
    const auto answer = answer_of(server->authorize(TestServer::authorization()));
    EXPECT_EQ(answer.at("error"), "invalid_request");
    EXPECT_EQ(server->last_event().reason, Reason::request_object_required);
    const http::Response plain = server->post_as("web", "/par", TestServer::authorization());
    EXPECT_EQ(test::error_of(plain), "invalid_request");  // certification.md rule 87
    EXPECT_TRUE(answer_of(server->authorize(signed_request(sign(object_of(*server))))).contains("code"));
    const Json metadata = test::json_of(server->get("/.well-known/oauth-authorization-server"));
    EXPECT_EQ(*metadata.find("require_signed_request_object")->boolean(), server == &strict);
  }
  EXPECT_TRUE(answer_of(lenient.authorize(TestServer::authorization("spa"))).contains("code"));
}

class FapiJar : public Jar {
 protected:
  FapiJar() : Jar([](Config& config) { config.request_objects.profile = Profile::fapi_message_signing; }) {}
};

// certification.md rule 87
TEST_F(FapiJar, FAPI_MS_5_3_1_rule_87_nbf_and_exp_are_required) {
  EXPECT_TRUE(answer_of(server_.authorize(signed_request(sign(object_of(server_))))).contains("code"));
  for (const char* date : {"nbf", "exp"}) {
    RawJwt object = object_of(server_);
    drop(object.claims, date);
    EXPECT_EQ(answer_of(server_.authorize(with_outside(sign(object)))).at("error"), "invalid_request_object") << date;
  }
}

}  // namespace
}  // namespace attesto

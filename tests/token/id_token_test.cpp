// ID tokens as a relying party sees them - OIDC Core §2, §3.1.3.6, §12.2. Verified with OpenSSL alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attesto/token/id_token.hpp"
#include "support/independent_jwt.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::TestServer;
using test::with;
using test::without;
using testing::UnorderedElementsAre;

class IdTokenClaims : public testing::Test {
 protected:
  [[nodiscard]] test::IndependentJwt verify(std::string_view id_token) {
    auto jwt = test::verify_es256(id_token, server_.get("/jwks").body);
    EXPECT_TRUE(jwt.has_value()) << id_token;
    return jwt ? *std::move(jwt) : test::IndependentJwt{Json(Json::Object{}), Json(Json::Object{})};
  }
  static std::vector<std::string> names(const Json& json) {
    std::vector<std::string> list;
    for (const auto& [name, value] : *json.object()) list.push_back(name);
    return list;
  }

  TestServer server_;
};

TEST_F(IdTokenClaims, rules_43_45_OIDC_Core_2_says_who_for_whom_and_when) {
  server_.start_session();
  const Instant logged_in = server_.clock->now();
  server_.clock->advance(std::chrono::seconds{90});
  const std::string code = server_.obtain_code();
  server_.clock->advance(std::chrono::seconds{5});
  const test::Tokens tokens = server_.redeem(code);
  const auto [jose, claims] = verify(tokens.id_token);

  EXPECT_EQ(*claims.find_string("iss"), test::kIssuer);
  EXPECT_EQ(*claims.find_string("sub"), "alice");
  EXPECT_EQ(*claims.find_string("aud"), "web");
  EXPECT_EQ(*claims.find_string("nonce"), "nonce-1");
  EXPECT_EQ(*claims.find_integer("iat"), to_seconds(server_.clock->now()));
  EXPECT_EQ(*claims.find_integer("exp"), to_seconds(server_.clock->now()) + 3600);
  EXPECT_EQ(*claims.find_integer("auth_time"), to_seconds(logged_in));
  EXPECT_EQ(*claims.find_string("acr"), "urn:acr:1");
  EXPECT_EQ(*claims.find("amr"), Json(Json::Array{"pwd"}));
  EXPECT_EQ(*claims.find_string("at_hash"), test::independent_at_hash(tokens.access_token));
  EXPECT_THAT(names(claims),
              UnorderedElementsAre("iss", "sub", "aud", "nonce", "iat", "exp", "auth_time", "acr", "amr", "at_hash"));
  EXPECT_THAT(names(jose), UnorderedElementsAre("alg", "typ", "kid"));
  EXPECT_EQ(*jose.find_string("typ"), "JWT");
}

// Claims of scopes go to userinfo in the code flow (§5.4).
TEST_F(IdTokenClaims, rule_44_OIDC_Core_5_4_scopes_add_nothing) {
  const auto [jose, claims] = verify(server_.log_in("openid profile email").id_token);
  EXPECT_EQ(claims.find("name"), nullptr);
  EXPECT_EQ(claims.find("email"), nullptr);
}

TEST_F(IdTokenClaims, OIDC_Core_3_1_2_1_no_nonce_sent_means_none_returned) {
  const auto code = server_.obtain_code(without(TestServer::authorization(), "nonce"));
  EXPECT_EQ(verify(server_.redeem(code).id_token).claims.find("nonce"), nullptr);
}

TEST_F(IdTokenClaims, acr_and_amr_are_left_out_if_the_host_has_none) {
  server_.session = Authenticated{.subject = Subject("alice"), .auth_time = server_.clock->now()};
  const auto [jose, claims] = verify(server_.log_in("openid").id_token);
  EXPECT_EQ(claims.find("acr"), nullptr);
  EXPECT_EQ(claims.find("amr"), nullptr);
}

TEST_F(IdTokenClaims, rule_46_OIDC_Core_12_2_after_a_refresh_it_is_the_same_login_with_a_newer_iat) {
  const test::Tokens first = server_.log_in("openid offline_access");
  server_.clock->advance(std::chrono::hours{2});
  const test::Tokens second = server_.refresh(first.refresh_token);
  const Json before = verify(first.id_token).claims;
  const Json after = verify(second.id_token).claims;
  for (const char* name : {"iss", "sub", "aud", "auth_time", "acr", "amr"})
    EXPECT_EQ(*after.find(name), *before.find(name)) << name;
  EXPECT_GT(*after.find_integer("iat"), *before.find_integer("iat"));
  EXPECT_EQ(after.find("nonce"), nullptr);
  EXPECT_EQ(*after.find_string("at_hash"), test::independent_at_hash(second.access_token));
}

TEST_F(IdTokenClaims, RFC9068_the_access_token_is_typed_apart) {
  const auto [jose, claims] = verify(server_.log_in("openid").access_token);
  EXPECT_EQ(*jose.find_string("typ"), "at+jwt");
  EXPECT_EQ(*claims.find_string("aud"), test::kIssuer);
  EXPECT_EQ(*claims.find_string("client_id"), "web");
  EXPECT_EQ(*claims.find_string("scope"), "openid");
  EXPECT_EQ(*claims.find_integer("exp") - *claims.find_integer("iat"), 900);
}

TEST_F(IdTokenClaims, the_independent_check_itself_notices_a_changed_byte) {
  const std::string id_token = server_.log_in("openid").id_token;
  const std::string jwks = server_.get("/jwks").body;
  for (const std::size_t at : {id_token.find('.') + 20, id_token.rfind('.') + 5}) {
    std::string changed = id_token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(test::verify_es256(changed, jwks)) << at;
  }
}

/// Two keys: ES256 signs by default, EdDSA for whoever registered it.
std::shared_ptr<const KeyRing> two_keys() {
  const auto ed = LocalSigner::create(PrivateKey::generate(KeyType::ed25519), Algorithm::EdDSA).value();
  const auto ec = LocalSigner::create(PrivateKey::generate(KeyType::ec_p256), Algorithm::ES256).value();
  return std::make_shared<const KeyRing>(std::vector<std::shared_ptr<const Signer>>{ec, ed},
                                         std::vector<VerificationKey>{});
}

TEST(IdTokenAlgorithm, rule_43_OIDC_Core_3_1_3_7_is_the_one_that_the_client_registered) {
  const auto keys = two_keys();
  TestServer server({.adjust = [&](Config& config) { config.keys = [keys] { return keys; }; }});
  test::change_client(server, "web", [](Client& client) { client.id_token_signed_response_alg = Algorithm::EdDSA; });
  const test::Tokens tokens = server.log_in("openid");
  const auto jwt = verify_jwt(tokens.id_token, "JWT", keys->verification_keys().subspan(1));
  ASSERT_TRUE(jwt.has_value()) << "signed with the key of EdDSA";
  EXPECT_TRUE(test::verify_es256(tokens.access_token, server.get("/jwks").body)) << "access tokens keep the default";
}

TEST(IdTokenAlgorithm, OIDC_Core_3_1_3_7_without_its_key_nothing_is_signed_and_nothing_used_up) {
  TestServer server;
  const std::string code = server.obtain_code();
  test::change_client(server, "web", [](Client& client) { client.id_token_signed_response_alg = Algorithm::RS256; });
  const http::Response response = server.post_as("web", "/token", TestServer::redemption(code));
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(test::error_of(response), "server_error");
  test::change_client(server, "web", [](Client& client) { client.id_token_signed_response_alg.reset(); });
  EXPECT_FALSE(server.redeem(code).id_token.empty());
}

// OIDC Core §3.1.3.6 names the digest of the JWS algorithm; Ed25519 takes its own, SHA-512.
TEST(HalfHash, rule_45_OIDC_Core_3_1_3_6_is_half_of_the_digest_of_the_algorithm) {
  EXPECT_EQ(half_hash(Algorithm::ES256, "token"), test::independent_at_hash("token"));
  EXPECT_EQ(half_hash(Algorithm::ES384, "token").size(), 32U);
  EXPECT_EQ(half_hash(Algorithm::EdDSA, "token").size(), 43U);
}

}  // namespace
}  // namespace attesto

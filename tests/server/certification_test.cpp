// What the OpenID certification tests look at and no RFC's own test shows. certification.md rules 2, 12, 17, 29, 30,
// 68, 92.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "attesto/server/profile_rules.hpp"
#include "attesto/wire/base64url.hpp"
#include "support/client_credentials.hpp"
#include "support/dpop_holder.hpp"

namespace attesto {
namespace {

using std::chrono::seconds;
using test::header;
using test::json_of;
using test::Parameters;
using test::TestServer;
using test::with;

/// A plain OpenID issuer: it has an RSA key beside the one for everybody else.
CurrentKeys two_keys() {
  static const auto kKeys = std::make_shared<const KeyRing>(
      std::vector<std::shared_ptr<const Signer>>{
          *LocalSigner::create(PrivateKey::generate(KeyType::ec_p256), Algorithm::ES256),
          *LocalSigner::create(PrivateKey::generate(KeyType::rsa), Algorithm::RS256)},
      std::vector<VerificationKey>());
  return [] { return kKeys; };
}

test::Options oidc() {
  return {.adjust = [](Config& config) {
    config = with_profile(Profile::oidc, std::move(config));
    config.keys = two_keys();
  }};
}

test::Options fapi() {
  return {.adjust = [](Config& config) { config = with_profile(Profile::fapi2_security, std::move(config)); }};
}

/// The JSON in a part of a JWT.
Json part(std::string_view jwt, std::size_t index) {
  for (; index > 0; --index) jwt.remove_prefix(jwt.find('.') + 1);
  const auto bytes = base64url_decode(jwt.substr(0, jwt.find('.')));
  return *Json::parse(std::string(bytes->begin(), bytes->end()));
}

/// What a member of server metadata has to be.
bool is_of_its_type(std::string_view name, const Json& value) {
  if (name == "issuer" || name.ends_with("_endpoint") || name == "jwks_uri")
    return value.string() && value.string()->starts_with("https://");
  const bool list = name.ends_with("_supported") && !name.ends_with("parameter_supported");
  if (!list) return value.boolean() != nullptr;
  if (!value.array() || value.array()->empty()) return false;
  return std::ranges::all_of(*value.array(),
                             [](const Json& entry) { return entry.string() && !entry.string()->empty(); });
}

TEST(Certification, rule_2_RFC8414_2_members_have_their_types_and_urls_are_https) {
  for (const auto& options : {oidc(), fapi(), test::Options{}}) {
    TestServer server(options);
    for (const char* path : {"/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"}) {
      const Json document = json_of(server.get(path));
      EXPECT_GT(document.object()->size(), 15U);
      for (const auto& [name, value] : *document.object())
        EXPECT_TRUE(is_of_its_type(name, value)) << name << ' ' << value.write();
    }
  }
}

TEST(Certification, rule_12_RFC7517_4_5_keys_have_names_of_their_own_and_one_signed_the_id_token) {
  TestServer server(oidc());
  const Json set = *Json::parse(server.get("/jwks").body);
  std::set<std::string> names;
  for (const Json& key : *set.find("keys")->array()) {
    EXPECT_TRUE(names.insert(*key.find_string("kid")).second) << key.write();
    const std::string* modulus = key.find_string("n");
    EXPECT_TRUE(!modulus || base64url_decode(*modulus)->size() >= 2048U / 8) << key.write();
  }
  EXPECT_EQ(names.size(), 2U);
  const Json jose = part(server.log_in("openid").id_token, 0);
  for (const Json& key : *set.find("keys")->array()) {
    if (*key.find_string("kid") != *jose.find_string("kid")) continue;
    EXPECT_EQ(*key.find_string("alg"), *jose.find_string("alg"));
    EXPECT_EQ(*key.find_string("use"), "sig");
    return;
  }
  ADD_FAILURE() << "no key has the name " << *jose.find_string("kid");
}

/// Bits by the frequencies of its characters: the estimate of the certification tests.
double entropy(std::string_view text) {
  std::array<double, 256> count{};
  for (const char c : text) count.at(static_cast<unsigned char>(c)) += 1;
  double bits = 0;
  for (const double times : count)
    if (times > 0) bits -= times * std::log2(times / static_cast<double>(text.size()));
  return bits;
}

TEST(Certification, rule_17_RFC6749_10_10_what_must_not_be_guessed_is_random_by_the_estimate) {
  TestServer server;
  server.start_session();
  const Parameters request = with(TestServer::authorization(), "scope", "openid offline_access");
  const std::string code = server.obtain_code(request);
  const test::Tokens tokens = server.redeem(code);
  const Json pushed = json_of(server.post_as("web", "/par", request));
  const std::string reference = *pushed.find_string("request_uri");
  for (const std::string& secret :
       {code, tokens.access_token, tokens.refresh_token, reference.substr(reference.rfind(':') + 1)}) {
    EXPECT_GE(secret.size() * 6, 128U) << secret;
    EXPECT_GT(entropy(secret), 96) << secret;
  }
}

/// `auth_time` of an ID token for that request.
std::int64_t auth_time(TestServer& server, const Parameters& request) {
  const auto answer = test::answer_of(server.authorize(request));
  return *part(server.redeem(answer.at("code")).id_token, 1).find_integer("auth_time");
}

TEST(Certification, rules_29_30_OIDC_Core_3_1_2_1_auth_time_is_that_of_the_login_and_later_after_another) {
  TestServer server;
  server.start_session();
  const Parameters patient = with(TestServer::authorization(), "max_age", "10000");
  const std::int64_t first = auth_time(server, patient);
  server.clock->advance(seconds{2});
  EXPECT_EQ(auth_time(server, patient), first) << "nobody had to log in";
  for (const auto& [name, value] : Parameters{{"prompt", "login"}, {"max_age", "1"}}) {
    const std::int64_t before = auth_time(server, patient);
    const http::Response asked = server.authorize(with(TestServer::authorization(), name, value));
    ASSERT_TRUE(header(asked, "Location").starts_with("/login?")) << name;
    server.clock->advance(seconds{1});
    server.start_session();
    const http::Response done =
        server.get("/authorize/resume?interaction=" + server.last_interaction, {{"Cookie", test::cookie_of(asked)}});
    const std::string id_token = server.redeem(test::answer_of(done).at("code")).id_token;
    EXPECT_GT(*part(id_token, 1).find_integer("auth_time"), before) << name;
    server.clock->advance(seconds{2});
  }
}

TEST(Certification, rule_68_RFC6749_3_1_2_a_query_of_two_survives_success_and_denial) {
  const std::string uri = "https://client.example/callback?dummy1=lorem&dummy2=ipsum";
  TestServer server(fapi());
  server.start_session();
  Client client = test::key_client("key");
  client.redirect_uris = {uri};
  server.clients["key"] = std::make_shared<const Client>(client);
  test::DpopHolder holder;
  for (const bool denied : {false, true}) {
    if (denied) server.on_consent = [](const ConsentRequest&) { return ConsentOutcome(Denied{}); };
    const Parameters request = with(TestServer::authorization("key"), "redirect_uri", uri);
    const http::Response pushed =
        server.post("/par", test::operator+(request, test::assert_as("key", server.clock->now())));
    ASSERT_EQ(pushed.status, 201) << pushed.body;
    const std::string location =
        header(server.authorize({{"client_id", "key"}, {"request_uri", *json_of(pushed).find_string("request_uri")}}),
               "Location");
    EXPECT_TRUE(location.starts_with(uri + '&')) << location;
    auto answer = test::query_of(location);
    EXPECT_EQ(answer["dummy1"] + ' ' + answer["dummy2"], "lorem ipsum");
    EXPECT_EQ(answer["error"], denied ? "access_denied" : "");
  }
}

TEST(Certification, rule_92_a_resource_answers_whatever_fields_fapi_clients_send) {
  TestServer server;
  const std::string bearer = "Bearer " + server.log_in("openid").access_token;
  for (const char* accept : {"application/json", "application/json;charset=utf-8", "*/*"})
    for (const char* address : {"198.51.100.119", "2001:db8::1893:25c8:1946"}) {
      const http::Response response =
          server.get("/userinfo", {{"Authorization", bearer},
                                   {"Accept", accept},
                                   {"x-fapi-auth-date", "Tue, 11 Sep 2012 19:43:31 GMT"},
                                   {"x-fapi-customer-ip-address", address},
                                   {"x-fapi-interaction-id", "93bac548-d2de-4546-b106-880a5018460d"}});
      EXPECT_EQ(response.status, 200);
      EXPECT_EQ(header(response, "Content-Type"), "application/json");
      EXPECT_EQ(header(response, "x-fapi-interaction-id"), "(none)");
    }
}

}  // namespace
}  // namespace attesto

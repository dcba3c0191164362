// GET, PUT and DELETE of a client that registered itself - RFC 7592.
#include <gtest/gtest.h>

#include <ostream>

#include "attesto/crypto/digest.hpp"
#include "support/registration_host.hpp"

namespace attesto {
namespace {

using test::error_of;
using test::header;
using test::json_of;
using test::RegistrationServer;

/// A client that registered, and what it was told.
class ClientConfiguration : public testing::Test {
 protected:
  void SetUp() override { register_client(at_); }

  void register_client(RegistrationServer& at) {
    const http::Response response =
        at.post(R"({"redirect_uris":[")" + std::string(test::kRedirectUri) +
                R"("],"client_name":"Shop","grant_types":["authorization_code","refresh_token"]})");
    ASSERT_EQ(response.status, 201) << response.body;
    const Json told = json_of(response);
    id_ = *told.find_string("client_id");
    secret_ = *told.find_string("client_secret");
    token_ = *told.find_string("registration_access_token");
    target_ = told.find_string("registration_client_uri")->substr(test::kIssuer.size());
  }

  [[nodiscard]] test::Fields headers(const std::string& token) const {
    return {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + token}};
  }
  http::Response send(std::string_view method, const std::string& body = "") {
    return at_.server.send(method, target_, headers(token_), body);
  }
  /// A whole update with these members besides the least.
  [[nodiscard]] std::string update(const std::string& members = "") const {
    return R"({"client_id":")" + id_ + R"(","redirect_uris":["https://new.example/cb"])" + members + "}";
  }
  [[nodiscard]] const RegisteredClient& kept() const { return at_.host.registered.at(id_); }

  RegistrationServer at_;
  std::string id_, secret_, token_, target_;
};

std::string text_of(const http::Response& response, std::string_view member) {
  const Json json = json_of(response);
  const Json* value = json.find(member);
  if (!value) return "(absent)";
  return value->string() ? *value->string() : value->write();
}

TEST_F(ClientConfiguration, RFC7592_2_1_it_reads_what_is_registered) {
  const http::Response response = send("GET");
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(text_of(response, "client_id"), id_);
  EXPECT_EQ(text_of(response, "client_name"), "Shop");
  EXPECT_EQ(text_of(response, "registration_access_token"), token_);
  EXPECT_EQ(text_of(response, "registration_client_uri"), std::string(test::kIssuer) + target_);
  EXPECT_EQ(text_of(response, "client_secret"), "(absent)") << "nobody knows it any more";
}

TEST_F(ClientConfiguration, RFC7592_2_2_an_update_replaces_everything) {
  const http::Response response = send("PUT", update(R"(,"tos_uri":"https://new.example/t")"));
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(text_of(response, "redirect_uris"), R"(["https://new.example/cb"])");
  EXPECT_EQ(text_of(response, "tos_uri"), "https://new.example/t");
  EXPECT_EQ(text_of(response, "client_name"), "(absent)") << "omitted fields are treated as empty";
  EXPECT_EQ(text_of(response, "grant_types"), R"(["authorization_code"])") << "back at the default";
  EXPECT_EQ(text_of(response, "registration_access_token"), token_);
  EXPECT_EQ(text_of(response, "client_secret"), "(absent)");
  EXPECT_EQ(kept().client.client_secret_sha256, sha256(secret_)) << "and the secret stays";
  EXPECT_EQ(text_of(send("GET"), "tos_uri"), "https://new.example/t");
  EXPECT_EQ(at_.server.last_event().kind, EventKind::client_updated);
  EXPECT_EQ(at_.server.last_event().client_id, id_);
}

TEST_F(ClientConfiguration, RFC7592_2_2_the_secret_may_be_repeated) {
  const http::Response response = send("PUT", update(R"(,"client_secret":")" + secret_ + '"'));
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(text_of(response, "client_secret"), secret_);
  EXPECT_EQ(text_of(response, "client_secret_expires_at"), "0");
}

TEST_F(ClientConfiguration, RFC7592_2_2_a_method_without_a_secret_takes_it_away_and_one_with_brings_a_new_one) {
  const http::Response without = send("PUT", update(R"(,"token_endpoint_auth_method":"none")"));
  ASSERT_EQ(without.status, 200) << without.body;
  EXPECT_EQ(kept().client.client_secret_sha256, std::nullopt) << "security 192: no public client has a secret";
  const http::Response with = send("PUT", update(R"(,"token_endpoint_auth_method":"client_secret_post")"));
  ASSERT_EQ(with.status, 200);
  EXPECT_NE(text_of(with, "client_secret"), secret_);
  EXPECT_EQ(kept().client.client_secret_sha256, sha256(text_of(with, "client_secret")));
  EXPECT_EQ(text_of(with, "client_secret_expires_at"), "0");
}

/// What an update may not say; `members` come besides the least.
struct Refused {
  std::string_view name;
  std::string_view body;  ///< `$` stands for the client's identifier
  std::string_view error;
  Reason reason;
};
void PrintTo(const Refused& row, std::ostream* out) { *out << row.name; }

constexpr Refused kRefused[] = {
    {"RFC7592_2_2_client_id_missing", R"({"redirect_uris":["https://new.example/cb"]})", "invalid_client_metadata",
     Reason::registration_update_mismatch},
    {"RFC7592_2_2_client_id_of_another", R"({"client_id":"other","redirect_uris":["https://new.example/cb"]})",
     "invalid_client_metadata", Reason::registration_update_mismatch},
    {"RFC7592_2_2_another_secret",
     R"({"client_id":"$","client_secret":"chosen","redirect_uris":["https://new.example/cb"]})",
     "invalid_client_metadata", Reason::registration_update_mismatch},
    {"RFC7592_2_2_registration_access_token",
     R"({"client_id":"$","registration_access_token":"x","redirect_uris":["https://new.example/cb"]})",
     "invalid_client_metadata", Reason::registration_update_mismatch},
    {"RFC7592_2_2_registration_client_uri",
     R"({"client_id":"$","registration_client_uri":"https://x/","redirect_uris":["https://new.example/cb"]})",
     "invalid_client_metadata", Reason::registration_update_mismatch},
    {"RFC7592_2_2_client_secret_expires_at",
     R"({"client_id":"$","client_secret_expires_at":0,"redirect_uris":["https://new.example/cb"]})",
     "invalid_client_metadata", Reason::registration_update_mismatch},
    {"RFC7592_2_2_client_id_issued_at",
     R"({"client_id":"$","client_id_issued_at":0,"redirect_uris":["https://new.example/cb"]})",
     "invalid_client_metadata", Reason::registration_update_mismatch},
    {"security_210_the_rules_are_those_of_a_new_client",
     R"({"client_id":"$","redirect_uris":["https://new.example/cb#f"]})", "invalid_redirect_uri",
     Reason::registered_redirect_uri},
    {"security_210_a_switched_type",
     R"({"client_id":"$","application_type":"web","redirect_uris":["com.example:/cb"]})", "invalid_redirect_uri",
     Reason::registered_redirect_uri},
    {"RFC7591_3_1_no_json", "client_id=$", "invalid_client_metadata", Reason::registration_body_syntax},
};

class RefusedUpdate : public ClientConfiguration, public testing::WithParamInterface<Refused> {};

TEST_P(RefusedUpdate, changes_nothing) {
  std::string body(GetParam().body);
  if (const auto at = body.find('$'); at != std::string::npos) body.replace(at, 1, id_);
  const http::Response response = send("PUT", body);
  EXPECT_EQ(response.status, 400) << response.body;
  EXPECT_EQ(error_of(response), GetParam().error);
  EXPECT_EQ(at_.server.last_event().kind, EventKind::registration_denied);
  EXPECT_EQ(at_.server.last_event().reason, GetParam().reason);
  EXPECT_EQ(kept().client.client_name, "Shop");
}

INSTANTIATE_TEST_SUITE_P(Rfc, RefusedUpdate, testing::ValuesIn(kRefused),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_F(ClientConfiguration, RFC7592_2_1_a_wrong_token_does_not_tell_which_clients_there_are) {
  const std::string other = at_.post(R"({"redirect_uris":["https://b.example/cb"]})").body;
  const std::string other_token = *Json::parse(other)->find_string("registration_access_token");
  const std::string disabled_id = *Json::parse(other)->find_string("client_id");
  at_.host.registered.at(disabled_id).client.disabled = true;
  const std::string base = target_.substr(0, target_.find('?'));
  const http::Response expected = at_.server.send("GET", target_, headers("wrong"));
  EXPECT_EQ(expected.status, 401);
  EXPECT_EQ(header(expected, "Cache-Control"), "no-store");
  EXPECT_TRUE(header(expected, "WWW-Authenticate").starts_with("Bearer realm="));
  struct Attempt {
    std::string target;
    std::string token;
  };
  for (const Attempt& attempt : {Attempt{target_, other_token}, Attempt{base + "?client_id=nobody", token_},
                                 Attempt{base + "?client_id=web", token_}, Attempt{base, token_},
                                 Attempt{base + "?client_id=" + id_ + "&client_id=" + id_, token_},
                                 Attempt{base + "?client_id=" + disabled_id, other_token}}) {
    for (const std::string method : {"GET", "PUT", "DELETE"}) {
      const http::Response response = at_.server.send(method, attempt.target, headers(attempt.token), update());
      EXPECT_EQ(response.status, 401) << method << ' ' << attempt.target;
      EXPECT_EQ(response.body, expected.body);
      EXPECT_EQ(header(response, "WWW-Authenticate"), header(expected, "WWW-Authenticate"));
      EXPECT_EQ(at_.server.last_event().reason, Reason::registration_access_token_refused);
    }
  }
  EXPECT_EQ(at_.host.registered.size(), 2u);
}

TEST_F(ClientConfiguration, RFC7592_2_the_token_must_be_there) {
  for (const std::string method : {"GET", "PUT", "DELETE"}) {
    const http::Response response = at_.server.send(method, target_, {{"Content-Type", "application/json"}}, update());
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(header(response, "WWW-Authenticate"), R"(Bearer realm="https://auth.example.com")");
  }
}

TEST_F(ClientConfiguration, RFC7592_2_the_initial_access_token_does_not_do) {
  EXPECT_EQ(at_.server.send("GET", target_, headers(std::string(test::kInitialToken))).status, 401);
}

TEST_F(ClientConfiguration, rule_51_RFC7592_2_3_what_a_deleted_client_had_is_of_no_use) {
  at_.server.start_session();
  const test::Fields own = {{"Authorization", test::basic(id_, secret_)}};
  const auto request = test::with(test::TestServer::authorization(id_), "scope", "openid offline_access");
  const std::string code = at_.server.obtain_code(request);
  const http::Response tokens =
      at_.server.post("/token", test::TestServer::redemption(at_.server.obtain_code(request)), own);
  ASSERT_EQ(tokens.status, 200) << tokens.body;
  const std::string refresh_token = text_of(tokens, "refresh_token");

  const http::Response response = send("DELETE");
  EXPECT_EQ(response.status, 204);
  EXPECT_TRUE(response.body.empty());
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(at_.server.last_event().kind, EventKind::client_deleted);

  EXPECT_EQ(send("GET").status, 401);
  EXPECT_EQ(error_of(at_.server.post("/token", test::TestServer::redemption(code), own)), "invalid_client");
  EXPECT_EQ(
      error_of(at_.server.post("/token", {{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}}, own)),
      "invalid_client");
  EXPECT_EQ(at_.server.authorize(request).status, 400) << "and nobody is redirected";
}

TEST_F(ClientConfiguration, RFC7592_2_2_a_change_that_came_first_wins) {
  at_.host.changed_meanwhile = true;
  EXPECT_EQ(send("PUT", update()).status, 401);
  EXPECT_EQ(send("DELETE").status, 401);
  EXPECT_EQ(kept().client.client_name, "Shop");
}

TEST_F(ClientConfiguration, RFC9110_15_6_4_an_outage_of_the_host_is_503_and_no_refusal) {
  at_.host.add_unavailable = true;
  for (const std::string method : {"PUT", "DELETE"}) EXPECT_EQ(send(method, update()).status, 503) << method;
  at_.host.unavailable = true;
  for (const std::string method : {"GET", "PUT", "DELETE"}) {
    const http::Response response = send(method, update());
    EXPECT_EQ(response.status, 503) << method;
    EXPECT_EQ(header(response, "Retry-After"), "1");
  }
}

TEST(RotatedTokens, RFC7592_3_an_update_brings_a_new_token_if_the_host_says_so) {
  RegistrationServer at([](Config& config) { config.registration->rotate_access_tokens = true; });
  const Json told = json_of(at.post(R"({"redirect_uris":["https://a.example/cb"]})"));
  const std::string target = told.find_string("registration_client_uri")->substr(test::kIssuer.size());
  const auto send = [&](std::string_view method, const std::string& token) {
    return at.server.send(
        method, target, {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + token}},
        R"({"client_id":")" + *told.find_string("client_id") + R"(","redirect_uris":["https://b.example/cb"]})");
  };
  const std::string old_token = *told.find_string("registration_access_token");
  EXPECT_EQ(text_of(send("GET", old_token), "registration_access_token"), old_token) << "reading changes nothing";
  const http::Response updated = send("PUT", old_token);
  ASSERT_EQ(updated.status, 200) << updated.body;
  const std::string new_token = text_of(updated, "registration_access_token");
  EXPECT_NE(new_token, old_token);
  EXPECT_EQ(send("GET", old_token).status, 401);
  EXPECT_EQ(send("GET", new_token).status, 200);
}

}  // namespace
}  // namespace attesto

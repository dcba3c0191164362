// POST /introspect - RFC 7662.
#include <gtest/gtest.h>

#include <functional>

#include "attesto/crypto/digest.hpp"
#include "attesto/token/access_token.hpp"
#include "attesto/token/authorization.hpp"
#include "attesto/token/opaque_token.hpp"
#include "support/client_credentials.hpp"

namespace attesto {
namespace {

using test::operator+;
using test::error_of;
using test::header;
using test::json_of;
using test::Parameters;
using test::StoreKind;
using test::TestServer;

constexpr std::string_view kInactive = R"({"active":false})";
constexpr const char* kFiles = "https://files.example";

http::Response introspect(TestServer& server, std::string_view token, std::string_view client_id = "web") {
  return server.post_as(client_id, "/introspect", {{"token", std::string(token)}});
}

std::string body_of(TestServer& server, std::string_view token, std::string_view client_id = "web") {
  const http::Response response = introspect(server, token, client_id);
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(header(response, "Content-Type"), "application/json");
  return response.body;
}

bool is_active(TestServer& server, std::string_view token, std::string_view client_id = "web") {
  const std::string body = body_of(server, token, client_id);
  return *Json::parse(body).value().find("active")->boolean();
}

/// An access token with every claim it may have, for somebody else's resource.
AccessToken full_token(const TestServer& server) {
  const auto act = ActorChain{}.with(Subject("backend"));
  return {.iss = std::string(test::kIssuer),
          .aud = {kFiles, "https://reports.example"},
          .sub = Subject("alice"),
          .client_id = ClientId("web"),
          .scope = *Scope::parse("api email"),
          .jti = "j-1",
          .iat = server.clock->now(),
          .exp = server.clock->now() + std::chrono::minutes{5},
          .cnf = {.jkt = KeyThumbprint::of(sha256("key"))},
          .act = *act,
          .may_act = {.sub = Subject("batch")},
          .authorization_details = *AuthorizationDetails::parse(R"([{"type":"payment"}])")};
}

std::string mint(const AccessToken& token) { return mint_access_token(test::test_keys()->default_signer(), token); }

std::string machine_token(TestServer& server, std::string_view client_id = "machine") {
  const auto response = server.post_as(client_id, "/token", {{"grant_type", "client_credentials"}, {"scope", "api"}});
  return *json_of(response).find_string("access_token");
}

// --- what an active token says ---

class Introspect : public testing::TestWithParam<StoreKind> {
 protected:
  TestServer server_{{.store = GetParam()}};
};

INSTANTIATE_TEST_SUITE_P(Stores, Introspect, testing::Values(StoreKind::memory, StoreKind::sqlite),
                         [](const auto& row) { return std::string(to_string(row.param)); });

TEST_P(Introspect, RFC7662_2_2_an_access_token) {
  const test::Tokens tokens = server_.log_in("openid offline_access");
  const Json said = Json::parse(body_of(server_, tokens.access_token)).value();
  EXPECT_EQ(*said.find("active"), Json(true));
  for (const auto& [member, value] :
       std::initializer_list<std::pair<const char*, const char*>>{{"iss", "https://auth.example.com"},
                                                                  {"aud", "https://auth.example.com"},
                                                                  {"sub", "alice"},
                                                                  {"client_id", "web"},
                                                                  {"scope", "openid offline_access"},
                                                                  {"token_type", "Bearer"}})
    EXPECT_EQ(*said.find_string(member), value) << member;
  EXPECT_EQ(*said.find_integer("iat"), 1'760'000'000);
  EXPECT_EQ(*said.find_integer("exp"), 1'760'000'000 + *tokens.body.find_integer("expires_in"));
  EXPECT_FALSE(said.find_string("jti")->empty());
  const test::SeenEvent event = server_.last_event();
  EXPECT_EQ(event.kind, EventKind::token_introspected);
  EXPECT_EQ(event.endpoint, "introspect");
  EXPECT_EQ(event.client_id, "web");
  EXPECT_EQ(event.subject, "alice");
  EXPECT_EQ(event.reason, std::nullopt);
}

TEST_P(Introspect, RFC9470_6_2_a_refresh_token_says_how_and_when_its_user_had_logged_in) {
  server_.session = Authenticated{.subject = Subject("alice"), .auth_time = server_.clock->now(), .acr = "phr"};
  const std::string code =
      server_.obtain_code(test::with(TestServer::authorization(), "scope", "openid offline_access"));
  server_.session = std::nullopt;
  const test::Tokens tokens = server_.redeem(code);
  const Json said = Json::parse(body_of(server_, tokens.refresh_token)).value();
  EXPECT_EQ(*said.find("active"), Json(true));
  EXPECT_EQ(*said.find_string("sub"), "alice");
  EXPECT_EQ(*said.find_string("acr"), "phr");
  EXPECT_EQ(*said.find_integer("auth_time"), 1'760'000'000);
  EXPECT_EQ(*said.find_string("scope"), "openid offline_access");
  EXPECT_EQ(said.find("token_type"), nullptr) << "it is shown to nobody but the token endpoint";
  EXPECT_EQ(said.find("aud"), nullptr);
}

TEST(IntrospectMembers, RFC8693_4_1_RFC9396_9_2_RFC9449_6_2_all_that_the_token_carries) {
  TestServer server;
  EXPECT_EQ(body_of(server, mint(full_token(server))),
            R"({"active":true,"iss":"https://auth.example.com","aud":["https://files.example",)"
            R"("https://reports.example"],"sub":"alice","client_id":"web","scope":"api email","jti":"j-1",)"
            R"("iat":1760000000,"exp":1760000300,"token_type":"DPoP","cnf":{"jkt":")" +
                full_token(server).cnf.jkt->str() +
                R"("},"act":{"sub":"backend"},"may_act":{"sub":"batch"},)"
                R"("authorization_details":[{"type":"payment"}]})");
}

// --- who may ask: every method of client authentication but `none` (§2.1) ---

struct Method {
  const char* name;
  const char* client_id;
  std::function<http::Response(TestServer&, Parameters)> post;
};

std::function<http::Response(TestServer&, Parameters)> with_secret(const char* client_id) {
  return [client_id](TestServer& server, Parameters form) {
    return server.post_as(client_id, "/introspect", std::move(form));
  };
}
std::function<http::Response(TestServer&, Parameters)> with_certificate(const char* client_id) {
  return [client_id](TestServer& server, Parameters form) {
    const Bytes certificate = test::client_certificate();
    server.peer = {.tls = true, .certificate_der = certificate, .certificate_chain_validated = true};
    form.emplace_back("client_id", client_id);
    http::Response response = server.post("/introspect", form);
    server.peer = {};
    return response;
  };
}

const Method kMethods[] = {
    {"RFC6749_2_3_1_client_secret_basic", "web", with_secret("web")},
    {"RFC6749_2_3_1_client_secret_post", "post", with_secret("post")},
    {"RFC7523_2_2_private_key_jwt", "by_key",
     [](TestServer& server, const Parameters& form) {
       return server.post("/introspect", form + test::assert_as("by_key", server.clock->now()));
     }},
    {"RFC8705_2_1_tls_client_auth", "by_name", with_certificate("by_name")},
    {"RFC8705_2_2_self_signed_tls_client_auth", "by_certificate", with_certificate("by_certificate")},
};

class IntrospectBy : public testing::TestWithParam<Method> {
 protected:
  IntrospectBy() {
    for (const Client& client : {test::key_client("by_key"), test::named_client("by_name", "client.example"),
                                 test::self_signed_client("by_certificate")})
      server_.clients[client.client_id.str()] = std::make_shared<const Client>(client);
  }
  /// One of each kind, issued to that client.
  std::vector<std::string> tokens_of(std::string_view client_id) {
    AccessToken token = full_token(server_);
    token.client_id = ClientId(client_id);
    const std::string refresh_token = "refresh-" + std::string(client_id);
    const RefreshToken record{.authorization = {.family = FamilyId("f-" + std::string(client_id)),
                                                .client_id = ClientId(client_id),
                                                .subject = Subject("alice"),
                                                .scope = *Scope::parse("api"),
                                                .audience = test::kIssuer,
                                                .auth_time = server_.clock->now()},
                              .expires_at = token.exp,
                              .family_expires_at = token.exp};
    EXPECT_TRUE(server_.store()
                    .commit({.records = {{.key = record_key(RecordKind::refresh_token, refresh_token),
                                          .family = record.authorization.family,
                                          .expires_at = token.exp,
                                          .body = record.to_json()}}})
                    .value());
    return {mint(token), refresh_token};
  }

  TestServer server_{{.adjust = [](Config& config) {
    config.client_certificates = {.chains_are_validated = true, .self_signed_are_passed = true};
  }}};
};

TEST_P(IntrospectBy, RFC7662_2_1_sees_its_own_tokens_and_no_others) {
  for (const std::string& token : tokens_of(GetParam().client_id)) {
    const http::Response response = GetParam().post(server_, {{"token", token}});
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(*json_of(response).find("active"), Json(true)) << response.body;
  }
  for (const std::string& token : tokens_of("other")) {
    EXPECT_EQ(GetParam().post(server_, {{"token", token}}).body, kInactive);
    EXPECT_EQ(server_.last_event().reason, Reason::introspection_not_permitted);
  }
}

TEST_P(IntrospectBy, RFC7662_2_3_a_missing_token_is_invalid_request) {
  const http::Response response = GetParam().post(server_, {{"token_type_hint", "access_token"}});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(error_of(response), "invalid_request");
}

INSTANTIATE_TEST_SUITE_P(Methods, IntrospectBy, testing::ValuesIn(kMethods),
                         [](const auto& row) { return std::string(row.param.name); });

// --- refused questions ---

struct Refused {
  const char* name;
  std::function<http::Response(TestServer&)> ask;
  int status;
  const char* error;
  Reason reason;
};

http::Response ask_as(TestServer& server, std::string_view client_id, std::string_view secret) {
  return server.post("/introspect", {{"token", "x"}}, {{"Authorization", test::basic(client_id, secret)}});
}

const Refused kRefused[] = {
    {"RFC7662_2_1_without_credentials", [](TestServer& s) { return s.post("/introspect", {{"token", "x"}}); }, 401,
     "invalid_client", Reason::client_credentials_missing},
    {"RFC7662_2_1_as_a_public_client",
     [](TestServer& s) { return s.post("/introspect", {{"token", "x"}, {"client_id", "spa"}}); }, 401, "invalid_client",
     Reason::client_wrong_method},
    {"RFC7662_2_3_with_a_wrong_secret", [](TestServer& s) { return ask_as(s, "web", "wrong"); }, 401, "invalid_client",
     Reason::client_wrong_secret},
    {"RFC7662_2_3_as_an_unknown_client", [](TestServer& s) { return ask_as(s, "nobody", test::kSecret); }, 401,
     "invalid_client", Reason::client_unknown},
    {"RFC7662_2_3_as_a_disabled_client", [](TestServer& s) { return ask_as(s, "gone", test::kSecret); }, 401,
     "invalid_client", Reason::client_disabled},
    {"RFC6749_2_3_with_two_methods",
     [](TestServer& s) {
       return s.post("/introspect",
                     {{"token", "x"}, {"client_id", "web"}, {"client_secret", std::string(test::kSecret)}},
                     {{"Authorization", test::basic("web", test::kSecret)}});
     },
     400, "invalid_request", Reason::client_several_methods},
    {"RFC7662_2_1_with_an_empty_token", [](TestServer& s) { return introspect(s, ""); }, 400, "invalid_request",
     Reason::parameter_missing},
    {"RFC6749_3_2_with_the_token_twice",
     [](TestServer& s) { return s.post_as("web", "/introspect", {{"token", "x"}, {"token", "y"}}); }, 400,
     "invalid_request", Reason::parameter_repeated},
    {"RFC7662_2_1_with_the_token_in_the_query",
     [](TestServer& s) { return s.post_as("web", "/introspect?token=x", {}); }, 400, "invalid_request",
     Reason::parameter_in_query},
    {"RFC7662_2_1_with_json",
     [](TestServer& s) {
       return s.send("POST", "/introspect",
                     {{"Content-Type", "application/json"}, {"Authorization", test::basic("web", test::kSecret)}},
                     R"({"token":"x"})");
     },
     400, "invalid_request", Reason::media_type},
};

class IntrospectRefused : public testing::TestWithParam<Refused> {};

TEST_P(IntrospectRefused, with_its_error_and_no_word_on_the_token) {
  TestServer server;
  const http::Response response = GetParam().ask(server);
  EXPECT_EQ(response.status, GetParam().status);
  EXPECT_EQ(error_of(response), GetParam().error);
  EXPECT_EQ(json_of(response).find("active"), nullptr);
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(response.header("WWW-Authenticate").has_value(), GetParam().status == 401);
  EXPECT_EQ(server.last_event().kind, EventKind::introspection_denied);
  EXPECT_EQ(server.last_event().reason, GetParam().reason);
}

INSTANTIATE_TEST_SUITE_P(Rfc, IntrospectRefused, testing::ValuesIn(kRefused),
                         [](const auto& row) { return std::string(row.param.name); });

// --- tokens that don't count: one answer, in one spelling (§2.2) ---

struct Inactive {
  const char* name;
  std::function<std::string(TestServer&)> token;
  Reason reason;  ///< for the log
};

const Inactive kInactiveRows[] = {
    {"unknown", [](TestServer&) { return "unknown"; }, Reason::refresh_unknown},
    {"a_large_one", [](TestServer&) { return std::string(60'000, 'x'); }, Reason::refresh_unknown},
    {"dots_and_nothing_else", [](TestServer&) { return std::string(60'000, '.'); }, Reason::token_malformed},
    {"an_expired_access_token",
     [](TestServer& s) {
       const std::string token = s.log_in("openid").access_token;
       s.clock->advance(std::chrono::hours{2});
       return token;
     },
     Reason::token_expired},
    {"of_another_issuer",
     [](TestServer& s) {
       AccessToken token = full_token(s);
       token.iss = "https://evil.example";
       return mint(token);
     },
     Reason::token_malformed},
    {"of_another_key",
     [](TestServer& s) {
       const auto signer = *LocalSigner::create(PrivateKey::generate(KeyType::ec_p256), Algorithm::ES256);
       return mint_access_token(*signer, full_token(s));
     },
     Reason::token_malformed},
    {"RFC8725_3_11_an_id_token", [](TestServer& s) { return s.log_in("openid").id_token; }, Reason::token_malformed},
    {"a_code", [](TestServer& s) { return s.obtain_code(); }, Reason::refresh_unknown},
    {"RFC7009_2_a_revoked_access_token",
     [](TestServer& s) {
       const std::string token = s.log_in("openid").access_token;
       s.post_as("web", "/revoke", {{"token", token}});
       return token;
     },
     Reason::token_revoked},
    {"RFC7009_2_1_of_a_family_that_was_revoked",
     [](TestServer& s) {
       const test::Tokens tokens = s.log_in("openid offline_access");
       s.post_as("web", "/revoke", {{"token", tokens.refresh_token}});
       return tokens.access_token;
     },
     Reason::token_revoked},
    {"RFC7009_2_1_a_revoked_refresh_token",
     [](TestServer& s) {
       const std::string token = s.log_in("openid offline_access").refresh_token;
       s.post_as("web", "/revoke", {{"token", token}});
       return token;
     },
     Reason::family_revoked},
    {"RFC9700_4_14_2_a_refresh_token_that_was_used",
     [](TestServer& s) {
       const std::string token = s.log_in("openid offline_access").refresh_token;
       s.refresh(token);
       return token;
     },
     Reason::refresh_reused},
    {"an_expired_refresh_token",
     [](TestServer& s) {
       const std::string token = s.log_in("openid offline_access").refresh_token;
       s.clock->advance(std::chrono::hours{24 * 400});
       return token;
     },
     Reason::refresh_expired},
    {"an_access_token_whose_user_is_gone",
     [](TestServer& s) {
       std::string token = s.log_in("openid").access_token;
       s.subject_active = false;
       return token;
     },
     Reason::subject_gone},
    {"a_refresh_token_whose_user_is_gone",
     [](TestServer& s) {
       std::string token = s.log_in("openid offline_access").refresh_token;
       s.subject_active = false;
       return token;
     },
     Reason::subject_gone},
    {"RFC7662_4_of_another_client", [](TestServer& s) { return s.log_in("openid", "other").access_token; },
     Reason::introspection_not_permitted},
    {"RFC7662_4_a_refresh_token_of_another_client",
     [](TestServer& s) { return s.log_in("openid offline_access", "other").refresh_token; },
     Reason::introspection_not_permitted},
};

class IntrospectInactive : public testing::TestWithParam<Inactive> {};

TEST_P(IntrospectInactive, RFC7662_2_2_says_active_false_and_nothing_else) {
  TestServer server;
  const std::string token = GetParam().token(server);
  for (const char* hint : {"", "access_token", "refresh_token", "nonsense"}) {
    const http::Response response = server.post_as("web", "/introspect", {{"token", token}, {"token_type_hint", hint}});
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, kInactive) << hint;
    EXPECT_EQ(server.last_event().kind, EventKind::token_introspected);
    EXPECT_EQ(server.last_event().reason, GetParam().reason);
    EXPECT_TRUE(server.last_event().subject.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Rfc, IntrospectInactive, testing::ValuesIn(kInactiveRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(IntrospectHint, RFC7662_2_1_a_wrong_one_does_not_matter) {
  TestServer server;
  const test::Tokens tokens = server.log_in("openid offline_access");
  for (const std::string& token : {tokens.access_token, tokens.refresh_token})
    for (const char* hint : {"access_token", "refresh_token", "nonsense", ""}) {
      const auto response = server.post_as("web", "/introspect", {{"token", token}, {"token_type_hint", hint}});
      EXPECT_EQ(*json_of(response).find("active"), Json(true)) << hint;
    }
}

// --- whom the host lets see what (§4) ---

TEST(IntrospectionRule, RFC7662_4_a_resource_sees_tokens_that_are_for_it) {
  TestServer server({.adjust = [](Config& config) {
    config.introspection->resource_servers = {{"service", {"https://elsewhere.example", kFiles}},
                                              {"machine", test::kIssuer}};
  }});
  AccessToken token = full_token(server);
  EXPECT_TRUE(is_active(server, mint(token), "service"));
  EXPECT_FALSE(is_active(server, mint(token), "machine"));
  EXPECT_FALSE(is_active(server, mint(token), "other")) << "CVE-2026-37979";
  token.aud = {"https://reports.example"};
  EXPECT_FALSE(is_active(server, mint(token), "service"));
  token.aud = {"https://reports.example", "other"};
  EXPECT_TRUE(is_active(server, mint(token), "other")) << "the audience is its client_id";
  const test::Tokens tokens = server.log_in("openid offline_access");
  EXPECT_TRUE(is_active(server, tokens.access_token, "machine"));
  EXPECT_FALSE(is_active(server, tokens.refresh_token, "machine")) << "a refresh token is for us alone";
}

TEST(IntrospectionRule, RFC7662_2_2_the_host_decides_alone) {
  std::vector<std::string> asked;
  std::expected<bool, Unavailable> verdict = true;
  TestServer server({.adjust = [&](Config& config) {
    config.introspection->decide = [&](const IntrospectionQuestion& question) {
      asked.push_back(question.caller.client_id.str() + ' ' + question.issued_to.str() + ' ' + question.subject.str() +
                      ' ' + question.scope.str() + ' ' + std::to_string(question.audience.names().size()));
      return verdict;
    };
  }});
  const test::Tokens tokens = server.log_in("openid offline_access", "other");
  EXPECT_TRUE(is_active(server, tokens.access_token));
  EXPECT_TRUE(is_active(server, tokens.refresh_token));
  EXPECT_EQ(asked, (std::vector<std::string>{"web other alice openid offline_access 1",
                                             "web other alice openid offline_access 0"}));
  verdict = false;
  EXPECT_FALSE(is_active(server, tokens.access_token, "other")) << "its own too";
  verdict = std::unexpected(Unavailable{});
  EXPECT_EQ(introspect(server, tokens.access_token).status, 503);
  EXPECT_EQ(server.last_event().reason, Reason::host_unavailable);
  asked.clear();
  EXPECT_FALSE(is_active(server, "unknown"));
  EXPECT_TRUE(asked.empty()) << "the host is not asked about what is no token";
}

TEST(IntrospectionRule, the_tokens_of_a_client_that_was_switched_off_are_inactive) {
  TestServer server(
      {.adjust = [](Config& config) { config.introspection->resource_servers = {{"service", test::kIssuer}}; }});
  const std::string token = machine_token(server);
  EXPECT_TRUE(is_active(server, token, "service"));
  test::change_client(server, "machine", [](Client& client) { client.disabled = true; });
  EXPECT_EQ(body_of(server, token, "service"), kInactive);
  EXPECT_EQ(server.last_event().reason, Reason::client_disabled);
  server.clients.erase("machine");
  EXPECT_EQ(body_of(server, token, "service"), kInactive);
}

TEST(IntrospectionRule, without_any_there_is_no_endpoint) {
  TestServer server({.adjust = [](Config& config) { config.introspection.reset(); }});
  EXPECT_FALSE(server.server().handle({.method = "POST", .target = "/introspect"}));
  const Json document = json_of(server.get("/.well-known/oauth-authorization-server"));
  for (const auto& [name, value] : *document.object()) EXPECT_FALSE(name.starts_with("introspection_")) << name;
}

// --- outages: never an answer about the token ---

TEST(IntrospectOutage, RFC7662_2_2_of_the_store_is_503_and_never_inactive) {
  TestServer server;
  const test::Tokens tokens = server.log_in("openid offline_access");
  const auto reads = [&](const std::string& token) {
    server.store().work_again();
    server.store().count_from_zero();
    introspect(server, token);
    return server.store().calls();
  };
  for (const std::string& token : {tokens.access_token, tokens.refresh_token, std::string("unknown")}) {
    const int calls = reads(token);
    EXPECT_GT(calls, 0);
    for (int call = 0; call < calls; ++call) {
      server.store().fail_from(call);
      const http::Response response = introspect(server, token);
      EXPECT_EQ(response.status, 503);
      EXPECT_EQ(header(response, "Retry-After"), "1");
      EXPECT_EQ(json_of(response).find("active"), nullptr);
    }
  }
  server.store().work_again();
  EXPECT_TRUE(is_active(server, tokens.access_token));
}

TEST(IntrospectOutage, of_the_host_is_503) {
  TestServer server;
  const test::Tokens tokens = server.log_in("openid offline_access");
  server.subjects_unavailable = true;
  for (const std::string& token : {tokens.access_token, tokens.refresh_token})
    EXPECT_EQ(introspect(server, token).status, 503);
  server.subjects_unavailable = false;
  server.clients_unavailable = true;
  EXPECT_EQ(introspect(server, tokens.access_token).status, 503);
}

// --- an assertion counts once (RFC 7523 §3) ---

TEST(IntrospectReplay, RFC7523_3_7_an_assertion_brings_one_answer) {
  TestServer server;
  server.clients["key"] = std::make_shared<const Client>(test::key_client("key"));
  const auto ask = [&](const Parameters& assertion) {
    return server.post("/introspect", Parameters{{"token", "unknown"}} + assertion);
  };
  const Parameters one = test::assert_as("key", server.clock->now());
  EXPECT_EQ(ask(one).body, kInactive);
  const http::Response again = ask(one);
  EXPECT_EQ(again.status, 401);
  EXPECT_EQ(server.last_event().reason, Reason::assertion_replayed);
  const Parameters next = test::assert_as("key", server.clock->now());
  server.store().fail_from(1);
  EXPECT_EQ(ask(next).status, 503);
  server.store().work_again();
  EXPECT_EQ(ask(next).status, 200) << "an outage leaves it as good as it was";
}

}  // namespace
}  // namespace attesto

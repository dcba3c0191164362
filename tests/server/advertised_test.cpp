// Under every configuration, what the metadata says is what the server does, and what it doesn't say
// doesn't work - RFC 8414 §2, OIDC Discovery §3, RFC 9207 §3.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <span>

#include "attesto/jose/jwk.hpp"
#include "attesto/wire/base64url.hpp"
#include "proof/raw_jwt.hpp"
#include "server/known_names.hpp"
#include "support/client_credentials.hpp"
#include "support/dpop_holder.hpp"
#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::operator+;
using test::encode;
using test::json_of;
using test::kRedirectUri;
using test::kSecret;
using test::Parameters;
using test::TestServer;
using test::with;
using test::without;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

using Words = std::vector<std::string>;

/// What a configuration may differ in, a bit each: the test runs with all of their combinations.
enum Toggle : unsigned {
  end_users = 1,
  issuer_path = 2,
  other_paths = 4,
  scopes = 8,
  two_keys = 16,
  optional_pkce = 32,
  exchange = 64,
  targets = 128,
  no_dpop = 256,
  request_objects = 512,
  client_proofs = 1024,
  no_introspection = 2048
};
constexpr std::array kToggleNames = {"end_users", "issuer_path",     "other_paths",   "scopes",
                                     "two_keys",  "optional_pkce",   "exchange",      "targets",
                                     "no_dpop",   "request_objects", "client_proofs", "no_introspection"};

constexpr const char* kEverything = "openid profile email address phone offline_access api";

std::shared_ptr<const KeyRing> two_key_ring() {
  static const auto kKeys = [] {
    std::vector<std::shared_ptr<const Signer>> signers;
    signers.push_back(*LocalSigner::create(PrivateKey::generate(KeyType::ed25519), Algorithm::EdDSA));
    signers.push_back(*LocalSigner::create(PrivateKey::generate(KeyType::ec_p256), Algorithm::ES256));
    return std::make_shared<const KeyRing>(std::move(signers), std::vector<VerificationKey>{});
  }();
  return kKeys;
}

Words words(const Json* list) {
  Words entries;
  if (!list) return entries;
  if (!list->array()) return {"(no array)"};
  for (const Json& entry : *list->array()) entries.push_back(entry.string() ? *entry.string() : "(no string)");
  return entries;
}

template <class List>
bool contains(const List& list, std::string_view word) {
  return std::ranges::find(list, word) != std::end(list);
}

std::string text(const Json& json, std::string_view name) {
  const std::string* value = json.find_string(name);
  return value ? *value : "(none)";
}

/// One part of a compact JWT, unverified: 0 is the header, 1 the claims.
Json jwt_part(std::string_view compact, int part) {
  for (; part > 0; --part) compact.remove_prefix(std::min(compact.find('.') + 1, compact.size()));
  const auto bytes = base64url_decode(compact.substr(0, compact.find('.')));
  return bytes ? Json::parse(as_text(*bytes)).value_or(Json()) : Json();
}

/// One configuration, its documents, and the judges of what they say.
class Advertised {
 public:
  explicit Advertised(unsigned toggles)
      : toggles_(toggles), server_({.end_users = on(end_users), .adjust = [this](Config& config) { adjust(config); }}) {
    add_client("all", ClientAuthMethod::client_secret_basic);
    add_client("by_post", ClientAuthMethod::client_secret_post);
    add_client("by_none", ClientAuthMethod::none);
    add_client("by_bound", ClientAuthMethod::client_secret_basic);
    test::change_client(server_, "by_bound",
                        [](Client& client) { client.tls_client_certificate_bound_access_tokens = true; });
    for (Client client : {test::key_client("by_key"), test::named_client("by_name", "client.example"),
                          test::self_signed_client("by_certificate")})
      server_.clients[client.client_id.str()] = std::make_shared<const Client>(client);
    if (on(end_users)) server_.start_session();
    const std::string path(issuer().substr(test::kIssuer.size()));
    oauth_ = json_of(server_.get("/.well-known/oauth-authorization-server" + path));
    document_ = on(end_users) ? json_of(server_.get(path + "/.well-known/openid-configuration")) : oauth_;
  }

  void judge();

 private:
  void judge_members();
  void judge_absence_of_end_users();
  void judge_grant(std::string_view type, bool advertised);
  void judge_auth_method(std::string_view method, bool advertised);
  void judge_urls();
  void judge_grants();
  void judge_auth_methods();
  void judge_introspection();
  void judge_auth_algorithms();
  void judge_certificate_binding();
  void judge_response_types();
  void judge_choices(const char* member, const char* parameter, std::span<const char* const> choices);
  void judge_scopes();
  void judge_issuer();
  void judge_targets();
  void judge_dpop();
  void judge_iss_parameter();
  void judge_algorithms();
  void judge_claims();
  void judge_request_parameters();
  [[nodiscard]] std::string request_object(Algorithm algorithm, KeyType type);
  void judge_pushed_requests();

  [[nodiscard]] bool on(Toggle toggle) const { return (toggles_ & toggle) != 0; }
  [[nodiscard]] std::string issuer() const { return std::string(test::kIssuer) + (on(issuer_path) ? "/t/1" : ""); }

  void adjust(Config& config) const {
    config.issuer = *Issuer::parse(issuer());
    if (on(other_paths))
      config.paths = {.authorize = "/a/authorize",
                      .resume = "/a/resume",
                      .par = "/f",
                      .token = "/b",
                      .revoke = "/c",
                      .introspect = "/g",
                      .userinfo = "/d",
                      .jwks = "/e"};
    if (on(scopes)) config.scopes_supported = *Scope::parse(on(end_users) ? "profile email offline_access api" : "api");
    if (on(two_keys)) config.keys = [] { return two_key_ring(); };
    config.request_objects.algorithms = {};
    if (on(request_objects)) config.request_objects.algorithms = {Algorithm::EdDSA};
    config.require_pkce = !on(optional_pkce);
    config.client_assertions.algorithms = {};
    if (on(client_proofs)) {
      config.client_assertions.algorithms = {Algorithm::ES256, Algorithm::PS256};
      config.client_certificates = {.chains_are_validated = true, .self_signed_are_passed = true};
    }
    if (on(exchange)) config.decide_exchange = [](const ExchangeRequest&) { return ExchangeGranted{}; };
    if (on(no_introspection)) config.introspection.reset();
    if (on(no_dpop)) config.dpop.reset();
    else if (on(two_keys)) config.dpop->algorithms = {Algorithm::ES384};
    if (on(targets))
      config.targets = {.resources = {*ResourceIndicator::parse(kResources[0]), *ResourceIndicator::parse(kQueue)},
                        .authorization_details_types = {kDetailTypes[0]}};
  }

  void add_client(std::string_view client_id, ClientAuthMethod method) {
    Client client = *server_.clients.at("web");
    client.client_id = ClientId(client_id);
    client.token_endpoint_auth_method = method;
    client.grant_types.assign(kGrantTypes.begin(), kGrantTypes.end());
    client.scope = *Scope::parse(kEverything);
    server_.clients[std::string(client_id)] = std::make_shared<const Client>(std::move(client));
  }

  /// The path that the document names; empty if it names none.
  [[nodiscard]] std::string path_of(std::string_view member) const {
    const std::string* url = document_.find_string(member);
    if (!url) return {};
    EXPECT_TRUE(url->starts_with(issuer())) << member;
    return url->substr(test::kIssuer.size());
  }
  [[nodiscard]] Words supported(std::string_view member) const { return words(document_.find(member)); }
  [[nodiscard]] std::optional<bool> flag(std::string_view member) const {
    const Json* value = document_.find(member);
    return value && value->boolean() ? std::optional(*value->boolean()) : std::nullopt;
  }

  http::Response token(const Parameters& form, std::string_view client_id = "all", test::Fields fields = {}) {
    return server_.post_as(client_id, path_of("token_endpoint"), form, std::move(fields));
  }
  /// What an authorization request leads to: the parameters of the response.
  std::map<std::string, std::string> authorize(const Parameters& parameters) {
    const auto response = server_.get(path_of("authorization_endpoint") + '?' + encode(parameters));
    EXPECT_LT(response.status, 400) << response.body;
    return test::answer_of(response);
  }
  std::string code_for(std::string_view scope, std::string_view client_id = "all") {
    return authorize(with(TestServer::authorization(client_id), "scope", scope))["code"];
  }
  Json log_in(std::string_view scope, std::string_view client_id = "all") {
    return json_of(token(TestServer::redemption(code_for(scope, client_id)), client_id));
  }

  unsigned toggles_;
  TestServer server_;
  Json oauth_;
  Json document_;  ///< of OpenID Connect if there are end-users
};

/// Every URL is a route, and every route but the well-known ones and the one for our own pages is said.
void Advertised::judge_urls() {
  Words said;
  for (const auto& [name, value] : *document_.object())
    if (name.ends_with("_endpoint") || name == "jwks_uri") said.push_back(path_of(name));
  Words routes;
  for (const Route& route : server_.server().routes())
    if (!route.path.contains("/.well-known/") && !route.path.ends_with("/resume")) routes.push_back(route.path);
  EXPECT_THAT(said, UnorderedElementsAreArray(routes));
}

void Advertised::judge_issuer() {
  EXPECT_EQ(text(document_, "issuer"), issuer());
  const Json body = json_of(token({{"grant_type", "client_credentials"}, {"scope", "api"}}));
  EXPECT_EQ(text(jwt_part(text(body, "access_token"), 1), "iss"), issuer());
}

/// An advertised grant brings tokens, any other is not known, however good the request is.
void Advertised::judge_grant(std::string_view type, bool advertised) {
  Parameters form = {{"grant_type", std::string(type)}, {"scope", "api"}};
  if (advertised && type == "authorization_code") form = TestServer::redemption(code_for("openid"));
  if (advertised && type == "refresh_token")
    form.emplace_back("refresh_token", text(log_in("openid offline_access api"), "refresh_token"));
  if (advertised && type == kTokenExchange) {
    const Json own = json_of(token({{"grant_type", "client_credentials"}, {"scope", "api"}}));
    form.emplace_back("subject_token", text(own, "access_token"));
    form.emplace_back("subject_token_type", "urn:ietf:params:oauth:token-type:access_token");
  }
  const auto response = token(form);
  EXPECT_EQ(response.status, advertised ? 200 : 400) << type << response.body;
  EXPECT_EQ(text(json_of(response), "error"), advertised ? "(none)" : "unsupported_grant_type") << type;
}

void Advertised::judge_grants() {
  const Words types = supported("grant_types_supported");
  for (const char* type : kGrantTypes) judge_grant(type, contains(types, type));
  for (const std::string& type : types) EXPECT_TRUE(contains(kGrantTypes, type)) << type;
}

/// Shown to the revocation endpoint, which every client may use.
void Advertised::judge_auth_method(std::string_view method, bool advertised) {
  const Parameters token = {{"token", "unknown"}};
  const std::string target = path_of("revocation_endpoint");
  http::Response response;
  if (method == "client_secret_basic") response = server_.post_as("all", target, token);
  else if (method == "client_secret_post") response = server_.post_as("by_post", target, token);
  else if (method == "none") response = server_.post_as("by_none", target, token);
  else if (method == "tls_client_auth") response = server_.post(target, with(token, "client_id", "by_name"));
  else if (method == "self_signed_tls_client_auth")
    response = server_.post(target, with(token, "client_id", "by_certificate"));
  else if (method == "private_key_jwt")
    response =
        server_.post(target, token + test::assert_as("by_key", server_.clock->now(), Algorithm::ES256, issuer()));
  else response = server_.post(target, token + test::as_parameters("e30.eyJzdWIiOiJhbGwifQ.e30"));
  EXPECT_EQ(response.status, advertised ? 200 : 401) << method << response.body;
}

void Advertised::judge_auth_methods() {
  const Bytes certificate = test::client_certificate();
  server_.peer = {.tls = true, .certificate_der = certificate, .certificate_chain_validated = true};
  const Words methods = supported("token_endpoint_auth_methods_supported");
  EXPECT_EQ(supported("revocation_endpoint_auth_methods_supported"), methods);
  for (const char* method : kAuthMethods) judge_auth_method(method, contains(methods, method));
  for (const std::string& method : methods) EXPECT_TRUE(contains(kAuthMethods, method)) << method;
  server_.peer = {};
}

/// Every method but `none`; what is refused there is told apart from what is only inactive.
void Advertised::judge_introspection() {
  EXPECT_EQ(path_of("introspection_endpoint").empty(), on(no_introspection));
  Words methods = supported("token_endpoint_auth_methods_supported");
  std::erase(methods, "none");
  if (on(no_introspection)) methods.clear();
  EXPECT_EQ(supported("introspection_endpoint_auth_methods_supported"), methods);
  const Words algorithms = supported("token_endpoint_auth_signing_alg_values_supported");
  EXPECT_EQ(supported("introspection_endpoint_auth_signing_alg_values_supported"),
            on(no_introspection) ? Words{} : algorithms);
  if (on(no_introspection)) return;
  const Parameters token = {{"token", "unknown"}};
  EXPECT_EQ(server_.post_as("all", path_of("introspection_endpoint"), token).status, 200);
  EXPECT_EQ(server_.post(path_of("introspection_endpoint"), with(token, "client_id", "by_none")).status, 401);
}

void Advertised::judge_certificate_binding() {
  EXPECT_EQ(flag("tls_client_certificate_bound_access_tokens").value_or(false), on(client_proofs));
  const Bytes certificate = test::client_certificate();
  if (on(client_proofs)) server_.peer = {.tls = true, .certificate_der = certificate};
  const auto response = token({{"grant_type", "client_credentials"}, {"scope", "api"}}, "by_bound");
  EXPECT_EQ(response.status, on(client_proofs) ? 200 : 400);
  const Json claims = jwt_part(text(json_of(response), "access_token"), 1);
  EXPECT_EQ(claims.find("cnf") != nullptr, on(client_proofs));
  server_.peer = {};
}

void Advertised::judge_auth_algorithms() {
  const Words algorithms = supported("token_endpoint_auth_signing_alg_values_supported");
  EXPECT_EQ(supported("revocation_endpoint_auth_signing_alg_values_supported"), algorithms);
  for (const Algorithm algorithm : test::kClientAlgorithms) {
    const Parameters form =
        Parameters{{"token", "unknown"}} + test::assert_as("by_key", server_.clock->now(), algorithm, issuer());
    EXPECT_EQ(server_.post(path_of("revocation_endpoint"), form).status,
              contains(algorithms, to_string(algorithm)) ? 200 : 401)
        << to_string(algorithm);
  }
}

void Advertised::judge_response_types() {
  const Words types = supported("response_types_supported");
  for (const char* type : kResponseTypes) {
    auto answer = authorize(with(TestServer::authorization("all"), "response_type", type));
    EXPECT_EQ(answer.contains("code"), contains(types, type)) << type;
    EXPECT_EQ(answer["error"], contains(types, type) ? "" : "unsupported_response_type") << type;
  }
}

void Advertised::judge_choices(const char* member, const char* parameter, std::span<const char* const> choices) {
  for (const char* choice : choices) {
    const auto answer = authorize(with(TestServer::authorization("all"), parameter, choice));
    EXPECT_EQ(!answer.contains("error"), contains(supported(member), choice)) << parameter << '=' << choice;
  }
}

/// A client that is registered for a scope gets it, one way or the other. The list need not be complete.
void Advertised::judge_scopes() {
  for (const std::string& scope : supported("scopes_supported")) {
    const Json body =
        on(end_users) ? log_in(scope) : json_of(token({{"grant_type", "client_credentials"}, {"scope", scope}}));
    EXPECT_EQ(text(body, "scope"), scope);
  }
  EXPECT_EQ(contains(supported("scopes_supported"), "openid"), on(end_users));
}

/// What is said can be had, what is not said can't, but for resources that are no URL.
void Advertised::judge_targets() {
  const auto ask = [&](const char* parameter, const std::string& value) {
    const auto response = token({{"grant_type", "client_credentials"}, {parameter, value}});
    return response.status == 200 ? "ok" : text(json_of(response), "error");
  };
  const Words resources = supported("protected_resources");
  for (const char* resource : kResources)
    EXPECT_EQ(ask("resource", resource), contains(resources, resource) ? "ok" : "invalid_target") << resource;
  EXPECT_EQ(ask("resource", kQueue), on(targets) ? "ok" : "invalid_target");
  const Words types = supported("authorization_details_types_supported");
  for (const char* type : kDetailTypes)
    EXPECT_EQ(ask("authorization_details", std::string(R"([{"type":")") + type + "\"}]"),
              contains(types, type) ? "ok" : "invalid_authorization_details")
        << type;
  EXPECT_EQ(resources.size() + types.size(), on(targets) ? 2U : 0U);
}

/// A proof of an algorithm that is said binds; of another it is refused, or not looked at where none is said
/// (RFC 9449 §5.1).
void Advertised::judge_dpop() {
  static test::DpopHolder es256;
  static test::DpopHolder es384(KeyType::ec_p384, Algorithm::ES384);
  static test::DpopHolder ps256(KeyType::rsa, Algorithm::PS256);
  static test::DpopHolder rs256(KeyType::rsa, Algorithm::RS256);
  static test::DpopHolder eddsa(KeyType::ed25519, Algorithm::EdDSA);
  const Words algorithms = supported("dpop_signing_alg_values_supported");
  EXPECT_EQ(algorithms.empty(), on(no_dpop));
  std::size_t accepted = 0;
  for (test::DpopHolder* holder : {&es256, &es384, &ps256, &rs256, &eddsa}) {
    const bool said = contains(algorithms, to_string(holder->algorithm()));
    accepted += said ? 1 : 0;
    const Json body = json_of(token(
        {{"grant_type", "client_credentials"}}, "all",
        test::dpop(holder->prove(server_.clock->now(), {.url = issuer() + (on(other_paths) ? "/b" : "/token")}))));
    EXPECT_EQ(text(body, "token_type"), said ? "DPoP" : on(no_dpop) ? "Bearer" : "(none)");
    EXPECT_EQ(text(body, "error"), said || on(no_dpop) ? "(none)" : "invalid_dpop_proof");
  }
  EXPECT_EQ(accepted, algorithms.size());
}

void Advertised::judge_iss_parameter() {
  EXPECT_EQ(flag("authorization_response_iss_parameter_supported"), true);
  EXPECT_EQ(authorize(TestServer::authorization("all"))["iss"], issuer());
  EXPECT_EQ(authorize(with(TestServer::authorization("all"), "scope", "unknown"))["iss"], issuer());
}

/// A client may register for each algorithm of the list; the first one is what it gets without asking.
void Advertised::judge_algorithms() {
  const Words algorithms = supported("id_token_signing_alg_values_supported");
  const auto algorithm_of = [](const Json& body) {
    return body.find("id_token") ? text(jwt_part(text(body, "id_token"), 0), "alg") : text(body, "error");
  };
  ASSERT_THAT(algorithms, testing::Not(IsEmpty()));
  EXPECT_EQ(algorithm_of(log_in("openid")), algorithms.front());
  for (const Algorithm algorithm : kAllAlgorithms) {
    test::change_client(server_, "all", [&](Client& client) { client.id_token_signed_response_alg = algorithm; });
    const std::string name(to_string(algorithm));
    EXPECT_EQ(algorithm_of(log_in("openid")), contains(algorithms, name) ? name : "server_error");
  }
  test::change_client(server_, "all", [](Client& client) { client.id_token_signed_response_alg.reset(); });
}

/// The host knows every claim there is; what the advertised scopes release is what was said.
void Advertised::judge_claims() {
  const Words claims = supported("claims_supported");
  EXPECT_THAT(supported("claim_types_supported"), ElementsAre("normal"));
  EXPECT_THAT(supported("subject_types_supported"), ElementsAre("public"));
  server_.claims.clear();
  for (const char* name : kHostClaims) server_.claims.emplace_back(name, "some");
  std::string asked;
  for (const std::string& word : supported("scopes_supported")) asked += (asked.empty() ? "" : " ") + word;
  Parameters request = with(TestServer::authorization("all"), "scope", asked);
  // claims_parameter_supported is false: naming a claim brings none of it (OIDC Core §5.5).
  EXPECT_EQ(flag("claims_parameter_supported"), false);
  request.emplace_back("claims", R"({"userinfo":{"groups":{"essential":true}},"id_token":{"groups":null}})");
  const Json body = json_of(token(TestServer::redemption(authorize(request)["code"])));
  EXPECT_EQ(jwt_part(text(body, "id_token"), 1).find("groups"), nullptr);
  const Json released =
      json_of(server_.get(path_of("userinfo_endpoint"), {{"Authorization", "Bearer " + text(body, "access_token")}}));
  Words names;
  for (const auto& [name, value] : *released.object()) names.push_back(name);
  EXPECT_THAT(claims, UnorderedElementsAreArray(names));
}

/// A good request, signed by a key that the client has registered for it.
std::string Advertised::request_object(Algorithm algorithm, KeyType type) {
  const PrivateKey key = PrivateKey::generate(type);
  const Json jwk = to_jwk(VerificationKey::create(key.public_key(), algorithm, "k").value());
  test::change_client(server_, "all", [&](Client& client) {
    client.jwks = ClientKeys::parse(Json::Object{{"keys", Json::Array{jwk}}}).value();
  });
  testing_support::RawJwt object{.header = {{"alg", to_string(algorithm)}, {"kid", "k"}},
                                 .claims = {{"iss", "all"}, {"aud", issuer()}}};
  for (const auto& [name, value] : TestServer::authorization("all")) object.claims.emplace_back(name, value);
  return object.sign(key, algorithm);
}

/// An object is taken if its algorithm is advertised, and refused by a name that says which of both it is.
void Advertised::judge_request_parameters() {
  const Parameters good = TestServer::authorization("all");
  const Words algorithms = supported("request_object_signing_alg_values_supported");
  EXPECT_EQ(flag("request_parameter_supported"), on(request_objects));
  EXPECT_EQ(algorithms.size(), on(request_objects) ? 1U : 0U);
  for (const auto& [algorithm, type] :
       {std::pair(Algorithm::ES256, KeyType::ec_p256), std::pair(Algorithm::EdDSA, KeyType::ed25519)}) {
    const auto answer = authorize(with(good, "request", request_object(algorithm, type)));
    const bool taken = contains(algorithms, to_string(algorithm));
    EXPECT_EQ(answer.contains("code"), taken) << to_string(algorithm);
    if (taken) continue;
    EXPECT_EQ(answer.at("error"), on(request_objects) ? "invalid_request_object" : "request_not_supported");
  }
  EXPECT_EQ(flag("require_signed_request_object"), false);
  EXPECT_EQ(flag("request_uri_parameter_supported"), false);
  EXPECT_EQ(authorize(with(good, "request_uri", "https://client.example/r"))["error"], "request_uri_not_supported");
}

/// A request may be pushed, and need not be: authorize/pushed_request_test.cpp has the server where it must.
void Advertised::judge_pushed_requests() {
  const auto pushed =
      server_.post_as("all", path_of("pushed_authorization_request_endpoint"), TestServer::authorization("all"));
  EXPECT_EQ(pushed.status, 201) << pushed.body;
  EXPECT_TRUE(
      authorize({{"client_id", "all"}, {"request_uri", text(json_of(pushed), "request_uri")}}).contains("code"));
  EXPECT_EQ(flag("require_pushed_authorization_requests"), false);
  EXPECT_TRUE(authorize(TestServer::authorization("all")).contains("code"));
}

void Advertised::judge() {
  judge_members();
  judge_issuer();
  judge_urls();
  judge_grants();
  judge_auth_methods();
  judge_introspection();
  judge_auth_algorithms();
  judge_certificate_binding();
  judge_scopes();
  judge_targets();
  judge_dpop();
  if (!on(end_users)) return judge_absence_of_end_users();
  judge_response_types();
  judge_choices("response_modes_supported", "response_mode", kResponseModes);
  judge_choices("code_challenge_methods_supported", "code_challenge_method", kChallengeMethods);
  judge_choices("prompt_values_supported", "prompt", kPrompts);
  judge_iss_parameter();
  judge_algorithms();
  judge_claims();
  judge_request_parameters();
  judge_pushed_requests();
}

void Advertised::judge_absence_of_end_users() {
  for (const char* member : kForEndUsers) EXPECT_EQ(document_.find(member), nullptr) << member;
  EXPECT_NE(document_.find("response_types_supported"), nullptr);  // required, even if there is none
  EXPECT_THAT(supported("response_types_supported"), IsEmpty());
}

/// A member that nobody judges is a promise that nobody keeps. And there is one server, so RFC 8414's
/// document says nothing else than that of OpenID Connect.
void Advertised::judge_members() {
  for (const auto& [name, value] : *document_.object())
    EXPECT_TRUE(contains(kForEveryone, name) || contains(kForEndUsers, name)) << name;
  for (const auto& [name, value] : *oauth_.object()) {
    const Json* same = document_.find(name);
    EXPECT_TRUE(same && *same == value) << name;
  }
}

std::string name_of(unsigned toggles) {
  std::string name = "configured:";
  for (std::size_t bit = 0; bit < kToggleNames.size(); ++bit)
    if (toggles & (1U << bit)) name.append(" ").append(kToggleNames[bit]);
  return name;
}

/// Three options that meddle with one another are seen with all others off, and with all others on.
TEST(Metadata, rules_3_4_9_11_16_RFC8414_2_is_what_the_server_does_under_every_configuration) {
  constexpr int kMost = 3;
  constexpr int kAll = kToggleNames.size();
  for (unsigned toggles = 0; toggles < 1U << kAll; ++toggles) {
    const int on = std::popcount(toggles);
    if (on > kMost && on < kAll - kMost) continue;
    SCOPED_TRACE(name_of(toggles));
    Advertised(toggles).judge();
  }
}

}  // namespace
}  // namespace attesto

// POST /register - RFC 7591.
#include <gtest/gtest.h>

#include <ostream>

#include "attesto/crypto/digest.hpp"
#include "support/registration_host.hpp"

namespace attesto {
namespace {

using test::error_of;
using test::header;
using test::json_of;
using test::kInitialToken;
using test::RegistrationServer;

constexpr std::string_view kLeast = R"({"redirect_uris":["https://app.example/cb"]})";
constexpr std::string_view kJwks = R"({"keys":[{"kty":"EC","crv":"P-256",)"
                                   R"("x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                                   R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";

std::string text_of(const http::Response& response, std::string_view member) {
  const Json json = json_of(response);
  const Json* value = json.find(member);
  if (!value) return "(absent)";
  return value->string() ? *value->string() : value->write();
}

/// The least metadata with these members too.
std::string with_least(std::string_view members) {
  return R"({"redirect_uris":["https://app.example/cb"],)" + std::string(members) + "}";
}

TEST(Register, RFC7591_3_2_1_rule_50_the_defaults_are_filled_in_and_echoed) {
  RegistrationServer at;
  const http::Response response = at.post(kLeast);
  ASSERT_EQ(response.status, 201) << response.body;
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(header(response, "Pragma"), "no-cache");
  EXPECT_EQ(text_of(response, "client_id_issued_at"), std::to_string(to_seconds(at.server.clock->now())));
  EXPECT_EQ(text_of(response, "client_secret_expires_at"), "0");
  EXPECT_EQ(text_of(response, "redirect_uris"), R"(["https://app.example/cb"])");
  EXPECT_EQ(text_of(response, "token_endpoint_auth_method"), "client_secret_basic");
  EXPECT_EQ(text_of(response, "grant_types"), R"(["authorization_code"])");
  EXPECT_EQ(text_of(response, "response_types"), R"(["code"])");
  EXPECT_EQ(text_of(response, "application_type"), "web");
  EXPECT_EQ(text_of(response, "scope"), "openid profile email offline_access api");
  EXPECT_EQ(text_of(response, "id_token_signed_response_alg"), "ES256") << "there is no RS256 key, and it says so";
  EXPECT_EQ(at.host.last_permit, "permit");
}

TEST(Register, RFC7591_3_2_1_identifier_secret_and_token_are_minted_and_kept_as_digests) {
  RegistrationServer at;
  const http::Response first = at.post(with_least(R"("client_id":"mine","client_secret":"chosen")"));
  const http::Response second = at.post(kLeast);
  ASSERT_EQ(first.status, 201);
  EXPECT_NE(text_of(first, "client_id"), "mine");
  EXPECT_NE(text_of(first, "client_id"), text_of(second, "client_id"));
  const std::string secret = text_of(first, "client_secret");
  const std::string token = text_of(first, "registration_access_token");
  EXPECT_EQ(secret.size(), 43u) << "256 bits";
  EXPECT_EQ(token.size(), 43u) << "256 bits";
  EXPECT_NE(secret, token);
  const RegisteredClient& kept = at.host.registered.at(text_of(first, "client_id"));
  EXPECT_EQ(kept.client.client_secret_sha256, sha256(secret));
  EXPECT_EQ(kept.access_token_sha256, sha256(token));
}

TEST(Register, RFC7592_3_rule_51_the_client_is_told_where_it_finds_itself) {
  RegistrationServer at([](Config& config) { config.paths.client_configuration = "/me"; });
  const http::Response response = at.post(kLeast);
  EXPECT_EQ(text_of(response, "registration_client_uri"),
            "https://auth.example.com/me?client_id=" + text_of(response, "client_id"));
}

TEST(Register, RFC8414_2_the_advertised_url_is_the_mounted_one_below_the_path_of_an_issuer) {
  RegistrationServer at([](Config& config) {
    config.issuer = *Issuer::parse("https://auth.example.com/tenant");
    config.paths.registration = "/clients";
  });
  const http::Response metadata = at.server.get("/.well-known/oauth-authorization-server/tenant");
  EXPECT_EQ(text_of(metadata, "registration_endpoint"), "https://auth.example.com/tenant/clients");
  const http::Response response = at.server.send(
      "POST", "/tenant/clients",
      {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + std::string(kInitialToken)}}, kLeast);
  ASSERT_EQ(response.status, 201);
  const std::string url = text_of(response, "registration_client_uri");
  EXPECT_EQ(url, "https://auth.example.com/tenant/register/client?client_id=" + text_of(response, "client_id"));
  EXPECT_EQ(at.server
                .get(url.substr(std::string("https://auth.example.com").size()),
                     {{"Authorization", "Bearer " + text_of(response, "registration_access_token")}})
                .status,
            200);
}

TEST(Register, W35_without_a_policy_there_is_no_endpoint) {
  test::TestServer server;
  EXPECT_EQ(text_of(server.get("/.well-known/oauth-authorization-server"), "registration_endpoint"), "(absent)");
  EXPECT_FALSE(server.server().handle({.method = "POST", .target = "/register"}).has_value());
}

TEST(Register, rule_36_rule_50_what_people_read_is_kept_and_echoed) {
  RegistrationServer at;
  const http::Response response = at.post(with_least(
      R"("client_name":"Shop","client_uri":"https://app.example/","logo_uri":"https://app.example/l.png",)"
      R"("policy_uri":"https://app.example/p","tos_uri":"https://app.example/t","contacts":["ops@app.example"],)"
      R"("initiate_login_uri":"https://app.example/login","software_id":"shop","software_version":"1.2")"));
  ASSERT_EQ(response.status, 201) << response.body;
  for (const auto& [member, value] : {std::pair{"client_name", "Shop"},
                                      {"client_uri", "https://app.example/"},
                                      {"logo_uri", "https://app.example/l.png"},
                                      {"policy_uri", "https://app.example/p"},
                                      {"tos_uri", "https://app.example/t"},
                                      {"contacts", R"(["ops@app.example"])"},
                                      {"initiate_login_uri", "https://app.example/login"},
                                      {"software_id", "shop"},
                                      {"software_version", "1.2"}})
    EXPECT_EQ(text_of(response, member), value);
}

/// Metadata that are taken, and how a member reads in the answer.
struct Taken {
  std::string_view name;
  std::string_view body;
  std::string_view member;
  std::string_view value;
};
void PrintTo(const Taken& row, std::ostream* out) { *out << row.name; }

const Taken kTaken[] = {
    {"rule_53_unknown_members_are_ignored",
     R"({"redirect_uris":["https://a.example/cb"],"request_uris":["https://a.example/r"],"userinfo_signed_response_alg":"RS256",)"
     R"("post_logout_redirect_uris":["https://a.example/out"],"backchannel_logout_uri":"https://a.example/b","x":{}})",
     "request_uris", "(absent)"},
    {"RFC7591_2_unsupported_grant_types_are_left_out",
     R"({"redirect_uris":["https://a.example/cb"],"grant_types":["authorization_code","implicit","refresh_token"],)"
     R"("response_types":["code","id_token"]})",
     "grant_types", R"(["authorization_code","refresh_token"])"},
    {"rule_53_other_response_types_are_left_out",
     R"({"redirect_uris":["https://a.example/cb"],"response_types":["code","id_token token"]})", "response_types",
     R"(["code"])"},
    {"RFC7591_2_scope_is_reduced", R"({"redirect_uris":["https://a.example/cb"],"scope":"openid admin api"})", "scope",
     "openid api"},
    {"RFC7591_2_an_empty_scope_stays_empty", R"({"redirect_uris":["https://a.example/cb"],"scope":""})", "scope", ""},
    {"RFC7591_2_public_client", R"({"redirect_uris":["https://a.example/cb"],"token_endpoint_auth_method":"none"})",
     "client_secret", "(absent)"},
    {"RFC7591_2_a_secret_has_an_end_or_is_not_there",
     R"({"redirect_uris":["https://a.example/cb"],"token_endpoint_auth_method":"none"})", "client_secret_expires_at",
     "(absent)"},
    {"RFC7591_2_client_secret_post",
     R"({"redirect_uris":["https://a.example/cb"],"token_endpoint_auth_method":"client_secret_post"})",
     "token_endpoint_auth_method", "client_secret_post"},
    {"OIDCR_2_https_for_web", R"({"redirect_uris":["https://a.example/cb?x=1"],"application_type":"web"})",
     "redirect_uris", R"(["https://a.example/cb?x=1"])"},
    {"RFC8252_7_3_loopback_is_native", R"({"redirect_uris":["http://127.0.0.1:7777/cb","http://[::1]/cb"]})",
     "application_type", "native"},
    {"RFC8252_7_1_a_private_scheme_is_native", R"({"redirect_uris":["com.example.app:/cb"]})", "application_type",
     "native"},
    {"RFC8252_8_4_a_native_client_gets_a_secret_of_its_own",
     R"({"redirect_uris":["com.example.app:/cb"],"application_type":"native"})", "client_secret_expires_at", "0"},
    {"OIDCR_2_subject_type_public", R"({"redirect_uris":["https://a.example/cb"],"subject_type":"public"})",
     "subject_type", "(absent)"},
    {"RFC9449_5_2_dpop_bound", R"({"redirect_uris":["https://a.example/cb"],"dpop_bound_access_tokens":true})",
     "dpop_bound_access_tokens", "true"},
};

class RegisterTakes : public testing::TestWithParam<Taken> {};

TEST_P(RegisterTakes, and_says_what_became_of_it) {
  RegistrationServer at;
  const http::Response response = at.post(GetParam().body);
  ASSERT_EQ(response.status, 201) << response.body;
  EXPECT_EQ(text_of(response, GetParam().member), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(Rfc, RegisterTakes, testing::ValuesIn(kTaken),
                         [](const auto& row) { return std::string(row.param.name); });

/// Metadata that are refused. `about` begins the description.
struct Refused {
  std::string_view name;
  std::string body;
  std::string_view error;
  std::string_view about;
};
void PrintTo(const Refused& row, std::ostream* out) { *out << row.name; }

std::string redirect(std::string_view uri, std::string_view type = "web") {
  return R"({"application_type":")" + std::string(type) + R"(","redirect_uris":[")" + std::string(uri) + R"("]})";
}

constexpr std::string_view kUri = "invalid_redirect_uri";
constexpr std::string_view kMetadata = "invalid_client_metadata";

const Refused kRefused[] = {
    {"rule_52_RFC6749_3_1_2_fragment", redirect("https://a.example/cb#f"), kUri, "redirect_uris"},
    {"RFC7591_2_redirect_uri_missing", "{}", kUri, "redirect_uris"},
    {"RFC7591_2_redirect_uris_empty", R"({"redirect_uris":[]})", kUri, "redirect_uris"},
    {"RFC7591_2_redirect_uris_text", R"({"redirect_uris":"https://a.example/cb"})", kUri, "redirect_uris"},
    {"W41_javascript", redirect("javascript:alert(1)", "native"), kUri, "redirect_uris"},
    {"W41_javascript_mixed_case", redirect("JavaScript://a.example/%0aalert(1)", "native"), kUri, "redirect_uris"},
    {"W41_data", redirect("data:text/html,x", "native"), kUri, "redirect_uris"},
    {"W41_vbscript", redirect("vbscript:x", "native"), kUri, "redirect_uris"},
    {"W41_file", redirect("file:///etc/passwd", "native"), kUri, "redirect_uris"},
    {"W41_wildcard", redirect("https://*.example:*/cb"), kUri, "redirect_uris"},
    {"W41_user", redirect("https://a.example@evil.example/cb"), kUri, "redirect_uris"},
    {"OIDCR_2_web_http", redirect("http://a.example/cb"), kUri, "redirect_uris"},
    {"OIDCR_2_web_loopback", redirect("http://127.0.0.1/cb"), kUri, "redirect_uris"},
    {"OIDCR_2_web_private_scheme", redirect("com.example.app:/cb"), kUri, "redirect_uris"},
    {"OIDCR_2_native_http", redirect("http://a.example/cb", "native"), kUri, "redirect_uris"},
    {"RFC8252_7_1_scheme_without_dot", redirect("myapp:/cb", "native"), kUri, "redirect_uris"},
    {"RFC7591_2_not_json", "redirect_uris=x", kMetadata, "the body"},
    {"RFC7591_2_an_array", "[]", kMetadata, "the body"},
    {"RFC7493_2_3_a_member_twice", R"({"scope":"a","scope":"b"})", kMetadata, "the body"},
    {"security_too_deep", with_least(R"("x":[[[[[[[[[]]]]]]]]])"), kMetadata, "the body"},
    {"security_too_large", with_least("\"x\":\"" + std::string(70'000, 'x') + '"'), kMetadata, "the metadata"},
    {"RFC7591_2_unknown_method", with_least(R"("token_endpoint_auth_method":"client_secret_jwt")"), kMetadata,
     "token_endpoint_auth_method"},
    {"RFC7591_2_method_that_is_not_offered", with_least(R"("token_endpoint_auth_method":"tls_client_auth")"), kMetadata,
     "token_endpoint_auth_method"},
    {"RFC7591_2_no_grant_left", with_least(R"("grant_types":["implicit","password"])"), kMetadata, "grant_types"},
    {"W35_client_credentials_only_if_the_host_says_so", R"({"grant_types":["client_credentials"],"response_types":[]})",
     kMetadata, "grant_types"},
    {"RFC7591_2_1_code_without_its_response_type", with_least(R"("response_types":["id_token"])"), kMetadata,
     "response_types"},
    {"RFC7591_2_1_response_type_without_its_grant",
     with_least(R"("grant_types":["refresh_token"],"response_types":["code"])"), kMetadata, "response_types"},
    {"RFC7591_2_no_scope_left", with_least(R"("scope":"admin root")"), kMetadata, "scope"},
    {"RFC6749_3_3_scope_syntax", with_least(R"("scope":"a  b")"), kMetadata, "scope"},
    {"RFC7591_2_jwks_uri", with_least(R"("jwks_uri":"https://a.example/jwks")"), kMetadata, "jwks_uri"},
    {"OIDCR_5_sector_identifier_uri", with_least(R"("sector_identifier_uri":"https://a.example/s")"), kMetadata,
     "sector_identifier_uri"},
    {"OIDCR_2_pairwise", with_least(R"("subject_type":"pairwise")"), kMetadata, "subject_type"},
    {"RFC7591_2_jwks_missing", with_least(R"("token_endpoint_auth_method":"private_key_jwt")"), kMetadata, "jwks"},
    {"RFC7517_9_3_jwks_symmetric", with_least(R"("jwks":{"keys":[{"kty":"oct","k":"AAAA"}]})"), kMetadata, "jwks"},
    {"OIDCR_2_id_token_none", with_least(R"("id_token_signed_response_alg":"none")"), kMetadata,
     "id_token_signed_response_alg"},
    {"OIDCR_2_id_token_without_such_a_key", with_least(R"("id_token_signed_response_alg":"PS256")"), kMetadata,
     "id_token_signed_response_alg"},
    {"OIDCR_2_request_object_none", with_least(R"("request_object_signing_alg":"none")"), kMetadata,
     "request_object_signing_alg"},
    {"OIDCR_2_encrypted_id_token", with_least(R"("id_token_encrypted_response_alg":"RSA-OAEP")"), kMetadata,
     "id_token_encrypted_response_alg"},
    {"RFC8705_3_4_bound_tokens", with_least(R"("tls_client_certificate_bound_access_tokens":true)"), kMetadata,
     "tls_client_certificate_bound_access_tokens"},
    {"RFC8705_2_1_2_name_of_another_method", with_least(R"("tls_client_auth_san_dns":"a.example")"), kMetadata,
     "tls_client_auth_san_dns"},
    {"RFC9101_10_5_signed_requests_without_keys", with_least(R"("require_signed_request_object":true)"), kMetadata,
     "jwks"},
    {"rule_52_initiate_login_uri_http", with_least(R"("initiate_login_uri":"http://a.example/l")"), kMetadata,
     "initiate_login_uri"},
    {"security_204_logo_script", with_least(R"("logo_uri":"javascript:alert")"), kMetadata, "logo_uri"},
    {"security_204_policy_http", with_least(R"("policy_uri":"http://a.example/p")"), kMetadata, "policy_uri"},
    {"security_204_tos_user", with_least(R"("tos_uri":"https://a.example@evil.example/t")"), kMetadata, "tos_uri"},
    {"RFC7591_2_contacts_text", with_least(R"("contacts":"ops@a.example")"), kMetadata, "contacts"},
    {"RFC7591_2_name_with_a_line", with_least(R"("client_name":"a\nb")"), kMetadata, "client_name"},
    {"RFC7591_2_null_is_no_text", with_least(R"("client_name":null)"), kMetadata, "client_name"},
    {"RFC7591_3_2_2_software_statement", with_least(R"("software_statement":"e30.e30.")"),
     "unapproved_software_statement", "this server"},
};

class RegisterRefuses : public testing::TestWithParam<Refused> {};

TEST_P(RegisterRefuses, and_says_why) {
  RegistrationServer at;
  const http::Response response = at.post(GetParam().body);
  EXPECT_EQ(response.status, 400) << response.body;
  EXPECT_EQ(error_of(response), GetParam().error);
  EXPECT_TRUE(text_of(response, "error_description").starts_with(GetParam().about)) << response.body;
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_TRUE(at.host.registered.empty());
  EXPECT_EQ(at.host.uses_left, 1000) << "a refusal uses nothing up";
  EXPECT_EQ(at.server.last_event().kind, EventKind::registration_denied);
}

INSTANTIATE_TEST_SUITE_P(Rfc, RegisterRefuses, testing::ValuesIn(kRefused),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Register, RFC7591_3_1_only_json_is_taken) {
  RegistrationServer at;
  for (const test::Fields& fields : {test::Fields{{"Content-Type", "application/x-www-form-urlencoded"}},
                                     test::Fields{{"Content-Type", "text/plain"}}, test::Fields{}}) {
    test::Fields headers = fields;
    headers.emplace_back("Authorization", "Bearer " + std::string(kInitialToken));
    const http::Response response = at.server.send("POST", "/register", headers, kLeast);
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(at.server.last_event().reason, Reason::media_type);
  }
}

TEST(Register, RFC7591_3_rule_54_an_initial_access_token_is_wanted_first) {
  RegistrationServer at;
  const auto post = [&](const std::string& authorization) {
    test::Fields headers = {{"Content-Type", "application/json"}};
    if (!authorization.empty()) headers.emplace_back("Authorization", authorization);
    return at.server.send("POST", "/register", headers, "not looked at");
  };
  const http::Response without = post("");
  EXPECT_EQ(without.status, 401);
  EXPECT_EQ(header(without, "WWW-Authenticate"), R"(Bearer realm="https://auth.example.com")");
  for (const std::string& wrong : {std::string("Bearer wrong"), "Basic " + std::string(kInitialToken)})
    EXPECT_EQ(post(wrong).status, 401) << wrong;
  EXPECT_EQ(post("Bearer " + std::string(kInitialToken)).status, 400) << "only now is the body looked at";
  at.host.open = true;
  EXPECT_EQ(post("").status, 400) << "the host lets anyone";
}

TEST(Register, RFC7591_3_a_token_that_was_used_up_meanwhile_registers_nobody) {
  RegistrationServer at;
  at.host.spent_meanwhile = true;
  EXPECT_EQ(at.post(kLeast).status, 401);
  EXPECT_EQ(at.server.last_event().reason, Reason::registration_token_refused);
}

TEST(Register, RFC9110_15_6_4_an_outage_of_the_host_is_503_and_no_refusal) {
  RegistrationServer at;
  for (bool* flag : {&at.host.unavailable, &at.host.add_unavailable}) {
    *flag = true;
    const http::Response response = at.post(kLeast);
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(header(response, "Retry-After"), "1");
    *flag = false;
  }
  EXPECT_TRUE(at.host.registered.empty());
}

TEST(Register, RFC7591_2_the_host_may_narrow_refuse_or_be_away) {
  std::function<std::variant<Client, RegistrationRefused, Unavailable>(const Client&)> answer;
  RegistrationServer at(
      [&](Config& config) { config.registration->review = [&](const Client& proposed) { return answer(proposed); }; });
  answer = [](const Client& proposed) {
    Client narrowed = proposed;
    narrowed.scope = *Scope::parse("openid");
    narrowed.client_id = ClientId("chosen");
    return narrowed;
  };
  const http::Response response = at.post(kLeast);
  ASSERT_EQ(response.status, 201);
  EXPECT_EQ(text_of(response, "scope"), "openid");
  EXPECT_NE(text_of(response, "client_id"), "chosen");
  answer = [](const Client&) { return RegistrationRefused{}; };
  EXPECT_EQ(error_of(at.post(kLeast)), "invalid_client_metadata");
  EXPECT_EQ(at.server.last_event().reason, Reason::registration_refused);
  answer = [](const Client&) { return Unavailable{}; };
  EXPECT_EQ(at.post(kLeast).status, 503);
  answer = [](const Client& proposed) {
    Client wider = proposed;
    wider.grant_types.emplace_back("client_credentials");
    return wider;
  };
  EXPECT_EQ(at.post(kLeast).status, 500) << "what the server can't honour is not registered, whoever says so";
  answer = [](const Client& proposed) {
    Client wider = proposed;
    wider.scope = *Scope::parse("openid root");
    return wider;
  };
  EXPECT_EQ(at.post(kLeast).status, 500) << "nor is a scope that clients can't register for";
  EXPECT_EQ(at.host.registered.size(), 1u);
}

TEST(Register, RFC9449_5_2_proofs_can_not_be_promised_where_nobody_looks_at_them) {
  const std::string metadata = with_least(R"("dpop_bound_access_tokens":true)");
  EXPECT_EQ(RegistrationServer().post(metadata).status, 201);
  RegistrationServer without([](Config& config) { config.dpop.reset(); });
  const http::Response refused = without.post(metadata);
  EXPECT_EQ(error_of(refused), "invalid_client_metadata");
  EXPECT_TRUE(text_of(refused, "error_description").starts_with("dpop_bound_access_tokens"));
}

TEST(Register, RFC7591_2_a_client_that_registered_logs_people_in) {
  RegistrationServer at;
  const http::Response response =
      at.post(R"({"redirect_uris":[")" + std::string(test::kRedirectUri) +
              R"("],"token_endpoint_auth_method":"client_secret_basic","grant_types":["authorization_code"]})");
  ASSERT_EQ(response.status, 201);
  const std::string id = text_of(response, "client_id");
  const std::string code = at.server.obtain_code(test::TestServer::authorization(id));
  const http::Response tokens =
      at.server.post("/token", test::TestServer::redemption(code),
                     {{"Authorization", test::basic(id, text_of(response, "client_secret"))}});
  EXPECT_EQ(tokens.status, 200) << tokens.body;
  EXPECT_EQ(at.server
                .post("/token", test::TestServer::redemption(code),
                      {{"Authorization", test::basic(id, text_of(response, "registration_access_token"))}})
                .status,
            401);
}

TEST(Register, RFC7523_2_2_a_client_registers_its_keys) {
  RegistrationServer at;
  const http::Response response =
      at.post(with_least(R"("token_endpoint_auth_method":"private_key_jwt","jwks":)" + std::string(kJwks)));
  ASSERT_EQ(response.status, 201) << response.body;
  EXPECT_EQ(text_of(response, "jwks"), kJwks);
  EXPECT_EQ(text_of(response, "client_secret"), "(absent)");
  EXPECT_EQ(at.host.registered.at(text_of(response, "client_id")).client.client_secret_sha256, std::nullopt);
}

TEST(Register, RFC6749_4_4_a_host_may_let_clients_speak_for_themselves) {
  RegistrationServer at([](Config& config) { config.registration->grant_types = {"client_credentials"}; });
  const http::Response response = at.post(R"({"grant_types":["client_credentials"]})");
  ASSERT_EQ(response.status, 201) << response.body;
  EXPECT_EQ(text_of(response, "response_types"), "[]");
  EXPECT_EQ(text_of(response, "scope"), "profile email api") << "without what only end-users can give";
  EXPECT_EQ(error_of(at.post(R"({"grant_types":["client_credentials"],"token_endpoint_auth_method":"none"})")),
            "invalid_client_metadata");
}

TEST(Register, OIDCR_2_the_usual_algorithm_is_RS256_where_there_is_such_a_key) {
  const auto es256 = *LocalSigner::create(PrivateKey::generate(KeyType::ec_p256), Algorithm::ES256);
  const auto rs256 = *LocalSigner::create(PrivateKey::generate(KeyType::rsa), Algorithm::RS256);
  const auto ring = std::make_shared<const KeyRing>(std::vector<std::shared_ptr<const Signer>>{es256, rs256},
                                                    std::vector<VerificationKey>{});
  RegistrationServer at([&](Config& config) { config.keys = [ring] { return ring; }; });
  EXPECT_EQ(text_of(at.post(kLeast), "id_token_signed_response_alg"), "RS256");
}

TEST(Register, an_event_tells_of_it) {
  RegistrationServer at;
  const http::Response response = at.post(kLeast);
  EXPECT_EQ(at.server.last_event().kind, EventKind::client_registered);
  EXPECT_EQ(at.server.last_event().endpoint, "register");
  EXPECT_EQ(at.server.last_event().client_id, text_of(response, "client_id"));
}

}  // namespace
}  // namespace attesto

// attesto client add | list | show | disable
#include "attesto/crypto/digest.hpp"
#include "cli/attesto_fixture.hpp"

namespace attesto {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

using Arguments = std::vector<std::string>;

Arguments add_web(const Arguments& more) {
  Arguments all{"client", "add", "--name", "Shop", "--redirect-uri", "https://shop.example/cb"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

class ClientCommand : public test::AttestoFixture {
 protected:
  void SetUp() override { migrate(); }
  std::shared_ptr<const Client> find(std::string_view client_id) const {
    return open_registry()->find_client(ClientId(client_id)).value();
  }
};

TEST_F(ClientCommand, add_makes_an_id_and_a_secret_of_256_bits_and_keeps_only_its_hash) {
  const Json json = run_json(add_web({}));
  const std::string secret = *json.find_string("client_secret");
  EXPECT_EQ(secret.size(), 43u);
  EXPECT_EQ(json.find_string("client_id")->size(), 22u);
  const auto client = find(*json.find_string("client_id"));
  ASSERT_NE(client, nullptr);
  EXPECT_EQ(client->client_secret_sha256, sha256(secret));
  EXPECT_EQ(client->token_endpoint_auth_method, ClientAuthMethod::client_secret_basic);
  EXPECT_THAT(client->grant_types, ElementsAre("authorization_code"));
  EXPECT_THAT(client->redirect_uris, ElementsAre("https://shop.example/cb"));
  EXPECT_THAT(read_all_files(), Not(HasSubstr(secret)));
}

constexpr std::string_view kJwks =
    R"({"keys":[{"kty":"EC","crv":"P-256","kid":"1","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";

TEST_F(ClientCommand, RFC7523_2_2_a_client_with_keys_gets_no_secret) {
  const Json json = run_json(add_web({"--client-id", "key", "--auth-method", "private_key_jwt", "--jwks",
                                      folder_.write("jwks.json", std::string(kJwks)), "--assertion-alg", "ES256"}));
  EXPECT_EQ(json.find("client_secret"), nullptr);
  EXPECT_EQ(*json.find("jwks"), Json::parse(kJwks).value());
  const auto client = find("key");
  ASSERT_NE(client, nullptr);
  EXPECT_EQ(client->token_endpoint_auth_method, ClientAuthMethod::private_key_jwt);
  EXPECT_EQ(client->token_endpoint_auth_signing_alg, Algorithm::ES256);
  EXPECT_EQ(client->client_secret_sha256, std::nullopt);
  EXPECT_EQ(client->jwks->verification_keys(std::nullopt).size(), 1u);
}

TEST_F(ClientCommand, RFC8705_2_1_2_a_client_with_a_certificate_is_known_by_one_name) {
  const auto result = must_run(add_web({"--client-id", "named", "--auth-method", "tls_client_auth", "--tls-san-dns",
                                        "client.example", "--certificate-bound-tokens"}));
  EXPECT_THAT(result.out, HasSubstr("tls_client_auth_san_dns: client.example\n"));
  EXPECT_THAT(result.out, Not(HasSubstr("secret")));
  const auto client = find("named");
  ASSERT_NE(client, nullptr);
  EXPECT_EQ(client->tls_client_auth_name->kind(), RegisteredName::Kind::tls_client_auth_san_dns);
  EXPECT_TRUE(client->tls_client_certificate_bound_access_tokens);
}

TEST_F(ClientCommand, says_what_is_missing_or_wrong_in_credentials) {
  const std::string broken = folder_.write("broken.json", "{");
  const std::pair<Arguments, const char*> rows[] = {
      {{"--auth-method", "private_key_jwt"}, "--jwks: is missing"},
      {{"--auth-method", "self_signed_tls_client_auth"}, "--jwks: is missing"},
      {{"--auth-method", "tls_client_auth"}, "--tls-subject-dn: is missing"},
      {{"--auth-method", "tls_client_auth", "--tls-san-dns", "a.example", "--tls-san-ip", "192.0.2.7"}, "only one"},
      {{"--auth-method", "tls_client_auth", "--tls-subject-dn", "client"}, "--tls-subject-dn: must be a name"},
      {{"--tls-san-dns", "a.example"}, "only tls_client_auth looks at names"},
      {{"--jwks", broken}, "--jwks: is no JSON"},
      {{"--jwks", "/nowhere"}, "--jwks /nowhere: can't be read"},
      {{"--assertion-alg", "HS256"}, "--assertion-alg: must be a signature algorithm"},
  };
  for (const auto& [options, message] : rows) expect_failure(run(add_web(options)), 2, message);
}

TEST_F(ClientCommand, no_two_secrets_are_the_same) {
  EXPECT_NE(*run_json(add_web({})).find_string("client_secret"), *run_json(add_web({})).find_string("client_secret"));
}

TEST_F(ClientCommand, add_says_in_words_what_it_says_in_json) {
  const auto result = must_run(add_web({"--client-id", "shop"}));
  EXPECT_THAT(result.out, HasSubstr("client_id:     shop\n"));
  EXPECT_THAT(result.out, testing::ContainsRegex("client_secret: [A-Za-z0-9_-]{43}\n"));
  EXPECT_THAT(result.out, HasSubstr("never shown again"));
}

TEST_F(ClientCommand, every_option_arrives_in_the_registry) {
  const Json json = run_json({"client",
                              "add",
                              "--name",
                              "Laden \xC3\xA9",
                              "--client-id",
                              "shop",
                              "--redirect-uri",
                              "https://shop.example/cb",
                              "http://127.0.0.1:8080/cb",
                              "--scope",
                              "openid profile",
                              "--grant-type",
                              "authorization_code",
                              "--grant-type",
                              "refresh_token",
                              "--auth-method",
                              "client_secret_post",
                              "--id-token-alg",
                              "EdDSA",
                              "--require-par",
                              "--request-object-alg",
                              "PS256",
                              "--require-signed-request"});
  EXPECT_EQ(*json.find_string("id_token_signed_response_alg"), "EdDSA");
  const auto client = find("shop");
  ASSERT_NE(client, nullptr);
  EXPECT_EQ(client->client_name, "Laden \xC3\xA9");
  EXPECT_THAT(client->redirect_uris, ElementsAre("https://shop.example/cb", "http://127.0.0.1:8080/cb"));
  EXPECT_THAT(client->grant_types, ElementsAre("authorization_code", "refresh_token"));
  EXPECT_EQ(client->scope.str(), "openid profile");
  EXPECT_EQ(client->token_endpoint_auth_method, ClientAuthMethod::client_secret_post);
  EXPECT_EQ(client->id_token_signed_response_alg, Algorithm::EdDSA);
  EXPECT_TRUE(client->require_pushed_authorization_requests);
  EXPECT_EQ(client->request_object_signing_alg, Algorithm::PS256);
  EXPECT_TRUE(client->require_signed_request_object);
}

TEST_F(ClientCommand, public_client_has_no_secret) {
  const Json json = run_json(add_web({"--public", "--client-id", "app"}));
  EXPECT_EQ(json.find("client_secret"), nullptr);
  EXPECT_EQ(*json.find_string("token_endpoint_auth_method"), "none");
  EXPECT_TRUE(find("app")->is_public());
  EXPECT_EQ(find("app")->client_secret_sha256, std::nullopt);
}

TEST_F(ClientCommand, secret_from_standard_input_is_stored_hashed_and_not_repeated) {
  const std::string secret = "0123456789 abcdefghijklmnopqrstuv";
  const Json json = run_json(add_web({"--client-id", "shop", "--secret-stdin"}), secret + "\n");
  EXPECT_EQ(json.find("client_secret"), nullptr);
  EXPECT_EQ(find("shop")->client_secret_sha256, sha256(secret));
  EXPECT_THAT(read_all_files(), Not(HasSubstr(secret)));
}

TEST_F(ClientCommand, secret_that_can_be_guessed_is_refused) {
  expect_failure(run(add_web({"--secret-stdin"}), std::string(31, 'a')), 2, "at least 32");
  expect_failure(run(add_web({"--secret-stdin"}), std::string(40, '\x01')), 2, "printable ASCII");
  expect_failure(run(add_web({"--secret-stdin"}), std::string(5000, 'a')), 2, "longer than 1024 bytes");
  expect_failure(run(add_web({"--secret-stdin", "--public"}), std::string(40, 'a')), 2, "drop --secret-stdin");
  EXPECT_TRUE(open_registry()->list_clients().value().empty());
}

TEST_F(ClientCommand, id_is_given_once) {
  must_run(add_web({"--client-id", "shop"}));
  expect_failure(run(add_web({"--client-id", "shop"})), 1, "client shop exists");
}

TEST_F(ClientCommand, every_fault_is_reported_at_once) {
  const auto result =
      run({"client", "add", "--name", " x", "--client-id", "a b", "--redirect-uri", "https://a/#f", "/relative",
           "--grant-type", "password", "--scope", "a  b", "--auth-method", "magic", "--id-token-alg", "none"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(std::ranges::count(result.err, '\n'), 8) << result.err;
  for (const char* option : {"--name", "--client-id", "--redirect-uri https://a/#f", "--redirect-uri /relative",
                             "--grant-type password", "--scope", "--auth-method magic", "--id-token-alg none"})
    EXPECT_THAT(result.err, HasSubstr(option));
}

TEST_F(ClientCommand, RFC6749_4_4_client_credentials_need_a_secret) {
  expect_failure(run({"client", "add", "--name", "x", "--public", "--grant-type", "client_credentials"}), 2,
                 "RFC 6749");
  must_run({"client", "add", "--name", "x", "--grant-type", "client_credentials"});
}

TEST_F(ClientCommand, code_grant_needs_a_redirect_uri) {
  expect_failure(run({"client", "add", "--name", "x"}), 2, "needs at least one");
}

TEST_F(ClientCommand, public_and_a_method_with_a_secret_contradict_each_other) {
  expect_failure(run(add_web({"--public", "--auth-method", "client_secret_basic"})), 2, "drop --public");
}

TEST_F(ClientCommand, RFC8252_8_4_a_native_app_is_public_and_the_registry_knows_it) {
  const Json json = run_json(
      {"client", "add", "--name", "x", "--client-id", "x", "--native", "--redirect-uri", "http://127.0.0.1/cb"});
  EXPECT_EQ(*json.find_string("application_type"), "native");
  EXPECT_EQ(json.find("client_secret"), nullptr);
  const auto client = find("x");
  ASSERT_NE(client, nullptr);
  EXPECT_EQ(client->application_type, ApplicationType::native);
  EXPECT_TRUE(client->is_public());
  EXPECT_EQ(*run_json(add_web({"--client-id", "y"})).find_string("application_type"), "web");
  expect_failure(run(add_web({"--native", "--auth-method", "client_secret_post"})), 2, "drop --native");
}

TEST_F(ClientCommand, RFC9449_5_2_a_client_can_be_held_to_dpop) {
  const Json added = run_json(add_web({"--client-id", "bound", "--dpop-bound"}));
  const Json* said = added.find("dpop_bound_access_tokens");
  ASSERT_NE(said, nullptr);
  EXPECT_EQ(*said, Json(true));
  EXPECT_TRUE(find("bound")->dpop_bound_access_tokens);
  EXPECT_THAT(must_run({"client", "show", "bound"}).out, HasSubstr("dpop_bound_access_tokens: true\n"));
  EXPECT_EQ(run_json(add_web({"--client-id", "free"})).find("dpop_bound_access_tokens"), nullptr);
  EXPECT_FALSE(find("free")->dpop_bound_access_tokens);
}

TEST_F(ClientCommand, list_and_show_never_tell_a_secret_or_its_hash) {
  const std::string secret = *run_json(add_web({"--client-id", "shop"})).find_string("client_secret");
  must_run(add_web({"--client-id", "app", "--public"}));
  const Json list = run_json({"client", "list"});
  ASSERT_EQ(list.find("clients")->array()->size(), 2u);
  EXPECT_EQ(*list.find("clients")->array()->at(0).find_string("client_id"), "app");
  const Json shown = run_json({"client", "show", "shop"});
  EXPECT_EQ(*shown.find_string("client_name"), "Shop");
  EXPECT_EQ(*shown.find("redirect_uris")->array()->at(0).string(), "https://shop.example/cb");
  EXPECT_FALSE(*shown.find("disabled")->boolean());
  EXPECT_EQ(shown.find("client_secret"), nullptr);
  EXPECT_THAT(must_run({"client", "list"}).out, testing::StrEq("app  Shop\nshop  Shop\n"));
  EXPECT_THAT(must_run({"client", "show", "shop"}).out,
              testing::AllOf(HasSubstr("redirect URI:  https://shop.example/cb"), Not(HasSubstr("secret:"))));
}

TEST_F(ClientCommand, disabled_client_is_shown_as_such) {
  must_run(add_web({"--client-id", "shop"}));
  must_run(add_web({"--client-id", "shop2"}));
  EXPECT_THAT(must_run({"client", "disable", "shop"}).out, HasSubstr("client shop is disabled"));
  EXPECT_TRUE(*run_json({"client", "disable", "shop2"}).find("disabled")->boolean());
  EXPECT_TRUE(find("shop")->disabled);
  EXPECT_TRUE(*run_json({"client", "show", "shop"}).find("disabled")->boolean());
  EXPECT_THAT(must_run({"client", "list"}).out, HasSubstr("shop  Shop  (disabled)\n"));
}

TEST_F(ClientCommand, unknown_client_is_refused) {
  expect_failure(run({"client", "show", "nobody"}), 1, "attesto client list");
  expect_failure(run({"client", "disable", "nobody"}), 1, "attesto client list");
}

struct RedirectCase {
  std::string name;
  std::string uri;
  bool is_public;
  std::string fault;  ///< empty: accepted
};

void PrintTo(const RedirectCase& row, std::ostream* out) { *out << row.name; }

const RedirectCase kRedirectCases[] = {
    {"RFC6749_3_1_2_https", "https://app.example.com/cb?tenant=1", false, ""},
    {"RFC8252_7_3_loopback_address", "http://127.0.0.1:51004/cb", true, ""},
    {"RFC8252_7_3_loopback_ipv6", "http://[::1]/cb", true, ""},
    {"development_localhost", "http://localhost:8080/cb", false, ""},
    {"RFC8252_7_1_private_scheme", "com.example.app:/oauth2redirect", true, ""},
    {"RFC8252_7_1_private_scheme_of_a_confidential_client", "com.example.app:/cb", false, "public clients only"},
    {"RFC8252_7_1_private_scheme_with_authority", "com.example.app://cb", true, "one slash"},
    {"RFC8252_7_1_private_scheme_without_slash", "com.example.app:cb", true, "one slash"},
    {"RFC8252_7_1_scheme_without_dot", "myapp:/cb", true, "anyone may claim"},
    {"script_scheme", "javascript:alert(1)", true, "anyone may claim"},
    {"RFC6749_3_1_2_fragment", "https://app.example.com/cb#x", false, "fragment"},
    {"RFC6749_3_1_2_empty_fragment", "https://app.example.com/cb#", false, "fragment"},
    {"RFC6749_3_1_2_relative", "/cb", false, "not an absolute URI"},
    {"RFC6749_3_1_2_without_scheme", "app.example.com/cb", false, "not an absolute URI"},
    {"RFC3986_3_3_space", "https://app.example.com/a b", false, "not an absolute URI"},
    {"RFC9700_2_1_wildcard_port", "https://app.example.com:*/cb", false, "not an absolute URI"},
    {"plain_http", "http://app.example.com/cb", false, "plain http"},
    {"plain_http_that_looks_like_loopback", "http://127.0.0.1.example.com/cb", false, "plain http"},
    {"plain_http_localhost_as_a_label", "http://localhost.example.com/cb", false, "plain http"},
    {"user_in_front_of_the_host", "https://app.example.com@evil.example/cb", false, "names a user"},
    {"empty_user", "https://@evil.example/cb", false, "names a user"},
    {"no_host", "https:///cb", false, "names no host"},
    {"opaque_https", "https:cb", false, "names no host"},
    {"upper_case_scheme", "HTTPS://app.example.com/cb", false, "lower case"},
};

class RedirectUris : public test::AttestoFixture, public testing::WithParamInterface<RedirectCase> {};

TEST_P(RedirectUris, are_accepted_or_named_with_their_fault) {
  const RedirectCase& row = GetParam();
  migrate();
  Arguments arguments{"client", "add", "--name", "x", "--client-id", "x", "--redirect-uri", row.uri};
  if (row.is_public) arguments.emplace_back("--public");
  if (!row.fault.empty()) return expect_failure(run(arguments), 2, row.fault);
  must_run(arguments);
  EXPECT_THAT(open_registry()->find_client(ClientId("x")).value()->redirect_uris, ElementsAre(row.uri));
}

INSTANTIATE_TEST_SUITE_P(Rfc, RedirectUris, testing::ValuesIn(kRedirectCases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace attesto

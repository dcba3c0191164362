// Clients of others authenticate to the built binary: certificates made by openssl and shown by curl over real
// TLS, assertions over the same - RFC 8705, RFC 7523.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>

#include "adapters/clock/system_clock.hpp"
#include "apps/config/daemon_config.hpp"
#include "apps/storage/storage.hpp"
#include "attesto/jose/jwk.hpp"
#include "attesto/wire/base64url.hpp"
#include "attestod/daemon_folder.hpp"
#include "attestod/daemon_process.hpp"
#include "proof/raw_jwt.hpp"

namespace attestod {
namespace {

using attesto::Algorithm;
using attesto::Client;
using attesto::ClientAuthMethod;
using attesto::Json;

constexpr const char* kIssuer = "https://localhost:9000";

struct Answer {
  int status = 0;
  Json body;
  /// A member of the body; empty if it has none of that name.
  [[nodiscard]] std::string text(std::string_view name) const {
    const std::string* found = body.find_string(name);
    return found ? *found : "";
  }
};

/// The claims of a JWT that nobody checks here.
Json claims_of(std::string_view compact) {
  compact.remove_prefix(compact.find('.') + 1);
  const auto bytes = attesto::base64url_decode(compact.substr(0, compact.find('.')));
  return bytes ? Json::parse(attesto::as_text(*bytes)).value_or(Json()) : Json();
}

class ClientAuthOverTls : public testing::Test {
 protected:
  void SetUp() override {
    folder_.fill();
    make_certificates();
    std::ofstream(folder_.config(), std::ios::app) << "[tls]\ncertificate = \"server.pem\"\nkey = \"server.key\"\n"
                                                      "client_ca = \"ca.pem\"\nself_signed_clients = true\n";
    add_clients();
    daemon_.emplace(folder_.config(), folder_.file("output"));
  }

  /// @param certificate  name of a pair of files; empty: none is shown
  Answer post(const std::string& path, const Fields& form, const std::string& certificate = {}) {
    std::ofstream(folder_.file("form")) << Browser::encode(form);
    std::string command = "curl --silent --max-time 10 --noproxy '*' --cacert " + folder_.file("server.pem") +
                          " --data @" + folder_.file("form") + " --write-out '\\n%{http_code}'";
    if (!certificate.empty())
      command += " --cert " + folder_.file(certificate + ".pem") + " --key " + folder_.file(certificate + ".key");
    const std::string output = read(command + " https://localhost:" + std::to_string(daemon_->port()) + path);
    const std::size_t end = output.rfind('\n');
    if (end == std::string::npos) return {};
    return {std::atoi(output.c_str() + end + 1), Json::parse(output.substr(0, end)).value_or(Json())};
  }
  Answer get_token(const std::string& client_id, const std::string& certificate) {
    return post("/token", {{"grant_type", "client_credentials"}, {"client_id", client_id}}, certificate);
  }

  attesto::testing_support::RawJwt assertion() {
    const auto now = attesto::SystemClock().now().time_since_epoch() / std::chrono::seconds(1);
    return {.header = {{"alg", "ES256"}},
            .claims = {{"iss", "key"},
                       {"sub", "key"},
                       {"aud", kIssuer},
                       {"jti", "a-" + std::to_string(++assertions_)},
                       {"exp", Json(std::int64_t{now} + 60)}}};
  }
  Answer get_token_with(const std::string& assertion) {
    return post("/token", {{"grant_type", "client_credentials"},
                           {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
                           {"client_assertion", assertion}});
  }

  const attesto::PrivateKey key_ = attesto::PrivateKey::generate(attesto::KeyType::ec_p256);
  DaemonFolder folder_{"sqlite = \"attesto.db\"", kIssuer};
  std::optional<DaemonProcess> daemon_;

 private:
  static std::string read(const std::string& command) {
    std::string output;
    std::FILE* pipe = popen(command.c_str(), "r");
    if (!pipe) return output;
    std::array<char, 4096> chunk;
    while (const std::size_t size = fread(chunk.data(), 1, chunk.size(), pipe)) output.append(chunk.data(), size);
    pclose(pipe);
    return output;
  }
  void openssl(const std::string& arguments) {
    const std::string command = "cd " + folder_.file("") + " && openssl " + arguments + " >openssl.log 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << arguments;
  }
  void make_self_signed(const std::string& name, const std::string& subject, const std::string& more = {}) {
    openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout " + name + ".key -out " +
            name + ".pem -subj " + subject + ' ' + more);
  }
  void make_certificates() {
    make_self_signed("server", "/CN=localhost", "-addext subjectAltName=DNS:localhost");
    make_self_signed("ca", "/CN=Clients");
    make_self_signed("own", "/CN=own");
    make_self_signed("stranger", "/O=Example/CN=named");
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout named.key -out named.csr"
        " -subj /O=Example/CN=named");
    openssl("x509 -req -in named.csr -CA ca.pem -CAkey ca.key -set_serial 1 -days 2 -out named.pem");
  }

  /// The JWK Set of one key, with its certificate.
  Json own_jwks() {
    std::ostringstream pem;
    pem << std::ifstream(folder_.file("own.pem")).rdbuf();
    std::string der = pem.str();
    der.erase(0, der.find('\n') + 1);
    der.erase(der.find("-----END"));
    std::erase(der, '\n');
    const auto bytes = attesto::base64_decode(der).value();
    const auto key = attesto::PublicKey::from_certificate(bytes).value();
    Json::Object jwk = *attesto::to_jwk(attesto::VerificationKey::create(key, Algorithm::ES256).value()).object();
    jwk.emplace_back("x5c", Json::Array{der});
    return Json::Object{{"keys", Json::Array{Json(std::move(jwk))}}};
  }
  void add_client(const std::string& id, ClientAuthMethod method, const std::function<void(Client&)>& change) {
    Client client = example_client(id, id, {});
    client.token_endpoint_auth_method = method;
    client.client_secret_sha256.reset();
    client.grant_types = {"client_credentials"};
    change(client);
    auto registry = open_registry(load_daemon_config(folder_.config()).value().issuers.at(0).storage);
    ASSERT_TRUE(registry.has_value() && (*registry)->add_client(client).has_value());
  }
  void add_clients() {
    add_client("named", ClientAuthMethod::tls_client_auth, [](Client& client) {
      client.tls_client_auth_name = attesto::RegisteredName::parse(
          attesto::RegisteredName::Kind::tls_client_auth_subject_dn, "CN=named,O=Example");
      client.tls_client_certificate_bound_access_tokens = true;
    });
    add_client("own", ClientAuthMethod::self_signed_tls_client_auth,
               [&](Client& client) { client.jwks = attesto::ClientKeys::parse(own_jwks()).value(); });
    add_client("key", ClientAuthMethod::private_key_jwt, [&](Client& client) {
      const auto key = attesto::VerificationKey::create(key_.public_key(), Algorithm::ES256).value();
      const Json jwks = Json::parse(attesto::render_jwk_set({&key, 1})).value();
      client.jwks = attesto::ClientKeys::parse(jwks).value();
    });
  }

  int assertions_ = 0;
};

TEST_F(ClientAuthOverTls, RFC8705_2_1_a_certificate_of_the_authority_is_accepted_and_binds) {
  const Answer good = get_token("named", "named");
  EXPECT_EQ(good.status, 200) << good.body.write();
  const Json claims = claims_of(good.text("access_token"));
  const Json* cnf = claims.find("cnf");
  ASSERT_NE(cnf, nullptr);
  EXPECT_NE(cnf->find_string("x5t#S256"), nullptr);
  // The same name, in a certificate that nobody vouches for.
  for (const char* certificate : {"stranger", "own", ""}) {
    const Answer refused = get_token("named", certificate);
    EXPECT_EQ(refused.status, 401) << certificate;
    EXPECT_EQ(refused.text("error"), "invalid_client");
  }
  EXPECT_TRUE(daemon_->output().contains("certificate_chain"));
}

TEST_F(ClientAuthOverTls, RFC8705_2_2_a_registered_self_signed_certificate_is_accepted) {
  EXPECT_EQ(get_token("own", "own").status, 200);
  for (const char* certificate : {"named", "stranger", ""})
    EXPECT_EQ(get_token("own", certificate).status, 401) << certificate;
}

TEST_F(ClientAuthOverTls, RFC7523_3_an_assertion_is_accepted_once_even_after_a_restart) {
  const std::string one = assertion().sign(key_, Algorithm::ES256);
  EXPECT_EQ(get_token_with(one).status, 200);
  EXPECT_EQ(get_token_with(one).status, 401);
  daemon_.emplace(folder_.config(), folder_.file("output"));
  EXPECT_EQ(get_token_with(one).status, 401);
  EXPECT_TRUE(daemon_->output().contains("assertion_replayed"));
  EXPECT_EQ(get_token_with(assertion().sign(key_, Algorithm::ES256)).status, 200);
}

TEST_F(ClientAuthOverTls, rule_8_RFC8414_2_the_metadata_say_so) {
  const std::string path = "/.well-known/oauth-authorization-server";
  const std::string url = "https://localhost:" + std::to_string(daemon_->port()) + path;
  const std::string file = folder_.file("metadata");
  ASSERT_EQ(std::system(("curl --silent --max-time 10 --noproxy '*' --cacert " + folder_.file("server.pem") +
                         " --output " + file + ' ' + url)
                            .c_str()),
            0);
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  for (const char* word : {"\"tls_client_auth\"", "\"self_signed_tls_client_auth\"", "\"private_key_jwt\"",
                           "\"tls_client_certificate_bound_access_tokens\":true"})
    EXPECT_TRUE(text.str().contains(word)) << word;
}

}  // namespace
}  // namespace attestod

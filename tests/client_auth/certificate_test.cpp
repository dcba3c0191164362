// tls_client_auth and self_signed_tls_client_auth at every endpoint that authenticates clients - RFC 8705 §2.
#include <gtest/gtest.h>

#include "certificate/make_certificate.hpp"
#include "support/client_credentials.hpp"

namespace attesto {
namespace {

using test::operator+;
using test::error_of;
using test::Parameters;
using test::TestServer;
using testing_support::make_certificate;

constexpr const char* kEndpoints[] = {"/token", "/revoke"};

const PrivateKey& own_key() { return test::client_key(Algorithm::ES256); }

Bytes certificate_of_another_key() {
  static const PrivateKey kKey = PrivateKey::generate(KeyType::ec_p256);
  return make_certificate(kKey, {.alternative_names = {"DNS:client.example"}});
}

struct Row {
  const char* name;
  const char* client_id;
  Bytes certificate;
  bool chain_validated;
  std::optional<Reason> reason;  ///< absent: it is accepted
};

std::vector<Row> rows() {
  using enum Reason;
  const Bytes good = test::client_certificate();
  const Bytes other_name = test::client_certificate("other.example");
  const Bytes expired =
      make_certificate(own_key(), {.alternative_names = {"DNS:client.example"}, .not_after = 1'700'000'000});
  const Bytes early =
      make_certificate(own_key(), {.alternative_names = {"DNS:client.example"}, .not_before = 1'770'000'000});
  Bytes garbage = good;
  garbage.push_back(0);
  return {
      {"RFC8705_2_1_registered_name", "named", good, true, std::nullopt},
      {"RFC8705_2_1_chain_not_validated", "named", good, false, certificate_chain},
      {"RFC8705_2_1_2_other_name", "named", other_name, true, certificate_name},
      {"RFC8705_2_1_expired", "named", expired, true, certificate_validity},
      {"RFC8705_2_1_not_yet_valid", "named", early, true, certificate_validity},
      {"RFC8705_2_1_none_shown", "named", {}, false, certificate_required},
      {"RFC8705_2_1_bytes_behind_it", "named", garbage, true, certificate_malformed},
      {"RFC8705_2_2_registered_key", "own", good, false, std::nullopt},
      {"RFC8705_2_2_registered_key_whatever_the_chain", "own", other_name, true, std::nullopt},
      {"RFC8705_2_2_other_key", "own", certificate_of_another_key(), true, certificate_key},
      {"RFC8705_2_2_expired", "own", expired, false, certificate_validity},
      {"RFC8705_2_2_none_shown", "own", {}, false, certificate_required},
      {"RFC7591_2_unknown_client", "nobody", good, true, client_unknown},
      {"RFC7591_2_client_with_a_secret", "web", good, true, client_wrong_method},
      {"RFC7591_2_client_with_assertions", "key", good, true, client_wrong_method},
      {"RFC7591_2_disabled_client", "gone-named", good, true, client_disabled},
  };
}

class CertificateAuth : public testing::TestWithParam<Row> {};

void add_clients(TestServer& server) {
  Client gone = test::named_client("gone-named", "client.example");
  gone.disabled = true;
  for (const Client& client :
       {test::named_client("named", "client.example"), test::self_signed_client("own"), test::key_client("key"), gone})
    server.clients[client.client_id.str()] = std::make_shared<const Client>(client);
}

TEST_P(CertificateAuth, is_the_same_at_every_endpoint) {
  const Row& row = GetParam();
  for (const char* endpoint : kEndpoints) {
    TestServer server({.adjust = [](Config& config) {
      config.client_certificates = {.chains_are_validated = true, .self_signed_are_passed = true};
    }});
    add_clients(server);
    server.peer = {.tls = true, .certificate_der = row.certificate, .certificate_chain_validated = row.chain_validated};
    const http::Response response = server.post(
        endpoint, {{"grant_type", "client_credentials"}, {"token", "unknown"}, {"client_id", row.client_id}});
    EXPECT_EQ(response.status, row.reason ? 401 : 200) << response.body;
    if (!row.reason) continue;
    EXPECT_EQ(error_of(response), "invalid_client");
    EXPECT_TRUE(response.body.contains("\"client authentication failed\"")) << "says why: " << response.body;
    EXPECT_EQ(server.last_event().reason, row.reason);
  }
}

INSTANTIATE_TEST_SUITE_P(Rfc, CertificateAuth, testing::ValuesIn(rows()),
                         [](const auto& row) { return row.param.name; });

class CertificateSettings : public testing::TestWithParam<std::optional<ClientCertificates>> {};

TEST_P(CertificateSettings, RFC8414_2_only_what_is_configured_counts) {
  const auto& settings = GetParam();
  TestServer server({.adjust = [&](Config& config) { config.client_certificates = settings; }});
  add_clients(server);
  const Bytes certificate = test::client_certificate();
  server.peer = {.tls = true, .certificate_der = certificate, .certificate_chain_validated = true};
  const auto status = [&](const char* client_id) {
    return server.post("/revoke", {{"token", "unknown"}, {"client_id", client_id}}).status;
  };
  EXPECT_EQ(status("named"), settings && settings->chains_are_validated ? 200 : 401);
  EXPECT_EQ(status("own"), settings && settings->self_signed_are_passed ? 200 : 401);
}

INSTANTIATE_TEST_SUITE_P(All, CertificateSettings,
                         testing::Values(std::nullopt, ClientCertificates{},
                                         ClientCertificates{.chains_are_validated = true},
                                         ClientCertificates{.self_signed_are_passed = true}));

TEST(CertificateBesideACredential, RFC8705_3_is_no_second_method) {
  TestServer server({.adjust = [](Config& config) { config.client_certificates = ClientCertificates{}; }});
  add_clients(server);
  const Bytes certificate = test::client_certificate();
  server.peer = {.tls = true, .certificate_der = certificate};
  EXPECT_EQ(server.post_as("machine", "/token", {{"grant_type", "client_credentials"}}).status, 200);
  EXPECT_EQ(server.post("/revoke", Parameters{{"token", "x"}} + test::assert_as("key", server.clock->now())).status,
            200);
}

// A public client that shows some certificate is as public as before.
TEST(CertificateOfAPublicClient, RFC6749_2_1_proves_nothing) {
  TestServer server({.adjust = [](Config& config) { config.client_certificates = ClientCertificates{}; }});
  const Bytes certificate = test::client_certificate();
  server.peer = {.tls = true, .certificate_der = certificate, .certificate_chain_validated = true};
  const http::Response response = server.post("/token", {{"grant_type", "client_credentials"}, {"client_id", "open"}});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(error_of(response), "unauthorized_client");
}

}  // namespace
}  // namespace attesto

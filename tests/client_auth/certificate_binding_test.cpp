// Tokens that are bound to the certificate of their client - RFC 8705 §3, §4.
// certification.md rules 8, 75, 77, 93.
#include <gtest/gtest.h>

#include "attesto/crypto/digest.hpp"
#include "attesto/wire/base64url.hpp"
#include "support/client_credentials.hpp"
#include "support/dpop_holder.hpp"

namespace attesto {
namespace {

using test::error_of;
using test::Parameters;
using test::TestServer;

class CertificateBinding : public testing::Test {
 protected:
  CertificateBinding()
      : server_({.adjust = [](Config& config) { config.client_certificates = ClientCertificates{}; }}) {
    for (const char* client_id : {"machine", "web", "spa"})
      test::change_client(server_, client_id,
                          [](Client& client) { client.tls_client_certificate_bound_access_tokens = true; });
    server_.start_session();
  }

  void show(const Bytes& certificate) { server_.peer = {.tls = true, .certificate_der = certificate}; }
  void show_none() { server_.peer = {.tls = true}; }
  http::Response refresh(const std::string& token, std::string_view client_id) {
    return server_.post_as(client_id, "/token", {{"grant_type", "refresh_token"}, {"refresh_token", token}});
  }

  const Bytes own_ = test::client_certificate();
  const Bytes other_ = test::client_certificate("other.example");
  TestServer server_;
};

Json claims_of(std::string_view token) {
  token.remove_prefix(token.find('.') + 1);
  return Json::parse(as_text(base64url_decode(token.substr(0, token.find('.'))).value())).value();
}

TEST_F(CertificateBinding, RFC8705_3_1_every_grant_binds_to_what_was_shown) {
  show(own_);
  const std::string want = base64url_encode(sha256(own_));
  const auto thumbprint = [](const Json& body) {
    const Json claims = claims_of(*body.find_string("access_token"));
    const Json* cnf = claims.find("cnf");
    return cnf && cnf->object()->size() == 1 ? *cnf->find_string("x5t#S256") : "(none)";
  };
  const test::Tokens tokens = server_.log_in("openid offline_access");
  EXPECT_EQ(thumbprint(tokens.body), want);
  EXPECT_EQ(*tokens.body.find_string("token_type"), "Bearer");
  EXPECT_EQ(thumbprint(server_.refresh(tokens.refresh_token).body), want);
  const Json body = test::json_of(server_.post_as("machine", "/token", {{"grant_type", "client_credentials"}}));
  EXPECT_EQ(thumbprint(body), want);
}

TEST_F(CertificateBinding, rule_77_RFC8705_3_4_without_a_certificate_there_is_no_token) {
  show_none();
  const auto response = server_.post_as("machine", "/token", {{"grant_type", "client_credentials"}});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(error_of(response), "invalid_request");
  EXPECT_EQ(server_.last_event().reason, Reason::certificate_required);
}

TEST_F(CertificateBinding, RFC8705_3_a_certificate_that_is_none_is_refused) {
  show(Bytes{1, 2, 3});
  EXPECT_EQ(error_of(server_.post_as("machine", "/token", {{"grant_type", "client_credentials"}})), "invalid_request");
  EXPECT_EQ(server_.last_event().reason, Reason::certificate_malformed);
}

TEST_F(CertificateBinding, W_9_neither_kind_of_proof_stands_for_the_other) {
  show_none();
  test::DpopHolder holder;
  const Parameters form = {{"grant_type", "client_credentials"}};
  const auto proof = test::dpop(holder.prove(server_.clock->now()));
  EXPECT_EQ(error_of(server_.post_as("machine", "/token", form, proof)), "invalid_request");
  EXPECT_EQ(server_.last_event().reason, Reason::certificate_required);
  test::change_client(server_, "machine", [](Client& client) {
    client.tls_client_certificate_bound_access_tokens = false;
    client.dpop_bound_access_tokens = true;
  });
  show(own_);
  EXPECT_EQ(error_of(server_.post_as("machine", "/token", form)), "invalid_request");
  EXPECT_EQ(server_.last_event().reason, Reason::dpop_required);
}

TEST_F(CertificateBinding, RFC8705_3_4_other_clients_get_bearer_tokens) {
  show(own_);
  const test::Tokens tokens = server_.log_in("openid", "other");
  EXPECT_EQ(claims_of(tokens.access_token).find("cnf"), nullptr);
  EXPECT_EQ(server_.userinfo_status(tokens.access_token), 200) << "the certificate is not for the token";
  show_none();
  EXPECT_EQ(server_.userinfo_status(tokens.access_token), 200);
}

TEST_F(CertificateBinding, rule_93_RFC8705_3_a_resource_wants_the_same_certificate) {
  show(own_);
  const test::Tokens tokens = server_.log_in("openid");
  EXPECT_EQ(server_.userinfo_status(tokens.access_token), 200);
  show(other_);
  const auto refused = server_.userinfo(tokens.access_token);
  EXPECT_EQ(refused.status, 401);
  EXPECT_TRUE(test::header(refused, "WWW-Authenticate").contains("invalid_token"));
  EXPECT_EQ(server_.last_event().reason, Reason::certificate_other);
  show_none();
  EXPECT_EQ(server_.userinfo_status(tokens.access_token), 401);
  EXPECT_EQ(server_.last_event().reason, Reason::certificate_required);
}

TEST_F(CertificateBinding, RFC8705_4_refresh_tokens_of_public_clients_are_bound) {
  show(own_);
  const std::string token = server_.log_in("openid offline_access", "spa").refresh_token;
  show_none();
  EXPECT_EQ(error_of(refresh(token, "spa")), "invalid_request");
  show(other_);
  EXPECT_EQ(error_of(refresh(token, "spa")), "invalid_grant");
  EXPECT_EQ(server_.last_event().reason, Reason::certificate_other);
  show(own_);
  EXPECT_EQ(refresh(token, "spa").status, 200);
}

/// Its refresh tokens are bound by its authentication, so that its certificate may be renewed.
TEST_F(CertificateBinding, RFC8705_7_1_a_confidential_client_may_renew_its_certificate) {
  show(own_);
  const std::string token = server_.log_in("openid offline_access").refresh_token;
  show(other_);
  EXPECT_EQ(refresh(token, "web").status, 200);
}

}  // namespace
}  // namespace attesto

#include "attesto/proof/mtls.hpp"

#include <gtest/gtest.h>

#include <array>
#include <ostream>

#include "attesto/jose/jwk.hpp"
#include "certificate/make_certificate.hpp"
#include "proof/raw_jwt.hpp"
#include "support/vector_file.hpp"

namespace attesto {
namespace {

using namespace testing_support;
using Kind = RegisteredName::Kind;
using enum RegisteredName::Kind;

const Instant kNow = from_seconds(1'700'000'000);

const PrivateKey& key() {
  static const PrivateKey kKey = PrivateKey::generate(KeyType::ec_p256);
  return kKey;
}

Certificate parse(const Bytes& der) { return Certificate::parse(der).value(); }

const Certificate& client_certificate() {
  static const Certificate kCertificate = parse(make_certificate(
      key(), {.alternative_names = {"DNS:client.example", "DNS:*.wild.example", "URI:https://client.example/id",
                                    "IP:192.0.2.7", "IP:2001:db8::7", "email:Ops@client.example"}}));
  return kCertificate;
}

struct Case {
  std::string_view name;
  Kind kind;
  std::string_view registered;
  bool want;
};
void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

constexpr Case kCases[] = {
    {"RFC8705_2_1_2_dn", tls_client_auth_subject_dn, "CN=client,O=Example,C=US", true},
    {"RFC4514_dn_other_order", tls_client_auth_subject_dn, "C=US,O=Example,CN=client", false},
    {"RFC8705_2_1_2_dn_shorter", tls_client_auth_subject_dn, "CN=client,O=Example", false},
    {"RFC8705_2_1_2_dn_longer", tls_client_auth_subject_dn, "OU=x,CN=client,O=Example,C=US", false},
    {"RFC8705_2_1_2_dn_cn_only", tls_client_auth_subject_dn, "CN=client", false},
    {"RFC5280_7_1_dn_case", tls_client_auth_subject_dn, "cn=CLIENT,o=example,c=us", true},
    {"RFC8705_2_1_2_dns", tls_client_auth_san_dns, "client.example", true},
    {"RFC4343_dns_case", tls_client_auth_san_dns, "Client.EXAMPLE", true},
    {"RFC8705_2_1_2_dns_other", tls_client_auth_san_dns, "other.example", false},
    {"RFC8705_2_1_2_dns_part", tls_client_auth_san_dns, "lient.example", false},
    {"RFC8705_2_1_2_dns_no_wildcards", tls_client_auth_san_dns, "a.wild.example", false},
    {"RFC8705_2_1_2_dns_is_not_the_cn", tls_client_auth_san_dns, "client", false},
    {"RFC8705_2_1_2_uri", tls_client_auth_san_uri, "https://client.example/id", true},
    {"RFC8705_2_1_2_uri_case", tls_client_auth_san_uri, "https://client.example/ID", false},
    {"RFC8705_2_1_2_uri_slash", tls_client_auth_san_uri, "https://client.example/id/", false},
    {"RFC8705_2_1_2_ip4", tls_client_auth_san_ip, "192.0.2.7", true},
    {"RFC8705_2_1_2_ip4_other", tls_client_auth_san_ip, "192.0.2.8", false},
    {"RFC8705_2_1_2_ip6", tls_client_auth_san_ip, "2001:DB8:0:0::7", true},
    {"RFC8705_2_1_2_ip6_other", tls_client_auth_san_ip, "2001:db8::8", false},
    {"RFC8705_2_1_2_email", tls_client_auth_san_email, "Ops@CLIENT.example", true},
    {"RFC5280_7_5_email_local_part_case", tls_client_auth_san_email, "ops@client.example", false},
    {"RFC8705_2_1_2_email_other", tls_client_auth_san_email, "Ops@other.example", false},
};

class TlsClientAuth : public testing::TestWithParam<Case> {};
TEST_P(TlsClientAuth, gives_the_verdict) {
  const auto name = RegisteredName::parse(GetParam().kind, GetParam().registered);
  ASSERT_TRUE(name);
  const auto verdict = check_tls_client_auth(client_certificate(), ChainTrust::validated, *name, kNow);
  EXPECT_EQ(verdict.has_value(), GetParam().want);
  if (!verdict) {
    EXPECT_EQ(error_of(verdict), MtlsError::other_name);
  }
}
INSTANTIATE_TEST_SUITE_P(Rfc, TlsClientAuth, testing::ValuesIn(kCases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(TlsClientAuthRules, RFC8705_2_1_an_unvalidated_chain_is_refused) {
  const auto name = RegisteredName::parse(tls_client_auth_san_dns, "client.example");
  const auto verdict = check_tls_client_auth(client_certificate(), ChainTrust::not_validated, *name, kNow);
  EXPECT_EQ(error_of(verdict), MtlsError::chain_not_validated);
}

TEST(TlsClientAuthRules, RFC5280_4_1_2_5_validity_has_two_ends) {
  const auto name = RegisteredName::parse(tls_client_auth_san_dns, "client.example");
  const auto at = [&](Instant now) {
    return check_tls_client_auth(client_certificate(), ChainTrust::validated, *name, now).has_value();
  };
  EXPECT_FALSE(at(from_seconds(1'600'000'000) - std::chrono::milliseconds{1}));
  EXPECT_TRUE(at(from_seconds(1'600'000'000)));
  EXPECT_TRUE(at(from_seconds(1'800'000'000) + std::chrono::milliseconds{999})) << "notAfter names a whole second";
  EXPECT_FALSE(at(from_seconds(1'800'000'001)));
}

TEST(TlsClientAuthRules, a_NUL_does_not_end_a_name) {
  using namespace std::string_view_literals;
  const Certificate certificate = parse(make_certificate_with_dns(key(), "client.example\0.evil.example"sv));
  const auto name = RegisteredName::parse(tls_client_auth_san_dns, "client.example");
  EXPECT_FALSE(name->matches(certificate));
}

TEST(TlsClientAuthRules, a_name_of_another_kind_does_not_match) {
  const Certificate certificate = parse(make_certificate(key(), {.alternative_names = {"URI:client.example"}}));
  EXPECT_FALSE(RegisteredName::parse(tls_client_auth_san_dns, "client.example")->matches(certificate));
}

TEST(TlsClientAuthRules, what_is_no_name_can_t_be_registered) {
  const std::pair<Kind, std::string_view> bad[] = {{tls_client_auth_subject_dn, ""},
                                                   {tls_client_auth_subject_dn, "client"},
                                                   {tls_client_auth_san_dns, ""},
                                                   {tls_client_auth_san_dns, "*.example"},
                                                   {tls_client_auth_san_dns, "a b"},
                                                   {tls_client_auth_san_uri, "client"},
                                                   {tls_client_auth_san_ip, "192.0.2"},
                                                   {tls_client_auth_san_ip, "192.0.2.07"},
                                                   {tls_client_auth_san_ip, "::7::"},
                                                   {tls_client_auth_san_ip, {"192.0.2.7\0x", 11}},
                                                   {tls_client_auth_san_email, "client.example"},
                                                   {tls_client_auth_san_email, "@a.example"}};
  for (const auto& [kind, text] : bad) EXPECT_FALSE(RegisteredName::parse(kind, text)) << text;
}

/// A JWK Set of one key, with the certificate in `x5c` if there is one.
Json jwk_set(const PrivateKey& jwk_key, const Bytes& certificate = {}) {
  Json::Object jwk = *to_jwk(VerificationKey::create(jwk_key.public_key(), Algorithm::ES256).value()).object();
  if (!certificate.empty()) set(jwk, "x5c", Json::Array{base64_encode(certificate)});
  return Json::Object{{"keys", Json::Array{std::move(jwk)}}};
}

TEST(SelfSigned, RFC8705_2_2_a_registered_key_is_enough) {
  const auto registered = RegisteredCertificates::parse(jwk_set(key()));
  ASSERT_TRUE(registered);
  EXPECT_TRUE(check_self_signed_tls_client_auth(client_certificate(), *registered, kNow));
  const PrivateKey other = PrivateKey::generate(KeyType::ec_p256);
  const auto verdict = check_self_signed_tls_client_auth(parse(make_certificate(other)), *registered, kNow);
  EXPECT_EQ(error_of(verdict), MtlsError::other_key);
}

TEST(SelfSigned, RFC8705_2_2_2_a_registered_certificate_must_be_that_very_one) {
  const Bytes der = make_certificate(key());
  const auto registered = RegisteredCertificates::parse(jwk_set(key(), der));
  ASSERT_TRUE(registered);
  EXPECT_TRUE(registered->contains(parse(der)));
  EXPECT_FALSE(registered->contains(client_certificate())) << "same key, another certificate";
}

TEST(SelfSigned, an_expired_certificate_is_refused) {
  const auto registered = RegisteredCertificates::parse(jwk_set(key()));
  const auto verdict =
      check_self_signed_tls_client_auth(client_certificate(), *registered, from_seconds(1'800'000'001));
  EXPECT_EQ(error_of(verdict), MtlsError::outside_validity);
}

TEST(SelfSigned, RFC7517_4_7_x5c_must_be_of_its_own_key) {
  const PrivateKey other = PrivateKey::generate(KeyType::ec_p256);
  EXPECT_FALSE(RegisteredCertificates::parse(jwk_set(key(), make_certificate(other))));
  Bytes trailing = make_certificate(key());
  trailing.push_back(0);
  EXPECT_FALSE(RegisteredCertificates::parse(jwk_set(key(), trailing)));
}

TEST(SelfSigned, RFC7517_5_one_unknown_key_does_not_take_the_others_with_it) {
  Json::Array keys = *jwk_set(key()).find("keys")->array();
  keys.insert(keys.begin(), Json::Object{{"kty", "AKP"}, {"alg", "ML-DSA-44"}, {"pub", "AA"}});
  const auto registered = RegisteredCertificates::parse(Json::Object{{"keys", keys}});
  ASSERT_TRUE(registered);
  EXPECT_TRUE(registered->contains(client_certificate()));
}

TEST(SelfSigned, refuses_what_is_no_public_key_set) {
  for (const std::string_view bad :
       {"{}", "[]", R"({"keys":{}})", R"({"keys":[1]})", R"({"keys":[{"kty":"oct","k":"AA"}]})",
        R"({"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}]})"})
    EXPECT_FALSE(RegisteredCertificates::parse(Json::parse(bad).value())) << bad;
  const Json one = jwk_set(key()).find("keys")->array()->front();
  EXPECT_TRUE(RegisteredCertificates::parse(Json::Object{{"keys", Json::Array(20, one)}}));
  EXPECT_FALSE(RegisteredCertificates::parse(Json::Object{{"keys", Json::Array(21, one)}}));
}

TEST(MtlsErrors, are_all_invalid_client) {
  for (int i = 0; i <= static_cast<int>(MtlsError::other_key); ++i)
    EXPECT_EQ(to_error(static_cast<MtlsError>(i)).code, ErrorCode::invalid_client);
}

TEST(CertificateThumbprints, RFC8705_A_published_thumbprint) {
  const auto file = read_vector_file("rfc/rfc_examples.json");
  if (!file) GTEST_SKIP() << "rfc/rfc_examples.json is not in the folder ATTESTO_VECTORS_DIR";
  int seen = 0;
  for (const Json& vector : *file->find("vectors")->array()) {
    if (*vector.find_string("kind") != "x5t#S256") continue;
    const auto der = base64_decode(*vector.find("input")->find_string("cert_der_b64"));
    const auto certificate = Certificate::parse(der.value());
    ASSERT_TRUE(certificate);
    EXPECT_EQ(certificate_thumbprint(*certificate).str(), *vector.find("expect")->find_string("x5t#S256"));
    ++seen;
  }
  EXPECT_EQ(seen, 1);
}

}  // namespace
}  // namespace attesto

#include "attesto/oauth/client_metadata.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace attesto {
namespace {

constexpr std::string_view kKey = R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                                  R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";

std::string jwks(std::string_view keys) { return R"({"jwks":{"keys":[)" + std::string(keys) + "]}}"; }

/// The member that is refused; empty if all of them are taken.
std::string_view fault_in(std::string_view json, UnknownMembers unknown = UnknownMembers::refused) {
  Client client{.client_id = ClientId("c")};
  const Json metadata = Json::parse(json).value();
  const auto read = read_client_metadata(*metadata.object(), unknown, client);
  return read ? std::string_view() : read.error().member;
}

Client read(std::string_view json) {
  Client client{.client_id = ClientId("c")};
  const Json metadata = Json::parse(json).value();
  EXPECT_TRUE(read_client_metadata(*metadata.object(), UnknownMembers::refused, client).has_value()) << json;
  return client;
}

struct Case {
  std::string_view name;
  std::string_view member;
  std::string_view value;
};
void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

/// A member with a value that it can't have.
constexpr Case kWrong[] = {
    {"RFC7517_5_jwks_text", "jwks", R"("{}")"},
    {"RFC7517_5_jwks_array", "jwks", "[]"},
    {"RFC7517_5_jwks_without_keys", "jwks", "{}"},
    {"RFC7591_2_jwks_null", "jwks", "null"},
    {"RFC7517_9_3_jwks_symmetric", "jwks", R"({"keys":[{"kty":"oct","k":"AAAA"}]})"},
    {"OIDCR_2_alg_number", "token_endpoint_auth_signing_alg", "256"},
    {"OIDCR_2_alg_none", "token_endpoint_auth_signing_alg", R"("none")"},
    {"OIDCR_2_alg_symmetric", "token_endpoint_auth_signing_alg", R"("HS256")"},
    {"OIDCR_2_alg_null", "token_endpoint_auth_signing_alg", "null"},
    {"RFC8705_2_1_2_dn_number", "tls_client_auth_subject_dn", "1"},
    {"RFC8705_2_1_2_dn_no_name", "tls_client_auth_subject_dn", R"("client")"},
    {"RFC8705_2_1_2_dns_empty", "tls_client_auth_san_dns", R"("")"},
    {"RFC8705_2_1_2_dns_array", "tls_client_auth_san_dns", R"(["client.example"])"},
    {"RFC8705_2_1_2_uri_relative", "tls_client_auth_san_uri", R"("client")"},
    {"RFC8705_2_1_2_ip_of_a_net", "tls_client_auth_san_ip", R"("192.0.2.0/24")"},
    {"RFC8705_2_1_2_email_without_at", "tls_client_auth_san_email", R"("client.example")"},
    {"RFC8705_3_4_bound_text", "tls_client_certificate_bound_access_tokens", R"("true")"},
    {"RFC8705_3_4_bound_number", "tls_client_certificate_bound_access_tokens", "1"},
    {"RFC9126_6_require_par_text", "require_pushed_authorization_requests", R"("true")"},
    {"OIDCR_2_request_alg_none", "request_object_signing_alg", R"("none")"},
    {"RFC9101_10_5_require_signed_number", "require_signed_request_object", "1"},
    {"RFC8705_3_4_bound_null", "tls_client_certificate_bound_access_tokens", "null"},
    {"RFC9449_5_2_bound_text", "dpop_bound_access_tokens", R"("true")"},
    {"code_lifetime_zero", "authorization_code_lifetime", "0"},
    {"RFC6749_4_1_2_code_lifetime_601", "authorization_code_lifetime", "601"},
    {"code_lifetime_text", "authorization_code_lifetime", R"("60")"},
    {"refresh_rotation_never", "refresh_token_rotation", R"("never")"},
    {"refresh_rotation_flag", "refresh_token_rotation", "false"},
    {"require_issuer_audience_text", "require_issuer_audience", R"("true")"},
    {"RFC9449_5_2_bound_null", "dpop_bound_access_tokens", "null"},
    {"RFC7591_2_client_uri_number", "client_uri", "7"},
    {"RFC7591_2_client_uri_http", "client_uri", R"("http://a.example/")"},
    {"RFC7591_5_logo_uri_script", "logo_uri", R"("javascript:x")"},
    {"RFC7591_5_policy_uri_user", "policy_uri", R"("https://a.example@evil.example/")"},
    {"RFC7591_5_tos_uri_relative", "tos_uri", R"("/terms")"},
    {"OIDCR_2_rule_52_initiate_login_uri_http", "initiate_login_uri", R"("http://a.example/login")"},
    {"RFC7591_2_contacts_text", "contacts", R"("ops@a.example")"},
    {"RFC7591_2_contacts_of_numbers", "contacts", "[1]"},
    {"RFC7591_2_contacts_without_end", "contacts",
     R"(["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17","18","19","20","21"])"},
    {"RFC7591_2_software_id_empty", "software_id", R"("")"},
    {"RFC7591_2_software_version_with_a_line", "software_version", R"("1\n2")"},
};

class WrongMember : public testing::TestWithParam<Case> {};

TEST_P(WrongMember, is_named) {
  const Case& row = GetParam();
  const std::string json = R"({")" + std::string(row.member) + R"(":)" + std::string(row.value) + "}";
  EXPECT_EQ(fault_in(json), row.member);
  EXPECT_EQ(fault_in(json, UnknownMembers::ignored), row.member);
}

INSTANTIATE_TEST_SUITE_P(Rfc, WrongMember, testing::ValuesIn(kWrong),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ClientMetadata, RFC7591_2_every_member_is_written_as_it_was_read) {
  const std::string all = R"({"jwks":{"keys":[)" + std::string(kKey) +
                          R"(]},"token_endpoint_auth_signing_alg":"PS256",)"
                          R"("tls_client_auth_san_ip":"2001:DB8::7","tls_client_certificate_bound_access_tokens":true,)"
                          R"("dpop_bound_access_tokens":true,)"
                          R"("require_pushed_authorization_requests":true,"request_object_signing_alg":"ES256",)"
                          R"("require_signed_request_object":true,"require_issuer_audience":true,)"
                          R"("authorization_code_lifetime":30,"refresh_token_rotation":"unless_protected",)"
                          R"("client_uri":"https://a.example/",)"
                          R"("logo_uri":"https://a.example/l","policy_uri":"https://a.example/p",)"
                          R"("tos_uri":"https://a.example/t","initiate_login_uri":"https://a.example/i",)"
                          R"("contacts":["ops@a.example"],"software_id":"shop","software_version":"1.2"})";
  EXPECT_EQ(write_client_metadata(read(all)).write(), all);
}

TEST(ClientMetadata, RFC7591_2_members_at_their_default_are_not_written) {
  EXPECT_EQ(write_client_metadata({.client_id = ClientId("c")}).write(), "{}");
  EXPECT_EQ(write_client_metadata(read(R"({"tls_client_certificate_bound_access_tokens":false})")).write(), "{}");
}

TEST(ClientMetadata, RFC8705_2_1_2_each_kind_of_name_stays_of_its_kind) {
  for (const std::string_view json :
       {R"({"tls_client_auth_subject_dn":"CN=a,O=b"})", R"({"tls_client_auth_san_dns":"a.example"})",
        R"({"tls_client_auth_san_uri":"https://a.example/"})", R"({"tls_client_auth_san_ip":"192.0.2.7"})",
        R"({"tls_client_auth_san_email":"a@a.example"})"})
    EXPECT_EQ(write_client_metadata(read(json)).write(), json);
}

TEST(ClientMetadata, RFC8705_2_1_2_a_client_has_one_name_only) {
  EXPECT_EQ(fault_in(R"({"tls_client_auth_san_dns":"a.example","tls_client_auth_san_ip":"192.0.2.7"})"),
            "tls_client_auth_san_ip");
}

TEST(ClientMetadata, RFC7591_2_unknown_members_are_ignored_only_in_what_clients_send) {
  EXPECT_EQ(fault_in(R"({"client_picture":7})", UnknownMembers::ignored), "");
  EXPECT_EQ(fault_in(R"({"client_picture":7})", UnknownMembers::refused), "metadata");
}

TEST(ClientMetadata, RFC7591_2_what_is_not_there_stays) {
  Client client = read(R"({"tls_client_certificate_bound_access_tokens":true})");
  ASSERT_TRUE(read_client_metadata({}, UnknownMembers::ignored, client).has_value());
  EXPECT_TRUE(client.tls_client_certificate_bound_access_tokens);
}

TEST(ClientMetadata, RFC7517_4_5_keys_are_ready_to_verify) {
  const Client client = read(jwks(kKey));
  ASSERT_TRUE(client.jwks.has_value());
  ASSERT_EQ(client.jwks->verification_keys(std::nullopt).size(), 1u);
  EXPECT_EQ(client.jwks->verification_keys(std::nullopt)[0].algorithm(), Algorithm::ES256);
}

}  // namespace
}  // namespace attesto

#include "attesto/oauth/issuer.hpp"

#include <gtest/gtest.h>

namespace attesto {
namespace {

using Transport = Issuer::Transport;

struct Case {
  const char* name;
  std::string_view text;
  Transport transport;
  bool want;
};

constexpr Transport kHttps = Transport::https_only;
constexpr Transport kLoopback = Transport::http_on_loopback_too;

constexpr Case kCases[] = {
    {"RFC8414_2_origin", "https://as.example", kHttps, true},
    {"RFC8414_2_port", "https://as.example:8443", kHttps, true},
    {"RFC8414_2_path", "https://as.example/tenant/1", kHttps, true},
    {"RFC8414_2_query", "https://as.example?a=b", kHttps, false},
    {"RFC8414_2_empty_query", "https://as.example?", kHttps, false},
    {"RFC8414_2_fragment", "https://as.example#a", kHttps, false},
    {"RFC8414_2_empty_fragment", "https://as.example#", kHttps, false},
    {"RFC8414_2_http", "http://as.example", kHttps, false},
    {"RFC8414_2_other_scheme", "ftp://as.example", kHttps, false},
    {"RFC8414_2_scheme_case", "HTTPS://as.example", kHttps, false},
    {"RFC8414_2_relative", "as.example", kHttps, false},
    {"RFC8414_2_no_authority", "https:as.example", kHttps, false},
    {"RFC8414_2_no_host", "https:///x", kHttps, false},
    {"RFC8414_3_3_trailing_slash", "https://as.example/", kHttps, false},
    {"RFC8414_3_3_trailing_slash_on_path", "https://as.example/t/", kHttps, false},
    {"RFC8414_3_3_host_case", "https://AS.example", kHttps, false},
    {"RFC3986_3_2_1_userinfo", "https://user@as.example", kHttps, false},
    {"RFC3986_3_2_1_empty_userinfo", "https://@as.example", kHttps, false},
    {"RFC3986_2_space", "https://as.example/a b", kHttps, false},
    {"empty", "", kHttps, false},
    {"RFC8252_8_3_loopback_http_refused_by_default", "http://127.0.0.1:8080", kHttps, false},
    {"RFC8252_8_3_loopback_http_allowed", "http://127.0.0.1:8080", kLoopback, true},
    {"RFC8252_8_3_loopback_ipv6", "http://[::1]:8080/x", kLoopback, true},
    {"RFC8252_8_3_localhost", "http://localhost:8080", kLoopback, true},
    {"RFC8252_8_3_other_host_stays_refused", "http://as.example", kLoopback, false},
    {"RFC8252_8_3_lookalike_stays_refused", "http://localhost.evil.example", kLoopback, false},
};

class IssuerSyntax : public testing::TestWithParam<Case> {};

TEST_P(IssuerSyntax, is_checked) {
  const auto issuer = Issuer::parse(GetParam().text, GetParam().transport);
  ASSERT_EQ(issuer.has_value(), GetParam().want);
  EXPECT_TRUE(!issuer || issuer->str() == GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(Rfc, IssuerSyntax, testing::ValuesIn(kCases), [](const auto& row) { return row.param.name; });

TEST(Issuer, is_origin_and_path) {
  const auto issuer = Issuer::parse("https://as.example:8443/tenant/1");
  ASSERT_TRUE(issuer);
  EXPECT_EQ(issuer->origin(), "https://as.example:8443");
  EXPECT_EQ(issuer->path(), "/tenant/1");
  EXPECT_TRUE(issuer->is_https());
  EXPECT_EQ(Issuer::parse("https://as.example")->path(), "");
  EXPECT_FALSE(Issuer::parse("http://localhost", kLoopback)->is_https());
}

}  // namespace
}  // namespace attesto

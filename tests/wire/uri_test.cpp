#include "attesto/wire/uri.hpp"

#include <gtest/gtest.h>

namespace attesto {
namespace {

using namespace std::string_view_literals;

struct Accepted {
  const char* name;
  std::string_view text;
  std::string_view scheme, userinfo, host;
  std::optional<std::uint16_t> port;
  std::string_view path;
  std::optional<std::string_view> query, fragment;
};

constexpr Accepted kAccepted[] = {
    {"RFC3986_3_example", "foo://example.com:8042/over/there?name=ferret#nose", "foo", "", "example.com", 8042,
     "/over/there", "name=ferret", "nose"},
    {"RFC3986_3_urn", "urn:example:animal:ferret:nose", "urn", "", "", {}, "example:animal:ferret:nose", {}, {}},
    {"RFC3986_1_1_2_ldap",
     "ldap://[2001:db8::7]/c=GB?objectClass?one",
     "ldap",
     "",
     "[2001:db8::7]",
     {},
     "/c=GB",
     "objectClass?one",
     {}},
    {"RFC3986_1_1_2_mailto", "mailto:John.Doe@example.com", "mailto", "", "", {}, "John.Doe@example.com", {}, {}},
    {"RFC3986_1_1_2_telnet", "telnet://192.0.2.16:80/", "telnet", "", "192.0.2.16", 80, "/", {}, {}},
    {"RFC3986_3_2_1_userinfo", "https://user:pw@h/x", "https", "user:pw", "h", {}, "/x", {}, {}},
    {"RFC3986_3_2_2_empty_host", "file:///etc/hosts", "file", "", "", {}, "/etc/hosts", {}, {}},
    {"RFC3986_3_3_no_path", "https://h", "https", "", "h", {}, "", {}, {}},
    {"RFC3986_3_4_empty_query", "https://h?", "https", "", "h", {}, "", "", {}},
    {"RFC3986_3_5_empty_fragment", "https://h/#", "https", "", "h", {}, "/", {}, ""},
    {"RFC3986_3_4_query_with_slash", "https://h?a=/b?c", "https", "", "h", {}, "", "a=/b?c", {}},
    {"RFC3986_3_5_fragment_with_mark", "https://h#a?b", "https", "", "h", {}, "", {}, "a?b"},
    {"RFC3986_6_2_2_nothing_is_normalised", "HTTPS://H/%7e/../b", "HTTPS", "", "H", {}, "/%7e/../b", {}, {}},
    {"RFC3986_3_2_3_highest_port", "https://h:65535/", "https", "", "h", 65535, "/", {}, {}},
    {"RFC8252_7_1_private_scheme",
     "com.example.app:/oauth2redirect",
     "com.example.app",
     "",
     "",
     {},
     "/oauth2redirect",
     {},
     {}},
    {"RFC3986_3_2_2_ipv6_loopback", "http://[::1]:8080/cb", "http", "", "[::1]", 8080, "/cb", {}, {}},
    {"RFC3986_3_2_2_ipv6_all", "http://[::]/", "http", "", "[::]", {}, "/", {}, {}},
    {"RFC3986_3_2_2_ipv6_with_ipv4", "http://[::ffff:127.0.0.1]/", "http", "", "[::ffff:127.0.0.1]", {}, "/", {}, {}},
    {"RFC3986_3_2_2_ipv6_eight_groups", "http://[1:2:3:4:5:6:7:8]/", "http", "", "[1:2:3:4:5:6:7:8]", {}, "/", {}, {}},
    {"RFC3986_3_2_2_reg_name_with_escape", "http://a%20b/", "http", "", "a%20b", {}, "/", {}, {}},
};

class UriAccepted : public testing::TestWithParam<Accepted> {};

TEST_P(UriAccepted, is_taken_apart) {
  const Accepted& want = GetParam();
  const auto uri = Uri::parse(want.text);
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->str(), want.text);
  EXPECT_EQ(uri->scheme(), want.scheme);
  EXPECT_EQ(uri->userinfo(), want.userinfo);
  EXPECT_EQ(uri->host(), want.host);
  EXPECT_EQ(uri->port(), want.port);
  EXPECT_EQ(uri->path(), want.path);
  EXPECT_EQ(uri->query(), want.query);
  EXPECT_EQ(uri->fragment(), want.fragment);
}

INSTANTIATE_TEST_SUITE_P(Rfc, UriAccepted, testing::ValuesIn(kAccepted),
                         [](const auto& row) { return row.param.name; });

struct Refused {
  const char* name;
  std::string_view text;
};

constexpr Refused kRefused[] = {
    {"RFC3986_4_2_relative", "/cb"},
    {"RFC3986_4_2_network_path", "//h/cb"},
    {"RFC3986_3_empty", ""},
    {"RFC3986_3_1_no_scheme", ":x"},
    {"RFC3986_3_1_scheme_begins_with_digit", "1a:x"},
    {"RFC3986_3_1_scheme_with_underscore", "a_b:x"},
    {"RFC3986_2_space", "https://h/a b"},
    {"RFC3986_2_leading_space", " https://h/"},
    {"RFC3986_2_newline", "https://h/\n"},
    {"RFC3986_2_tab", "https://h/\t"},
    {"RFC3986_2_nul", "https://h/\0"sv},
    {"RFC3986_2_backslash", "https://h\\@evil/"},
    {"RFC3986_2_backslash_in_path", "https://h/a\\b"},
    {"RFC3986_2_non_ascii", "https://h/\xC3\xA9"},
    {"RFC3986_2_quote", "https://h/\""},
    {"RFC3986_2_angle", "https://h/<x>"},
    {"RFC3986_2_caret_brace_pipe", "https://h/^{|}"},
    {"RFC3986_2_1_bad_escape", "https://h/%zz"},
    {"RFC3986_2_1_short_escape", "https://h/%4"},
    {"RFC3986_2_1_bad_escape_in_host", "https://h%/"},
    {"RFC3986_2_1_bad_escape_in_query", "https://h/?%"},
    {"RFC3986_2_1_bad_escape_in_fragment", "https://h/#%4"},
    {"RFC3986_3_5_second_hash", "https://h/#a#b"},
    {"RFC3986_3_2_two_ats", "https://a@b@c/"},
    {"RFC3986_3_2_userinfo_without_host", "https://a@/"},
    {"RFC3986_3_2_2_bracket_not_closed", "https://[::1/"},
    {"RFC3986_3_2_2_bracket_in_name", "https://a]b/"},
    {"RFC3986_3_2_2_text_behind_bracket", "https://[::1]x/"},
    {"RFC3986_3_2_2_ipv6_two_gaps", "https://[1::2::3]/"},
    {"RFC3986_3_2_2_ipv6_triple_colon", "https://[:::]/"},
    {"RFC3986_3_2_2_ipv6_seven_groups", "https://[1:2:3:4:5:6:7]/"},
    {"RFC3986_3_2_2_ipv6_nine_groups", "https://[1:2:3:4:5:6:7:8:9]/"},
    {"RFC3986_3_2_2_ipv6_gap_for_nothing", "https://[1:2:3:4:5:6:7::8]/"},
    {"RFC3986_3_2_2_ipv6_long_group", "https://[::12345]/"},
    {"RFC3986_3_2_2_ipv6_leading_colon", "https://[:1:2:3:4:5:6:7]/"},
    {"RFC3986_3_2_2_ipv6_trailing_colon", "https://[1:2:3:4:5:6:7:]/"},
    {"RFC3986_3_2_2_ipv6_ipv4_first", "https://[1.2.3.4::]/"},
    {"RFC3986_3_2_2_ipv6_bad_ipv4", "https://[::256.0.0.1]/"},
    {"RFC3986_3_2_2_ipv6_zone", "https://[fe80::1%25eth0]/"},
    {"RFC3986_3_2_2_ipv6_empty", "https://[]/"},
    {"RFC3986_3_2_3_port_too_large", "https://h:65536/"},
    {"RFC3986_3_2_3_port_negative", "https://h:-1/"},
    {"RFC3986_3_2_3_port_plus", "https://h:+1/"},
    {"RFC3986_3_2_3_port_text", "https://h:a/"},
    {"RFC3986_3_2_3_port_empty", "https://h:/"},
    {"RFC3986_3_2_3_two_ports", "https://h:1:2/"},
    {"RFC3986_3_2_3_port_without_host", "https://:80/"},
};

class UriRefused : public testing::TestWithParam<Refused> {};

TEST_P(UriRefused, is_not_a_uri) { EXPECT_FALSE(Uri::parse(GetParam().text)); }

INSTANTIATE_TEST_SUITE_P(Rfc, UriRefused, testing::ValuesIn(kRefused), [](const auto& row) { return row.param.name; });

struct Loopback {
  const char* name;
  std::string_view text;
  bool want;
};

constexpr Loopback kLoopback[] = {
    {"RFC8252_7_3_ipv4", "http://127.0.0.1:51004/cb", true},
    {"RFC8252_7_3_ipv4_block", "http://127.255.0.9/", true},
    {"RFC8252_7_3_ipv6", "http://[::1]/", true},
    {"RFC8252_8_3_localhost", "http://LocalHost:1/", true},
    {"RFC8252_7_3_other_address", "http://128.0.0.1/", false},
    {"RFC8252_7_3_short_ipv4", "http://127.1/", false},
    {"RFC8252_7_3_name_that_looks_like_it", "http://127.0.0.1.evil.example/", false},
    {"RFC8252_7_3_octal", "http://127.0.0.01/", false},
    {"RFC8252_7_3_octet_too_large", "http://127.0.0.256/", false},
    {"RFC8252_7_3_ipv6_long_form", "http://[0:0:0:0:0:0:0:1]/", false},
    {"RFC8252_8_3_localhost_subdomain", "http://localhost.evil.example/", false},
    {"RFC8252_7_3_userinfo_is_no_host", "http://127.0.0.1@evil.example/", false},
    {"RFC8252_7_3_no_host", "urn:127.0.0.1", false},
};

class IsLoopback : public testing::TestWithParam<Loopback> {};

TEST_P(IsLoopback, looks_at_the_host) {
  const auto uri = Uri::parse(GetParam().text);
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->is_loopback(), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Rfc, IsLoopback, testing::ValuesIn(kLoopback), [](const auto& row) { return row.param.name; });

TEST(Uri, RFC6454_4_origin_ends_before_the_path) {
  EXPECT_EQ(Uri::parse("https://auth.example.com:8443/a?b#c")->origin(), "https://auth.example.com:8443");
  EXPECT_EQ(Uri::parse("https://auth.example.com?b")->origin(), "https://auth.example.com");
  EXPECT_EQ(Uri::parse("urn:a")->origin(), "");
}

TEST(Uri, copies_and_moves_keep_their_parts) {
  auto uri = Uri::parse("https://h/p?q");
  ASSERT_TRUE(uri);
  const Uri copy = *uri;
  uri.reset();
  EXPECT_EQ(copy.host(), "h");
  EXPECT_EQ(copy.query(), "q");
}

}  // namespace
}  // namespace attesto

#include "attesto/proof/target_uri.hpp"

#include <gtest/gtest.h>

#include <ostream>

#include "support/vector_file.hpp"

namespace attesto {
namespace {

struct Case {
  std::string_view name;
  std::string_view left;
  std::string_view right;
  bool want_equal;
};
void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

constexpr Case kCases[] = {
    {"RFC3986_6_2_2_1_host_case", "https://AS.Example/t", "https://as.example/t", true},
    {"RFC3986_6_2_2_1_scheme_case", "HTTPS://as.example/t", "https://as.example/t", true},
    {"RFC3986_6_2_2_1_path_case", "https://as.example/T", "https://as.example/t", false},
    {"RFC3986_6_2_2_1_escape_case", "https://as.example/a%2fb", "https://as.example/a%2Fb", true},
    {"RFC3986_6_2_2_2_escaped_letter", "https://as.example/%74oken", "https://as.example/token", true},
    {"RFC3986_6_2_2_2_escaped_tilde", "https://as.example/%7Ea", "https://as.example/~a", true},
    {"RFC3986_2_2_escaped_slash", "https://as.example/a%2Fb", "https://as.example/a/b", false},
    {"RFC3986_6_2_2_2_escaped_percent_is_not_decoded_twice", "https://as.example/%2574", "https://as.example/t", false},
    {"RFC3986_6_2_3_default_port", "https://as.example:443/t", "https://as.example/t", true},
    {"RFC3986_6_2_3_leading_zero_port", "https://as.example:0443/t", "https://as.example/t", true},
    {"RFC3986_6_2_3_other_port", "https://as.example:8443/t", "https://as.example/t", false},
    {"RFC3986_6_2_3_port_of_http", "https://as.example:80/t", "https://as.example/t", false},
    {"RFC3986_6_2_3_empty_path", "https://as.example", "https://as.example/", true},
    {"RFC9449_4_3_9_trailing_slash", "https://as.example/t/", "https://as.example/t", false},
    {"RFC9449_4_3_9_query", "https://as.example/t?a=b", "https://as.example/t", true},
    {"RFC9449_4_3_9_query_hides_no_path", "https://as.example/x?/t", "https://as.example/t", false},
    {"RFC9449_4_3_9_fragment", "https://as.example/t#f", "https://as.example/t", true},
    {"RFC9449_4_3_9_trailing_dot_of_host", "https://as.example./t", "https://as.example/t", false},
    {"RFC3986_3_2_2_ipv6", "https://[2001:DB8::1]/t", "https://[2001:db8::1]/t", true},
    {"loopback_http", "http://127.0.0.1:80/t", "http://127.0.0.1/t", true},
    {"loopback_http_is_not_https", "http://127.0.0.1/t", "https://127.0.0.1/t", false},
};

class TargetUriTable : public testing::TestWithParam<Case> {};
TEST_P(TargetUriTable, gives_the_verdict) {
  const auto left = TargetUri::parse(GetParam().left);
  const auto right = TargetUri::parse(GetParam().right);
  ASSERT_TRUE(left && right);
  EXPECT_EQ(*left == *right, GetParam().want_equal) << left->str() << " and " << right->str();
}
INSTANTIATE_TEST_SUITE_P(Rfc, TargetUriTable, testing::ValuesIn(kCases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(TargetUri, refuses_what_is_no_target) {
  for (const std::string_view text : {"",
                                      "/t",
                                      "as.example/t",
                                      "https:///t",
                                      "https:/t",
                                      "https://",
                                      "http://as.example/t",
                                      "ws://as.example/t",
                                      "file:///etc/passwd",
                                      "javascript:alert(1)",
                                      "https://u@as.example/t",
                                      "https://u:p@as.example/t",
                                      "https://@as.example/t",
                                      "https://as%2Eexample/t",
                                      "https://as.example/a/./t",
                                      "https://as.example/a/../t",
                                      "https://as.example/a/%2e%2E/t",
                                      "https://as.example/.",
                                      "https://as.example/t ",
                                      " https://as.example/t",
                                      "https://as.example\\t",
                                      "https://as.example:65536/t",
                                      "https://as.example:/t",
                                      "https://as.example/%zz",
                                      "https://as.example/\xC3\xA9",
                                      "http://127.0.0.1.evil.example/t",
                                      "http://localhost.evil.example/t"})
    EXPECT_FALSE(TargetUri::parse(text)) << text;
}

TEST(TargetUri, parsing_its_own_text_changes_nothing) {
  for (const std::string_view text : {"HTTPS://AS.example:0443/%7e/%2f?q#f", "http://[::1]:8080", "https://a/%25%41"}) {
    const auto once = TargetUri::parse(text);
    ASSERT_TRUE(once) << text;
    EXPECT_EQ(TargetUri::parse(once->str()), once);
  }
}

TEST(TargetUri, own_vectors_get_their_verdict) {
  const auto file = testing_support::read_vector_file("own/dpop_htu.json");
  if (!file) GTEST_SKIP() << "own/dpop_htu.json is not in the folder ATTESTO_VECTORS_DIR";
  int seen = 0;
  for (const Json& vector : *file->find("cases")->array()) {
    SCOPED_TRACE(*vector.find_string("id") + ": " + *vector.find_string("why"));
    const auto target = TargetUri::parse(*vector.find_string("request_url"));
    // A description of a proxied request, not a URL: what it was sent to is for the HTTP layer to say.
    if (!target) continue;
    const std::string* htu = vector.find_string("htu");
    const std::string& want = *vector.find_string("expect");
    const auto parsed = htu ? TargetUri::parse(*htu) : std::nullopt;
    if (want == "policy") {
      // Ours: a port is a number, and dot segments are refused.
      const bool has_dots = htu->contains("/./") || htu->contains("/../");
      EXPECT_EQ(parsed == target, !has_dots);
    } else {
      EXPECT_EQ(parsed == target, want == "match");
    }
    ++seen;
  }
  EXPECT_GE(seen, 20);
}

}  // namespace
}  // namespace attesto

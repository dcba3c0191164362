#include "attesto/crypto/distinguished_name.hpp"

#include <gtest/gtest.h>

#include <ostream>

#include "attesto/crypto/certificate.hpp"
#include "certificate/make_certificate.hpp"

namespace attesto {
namespace {

using namespace testing_support;
using Subject = std::vector<std::pair<std::string, std::string>>;

DistinguishedName subject_of(const Subject& subject) {
  static const PrivateKey kKey = PrivateKey::generate(KeyType::ed25519);
  return Certificate::parse(make_certificate(kKey, {.subject = subject})).value().subject();
}

struct Case {
  std::string_view name;
  Subject encoded;
  std::string_view text;
  bool want;
};
void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

const Case kCases[] = {
    {"RFC4514_4_first_example",
     {{"DC", "net"}, {"DC", "example"}, {"UID", "jsmith"}},
     "UID=jsmith,DC=example,DC=net",
     true},
    {"RFC4514_4_multi_valued",
     {{"DC", "net"}, {"DC", "example"}, {"OU", "Sales"}, {"+CN", "J.  Smith"}},
     "OU=Sales+CN=J.  Smith,DC=example,DC=net",
     true},
    {"RFC4514_2_2_order_inside_a_set_is_free",
     {{"DC", "net"}, {"DC", "example"}, {"OU", "Sales"}, {"+CN", "J.  Smith"}},
     "CN=J. Smith+OU=Sales,DC=example,DC=net",
     true},
    {"RFC4514_2_2_a_set_is_not_a_sequence",
     {{"DC", "net"}, {"OU", "Sales"}, {"CN", "J. Smith"}},
     "OU=Sales+CN=J. Smith,DC=net",
     false},
    {"RFC4514_4_escaped_quotes",
     {{"DC", "net"}, {"CN", "James \"Jim\" Smith, III"}},
     R"(CN=James \"Jim\" Smith\, III,DC=net)",
     true},
    {"RFC4514_4_escaped_CR", {{"DC", "net"}, {"CN", "Before\rAfter"}}, R"(CN=Before\0dAfter,DC=net)", true},
    {"RFC4514_4_hex_string", {{"1.3.6.1.4.1.1466.0", "Hi"}}, "1.3.6.1.4.1.1466.0=#0C024869", true},
    {"RFC4514_4_utf8", {{"CN", "Lu\xC4\x8Di\xC4\x87"}}, R"(CN=Lu\C4\8Di\C4\87)", true},
    {"RFC4514_2_4_leading_hash", {{"CN", "#1"}}, R"(CN=\#1)", true},
    {"RFC4514_2_4_inner_escaped_space", {{"CN", "a b"}}, R"(CN=a\ b)", true},
    {"RFC2253_4_spaces_after_separators", {{"C", "US"}, {"O", "Example"}, {"CN", "a"}}, "CN=a, O=Example, C=US", true},
    {"RFC4512_2_5_dotted_type", {{"CN", "a"}}, "2.5.4.3=a", true},
    {"RFC5280_7_1_case", {{"CN", "Client"}}, "cn=cLIENT", true},
    {"RFC5280_7_1_runs_of_spaces", {{"CN", "a  b"}}, "CN=a b", true},
    {"RFC5280_7_1_missing_space", {{"CN", "a b"}}, "CN=ab", false},
    {"RFC8705_2_1_2_other_type", {{"CN", "a"}}, "O=a", false},
    {"RFC8705_2_1_2_value_that_looks_like_two", {{"CN", "a,O=b"}}, "CN=a,O=b", false},
    {"RFC8705_2_1_2_value_that_looks_like_two_escaped", {{"CN", "a,O=b"}}, R"(CN=a\,O\=b)", true},
    {"RFC8705_2_1_2_prefix", {{"CN", "client"}}, "CN=clien", false},
    {"RFC8705_2_1_2_extra_attribute", {{"O", "x"}, {"CN", "a"}}, "CN=a", false},
    {"RFC8705_2_1_2_NUL_in_the_certificate", {{"CN", std::string("a\0b", 3)}}, "CN=a", false},
};

class Names : public testing::TestWithParam<Case> {};
TEST_P(Names, compare) {
  const auto parsed = DistinguishedName::parse(GetParam().text);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(*parsed == subject_of(GetParam().encoded), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(Rfc, Names, testing::ValuesIn(kCases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Names, RFC4514_3_refuses_what_is_no_name) {
  for (const std::string_view bad : {std::string_view(""),           std::string_view("client"),
                                     std::string_view("CN"),         std::string_view("CN="),
                                     std::string_view("=a"),         std::string_view("CN=a,"),
                                     std::string_view(",CN=a"),      std::string_view("CN=a,,O=b"),
                                     std::string_view("CN=a+"),      std::string_view("XY=a"),
                                     std::string_view("2.5.=a"),     std::string_view("2..5=a"),
                                     std::string_view("2.5.4.03=a"), std::string_view("2=a"),
                                     std::string_view("9.9.9=a"),    std::string_view("CN= a"),
                                     std::string_view("CN=a "),      std::string_view("CN=a;O=b"),
                                     std::string_view("CN=<a>"),     std::string_view("CN=\"a\""),
                                     std::string_view("CN=a\\"),     std::string_view("CN=a\\0"),
                                     std::string_view("CN=a\\zz"),   std::string_view("CN=a\\00b"),
                                     std::string_view("CN=a\0b", 6), std::string_view("CN=\xFF"),
                                     std::string_view("CN=\\C4"),    std::string_view("CN=\xED\xA0\x80"),
                                     std::string_view("CN=#"),       std::string_view("CN=#0"),
                                     std::string_view("CN=#0C0248"), std::string_view("CN=#0C02486900"),
                                     std::string_view("CN=#020101"), std::string_view("CN=#0101FF"),
                                     std::string_view("CN=#0500"),   std::string_view("/CN=a/O=b")})
    EXPECT_FALSE(DistinguishedName::parse(bad)) << bad;
}

}  // namespace
}  // namespace attesto

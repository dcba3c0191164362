#include "attesto/wire/percent.hpp"

#include <gtest/gtest.h>

namespace attesto {
namespace {

using namespace std::string_view_literals;

struct Case {
  const char* name;
  std::string_view plain;
  std::string_view encoded;
};

constexpr Case kCases[] = {
    {"RFC3986_2_3_unreserved_stays", "AZaz09-._~", "AZaz09-._~"},
    {"RFC3986_2_1_space", " ", "%20"},
    {"RFC3986_2_1_plus", "+", "%2B"},
    {"RFC3986_2_2_gen_delims", ":/?#[]@", "%3A%2F%3F%23%5B%5D%40"},
    {"RFC3986_2_2_sub_delims", "!$&'()*+,;=", "%21%24%26%27%28%29%2A%2B%2C%3B%3D"},
    {"RFC3986_2_1_upper_case_hex", "\xC3\xA9", "%C3%A9"},
    {"RFC3986_2_1_nul_and_delete", "\0\x7F"sv, "%00%7F"},
    {"RFC3986_2_1_percent", "%41", "%2541"},
};

class Percent : public testing::TestWithParam<Case> {};

TEST_P(Percent, encodes_and_decodes) {
  EXPECT_EQ(percent_encode(GetParam().plain), GetParam().encoded);
  EXPECT_EQ(form_decode(GetParam().encoded), GetParam().plain);
}

INSTANTIATE_TEST_SUITE_P(Rfc, Percent, testing::ValuesIn(kCases), [](const auto& row) { return row.param.name; });

TEST(Percent, round_trips_every_byte) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string plain(1, static_cast<char>(byte));
    const std::string encoded = percent_encode(plain);
    EXPECT_TRUE(encoded.size() == 1 || encoded.size() == 3);
    EXPECT_EQ(form_decode(encoded), plain);
  }
}

TEST(FormDecode, WHATWG_5_plus_is_space) { EXPECT_EQ(form_decode("a+b%2B"), "a b+"); }

TEST(FormDecode, refuses_bad_escapes) {
  for (const std::string_view text : {"%", "%4", "a%", "%4g", "%g4", "%%41", "% 1", "%+1"})
    EXPECT_FALSE(form_decode(text)) << text;
}

TEST(Percent, appends_behind_what_is_there) {
  std::string out = "https://a/?state=";
  percent_append(out, "a b");
  EXPECT_EQ(out, "https://a/?state=a%20b");
}

}  // namespace
}  // namespace attesto

#include "attesto/wire/base64url.hpp"

#include <gtest/gtest.h>

namespace attesto {
namespace {

using namespace std::string_view_literals;

struct Pair {
  const char* name;
  std::string_view plain;
  std::string_view url;
  std::string_view standard;
};

constexpr Pair kPairs[] = {
    {"RFC4648_10_empty", "", "", ""},
    {"RFC4648_10_f", "f", "Zg", "Zg=="},
    {"RFC4648_10_fo", "fo", "Zm8", "Zm8="},
    {"RFC4648_10_foo", "foo", "Zm9v", "Zm9v"},
    {"RFC4648_10_foob", "foob", "Zm9vYg", "Zm9vYg=="},
    {"RFC4648_10_fooba", "fooba", "Zm9vYmE", "Zm9vYmE="},
    {"RFC4648_10_foobar", "foobar", "Zm9vYmFy", "Zm9vYmFy"},
    {"RFC7515_C_example", "\x03\xEC\xFF\xE0\xC1", "A-z_4ME", "A+z/4ME="},
    {"all_marks", "\xFB\xEF\xFF", "--__", "++//"},
    {"zero_bytes", "\0\0\0\0"sv, "AAAAAA", "AAAAAA=="},
};

class Base64Pair : public testing::TestWithParam<Pair> {};

TEST_P(Base64Pair, encodes_and_decodes) {
  const auto& [name, plain, url, standard] = GetParam();
  EXPECT_EQ(base64url_encode(as_bytes(plain)), url);
  EXPECT_EQ(base64_encode(as_bytes(plain)), standard);
  const auto from_url = base64url_decode(url);
  ASSERT_TRUE(from_url);
  EXPECT_EQ(as_text(*from_url), plain);
  const auto from_standard = base64_decode(standard);
  ASSERT_TRUE(from_standard);
  EXPECT_EQ(as_text(*from_standard), plain);
}

INSTANTIATE_TEST_SUITE_P(Rfc, Base64Pair, testing::ValuesIn(kPairs), [](const auto& row) { return row.param.name; });

struct Refused {
  const char* name;
  std::string_view text;
};

constexpr Refused kRefusedUrl[] = {
    {"RFC7515_2_padding", "Zg=="},
    {"RFC7515_2_one_pad", "Zm8="},
    {"RFC7515_2_standard_plus", "A+z_"},
    {"RFC7515_2_standard_slash", "A-z/"},
    {"RFC7515_2_space", "Zm 9"},
    {"RFC7515_2_newline", "Zm9v\n"},
    {"RFC7515_2_carriage_return", "Zm9v\r\n"},
    {"RFC7515_2_nul", "Zm9\0"sv},
    {"RFC7515_2_non_ascii", "Zm9\xC3"},
    {"RFC7515_2_dot", "Zm9."},
    {"RFC4648_3_5_trailing_bits_of_one_byte", "Zh"},
    {"RFC4648_3_5_trailing_bits_of_two_bytes", "Zm9"},
    {"RFC4648_3_5_last_bit_of_six", "AB"},
    {"RFC4648_4_impossible_length_1", "A"},
    {"RFC4648_4_impossible_length_5", "Zm9vA"},
};

class Base64UrlRefused : public testing::TestWithParam<Refused> {};

TEST_P(Base64UrlRefused, is_not_decoded) { EXPECT_FALSE(base64url_decode(GetParam().text)); }

INSTANTIATE_TEST_SUITE_P(Rfc, Base64UrlRefused, testing::ValuesIn(kRefusedUrl),
                         [](const auto& row) { return row.param.name; });

constexpr Refused kRefusedStandard[] = {
    {"RFC4648_3_2_missing_padding", "Zg"},      {"RFC4648_3_2_half_padding", "Zg="},
    {"RFC4648_3_2_too_much_padding", "Zm8=="},  {"RFC4648_3_2_only_padding", "===="},
    {"RFC4648_3_2_padding_inside", "Zg==Zg=="}, {"RFC4648_3_2_padding_for_nothing", "Zm9v===="},
    {"RFC4648_4_url_alphabet", "A-z_4ME="},     {"RFC4648_3_3_newline", "Zm9v\nZm9"},
    {"RFC4648_3_5_trailing_bits", "Zh=="},      {"RFC4648_3_5_trailing_bits_of_two_bytes", "Zm9="},
};

class Base64Refused : public testing::TestWithParam<Refused> {};

TEST_P(Base64Refused, is_not_decoded) { EXPECT_FALSE(base64_decode(GetParam().text)); }

INSTANTIATE_TEST_SUITE_P(Rfc, Base64Refused, testing::ValuesIn(kRefusedStandard),
                         [](const auto& row) { return row.param.name; });

/// Every text of two characters: either it decodes to one byte and back to itself, or it is refused.
TEST(Base64Url, has_one_spelling_per_value) {
  std::size_t accepted = 0;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text{static_cast<char>(first), static_cast<char>(second)};
      const auto bytes = base64url_decode(text);
      if (!bytes) continue;
      ++accepted;
      EXPECT_EQ(base64url_encode(*bytes), text);
    }
  }
  EXPECT_EQ(accepted, 256U);
}

TEST(Base64Url, appends_behind_what_is_there) {
  std::string out = "head.";
  base64url_append(out, as_bytes("fo"));
  EXPECT_EQ(out, "head.Zm8");
}

}  // namespace
}  // namespace attesto

#include "attesto/wire/utf8.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace attesto {
namespace {

using namespace std::string_view_literals;

struct Case {
  const char* name;
  std::string_view text;
  bool want;
};

constexpr Case kCases[] = {
    {"RFC3629_3_empty", "", true},
    {"RFC3629_3_ascii_with_nul", "a\0b"sv, true},
    {"RFC3629_3_first_two_bytes", "\xC2\x80", true},
    {"RFC3629_3_last_two_bytes", "\xDF\xBF", true},
    {"RFC3629_3_first_three_bytes", "\xE0\xA0\x80", true},
    {"RFC3629_3_before_surrogates", "\xED\x9F\xBF", true},
    {"RFC3629_3_after_surrogates", "\xEE\x80\x80", true},
    {"RFC3629_3_last_three_bytes", "\xEF\xBF\xBF", true},
    {"RFC3629_3_first_four_bytes", "\xF0\x90\x80\x80", true},
    {"RFC3629_3_last_code_point", "\xF4\x8F\xBF\xBF", true},
    {"RFC3629_3_overlong_two", "\xC0\x80", false},
    {"RFC3629_3_overlong_two_high", "\xC1\xBF", false},
    {"RFC3629_3_overlong_three", "\xE0\x9F\xBF", false},
    {"RFC3629_3_overlong_four", "\xF0\x8F\xBF\xBF", false},
    {"RFC3629_3_first_surrogate", "\xED\xA0\x80", false},
    {"RFC3629_3_last_surrogate", "\xED\xBF\xBF", false},
    {"RFC3629_3_beyond_last_code_point", "\xF4\x90\x80\x80", false},
    {"RFC3629_3_five_byte_form", "\xF8\x88\x80\x80\x80", false},
    {"RFC3629_3_lone_continuation", "\x80", false},
    {"RFC3629_3_truncated_two", "\xC3", false},
    {"RFC3629_3_truncated_three", "\xE2\x82", false},
    {"RFC3629_3_truncated_four", "\xF0\x9F\x98", false},
    {"RFC3629_3_lead_where_continuation_belongs", "\xE2\xC3\xA9", false},
    {"RFC3629_3_good_then_bad", "abc\xFF", false},
};

class Utf8 : public testing::TestWithParam<Case> {};

TEST_P(Utf8, judges_the_text) { EXPECT_EQ(is_utf8(GetParam().text), GetParam().want); }

INSTANTIATE_TEST_SUITE_P(Rfc, Utf8, testing::ValuesIn(kCases), [](const auto& row) { return row.param.name; });

/// The encoder of RFC 3629 §3, so that every code point is tried and not only the edges.
std::string encode(std::uint32_t point) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
  const auto tail = [&](unsigned shift) { return byte(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) return {byte(point)};
  if (point < 0x800) return {byte(0xC0 | point >> 6), tail(0)};
  if (point < 0x10000) return {byte(0xE0 | point >> 12), tail(6), tail(0)};
  return {byte(0xF0 | point >> 18), tail(12), tail(6), tail(0)};
}

TEST(Utf8, accepts_every_scalar_value_and_no_surrogate) {
  for (std::uint32_t point = 0; point <= 0x10FFFF; ++point) {
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    ASSERT_EQ(is_utf8(encode(point)), !surrogate) << std::hex << point;
  }
}

}  // namespace
}  // namespace attesto

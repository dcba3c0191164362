#include "attesto/wire/json.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>

namespace attesto {
namespace {

using namespace std::string_view_literals;

Json object(Json::Object members) { return Json(std::move(members)); }
Json array(Json::Array elements) { return Json(std::move(elements)); }

struct Accepted {
  const char* name;
  std::string_view text;
  Json want;
};

const Accepted kAccepted[] = {
    {"RFC8259_3_null", "null", Json()},
    {"RFC8259_3_literals", "[true,false,null]", array({true, false, nullptr})},
    {"RFC8259_2_space_around", " \t\r\n{ \"a\" : 1 } \n", object({{"a", 1}})},
    {"RFC8259_4_empty_object", "{}", object({})},
    {"RFC8259_5_empty_array", "[]", array({})},
    {"RFC8259_4_order_is_kept", R"({"b":1,"a":2})", object({{"b", 1}, {"a", 2}})},
    {"RFC8259_4_empty_name", R"({"":1})", object({{"", 1}})},
    {"RFC8259_7_escapes", R"("\"\\\/\b\f\n\r\t")", "\"\\/\b\f\n\r\t"},
    {"RFC8259_7_unicode_escape", R"("\u00e9\u20AC")", "\xC3\xA9\xE2\x82\xAC"},
    {"RFC8259_7_surrogate_pair", R"("\uD834\uDD1E")", "\xF0\x9D\x84\x9E"},
    {"RFC8259_7_last_code_point", R"("\uDBFF\uDFFF")", "\xF4\x8F\xBF\xBF"},
    {"RFC8259_7_escaped_control", R"("\u0001\u001f")", "\x01\x1F"},
    {"RFC8259_7_delete_is_plain", "\"\x7F\"", "\x7F"},
    {"RFC8259_6_zero", "0", 0},
    {"RFC8259_6_negative_zero", "-0", 0},
    {"RFC7493_2_2_largest", "9223372036854775807", std::numeric_limits<std::int64_t>::max()},
    {"RFC7493_2_2_smallest", "-9223372036854775808", std::numeric_limits<std::int64_t>::min()},
    {"RFC8259_6_fraction", "1.5", 1.5},
    {"RFC8259_6_whole_fraction_stays_a_fraction", "1.0", 1.0},
    {"RFC8259_6_exponent", "-25e-1", -2.5},
    {"RFC8259_6_exponent_plus", "1E+2", 100.0},
    {"RFC8259_6_zero_exponent", "0e1", 0.0},
    {"RFC8259_6_largest_double", "1.7976931348623157e308", std::numeric_limits<double>::max()},
    {"RFC8259_6_smallest_normal_double", "2.2250738585072014e-308", std::numeric_limits<double>::min()},
    {"RFC8259_6_smallest_double", "5e-324", std::numeric_limits<double>::denorm_min()},
};

class JsonAccepted : public testing::TestWithParam<Accepted> {};

TEST_P(JsonAccepted, gives_the_value) {
  const auto json = Json::parse(GetParam().text);
  ASSERT_TRUE(json);
  EXPECT_EQ(*json, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Rfc, JsonAccepted, testing::ValuesIn(kAccepted),
                         [](const auto& row) { return row.param.name; });

struct Refused {
  const char* name;
  std::string_view text;
  JsonError want;
};

constexpr Refused kRefused[] = {
    {"RFC8259_2_empty", "", JsonError::syntax},
    {"RFC8259_2_only_space", " ", JsonError::syntax},
    {"RFC8259_2_two_values", "{}{}", JsonError::syntax},
    {"RFC8259_2_form_feed_is_no_space", "\f{}", JsonError::syntax},
    {"RFC8259_8_1_byte_order_mark", "\xEF\xBB\xBF{}", JsonError::syntax},
    {"RFC8259_8_1_utf16", "{\0}\0"sv, JsonError::syntax},
    {"RFC8259_3_capital_literal", "True", JsonError::syntax},
    {"RFC8259_3_truncated_literal", "tru", JsonError::syntax},
    {"RFC8259_3_long_literal", "nulll", JsonError::syntax},
    {"RFC8259_4_trailing_comma", R"({"a":1,})", JsonError::syntax},
    {"RFC8259_4_no_colon", R"({"a" 1})", JsonError::syntax},
    {"RFC8259_4_no_value", R"({"a":})", JsonError::syntax},
    {"RFC8259_4_number_as_name", "{1:1}", JsonError::syntax},
    {"RFC8259_4_single_quotes", "{'a':1}", JsonError::syntax},
    {"RFC8259_4_not_closed", R"({"a":1)", JsonError::syntax},
    {"RFC8259_4_closed_by_bracket", R"({"a":1])", JsonError::syntax},
    {"RFC8259_5_trailing_comma", "[1,]", JsonError::syntax},
    {"RFC8259_5_leading_comma", "[,1]", JsonError::syntax},
    {"RFC8259_5_not_closed", "[1", JsonError::syntax},
    {"comment", "[1/*x*/]", JsonError::syntax},
    {"RFC8259_6_leading_zero", "01", JsonError::syntax},
    {"RFC8259_6_minus_alone", "-", JsonError::syntax},
    {"RFC8259_6_plus", "+1", JsonError::syntax},
    {"RFC8259_6_no_digit_before_point", ".5", JsonError::syntax},
    {"RFC8259_6_no_digit_behind_point", "1.", JsonError::syntax},
    {"RFC8259_6_no_digit_in_exponent", "1e", JsonError::syntax},
    {"RFC8259_6_two_signs_in_exponent", "1e+-1", JsonError::syntax},
    {"RFC8259_6_hexadecimal", "0x1", JsonError::syntax},
    {"RFC8259_6_nan", "NaN", JsonError::syntax},
    {"RFC8259_6_infinity", "-Infinity", JsonError::syntax},
    {"RFC8259_7_not_closed", "\"a", JsonError::syntax},
    {"RFC8259_7_ends_in_backslash", "\"\\", JsonError::syntax},
    {"RFC8259_7_raw_newline", "\"\n\"", JsonError::syntax},
    {"RFC8259_7_raw_nul", "\"\0\""sv, JsonError::syntax},
    {"RFC8259_7_raw_unit_separator", "\"\x1F\"", JsonError::syntax},
    {"RFC8259_7_unknown_escape", R"("\x41")", JsonError::syntax},
    {"RFC8259_7_short_unicode_escape", R"("\u12")", JsonError::syntax},
    {"RFC8259_7_unicode_escape_ends_the_text", R"("\u12)", JsonError::syntax},
    {"RFC8259_7_signed_unicode_escape", R"("\u-123")", JsonError::syntax},
    {"RFC8259_7_unicode_escape_0x", R"("\u0x12")", JsonError::syntax},
    {"RFC7493_2_1_lone_high_surrogate", R"("\uD800")", JsonError::bad_text},
    {"RFC7493_2_1_lone_low_surrogate", R"("\uDC00")", JsonError::bad_text},
    {"RFC7493_2_1_two_high_surrogates", R"("\uD800\uD800")", JsonError::bad_text},
    {"RFC7493_2_1_high_surrogate_then_escape", R"("\uD800\n")", JsonError::bad_text},
    {"RFC7493_2_1_swapped_surrogates", R"("\uDD1E\uD834")", JsonError::bad_text},
    {"RFC7493_2_1_high_surrogate_in_name", R"({"\uD800":1})", JsonError::bad_text},
    {"escaped_nul", R"("a\u0000b")", JsonError::bad_text},
    {"escaped_nul_in_name", R"({"\u0000":1})", JsonError::bad_text},
    {"RFC8259_8_1_invalid_utf8", "\"\xFF\"", JsonError::bad_text},
    {"RFC8259_8_1_overlong_utf8", "\"\xC0\x80\"", JsonError::bad_text},
    {"RFC8259_8_1_utf8_surrogate", "\"\xED\xA0\x80\"", JsonError::bad_text},
    {"RFC8259_8_1_truncated_utf8", "\"\xE2\x82\"", JsonError::bad_text},
    {"RFC7493_2_3_duplicate", R"({"a":1,"b":2,"a":3})", JsonError::duplicate_member},
    {"RFC7493_2_3_duplicate_same_value", R"({"a":1,"a":1})", JsonError::duplicate_member},
    {"RFC7493_2_3_duplicate_hidden_by_escape", R"({"aud":1,"\u0061ud":2})", JsonError::duplicate_member},
    {"RFC7493_2_3_duplicate_by_surrogate_pair", "{\"\xF0\x9D\x84\x9E\":1,\"\\uD834\\uDD1E\":2}",
     JsonError::duplicate_member},
    {"RFC7493_2_3_duplicate_by_solidus", R"({"a/b":1,"a\/b":2})", JsonError::duplicate_member},
    {"RFC7493_2_3_duplicate_nested", R"([{"x":{"a":1,"a":2}}])", JsonError::duplicate_member},
    {"RFC7493_2_3_duplicate_empty_name", R"({"":1,"":2})", JsonError::duplicate_member},
    {"RFC7493_2_2_above_largest", "9223372036854775808", JsonError::bad_number},
    {"RFC7493_2_2_below_smallest", "-9223372036854775809", JsonError::bad_number},
    {"RFC7493_2_2_hundred_digits",
     "1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
     JsonError::bad_number},
    {"RFC7493_2_2_overflows_double", "1e400", JsonError::bad_number},
    {"RFC7493_2_2_overflows_double_negative", "-1.5e309", JsonError::bad_number},
};

class JsonRefused : public testing::TestWithParam<Refused> {};

TEST_P(JsonRefused, names_the_fault) {
  const auto json = Json::parse(GetParam().text);
  ASSERT_FALSE(json);
  EXPECT_EQ(json.error(), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Rfc, JsonRefused, testing::ValuesIn(kRefused), [](const auto& row) { return row.param.name; });

JsonError error_of(std::string_view text, const JsonLimits& limits = {}) {
  const auto json = Json::parse(text, limits);
  EXPECT_FALSE(json);
  return json ? JsonError{} : json.error();
}

/// `open` and `close` so many times around `middle`.
std::string nested(std::string_view open, std::size_t count, std::string_view middle, std::string_view close) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += open;
  text += middle;
  for (std::size_t i = 0; i < count; ++i) text += close;
  return text;
}

std::string array_of(std::size_t count, std::string_view element) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text.append(i == 0 ? "[" : ",").append(element);
  text += ']';
  return text;
}

TEST(JsonLimit, depth_32_and_not_33) {
  EXPECT_TRUE(Json::parse(nested("[", 32, "", "]")));
  EXPECT_EQ(error_of(nested("[", 33, "", "]")), JsonError::too_deep);
  EXPECT_TRUE(Json::parse(nested("{\"a\":", 31, "{}", "}")));
  EXPECT_EQ(error_of(nested("{\"a\":", 32, "{}", "}")), JsonError::too_deep);
  EXPECT_EQ(error_of(nested("[{\"a\":", 17, "0", "}]")), JsonError::too_deep);
}

TEST(JsonLimit, depth_counts_nesting_and_not_neighbours) { EXPECT_TRUE(Json::parse(array_of(200, "[]"))); }

TEST(JsonLimit, deep_nesting_costs_no_stack) {
  EXPECT_EQ(error_of(nested("[", 60'000, "", "")), JsonError::too_deep);
  EXPECT_EQ(error_of(nested("{\"a\":", 12'000, "", "")), JsonError::too_deep);
}

std::string object_of(std::size_t members) {
  std::string text = "{";
  for (std::size_t i = 0; i < members; ++i) text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":0";
  text += "}";
  return text;
}

TEST(JsonLimit, members_256_and_not_257) {
  EXPECT_TRUE(Json::parse(object_of(256)));
  EXPECT_EQ(error_of(object_of(257)), JsonError::too_large);
  EXPECT_TRUE(Json::parse(array_of(256, "0")));
  EXPECT_EQ(error_of(array_of(257, "0")), JsonError::too_large);
}

TEST(JsonLimit, bytes_64_KiB_and_not_one_more) {
  std::string text(64 * 1024, 'a');
  text.front() = text.back() = '"';
  EXPECT_TRUE(Json::parse(text));
  text += ' ';
  EXPECT_EQ(error_of(text), JsonError::too_large);
}

TEST(JsonLimit, are_the_callers_to_set) {
  EXPECT_EQ(error_of("[[]]", {.depth = 1}), JsonError::too_deep);
  EXPECT_EQ(error_of("[1,2]", {.members = 1}), JsonError::too_large);
  EXPECT_EQ(error_of("[1]", {.bytes = 2}), JsonError::too_large);
  EXPECT_TRUE(Json::parse(nested("[", 100, "", "]"), {.depth = 100}));
}

TEST(JsonLookup, gives_members_of_the_asked_type_only) {
  const auto json = Json::parse(R"({"s":"x","i":7,"d":7.0,"n":null})");
  ASSERT_TRUE(json);
  ASSERT_TRUE(json->find_string("s"));
  EXPECT_EQ(*json->find_string("s"), "x");
  EXPECT_EQ(json->find_string("i"), nullptr);
  ASSERT_TRUE(json->find_integer("i"));
  EXPECT_EQ(*json->find_integer("i"), 7);
  EXPECT_EQ(json->find_integer("d"), nullptr);
  ASSERT_TRUE(json->find("n"));
  EXPECT_TRUE(json->find("n")->is_null());
  EXPECT_EQ(json->find("S"), nullptr);
  EXPECT_EQ(Json(1).find("s"), nullptr);
}

/// Files of the suite that RFC 8259 lets a parser take and I-JSON does not.
struct StricterThanSuite {
  std::string_view file;
  JsonError want;
};
constexpr StricterThanSuite kStricter[] = {
    {"y_object_duplicated_key.json", JsonError::duplicate_member},            // RFC 7493 §2.3
    {"y_object_duplicated_key_and_value.json", JsonError::duplicate_member},  // RFC 7493 §2.3
    {"y_object_escaped_null_in_key.json", JsonError::bad_text},               // NUL would end a C string
    {"y_string_null_escape.json", JsonError::bad_text},                       // NUL would end a C string
};

TEST(JsonTestSuite, takes_what_must_be_taken_and_refuses_what_must_be_refused) {
  const std::filesystem::path folder = std::filesystem::path(ATTESTO_VECTORS_DIR) / "json-test-suite/test_parsing";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no vectors at " << folder;
  std::size_t judged = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    if (name.starts_with("i_")) continue;  // up to the implementation
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto json = Json::parse(text, {.bytes = 1 << 20});
    ++judged;
    const auto* stricter = std::ranges::find(kStricter, name, &StricterThanSuite::file);
    if (stricter != std::end(kStricter)) {
      ASSERT_FALSE(json) << name;
      EXPECT_EQ(json.error(), stricter->want) << name;
    } else {
      EXPECT_EQ(json.has_value(), name.starts_with("y_")) << name;
    }
  }
  EXPECT_GT(judged, 280U);
}

}  // namespace
}  // namespace attesto

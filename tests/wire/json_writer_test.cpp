#include "attesto/wire/json_writer.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace attesto {
namespace {

using namespace std::string_view_literals;

struct Case {
  const char* name;
  std::string_view text;
  std::string_view want;
};

constexpr Case kCases[] = {
    {"RFC8259_7_plain", "abc", R"("abc")"},
    {"RFC8259_7_empty", "", R"("")"},
    {"RFC8259_7_quote_and_backslash", "a\"b\\c", R"("a\"b\\c")"},
    {"RFC8259_7_short_escapes", "\n\r\t", R"("\n\r\t")"},
    {"RFC8259_7_other_controls", "\x01\x1F", R"("\u0001\u001f")"},
    {"RFC8259_7_nul", "\0"sv, R"("\u0000")"},
    {"RFC8259_7_solidus_and_delete_stay", "/\x7F", "\"/\x7F\""},
    {"RFC8259_8_1_utf8_stays", "caf\xC3\xA9 \xF0\x9D\x84\x9E", "\"caf\xC3\xA9 \xF0\x9D\x84\x9E\""},
    {"RFC8259_8_1_bad_byte_is_replaced",
     "a\xFF"
     "b",
     "\"a\xEF\xBF\xBD"
     "b\""},
    {"RFC8259_8_1_truncated_utf8_is_replaced", "a\xE2\x82", "\"a\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"RFC8259_8_1_good_text_around_bad_stays", "\xC3\xA9\xFF\n\xC3\xA9", "\"\xC3\xA9\xEF\xBF\xBD\\n\xC3\xA9\""},
};

class JsonString : public testing::TestWithParam<Case> {};

TEST_P(JsonString, is_escaped) {
  std::string out;
  append_json_string(out, GetParam().text);
  EXPECT_EQ(out, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Rfc, JsonString, testing::ValuesIn(kCases), [](const auto& row) { return row.param.name; });

TEST(JsonString, every_byte_but_nul_comes_back) {
  std::string text;
  for (int byte = 1; byte < 0x80; ++byte) text += static_cast<char>(byte);
  std::string out;
  append_json_string(out, text);
  const auto json = Json::parse(out);
  ASSERT_TRUE(json && json->string());
  EXPECT_EQ(*json->string(), text);
}

TEST(JsonWriter, puts_commas_where_they_belong) {
  std::string out;
  JsonWriter(out)
      .begin_object()
      .member("a", "x")
      .name("b")
      .begin_array()
      .value(std::int64_t{1})
      .begin_object()
      .end_object()
      .begin_array()
      .end_array()
      .value(true)
      .end_array()
      .member("c", std::int64_t{-7})
      .member("d", false)
      .member("e\n", Json())
      .end_object();
  EXPECT_EQ(out, R"({"a":"x","b":[1,{},[],true],"c":-7,"d":false,"e\n":null})");
}

struct RoundTrip {
  const char* name;
  Json value;
  std::string_view want;
};

const RoundTrip kRoundTrips[] = {
    {"null", Json(), "null"},
    {"largest_integer", std::numeric_limits<std::int64_t>::max(), "9223372036854775807"},
    {"smallest_integer", std::numeric_limits<std::int64_t>::min(), "-9223372036854775808"},
    {"whole_fraction_stays_a_fraction", 3.0, "3.0"},
    {"negative_zero", -0.0, "-0.0"},
    {"shortest_digits", 0.1, "0.1"},
    {"large_double", 1e300, "1e+300"},
    {"smallest_double", std::numeric_limits<double>::denorm_min(), "5e-324"},
    {"nested", Json::Object{{"a", Json::Array{1, "x", Json::Object{}}}}, R"({"a":[1,"x",{}]})"},
};

class JsonRoundTrip : public testing::TestWithParam<RoundTrip> {};

TEST_P(JsonRoundTrip, comes_back_as_the_same_value_and_type) {
  const std::string text = GetParam().value.write();
  EXPECT_EQ(text, GetParam().want);
  const auto json = Json::parse(text);
  ASSERT_TRUE(json);
  EXPECT_EQ(*json, GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(Values, JsonRoundTrip, testing::ValuesIn(kRoundTrips),
                         [](const auto& row) { return row.param.name; });

TEST(JsonWriter, RFC8259_6_what_is_no_number_is_written_as_null) {
  for (const double value : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                             -std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(Json(Json::Array{value, 1}).write(), "[null,1]");
  }
}

}  // namespace
}  // namespace attesto

#include "attesto/wire/form.hpp"

#include <gtest/gtest.h>

#include <array>

namespace attesto {
namespace {

using namespace std::string_view_literals;

struct Accepted {
  const char* name;
  std::string_view text;
  std::string_view parameter;
  std::optional<std::string_view> want;
};

constexpr Accepted kAccepted[] = {
    {"RFC6749_B_plus_is_space", "scope=read+write", "scope", "read write"},
    {"RFC6749_B_published_octets", "x=+%25%26%2B%C2%A3%E2%82%AC", "x", " %&+\xC2\xA3\xE2\x82\xAC"},
    {"RFC6749_B_lower_case_escape", "x=%c2%a3", "x", "\xC2\xA3"},
    {"RFC6749_B_escaped_name", "gr%61nt_type=code", "grant_type", "code"},
    {"RFC6749_3_1_empty_value_is_omitted", "state=&code=1", "state", std::nullopt},
    {"RFC6749_3_1_no_equals_is_omitted", "state&code=1", "state", std::nullopt},
    {"RFC6749_3_1_unknown_is_ignored", "a=1&b=2", "c", std::nullopt},
    {"WHATWG_5_second_equals_belongs_to_value", "x=a=b", "x", "a=b"},
    {"WHATWG_5_empty_pairs_are_skipped", "&&a=1&&b=2&", "b", "2"},
    {"WHATWG_5_semicolon_is_no_separator", "a=1;b=2", "a", "1;b=2"},
    {"raw_utf8_is_text", "x=\xC3\xA9", "x", "\xC3\xA9"},
    {"control_characters_are_for_the_caller", "x=a%0Ab", "x", "a\nb"},
    {"names_compare_with_case", "State=1", "state", std::nullopt},
};

class FormAccepted : public testing::TestWithParam<Accepted> {};

TEST_P(FormAccepted, gives_the_value) {
  const auto form = Form::parse(GetParam().text);
  ASSERT_TRUE(form);
  EXPECT_EQ(form->find(GetParam().parameter), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Rfc, FormAccepted, testing::ValuesIn(kAccepted),
                         [](const auto& row) { return row.param.name; });

struct Refused {
  const char* name;
  std::string_view text;
  FormError want;
};

constexpr Refused kRefused[] = {
    {"RFC6749_3_1_repeated", "a=1&a=2", FormError::repeated_parameter},
    {"RFC6749_3_1_repeated_same_value", "a=1&a=1", FormError::repeated_parameter},
    {"RFC6749_3_1_repeated_one_empty", "a=&a=1", FormError::repeated_parameter},
    {"RFC6749_3_1_repeated_by_escape", "grant_type=a&grant%5Ftype=b", FormError::repeated_parameter},
    {"RFC6749_B_truncated_escape", "x=%", FormError::bad_escape},
    {"RFC6749_B_truncated_escape_one_digit", "x=%4", FormError::bad_escape},
    {"RFC6749_B_not_hexadecimal", "x=%zz", FormError::bad_escape},
    {"RFC6749_B_escape_across_pairs", "x=%4&1=2", FormError::bad_escape},
    {"RFC6749_B_escape_in_name", "%=1", FormError::bad_escape},
    {"RFC6749_B_not_utf8", "x=%FF", FormError::bad_text},
    {"RFC6749_B_truncated_utf8", "x=%C3", FormError::bad_text},
    {"RFC6749_B_overlong_utf8", "x=%C0%AF", FormError::bad_text},
    {"RFC6749_B_surrogate", "x=%ED%A0%80", FormError::bad_text},
    {"RFC6749_B_utf8_across_parameters", "x=%C3&%A9=1", FormError::bad_text},
    {"escaped_nul", "x=a%00b", FormError::bad_text},
    {"raw_nul", "x=a\0b"sv, FormError::bad_text},
    {"nul_in_name", "a%00=1", FormError::bad_text},
    {"empty_name", "=1", FormError::empty_name},
    {"only_equals", "=", FormError::empty_name},
};

class FormRefused : public testing::TestWithParam<Refused> {};

TEST_P(FormRefused, names_the_fault) {
  const auto form = Form::parse(GetParam().text);
  ASSERT_FALSE(form);
  EXPECT_EQ(form.error(), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Rfc, FormRefused, testing::ValuesIn(kRefused), [](const auto& row) { return row.param.name; });

std::string parameters(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "p" : "&p") + std::to_string(i) + "=1";
  return text;
}

TEST(Form, takes_100_parameters_and_not_101) {
  EXPECT_TRUE(Form::parse(parameters(100)));
  const auto form = Form::parse(parameters(101));
  ASSERT_FALSE(form);
  EXPECT_EQ(form.error(), FormError::too_many_parameters);
}

TEST(Form, bounds_repeatable_parameters_too) {
  constexpr std::array<std::string_view, 1> kRepeatable = {"r"};
  std::string text;
  for (int i = 0; i < 101; ++i) text += "r=1&";
  const auto form = Form::parse(text, kRepeatable);
  ASSERT_FALSE(form);
  EXPECT_EQ(form.error(), FormError::too_many_parameters);
}

TEST(Form, RFC8707_2_keeps_repeatable_values_in_order) {
  constexpr std::array<std::string_view, 1> kRepeatable = {"resource"};
  const auto form = Form::parse("resource=b&x=1&resource=&resource=a", kRepeatable);
  ASSERT_TRUE(form);
  EXPECT_EQ(form->find_all("resource"), (std::vector<std::string_view>{"b", "a"}));
  EXPECT_EQ(form->find("resource"), "b");
  const auto other = Form::parse("resource=b&x=1&x=2", kRepeatable);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error(), FormError::repeated_parameter);
}

TEST(Form, knows_what_came_more_than_once) {
  constexpr std::array<std::string_view, 1> kRepeatable = {"r"};
  EXPECT_TRUE(Form::parse("r=1&r=1", kRepeatable)->repeats("r"));
  EXPECT_TRUE(Form::parse("r=1&r=", kRepeatable)->repeats("r")) << "a name without a value is there too";
  EXPECT_FALSE(Form::parse("r=1&s=1", kRepeatable)->repeats("r"));
  EXPECT_FALSE(Form::parse("", kRepeatable)->repeats("r"));
}

TEST(Form, of_nothing_is_empty) {
  EXPECT_TRUE(Form::parse("")->empty());
  EXPECT_TRUE(Form::parse("&&")->empty());
  EXPECT_FALSE(Form::parse("a")->empty());
}

}  // namespace
}  // namespace attesto

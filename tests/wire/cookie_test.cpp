#include "attesto/wire/cookie.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace attesto {
namespace {

struct Case {
  const char* name;
  std::vector<std::string_view> fields;
  std::optional<std::string_view> want;  ///< of the cookie `sid`
};

const Case kCases[] = {
    {"RFC6265_5_4_one", {"sid=31d4"}, "31d4"},
    {"RFC6265_5_4_among_others", {"a=1; sid=31d4; b=2"}, "31d4"},
    {"RFC6265_5_4_without_space", {"a=1;sid=31d4"}, "31d4"},
    {"RFC6265_5_4_first_wins", {"sid=first; sid=second"}, "first"},
    {"RFC9113_8_2_3_several_fields", {"a=1", "sid=31d4"}, "31d4"},
    {"RFC6265_4_1_1_value_with_equals", {"sid=a=b=="}, "a=b=="},
    {"RFC6265_4_1_1_empty_value", {"sid="}, ""},
    {"RFC6265_5_2_names_compare_with_case", {"SID=31d4"}, std::nullopt},
    {"RFC6265_5_4_longer_name", {"xsid=1; sid2=2"}, std::nullopt},
    {"RFC6265_5_4_name_without_value", {"sid"}, std::nullopt},
    {"RFC6265_5_4_name_in_a_value", {"a=sid=1"}, std::nullopt},
    {"RFC6265_5_4_empty_pairs", {";; ;sid=31d4;;"}, "31d4"},
    {"RFC6265_5_4_empty_field", {""}, std::nullopt},
    {"RFC6265_5_4_none", {}, std::nullopt},
};

class FindCookie : public testing::TestWithParam<Case> {};

TEST_P(FindCookie, gives_the_first_of_that_name) {
  std::vector<http::HeaderView> headers = {{"Host", "sid=trap"}};
  for (const std::string_view field : GetParam().fields) headers.push_back({"cOOkie", field});
  EXPECT_EQ(find_cookie({.method = "GET", .target = "/", .headers = headers}, "sid"), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Rfc, FindCookie, testing::ValuesIn(kCases), [](const auto& row) { return row.param.name; });

TEST(RenderSetCookie, RFC6265_4_1_always_carries_the_guards) {
  EXPECT_EQ(render_set_cookie({.name = "__Host-i", .value = "v"}),
            "__Host-i=v; Path=/; HttpOnly; SameSite=Lax; Secure");
}

TEST(RenderSetCookie, RFC6265_4_1_2_2_max_age_in_seconds) {
  EXPECT_EQ(render_set_cookie({.name = "i", .value = "v", .max_age = std::chrono::minutes{10}, .secure = false}),
            "i=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=600");
  EXPECT_EQ(render_set_cookie({.name = "i", .value = "", .max_age = std::chrono::seconds{0}, .secure = false}),
            "i=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
}

}  // namespace
}  // namespace attesto

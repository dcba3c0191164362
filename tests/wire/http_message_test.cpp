#include "attesto/wire/http_message.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace attesto::http {
namespace {

using namespace std::string_view_literals;

TEST(Request, RFC9112_3_2_1_splits_the_target_at_the_first_question_mark) {
  const Request request{.method = "GET", .target = "/authorize?a=1?b=2"};
  EXPECT_EQ(request.path(), "/authorize");
  EXPECT_EQ(request.query(), "a=1?b=2");
  const Request plain{.method = "GET", .target = "/token"};
  EXPECT_EQ(plain.path(), "/token");
  EXPECT_EQ(plain.query(), "");
}

TEST(Request, RFC9110_5_1_names_compare_without_case) {
  const std::vector<HeaderView> headers = {{"AUTHORIZATION", "first"}, {"authorization", "second"}, {"X", "y"}};
  const Request request{.method = "GET", .target = "/", .headers = headers};
  EXPECT_EQ(request.header("Authorization"), "first");
  EXPECT_EQ(request.header_count("Authorization"), 2U);
  EXPECT_EQ(request.header_count("x"), 1U);
  EXPECT_FALSE(request.header("Host"));
  EXPECT_EQ(request.header_count("Host"), 0U);
}

struct MediaType {
  const char* name;
  std::string_view value;
  bool want;
};

constexpr MediaType kMediaTypes[] = {
    {"RFC9110_8_3_1_exact", "application/x-www-form-urlencoded", true},
    {"RFC9110_8_3_1_case", "APPLICATION/X-WWW-FORM-URLENCODED", true},
    {"RFC9110_8_3_1_parameter", "application/x-www-form-urlencoded;charset=UTF-8", true},
    {"RFC9110_8_3_1_space_before_parameter", "application/x-www-form-urlencoded ; charset=UTF-8", true},
    {"RFC9110_8_3_1_other", "application/json", false},
    {"RFC9110_8_3_1_list", "application/x-www-form-urlencoded, application/json", false},
    {"RFC9110_8_3_1_nul", "application/x-www-form-urlencoded\0"sv, false},
    {"RFC9110_8_3_1_longer", "application/x-www-form-urlencodedx", false},
    {"RFC9110_8_3_1_empty", "", false},
};

class HasMediaType : public testing::TestWithParam<MediaType> {};

TEST_P(HasMediaType, looks_at_type_and_subtype) {
  const std::vector<HeaderView> headers = {{"content-type", GetParam().value}};
  const Request request{.method = "POST", .target = "/", .headers = headers};
  EXPECT_EQ(request.has_media_type("application/x-www-form-urlencoded"), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Rfc, HasMediaType, testing::ValuesIn(kMediaTypes),
                         [](const auto& row) { return row.param.name; });

TEST(HasMediaType, is_false_without_the_field) {
  EXPECT_FALSE((Request{.method = "POST", .target = "/"}.has_media_type("application/json")));
}

TEST(Response, keeps_the_order_of_equal_names) {
  Response response;
  response.add("Set-Cookie", "a=1").add("set-cookie", "b=2");
  ASSERT_EQ(response.headers.size(), 2U);
  EXPECT_EQ(response.header("SET-COOKIE"), "a=1");
  EXPECT_EQ(response.headers[1].value, "b=2");
}

TEST(Response, RFC9110_5_5_response_splitting_is_refused) {
  const std::string_view values[] = {"a\r\nSet-Cookie: x=1", "a\nb", "a\rb", "a\0b"sv, "caf\xC3\xA9", "\x7F", "a\tb"};
  for (const std::string_view value : values) {
    Response response;
    EXPECT_THROW(response.add("Location", value), std::invalid_argument);
    EXPECT_TRUE(response.headers.empty());
  }
}

TEST(Response, RFC9110_5_6_2_names_are_tokens) {
  const std::string_view names[] = {"", "Set-Cookie:", "a b", "a\r\nb", "a\0"sv, "caf\xC3\xA9", "(x)", "a\"b"};
  for (const std::string_view name : names) {
    Response response;
    EXPECT_THROW(response.add(name, "x"), std::invalid_argument);
    EXPECT_TRUE(response.headers.empty());
  }
  EXPECT_NO_THROW(Response{}.add("!#$%&'*+-.^_`|~09azAZ", ""));
}

TEST(EqualIgnoringCase, folds_ascii_letters_and_nothing_else) {
  EXPECT_TRUE(equal_ignoring_case("aZ", "Az"));
  EXPECT_FALSE(equal_ignoring_case("a", "ab"));
  EXPECT_FALSE(equal_ignoring_case("@", "`"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
  EXPECT_FALSE(equal_ignoring_case("\xC3\x89", "\xC3\xA9"));
}

}  // namespace
}  // namespace attesto::http

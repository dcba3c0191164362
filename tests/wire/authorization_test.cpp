#include "attesto/wire/authorization.hpp"

#include <gtest/gtest.h>

#include "attesto/wire/base64url.hpp"

namespace attesto {
namespace {

using namespace std::string_view_literals;

std::string basic(std::string_view pair) { return "Basic " + base64_encode(as_bytes(pair)); }

struct Accepted {
  const char* name;
  std::string field;
  std::string_view user_id;
  std::string_view password;
};

const Accepted kAccepted[] = {
    {"RFC6749_2_3_1_example", "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW", "s6BhdRkqt3", "gX1fBat3bV"},
    {"RFC6749_2_3_1_plus_is_space", basic("a+b:c+d"), "a b", "c d"},
    {"RFC6749_2_3_1_escapes", basic("a%3Ab:c%25d%2B"), "a:b", "c%d+"},
    {"RFC6749_B_published_octets", basic("c:+%25%26%2B%C2%A3%E2%82%AC"), "c", " %&+\xC2\xA3\xE2\x82\xAC"},
    {"RFC7617_2_first_colon_splits", basic("c1:a:b"), "c1", "a:b"},
    {"RFC7617_2_empty_password", basic("c1:"), "c1", ""},
    {"RFC7617_2_empty_user_id", basic(":secret"), "", "secret"},
    {"RFC9110_11_1_scheme_ignores_case", "bAsIc czZCaGRSa3F0MzpnWDFmQmF0M2JW", "s6BhdRkqt3", "gX1fBat3bV"},
};

class BasicAccepted : public testing::TestWithParam<Accepted> {};

TEST_P(BasicAccepted, gives_both_parts) {
  const auto credentials = parse_basic(GetParam().field);
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->user_id, GetParam().user_id);
  EXPECT_EQ(credentials->password.expose(), GetParam().password);
}

INSTANTIATE_TEST_SUITE_P(Rfc, BasicAccepted, testing::ValuesIn(kAccepted),
                         [](const auto& row) { return row.param.name; });

struct Refused {
  const char* name;
  std::string field;
};

const Refused kRefused[] = {
    {"no_field", ""},
    {"RFC9110_11_4_scheme_alone", "Basic"},
    {"RFC9110_11_4_nothing_behind_space", "Basic "},
    {"RFC9110_11_4_one_space_and_not_two", "Basic  Yzpk"},
    {"RFC9110_11_4_tab_is_no_space", "Basic\tYzpk"},
    {"RFC9110_11_4_text_behind", "Basic Yzpk x"},
    {"RFC9110_11_4_trailing_space", "Basic Yzpk "},
    {"other_scheme", "Bearer Yzpk"},
    {"scheme_with_longer_name", "Basics Yzpk"},
    {"RFC7617_2_missing_padding", "Basic YzE6ZA"},
    {"RFC7617_2_url_alphabet", "Basic Yz-k"},
    {"RFC4648_3_5_trailing_bits", "Basic YzpkZf=="},
    {"RFC7617_2_no_colon", basic("c1")},
    {"RFC6749_2_3_1_bad_escape_in_user_id", basic("c%:d")},
    {"RFC6749_2_3_1_bad_escape_in_password", basic("c:d%zz")},
    {"RFC7617_2_control_character", basic("c\n:d")},
    {"RFC7617_2_escaped_control_character", basic("c:d%0D%0A")},
    {"RFC7617_2_escaped_nul", basic("c%00:d")},
    {"RFC7617_2_delete", basic("c:d\x7F")},
    {"RFC6749_B_not_utf8", basic("c:%FF")},
};

class BasicRefused : public testing::TestWithParam<Refused> {};

TEST_P(BasicRefused, gives_nothing) { EXPECT_FALSE(parse_basic(GetParam().field)); }

INSTANTIATE_TEST_SUITE_P(Rfc, BasicRefused, testing::ValuesIn(kRefused),
                         [](const auto& row) { return row.param.name; });

struct BearerCase {
  const char* name;
  std::string_view field;
  std::optional<std::string_view> want;
};

constexpr BearerCase kBearer[] = {
    {"RFC6750_2_1_example", "Bearer mF_9.B5f-4.1JqM", "mF_9.B5f-4.1JqM"},
    {"RFC6750_2_1_every_mark", "Bearer a-._~+/==", "a-._~+/=="},
    {"RFC9110_11_1_scheme_ignores_case", "BEARER abc", "abc"},
    {"RFC9110_11_4_one_space_and_not_two", "Bearer  abc", std::nullopt},
    {"RFC6750_2_1_no_token", "Bearer ", std::nullopt},
    {"RFC6750_2_1_only_padding", "Bearer ==", std::nullopt},
    {"RFC6750_2_1_padding_inside", "Bearer a=b", std::nullopt},
    {"RFC6750_2_1_two_tokens", "Bearer a b", std::nullopt},
    {"RFC6750_2_1_comma", "Bearer a,b", std::nullopt},
    {"RFC6750_2_1_quote", "Bearer \"a\"", std::nullopt},
    {"RFC6750_2_1_nul", "Bearer a\0"sv, std::nullopt},
    {"RFC6750_2_1_non_ascii", "Bearer \xC3\xA9", std::nullopt},
    {"RFC6750_2_1_other_scheme", "DPoP abc", std::nullopt},
    {"RFC6750_2_1_scheme_glued", "Bearerabc", std::nullopt},
    {"RFC6750_2_1_leading_space", " Bearer abc", std::nullopt},
};

class Bearer : public testing::TestWithParam<BearerCase> {};

TEST_P(Bearer, gives_one_token_or_nothing) { EXPECT_EQ(parse_bearer(GetParam().field), GetParam().want); }

INSTANTIATE_TEST_SUITE_P(Rfc, Bearer, testing::ValuesIn(kBearer), [](const auto& row) { return row.param.name; });

TEST(CredentialsOfScheme, takes_any_scheme) {
  EXPECT_EQ(credentials_of_scheme("dpop eyJ.a.b", "DPoP"), "eyJ.a.b");
  EXPECT_FALSE(credentials_of_scheme("DPoP", "DPoP"));
}

}  // namespace
}  // namespace attesto

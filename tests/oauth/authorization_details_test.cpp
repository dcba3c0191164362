#include "attesto/oauth/authorization_details.hpp"

#include <gtest/gtest.h>

#include <string>

namespace attesto {
namespace {

std::string array_of(int entries) {
  std::string text = "[";
  for (int entry = 0; entry < entries; ++entry) text += entry == 0 ? R"({"type":"t"})" : R"(,{"type":"t"})";
  return text + ']';
}

struct Case {
  const char* name;
  std::string text;
  bool good;
};

const Case kCases[] = {
    {"RFC9396_2_least", R"([{"type":"account_information"}])", true},
    {"RFC9396_2_1_own_members", R"([{"type":"payment","amount":{"currency":"EUR","value":"123.50"}}])", true},
    {"RFC9396_2_2_common_fields",
     R"([{"type":"t","locations":["https://a"],"actions":["read"],"datatypes":["x"],"identifier":"7","privileges":[]}])",
     true},
    {"RFC9396_2_two_of_one_type", R"([{"type":"t"},{"type":"t","x":1}])", true},
    {"RFC9396_2_most_entries", array_of(16), true},
    {"RFC9396_2_too_many_entries", array_of(17), false},
    {"RFC9396_5_nothing", "", false},
    {"RFC9396_5_no_json", "payment", false},
    {"RFC9396_5_an_object", R"({"type":"t"})", false},
    {"RFC9396_5_empty_array", "[]", false},
    {"RFC9396_5_entry_is_no_object", R"(["t"])", false},
    {"RFC9396_5_one_entry_is_no_object", R"([{"type":"t"},null])", false},
    {"RFC9396_5_type_missing", R"([{"actions":["read"]}])", false},
    {"RFC9396_5_type_empty", R"([{"type":""}])", false},
    {"RFC9396_5_type_no_string", R"([{"type":["t"]}])", false},
    {"RFC9396_5_type_missing_in_the_second", R"([{"type":"t"},{"x":1}])", false},
    {"RFC9396_2_2_locations_no_array", R"([{"type":"t","locations":"https://a"}])", false},
    {"RFC9396_2_2_actions_mixed", R"([{"type":"t","actions":["read",1]}])", false},
    {"RFC9396_2_2_datatypes_object", R"([{"type":"t","datatypes":{}}])", false},
    {"RFC9396_2_2_privileges_null", R"([{"type":"t","privileges":null}])", false},
    {"RFC9396_2_2_identifier_number", R"([{"type":"t","identifier":7}])", false},
    {"RFC7493_2_3_type_twice", R"([{"type":"t","type":"u"}])", false},
    {"RFC9396_5_64_KiB", R"([{"type":"t","x":")" + std::string(64 * 1024, 'x') + R"("}])", false},
    {"RFC9396_5_deep", R"([{"type":"t","x":)" + std::string(8, '[') + std::string(8, ']') + "}]", false},
};

class DetailsSyntax : public testing::TestWithParam<Case> {};

TEST_P(DetailsSyntax, is_checked) {
  EXPECT_EQ(AuthorizationDetails::parse(GetParam().text).has_value(), GetParam().good);
}

INSTANTIATE_TEST_SUITE_P(Rfc, DetailsSyntax, testing::ValuesIn(kCases), [](const auto& row) { return row.param.name; });

struct SubsetCase {
  const char* name;
  const char* requested;
  const char* granted;
  bool subset;
};

constexpr SubsetCase kSubsets[] = {
    {"RFC9396_7_the_same", R"([{"type":"t","a":1}])", R"([{"type":"t","a":1}])", true},
    {"RFC9396_7_members_in_another_order", R"([{"a":{"x":1,"y":2},"type":"t"}])", R"([{"type":"t","a":{"y":2,"x":1}}])",
     true},
    {"RFC9396_7_an_entry_less", R"([{"type":"u"}])", R"([{"type":"t"},{"type":"u"}])", true},
    {"RFC9396_7_entries_in_another_order", R"([{"type":"u"},{"type":"t"}])", R"([{"type":"t"},{"type":"u"}])", true},
    {"RFC9396_7_an_entry_more", R"([{"type":"t"},{"type":"u"}])", R"([{"type":"t"}])", false},
    {"RFC9396_7_another_value", R"([{"type":"t","a":2}])", R"([{"type":"t","a":1}])", false},
    {"RFC9396_7_a_member_less_may_mean_more", R"([{"type":"t"}])", R"([{"type":"t","locations":["https://a"]}])",
     false},
    {"RFC9396_7_a_member_more", R"([{"type":"t","a":1}])", R"([{"type":"t"}])", false},
    {"RFC9396_7_another_name", R"([{"type":"t","b":1}])", R"([{"type":"t","a":1}])", false},
    {"RFC9396_7_arrays_keep_their_order", R"([{"type":"t","actions":["a","b"]}])",
     R"([{"type":"t","actions":["b","a"]}])", false},
    {"RFC9396_7_a_shorter_array", R"([{"type":"t","actions":["a"]}])", R"([{"type":"t","actions":["a","b"]}])", false},
    {"RFC9396_7_text_is_no_number", R"([{"type":"t","a":"1"}])", R"([{"type":"t","a":1}])", false},
    {"RFC9396_7_a_fraction_is_no_integer", R"([{"type":"t","a":1.0}])", R"([{"type":"t","a":1}])", false},
    {"RFC9396_7_null_is_not_absent", R"([{"type":"t","a":null}])", R"([{"type":"t"}])", false},
    {"RFC9396_7_case_of_the_type", R"([{"type":"T"}])", R"([{"type":"t"}])", false},
};

class DetailsSubset : public testing::TestWithParam<SubsetCase> {};

TEST_P(DetailsSubset, is_judged_by_whole_entries) {
  const auto requested = AuthorizationDetails::parse(GetParam().requested);
  const auto granted = AuthorizationDetails::parse(GetParam().granted);
  ASSERT_TRUE(requested && granted);
  EXPECT_EQ(requested->is_subset_of(*granted), GetParam().subset);
}

INSTANTIATE_TEST_SUITE_P(Rfc, DetailsSubset, testing::ValuesIn(kSubsets),
                         [](const auto& row) { return row.param.name; });

TEST(AuthorizationDetails, none_are_less_than_any) {
  const auto some = AuthorizationDetails::parse(R"([{"type":"t"}])");
  EXPECT_TRUE(AuthorizationDetails().is_subset_of(*some));
  EXPECT_FALSE(some->is_subset_of(AuthorizationDetails()));
}

TEST(AuthorizationDetails, RFC9396_9_1_are_carried_as_they_came) {
  constexpr std::string_view kClaims = R"({"authorization_details":[{"type":"t","a":[1,{"b":null}]},{"type":"u"}]})";
  const auto details = find_authorization_details(Json::parse(kClaims).value());
  ASSERT_TRUE(details);
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  write_authorization_details(out, *details);
  out.end_object();
  EXPECT_EQ(text, kClaims);
}

TEST(AuthorizationDetails, RFC9396_9_1_absent_is_none_and_malformed_is_refused) {
  const auto absent = find_authorization_details(Json(Json::Object{}));
  ASSERT_TRUE(absent);
  EXPECT_TRUE(absent->empty());
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  write_authorization_details(out, *absent);
  out.end_object();
  EXPECT_EQ(text, "{}");
  EXPECT_FALSE(find_authorization_details(Json::parse(R"({"authorization_details":null})").value()));
  EXPECT_FALSE(find_authorization_details(Json::parse(R"({"authorization_details":[{}]})").value()));
}

}  // namespace
}  // namespace attesto

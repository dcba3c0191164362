#include "attesto/oauth/resource_indicator.hpp"

#include <gtest/gtest.h>

#include <string>

namespace attesto {
namespace {

struct Case {
  const char* name;
  std::string text;
  bool good;
};

const Case kCases[] = {
    {"RFC8707_2_origin", "https://api.example", true},
    {"RFC8707_2_path_and_port", "https://api.example:8443/v1/reports", true},
    {"RFC8707_2_a_query_is_allowed", "https://api.example/app?tenant=1", true},
    {"RFC8707_2_any_absolute_uri", "urn:example:cooperation-context", true},
    {"RFC8707_2_escapes", "https://api.example/%C3%A9", true},
    {"RFC8707_2_longest", "https://api.example/" + std::string(2028, 'a'), true},
    {"RFC8707_2_too_long", "https://api.example/" + std::string(2029, 'a'), false},
    {"RFC8707_2_fragment", "https://api.example/#part", false},
    {"RFC8707_2_empty_fragment", "https://api.example/#", false},
    {"RFC8707_2_relative_path", "/reports", false},
    {"RFC8707_2_network_path", "//api.example/reports", false},
    {"RFC8707_2_no_scheme", "api.example", false},
    {"RFC8707_2_nothing", "", false},
    {"RFC3986_2_space", "https://api.example/a b", false},
    {"RFC3986_2_1_broken_escape", "https://api.example/%2", false},
    {"RFC3986_2_not_ascii", "https://api.example/\xC3\xA9", false},
};

class ResourceSyntax : public testing::TestWithParam<Case> {};

TEST_P(ResourceSyntax, is_checked) {
  const auto resource = ResourceIndicator::parse(GetParam().text);
  ASSERT_EQ(resource.has_value(), GetParam().good);
  EXPECT_TRUE(!resource || resource->str() == GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(Rfc, ResourceSyntax, testing::ValuesIn(kCases),
                         [](const auto& row) { return row.param.name; });

// "https://API.example" and "https://api.example/" may be the same place; they are not the same name.
TEST(ResourceIndicator, RFC8707_2_is_compared_byte_for_byte) {
  const auto resource = ResourceIndicator::parse("https://api.example");
  EXPECT_EQ(resource, ResourceIndicator::parse("https://api.example"));
  for (const char* other :
       {"https://api.example/", "https://API.example", "HTTPS://api.example", "https://api.example:443"}) {
    ASSERT_TRUE(ResourceIndicator::parse(other)) << other;
    EXPECT_NE(resource, ResourceIndicator::parse(other)) << other;
  }
}

struct NarrowingCase {
  const char* name;
  Audience requested;
  Audience granted;
  std::optional<Audience> want;
};

const NarrowingCase kNarrowing[] = {
    {"RFC8707_2_2_nothing_asked_means_all", {}, {"a", "b"}, Audience{"a", "b"}},
    {"RFC8707_2_2_less", {"b"}, {"a", "b"}, Audience{"b"}},
    {"RFC8707_2_2_the_same_in_another_order", {"b", "a"}, {"a", "b"}, Audience{"b", "a"}},
    {"RFC8707_2_2_twice_counts_once", {"a", "a"}, {"a"}, Audience{"a"}},
    {"RFC8707_2_2_more", {"a", "c"}, {"a", "b"}, std::nullopt},
    {"RFC8707_2_2_another", {"c"}, {"a", "b"}, std::nullopt},
    {"RFC8707_2_2_case_counts", {"A"}, {"a"}, std::nullopt},
    {"RFC8707_2_2_a_prefix_is_another", {"https://a"}, {"https://a/b"}, std::nullopt},
    {"RFC8707_2_2_from_nothing", {"a"}, {}, std::nullopt},
};

class Narrowing : public testing::TestWithParam<NarrowingCase> {};

TEST_P(Narrowing, never_widens) {
  EXPECT_EQ(narrow_audience(GetParam().requested, GetParam().granted), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Rfc, Narrowing, testing::ValuesIn(kNarrowing), [](const auto& row) { return row.param.name; });

TEST(Resources, RFC8707_2_are_distinct_and_at_most_16) {
  using Values = std::vector<std::string_view>;
  EXPECT_EQ(parse_resources(Values{}), Audience());
  EXPECT_EQ(parse_resources(Values{"urn:b", "urn:a", "urn:b"}), (Audience{"urn:b", "urn:a"}));
  EXPECT_TRUE(parse_resources(Values(16, "urn:a")));
  EXPECT_FALSE(parse_resources(Values(17, "urn:a")));
  EXPECT_FALSE(parse_resources(Values{"urn:a", "b"})) << "one bad one spoils all";
}

std::string written(const Audience& audience) {
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  write_audience(out, audience);
  out.end_object();
  return text;
}

TEST(AudienceClaim, RFC7519_4_1_3_is_a_string_for_one_and_an_array_for_several) {
  EXPECT_EQ(written("a"), R"({"aud":"a"})");
  EXPECT_EQ(written({"b", "a"}), R"({"aud":["b","a"]})");
}

TEST(AudienceClaim, comes_back) {
  for (const Audience& audience : {Audience("a"), Audience{"b", "a"}})
    EXPECT_EQ(find_audience(*Json::parse(written(audience))), audience);
  EXPECT_EQ(find_audience(*Json::parse(R"({"aud":["a"]})")), Audience("a"));
  for (const char* text : {"{}", R"({"aud":[]})", R"({"aud":1})", R"({"aud":null})", R"({"aud":["a",1]})"})
    EXPECT_FALSE(find_audience(*Json::parse(text))) << text;
}

TEST(Audience, one_name_is_an_audience) {
  const Audience audience = std::string("https://api.example");
  EXPECT_TRUE(audience.contains("https://api.example"));
  EXPECT_FALSE(audience.contains("https://api"));
  EXPECT_EQ(audience.names().size(), 1U);
  EXPECT_FALSE(audience.empty());
  EXPECT_TRUE(Audience().empty());
}

}  // namespace
}  // namespace attesto

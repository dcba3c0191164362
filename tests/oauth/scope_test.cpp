#include "attesto/oauth/scope.hpp"

#include <gtest/gtest.h>

namespace attesto {
namespace {

using namespace std::string_view_literals;

struct Case {
  const char* name;
  std::string_view text;
  std::optional<std::string_view> want;  ///< the wire form of what was parsed
};

constexpr Case kCases[] = {
    {"RFC6749_3_3_one", "read", "read"},
    {"RFC6749_3_3_order_is_kept", "write read", "write read"},
    {"RFC6749_3_3_duplicates_count_once", "a b a", "a b"},
    {"RFC6749_3_3_case_counts", "Read read", "Read read"},
    {"RFC6749_3_3_every_edge_of_the_grammar", "!#[]~", "!#[]~"},
    {"RFC6749_3_3_urls_are_tokens", "https://api.example/read:x", "https://api.example/read:x"},
    {"RFC6749_3_3_nothing_is_no_scope", "", ""},
    {"RFC6749_3_3_leading_space", " a", std::nullopt},
    {"RFC6749_3_3_trailing_space", "a ", std::nullopt},
    {"RFC6749_3_3_two_spaces", "a  b", std::nullopt},
    {"RFC6749_3_3_only_space", " ", std::nullopt},
    {"RFC6749_3_3_quote", "\"a\"", std::nullopt},
    {"RFC6749_3_3_backslash", "a\\b", std::nullopt},
    {"RFC6749_3_3_tab", "a\tb", std::nullopt},
    {"RFC6749_3_3_newline", "a\nb", std::nullopt},
    {"RFC6749_3_3_nul", "a\0b"sv, std::nullopt},
    {"RFC6749_3_3_delete", "a\x7F", std::nullopt},
    {"RFC6749_3_3_non_ascii", "\xC3\xA9", std::nullopt},
};

class ScopeSyntax : public testing::TestWithParam<Case> {};

TEST_P(ScopeSyntax, is_checked_and_written_back) {
  const auto scope = Scope::parse(GetParam().text);
  ASSERT_EQ(scope.has_value(), GetParam().want.has_value());
  EXPECT_TRUE(!scope || scope->str() == *GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Rfc, ScopeSyntax, testing::ValuesIn(kCases), [](const auto& row) { return row.param.name; });

TEST(Scope, RFC6749_6_subset) {
  const Scope wide = *Scope::parse("read write admin");
  EXPECT_TRUE(Scope::parse("write read")->is_subset_of(wide));
  EXPECT_TRUE(Scope().is_subset_of(wide));
  EXPECT_TRUE(wide.is_subset_of(wide));
  EXPECT_FALSE(Scope::parse("read other")->is_subset_of(wide));
  EXPECT_FALSE(Scope::parse("Read")->is_subset_of(wide));
  EXPECT_FALSE(wide.is_subset_of(Scope()));
}

TEST(Scope, contains_whole_tokens_only) {
  const Scope scope = *Scope::parse("reports.read openid");
  EXPECT_TRUE(scope.contains("openid"));
  EXPECT_FALSE(scope.contains("open"));
  EXPECT_FALSE(scope.contains("reports.read openid"));
  EXPECT_FALSE(scope.contains(""));
  EXPECT_EQ(scope.tokens().size(), 2U);
  EXPECT_TRUE(Scope().empty());
}

TEST(Scope, what_two_have_in_common_keeps_the_order_of_the_first) {
  EXPECT_EQ(Scope::parse("c a b")->common_with(*Scope::parse("a b c d")).str(), "c a b");
  EXPECT_EQ(Scope::parse("a b")->common_with(*Scope::parse("b")).str(), "b");
  EXPECT_TRUE(Scope::parse("a")->common_with(*Scope::parse("A")).empty());
  EXPECT_TRUE(Scope().common_with(*Scope::parse("a")).empty());
}

}  // namespace
}  // namespace attesto

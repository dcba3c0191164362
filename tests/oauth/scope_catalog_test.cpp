// What a granted scope covers: one algebra for the server and its resource servers.
#include "attesto/oauth/scope_catalog.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

namespace attesto {
namespace {

using testing::ElementsAre;

ScopeCatalog dotted() {
  constexpr std::array<std::string_view, 6> kScopes = {"documents.read", "documents.write", "reports.read",
                                                       "profile",        "files.read.all",  "read:reports"};
  return *ScopeCatalog::create(kScopes, ScopeSeparator::dot);
}

ScopeCatalog coloned() {
  constexpr std::array<std::string_view, 5> kScopes = {"read:reports", "read:documents", "write:reports", "profile",
                                                       "documents.read"};
  return *ScopeCatalog::create(kScopes, ScopeSeparator::colon);
}

Scope scope(std::string_view text) { return *Scope::parse(text); }

struct Row {
  const char* name;
  const char* granted;
  const char* required;
  bool grants;
};

std::string name_of(const testing::TestParamInfo<Row>& row) { return row.param.name; }

class Dotted : public testing::TestWithParam<Row> {};

TEST_P(Dotted, grants) {
  EXPECT_EQ(dotted().grants(scope(GetParam().granted), GetParam().required), GetParam().grants);
}

INSTANTIATE_TEST_SUITE_P(Catalog, Dotted,
                         testing::Values(Row{"itself", "documents.read", "documents.read", true},
                                         Row{"wildcard", "documents.*", "documents.write", true},
                                         Row{"wildcard_of_another_resource", "documents.*", "reports.read", false},
                                         Row{"everything_is_not_for_clients", "*", "reports.read", false},
                                         Row{"not_catalogued", "reports.delete", "reports.delete", false},
                                         Row{"wildcard_to_not_catalogued", "reports.*", "reports.delete", false},
                                         Row{"deep_wildcard", "documents.read.*", "documents.read", false},
                                         Row{"deep_wildcard_deep", "files.read.*", "files.read.all", false},
                                         Row{"wildcard_covers_deep", "files.*", "files.read.all", true},
                                         Row{"no_resource", ".*", "documents.read", false},
                                         Row{"any_resource", "*.read", "documents.read", false},
                                         Row{"no_action", "documents.", "documents.read", false},
                                         Row{"bare_resource", "documents", "documents.read", false},
                                         Row{"unknown_resource", "unknown.*", "documents.read", false},
                                         Row{"wildcard_as_requirement", "documents.*", "documents.*", false},
                                         Row{"everything_as_requirement", "*", "*", false},
                                         Row{"own_resource", "profile.*", "profile", true},
                                         Row{"two_dots", "documents..*", "documents.read", false},
                                         Row{"doubled_star", "documents.**", "documents.read", false},
                                         Row{"other_tail", "documents.x", "documents.read", false},
                                         Row{"prefix_of_a_resource", "doc.*", "documents.read", false},
                                         Row{"longer_resource", "documentsx.*", "documents.read", false},
                                         Row{"case_counts", "Documents.*", "documents.read", false},
                                         Row{"colon_is_a_character", "read:*", "read:reports", false},
                                         Row{"colon_for_dot", "documents:*", "documents.read", false},
                                         Row{"any_of_several", "reports.read documents.*", "documents.read", true},
                                         Row{"nothing_granted", "", "documents.read", false},
                                         Row{"nothing_required", "documents.*", "", false}),
                         name_of);

class Coloned : public testing::TestWithParam<Row> {};

TEST_P(Coloned, grants) {
  EXPECT_EQ(coloned().grants(scope(GetParam().granted), GetParam().required), GetParam().grants);
}

INSTANTIATE_TEST_SUITE_P(Catalog, Coloned,
                         testing::Values(Row{"itself", "read:reports", "read:reports", true},
                                         Row{"wildcard", "read:*", "read:reports", true},
                                         Row{"wildcard_of_another", "read:*", "write:reports", false},
                                         Row{"wildcard_to_not_catalogued", "write:*", "write:documents", false},
                                         Row{"wildcard_in_front", "*:reports", "read:reports", false},
                                         Row{"deep_wildcard", "read:reports:*", "read:reports", false},
                                         Row{"dot_is_a_character", "documents.*", "documents.read", false},
                                         Row{"dot_for_colon", "read.*", "read:reports", false},
                                         Row{"own_resource", "profile:*", "profile", true},
                                         Row{"dotted_own_resource", "documents.read:*", "documents.read", true},
                                         Row{"everything", "*", "read:reports", false},
                                         Row{"wildcard_as_requirement", "read:*", "read:*", false}),
                         name_of);

TEST(ScopeCatalog, everything_is_for_the_systems_own_credentials) {
  EXPECT_TRUE(dotted().grants_to_system(scope("*"), "reports.read"));
  EXPECT_TRUE(dotted().grants_to_system(scope("documents.*"), "documents.read"));
  EXPECT_FALSE(dotted().grants_to_system(scope("*"), "reports.delete"));
  EXPECT_FALSE(dotted().grants_to_system(scope("*"), "documents.*"));
  EXPECT_FALSE(dotted().grants_to_system(scope("*"), "*"));
  EXPECT_FALSE(dotted().grants_to_system(scope("documents.*"), "reports.read"));
  EXPECT_FALSE(dotted().grants_to_system(scope("**"), "reports.read"));
}

TEST(ScopeCatalog, all_required_must_be_granted) {
  constexpr std::array<std::string_view, 2> kBoth = {"documents.read", "reports.read"};
  EXPECT_TRUE(dotted().grants_all(scope("documents.* reports.read"), kBoth));
  EXPECT_FALSE(dotted().grants_all(scope("documents.*"), kBoth));
  EXPECT_FALSE(dotted().grants_all(scope("reports.read"), kBoth));
  EXPECT_FALSE(dotted().grants_all(Scope(), kBoth));
}

TEST(ScopeCatalog, requiring_nothing_is_a_programming_error) {
  EXPECT_THROW(static_cast<void>(dotted().grants_all(scope("documents.*"), {})), std::invalid_argument);
}

TEST(ScopeCatalog, unknown_tells_what_nobody_may_be_granted) {
  EXPECT_THAT(
      dotted().unknown(scope("x.* documents.read * profile.* reports.delete documents.* documents.read.* read:*")),
      ElementsAre("x.*", "*", "reports.delete", "documents.read.*", "read:*"));
  EXPECT_THAT(coloned().unknown(scope("read:* execute:* profile")), ElementsAre("execute:*"));
  EXPECT_THAT(dotted().unknown(Scope()), ElementsAre());
}

TEST(ScopeCatalog, holds_concrete_scopes_only_and_names_all_others) {
  constexpr std::array<std::string_view, 13> kMixed = {"documents.read", "*",          "documents.*", "a.*.b", ".read",
                                                       "a..b",           "documents.", "a b",         "a a",   "",
                                                       "a\"b",           "a.b*",       "a:*"};
  const auto dot = ScopeCatalog::create(kMixed, ScopeSeparator::dot);
  ASSERT_FALSE(dot);
  EXPECT_THAT(dot.error(),
              ElementsAre("*", "documents.*", "a.*.b", ".read", "a..b", "documents.", "a b", "a a", "", "a\"b"));
  const auto colon = ScopeCatalog::create(kMixed, ScopeSeparator::colon);
  ASSERT_FALSE(colon);
  EXPECT_THAT(colon.error(), ElementsAre("*", "a b", "a a", "", "a\"b", "a:*"));
}

TEST(ScopeCatalog, counts_duplicates_once_and_may_be_empty) {
  constexpr std::array<std::string_view, 3> kTwice = {"b", "a", "b"};
  const auto catalog = ScopeCatalog::create(kTwice, ScopeSeparator::dot);
  ASSERT_TRUE(catalog);
  EXPECT_TRUE(catalog->grants(scope("b"), "b"));
  EXPECT_TRUE(catalog->grants(scope("a"), "a"));
  const auto empty = ScopeCatalog::create({}, ScopeSeparator::dot);
  ASSERT_TRUE(empty);
  EXPECT_FALSE(empty->grants_to_system(scope("*"), "a"));
}

}  // namespace
}  // namespace attesto

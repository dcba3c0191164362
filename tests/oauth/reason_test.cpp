#include "attesto/oauth/reason.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace attesto {
namespace {

constexpr int kLast = static_cast<int>(kReasons) - 1;

bool is_id_byte(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }

TEST(Reasons, each_has_an_id_and_a_clause) {
  for (int value = 0; value <= kLast; ++value) {
    const ReasonText text = describe(static_cast<Reason>(value));
    EXPECT_FALSE(text.id.empty()) << value;
    EXPECT_TRUE(std::ranges::all_of(text.id, is_id_byte)) << text.id;
    const bool names_a_document = text.clause.starts_with("RFC ") || text.clause.starts_with("OIDC ") ||
                                  text.clause.starts_with("OAuth ") || text.clause.starts_with("FAPI ");
    EXPECT_TRUE(names_a_document) << text.id << ": " << text.clause;
    EXPECT_TRUE(text.clause.find_first_of("0123456789") != std::string_view::npos) << text.id;
  }
}

TEST(Reasons, each_has_a_cure_in_one_line) {
  for (int value = 0; value <= kLast; ++value) {
    const ReasonText text = describe(static_cast<Reason>(value));
    EXPECT_GE(text.cure.size(), 10U) << text.id;
    EXPECT_LE(text.cure.size(), 140U) << text.id;
    EXPECT_EQ(text.cure.find('\n'), std::string_view::npos) << text.id;
    EXPECT_FALSE(text.cure.ends_with('.')) << text.id;
  }
}

/// Names in C++, separated by commas: a member of what a host fills in.
TEST(Reasons, an_option_is_a_member_of_the_configuration_or_of_a_client) {
  for (int value = 0; value <= kLast; ++value) {
    std::string_view options = describe(static_cast<Reason>(value)).option;
    while (!options.empty()) {
      const std::string_view option = options.substr(0, options.find(", "));
      EXPECT_TRUE(option.starts_with("Config::") || option.starts_with("Client::") || option.starts_with("EndUsers::"))
          << option;
      options.remove_prefix(std::min(options.size(), option.size() + 2));
    }
  }
}

TEST(Reasons, are_found_by_their_id) {
  for (int value = 0; value <= kLast; ++value) {
    const auto reason = static_cast<Reason>(value);
    EXPECT_EQ(find_reason(describe(reason).id), reason);
  }
  for (const char* other : {"", "pkce", "PKCE_MISSING", "pkce_missing "}) EXPECT_EQ(find_reason(other), std::nullopt);
}

TEST(Reasons, ids_are_unique) {
  std::set<std::string_view> ids;
  for (int value = 0; value <= kLast; ++value) {
    const std::string_view id = describe(static_cast<Reason>(value)).id;
    EXPECT_TRUE(ids.insert(id).second) << id;
  }
}

TEST(Reasons, ids_are_stable) {
  EXPECT_EQ(describe(Reason::pkce_mismatch).id, "pkce_mismatch");
  EXPECT_EQ(describe(Reason::pkce_mismatch).clause, "RFC 7636 4.6");
  EXPECT_EQ(describe(Reason::pkce_missing).option, "Config::require_pkce");
  EXPECT_EQ(describe(Reason::method_not_allowed).id, "method_not_allowed");
  EXPECT_EQ(describe(Reason::scope_insufficient).id, "scope_insufficient");
}

}  // namespace
}  // namespace attesto

#include "attesto/oauth/reason.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace attesto {
namespace {

constexpr auto kLast = static_cast<std::uint8_t>(Reason::request_object_parameter);

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
  EXPECT_EQ(describe(Reason::method_not_allowed).id, "method_not_allowed");
  EXPECT_EQ(describe(Reason::scope_insufficient).id, "scope_insufficient");
}

}  // namespace
}  // namespace attesto

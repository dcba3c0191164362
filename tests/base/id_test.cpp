#include "attesto/base/id.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace attesto {
namespace {

static_assert(!std::is_convertible_v<std::string, ClientId>, "a text becomes an identifier only by name");
static_assert(!std::is_constructible_v<Subject, ClientId>, "identifiers of different kinds don't mix");
static_assert(!std::equality_comparable_with<Subject, ClientId>);

TEST(Id, compares_byte_for_byte) {
  EXPECT_EQ(ClientId("app"), ClientId(std::string("app")));
  EXPECT_NE(ClientId("app"), ClientId("App"));
  EXPECT_LT(ClientId("a"), ClientId("b"));
  EXPECT_EQ(ClientId(std::string_view("a\0b", 3)).str().size(), 3U);
}

}  // namespace
}  // namespace attesto

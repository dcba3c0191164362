#include "attesto/base/secret.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace attesto {
namespace {

TEST(Secret, matches_only_the_same_text) {
  const Secret secret("correct horse");
  EXPECT_TRUE(secret.matches("correct horse"));
  EXPECT_FALSE(secret.matches("correct horsf"));
  EXPECT_FALSE(secret.matches("correct hors"));
  EXPECT_FALSE(secret.matches(""));
}

TEST(Secret, is_move_only) {
  static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
  static_assert(std::is_nothrow_move_constructible_v<Secret>);
}

TEST(Secret, moved_from_short_secret_keeps_no_bytes) {
  Secret first("tiny");
  const Secret second(std::move(first));
  EXPECT_EQ(second.expose(), "tiny");
  EXPECT_TRUE(first.expose().empty());  // NOLINT(bugprone-use-after-move): the point of the test
}

TEST(Wipe, zeroes_the_buffer) {
  char buffer[] = "secret";
  wipe(buffer, sizeof buffer);
  for (const char c : buffer) EXPECT_EQ(c, 0);
}

}  // namespace
}  // namespace attesto

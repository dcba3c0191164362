#include "attesto/base/secret.hpp"

#include <gtest/gtest.h>

#include <concepts>
#include <ostream>
#include <type_traits>

namespace attesto {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

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

TEST(Secret, has_no_comparison_and_no_output) {
  static_assert(!std::equality_comparable<Secret>);
  static_assert(!Printable<Secret> && Printable<std::string_view>);
  static_assert(!std::is_convertible_v<std::string_view, Secret> && !std::is_convertible_v<Secret, std::string_view>);
}

TEST(EqualCt, agrees_with_comparison_at_every_position) {
  for (std::size_t length = 0; length <= 33; ++length) {
    const Bytes left(length, 0x5A);
    EXPECT_TRUE(equal_ct(left, left));
    for (std::size_t at = 0; at < length; ++at) {
      for (const std::uint8_t bit : {std::uint8_t{0x01}, std::uint8_t{0x80}}) {
        Bytes right = left;
        right[at] = static_cast<std::uint8_t>(right[at] ^ bit);
        EXPECT_FALSE(equal_ct(left, right)) << "length " << length << ", position " << at;
      }
    }
    EXPECT_FALSE(equal_ct(left, Bytes(length + 1, 0x5A)));
  }
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

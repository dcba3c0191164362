#include "attesto/base/wire_text.hpp"

#include <gtest/gtest.h>

#include <concepts>
#include <string>

namespace attesto {
namespace {

/// A literal as a type, so that a concept can ask whether it makes a WireText.
template <std::size_t N>
struct Literal {
  consteval Literal(const char (&text)[N]) {  // NOLINT(google-explicit-constructor)
    for (std::size_t i = 0; i < N; ++i) bytes[i] = text[i];
  }
  char bytes[N]{};
};

template <Literal kText>
concept IsWireText = requires { typename std::integral_constant<std::size_t, WireText(kText.bytes).text.size()>; };

static_assert(IsWireText<"a plain sentence, with marks: !#[]~">);
static_assert(IsWireText<"">);
static_assert(!IsWireText<"a \"quoted\" word">, "RFC 6749 5.2 leaves out %x22");
static_assert(!IsWireText<"a \\ backslash">, "and %x5C");
static_assert(!IsWireText<"two\nlines">);
static_assert(!IsWireText<"\x7F">);
static_assert(!IsWireText<"caf\xC3\xA9">);

static_assert(!std::constructible_from<WireText, std::string>, "input can never reach error_description");

TEST(WireText, keeps_the_literal) {
  constexpr WireText kText = "the code was used before";
  EXPECT_EQ(kText.text, "the code was used before");
}

}  // namespace
}  // namespace attesto

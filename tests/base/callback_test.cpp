#include "attesto/base/callback.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>

namespace attesto {
namespace {

using Add = Callback<int(int, int)>;

template <class T>
concept MadeFromNothing = requires { T{}; };

static_assert(!std::is_default_constructible_v<Add>, "a required callback can't be left out");
static_assert(!std::is_constructible_v<Add, std::nullptr_t>, "and can't be null");
static_assert(!MadeFromNothing<Add> && MadeFromNothing<std::function<int(int, int)>>);
static_assert(!std::is_constructible_v<Add, int (*)(int)>, "the arguments are part of the type");
static_assert(!std::is_constructible_v<Add, std::string (*)(int, int)>, "and so is the result");
static_assert(std::is_copy_constructible_v<Add>);

TEST(Callback, calls_its_target) {
  int calls = 0;
  const Add add = [&calls](int left, int right) {
    ++calls;
    return left + right;
  };
  EXPECT_EQ(add(2, 3), 5);
  const Add copy = add;
  EXPECT_EQ(copy(4, 5), 9);
  EXPECT_EQ(calls, 2);
}

TEST(Callback, forwards_move_only_arguments) {
  const Callback<int(std::unique_ptr<int>)> take = [](std::unique_ptr<int> value) { return *value; };
  EXPECT_EQ(take(std::make_unique<int>(7)), 7);
}

TEST(Callback, passes_references_through) {
  const Callback<void(int&)> increment = [](int& value) { ++value; };
  int value = 1;
  increment(value);
  EXPECT_EQ(value, 2);
}

}  // namespace
}  // namespace attesto

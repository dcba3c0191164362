#include "attesto/base/bytes.hpp"

#include <gtest/gtest.h>

namespace attesto {
namespace {

TEST(Bytes, are_the_same_memory_as_their_text) {
  const std::string text("a\0\xFF", 3);
  const ByteView bytes = as_bytes(text);
  ASSERT_EQ(bytes.size(), 3U);
  EXPECT_EQ(bytes[1], 0);
  EXPECT_EQ(bytes[2], 0xFF);
  EXPECT_EQ(static_cast<const void*>(bytes.data()), static_cast<const void*>(text.data()));
  EXPECT_EQ(as_text(bytes), text);
}

}  // namespace
}  // namespace attesto

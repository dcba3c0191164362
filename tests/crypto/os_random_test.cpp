#include "attesto/crypto/os_random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

namespace attesto {
namespace {

TEST(OsRandom, gives_different_bytes_each_time) {
  OsRandom random;
  std::set<std::array<std::uint8_t, 16>> seen;
  for (int i = 0; i < 1000; ++i) {
    std::array<std::uint8_t, 16> bytes{};
    random.fill(bytes);
    EXPECT_TRUE(seen.insert(bytes).second);
  }
}

TEST(OsRandom, fills_every_byte) {
  OsRandom random;
  std::array<bool, 64> changed{};
  for (int i = 0; i < 64; ++i) {
    std::array<std::uint8_t, 64> bytes{};
    random.fill(bytes);
    for (std::size_t at = 0; at < bytes.size(); ++at) changed[at] = changed[at] || bytes[at] != 0;
  }
  EXPECT_TRUE(std::ranges::all_of(changed, std::identity{}));
}

TEST(OsRandom, takes_an_empty_request) {
  OsRandom random;
  EXPECT_NO_THROW(random.fill({}));
}

}  // namespace
}  // namespace attesto

#include "apps/config/duration_text.hpp"

#include <gtest/gtest.h>

namespace attestod {
namespace {

using namespace std::chrono_literals;

TEST(DurationText, a_number_with_its_unit) {
  EXPECT_EQ(parse_duration("90d"), 90 * 24h);
  EXPECT_EQ(parse_duration("12h"), 12h);
  EXPECT_EQ(parse_duration("30m"), 30min);
  EXPECT_EQ(parse_duration("45s"), 45s);
  EXPECT_EQ(parse_duration("0"), 0s);
  EXPECT_EQ(parse_duration("0d"), 0s);
}

TEST(DurationText, anything_else_is_none) {
  for (const char* text : {"", "d", "90", "-1d", "+1d", " 1d", "1d ", "1 d", "1.5d", "1d12h", "1D", "0x10s", "1w",
                           "99999999999999999999d", "9223372036854775807d", "36601d"})
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(DurationText, is_written_in_the_largest_unit_that_is_exact) {
  EXPECT_EQ(to_text(90 * 24h), "90d");
  EXPECT_EQ(to_text(25h), "25h");
  EXPECT_EQ(to_text(90s), "90s");
  EXPECT_EQ(to_text(0s), "0");
}

}  // namespace
}  // namespace attestod

#include "attesto/base/clock.hpp"

#include <gtest/gtest.h>

namespace attesto {
namespace {

using std::chrono::milliseconds;

struct Case {
  const char* name;
  long long milliseconds_since_epoch;
  long long want;
};

constexpr Case kCases[] = {
    {"RFC7519_2_whole_second", 1'700'000'000'000, 1'700'000'000},
    {"RFC7519_2_last_millisecond_rounds_down", 1'700'000'000'999, 1'700'000'000},
    {"RFC7519_2_epoch", 0, 0},
    {"RFC7519_2_before_the_epoch_rounds_down", -1, -1},
};

class NumericDate : public testing::TestWithParam<Case> {};

TEST_P(NumericDate, counts_whole_seconds) {
  EXPECT_EQ(to_seconds(Instant{milliseconds{GetParam().milliseconds_since_epoch}}), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Rfc, NumericDate, testing::ValuesIn(kCases), [](const auto& row) { return row.param.name; });

TEST(NumericDateRoundTrip, keeps_the_second) {
  for (const long long second : {-1LL, 0LL, 1'700'000'000LL, 253'402'300'799LL})
    EXPECT_EQ(to_seconds(from_seconds(second)), second);
}

}  // namespace
}  // namespace attesto

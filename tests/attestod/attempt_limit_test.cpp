#include "apps/attestod/attempt_limit.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "attesto/crypto/os_random.hpp"

namespace attestod {
namespace {

using namespace std::chrono_literals;

const attesto::Instant kNow = attesto::from_seconds(1'800'000'000);

TEST(AttemptLimit, allows_a_burst_then_one_per_interval) {
  attesto::OsRandom random;
  AttemptLimit limit({.burst = 3, .interval = 10s}, random);
  for (int attempt = 0; attempt < 3; ++attempt) EXPECT_FALSE(limit.take("ada", kNow));
  EXPECT_EQ(limit.take("ada", kNow), 10'000ms);
  EXPECT_EQ(limit.take("ada", kNow + 9'999ms), 1ms);
  EXPECT_FALSE(limit.take("ada", kNow + 10s));
  EXPECT_TRUE(limit.take("ada", kNow + 10s));
  // after a long pause the burst is back, and no more than that
  for (int attempt = 0; attempt < 3; ++attempt) EXPECT_FALSE(limit.take("ada", kNow + 24h));
  EXPECT_TRUE(limit.take("ada", kNow + 24h));
}

TEST(AttemptLimit, what_is_given_back_can_be_taken_again) {
  attesto::OsRandom random;
  AttemptLimit limit({.burst = 2, .interval = 10s}, random);
  for (int attempt = 0; attempt < 50; ++attempt) {
    EXPECT_FALSE(limit.take("ada", kNow));
    limit.give_back("ada");
  }
  EXPECT_FALSE(limit.take("ada", kNow));
  EXPECT_FALSE(limit.take("ada", kNow));
  EXPECT_TRUE(limit.take("ada", kNow));
}

TEST(AttemptLimit, a_flood_of_names_does_not_open_a_bucket_that_is_empty) {
  attesto::OsRandom random;
  AttemptLimit limit({.burst = 1, .interval = 10s}, random);
  EXPECT_FALSE(limit.take("ada", kNow));
  for (int name = 0; name < 20'000; ++name) (void)limit.take("invented-" + std::to_string(name), kNow);
  EXPECT_TRUE(limit.take("ada", kNow));
}

TEST(AttemptLimit, counts_right_from_several_threads) {
  attesto::OsRandom random;
  AttemptLimit limit({.burst = 100, .interval = 10s}, random);
  std::atomic<int> taken = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&] {
        for (int attempt = 0; attempt < 50; ++attempt) taken += limit.take("ada", kNow) ? 0 : 1;
      });
  }
  EXPECT_EQ(taken, 100);
}

}  // namespace
}  // namespace attestod

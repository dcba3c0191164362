#include "attesto/policy/token_buckets.hpp"

#include <gtest/gtest.h>
#include <malloc.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "attesto/crypto/os_random.hpp"

namespace attesto {
namespace {

using namespace std::chrono_literals;

const Instant kNow = from_seconds(1'800'000'000);

class Buckets : public testing::Test {
 protected:
  void charge(std::string_view name, int times, Instant now = kNow) {
    for (int time = 0; time < times; ++time) buckets.charge(name, now);
  }

  OsRandom random;
  TokenBuckets buckets{{.burst = 3, .interval = 10s}, random};
};

TEST_F(Buckets, allow_a_burst_then_one_per_interval_to_the_millisecond) {
  for (int attempt = 0; attempt < 3; ++attempt) EXPECT_FALSE(buckets.take("ada", kNow));
  EXPECT_EQ(buckets.take("ada", kNow), 10'000ms);
  EXPECT_EQ(buckets.take("ada", kNow + 9'999ms), 1ms);
  EXPECT_FALSE(buckets.take("ada", kNow + 10s));
  EXPECT_EQ(buckets.take("ada", kNow + 10s), 10'000ms);
  // after a long pause the burst is back, and no more than that
  for (int attempt = 0; attempt < 3; ++attempt) EXPECT_FALSE(buckets.take("ada", kNow + 24h));
  EXPECT_EQ(buckets.take("ada", kNow + 24h), 10'000ms);
}

TEST_F(Buckets, are_asked_without_being_emptied) {
  for (int time = 0; time < 50; ++time) EXPECT_FALSE(buckets.find_wait("ada", kNow));
  charge("ada", 2);
  for (int time = 0; time < 50; ++time) EXPECT_FALSE(buckets.find_wait("ada", kNow));
  charge("ada", 1);
  EXPECT_EQ(buckets.find_wait("ada", kNow), 10'000ms);
  EXPECT_EQ(buckets.find_wait("ada", kNow + 9'999ms), 1ms);
  EXPECT_FALSE(buckets.find_wait("ada", kNow + 10s));
}

TEST_F(Buckets, belong_to_one_name_each) {
  charge("ada", 3);
  EXPECT_TRUE(buckets.find_wait("ada", kNow));
  EXPECT_FALSE(buckets.find_wait("bob", kNow));
  EXPECT_FALSE(buckets.find_wait("", kNow));
}

TEST_F(Buckets, count_what_was_begun_at_the_same_time) {
  charge("ada", 5);
  EXPECT_EQ(buckets.find_wait("ada", kNow), 30'000ms);
  EXPECT_EQ(buckets.find_wait("ada", kNow + 29'999ms), 1ms);
  EXPECT_FALSE(buckets.find_wait("ada", kNow + 30s));
}

TEST_F(Buckets, take_back_what_was_not_needed) {
  for (int attempt = 0; attempt < 50; ++attempt) {
    EXPECT_FALSE(buckets.take("ada", kNow));
    buckets.give_back("ada", kNow);
  }
  for (int attempt = 0; attempt < 3; ++attempt) EXPECT_FALSE(buckets.take("ada", kNow));
  EXPECT_TRUE(buckets.take("ada", kNow));
  // what is given back twice, or was never taken, fills no bucket beyond its brim
  for (int time = 0; time < 50; ++time) buckets.give_back("ada", kNow);
  for (int attempt = 0; attempt < 3; ++attempt) EXPECT_FALSE(buckets.take("ada", kNow));
  EXPECT_TRUE(buckets.take("ada", kNow));
}

TEST_F(Buckets, are_full_again_when_the_last_debt_is_paid) {
  EXPECT_TRUE(buckets.are_full(kNow));
  charge("ada", 1);
  EXPECT_FALSE(buckets.are_full(kNow));
  EXPECT_EQ(buckets.count_in_use(kNow + 9'999ms), 1U);
  EXPECT_TRUE(buckets.are_full(kNow + 10s));
  EXPECT_EQ(buckets.count_in_use(kNow + 10s), 0U);
}

TEST_F(Buckets, lock_nobody_out_longer_when_the_clock_is_set_back) {
  charge("ada", 3, kNow + 24h * 365);
  EXPECT_EQ(buckets.find_wait("ada", kNow), 40'000ms);  // two bursts, less what a burst allows
  EXPECT_FALSE(buckets.take("ada", kNow + 24h * 366));
}

TEST_F(Buckets, of_a_million_names_take_no_memory) {
  const std::size_t before = mallinfo2().uordblks;
  for (int name = 0; name < 1'000'000; ++name) buckets.charge("invented-" + std::to_string(name), kNow);
  // OpenSSL takes some when it makes itself ready; a place each would be 16 MB.
  EXPECT_LT(mallinfo2().uordblks, before + 64 * 1024);
  EXPECT_LE(buckets.count_in_use(kNow), TokenBuckets::kPlaces);
  EXPECT_GT(buckets.count_in_use(kNow), TokenBuckets::kPlaces / 10 * 9);
  EXPECT_EQ(buckets.count_in_use(kNow + 10s), 0U);
}

TEST_F(Buckets, that_are_empty_survive_a_flood_of_names) {
  for (int name = 0; name < 1'000; ++name) charge("guesser-" + std::to_string(name), 3);
  for (int name = 0; name < 1'000'000; ++name) buckets.charge("invented-" + std::to_string(name), kNow);
  int waiting = 0;
  for (int name = 0; name < 1'000; ++name)
    waiting += buckets.find_wait("guesser-" + std::to_string(name), kNow + 9'999ms) ? 1 : 0;
  EXPECT_EQ(waiting, 1'000);
}

TEST_F(Buckets, of_names_whose_time_is_up_make_room) {
  for (int name = 0; name < 200'000; ++name) buckets.charge("old-" + std::to_string(name), kNow);
  charge("ada", 3, kNow + 10s);
  EXPECT_TRUE(buckets.find_wait("ada", kNow + 10s));
  EXPECT_EQ(buckets.count_in_use(kNow + 10s), 1U);
}

TEST(TokenBuckets, count_right_from_several_threads) {
  OsRandom random;
  TokenBuckets buckets({.burst = 100, .interval = 10s}, random);
  std::atomic<int> taken = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&] {
        for (int attempt = 0; attempt < 50; ++attempt) {
          taken += buckets.take("ada", kNow) ? 0 : 1;
          buckets.charge("thread-" + std::to_string(attempt), kNow);
          (void)buckets.find_wait("ada", kNow);
        }
      });
  }
  EXPECT_EQ(taken, 100);
  EXPECT_EQ(buckets.count_in_use(kNow), 51U);
}

}  // namespace
}  // namespace attesto

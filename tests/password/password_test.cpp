#include "adapters/password/password.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <ctime>
#include <thread>
#include <vector>

namespace attesto {
namespace {

TEST(Password, RFC9106_hash_says_argon2id_and_its_costs) {
  const std::string hash = hash_password(Secret("correct horse"));
  EXPECT_THAT(hash, testing::StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
}

TEST(Password, only_the_same_one_verifies) {
  const std::string hash = hash_password(Secret("correct horse"));
  EXPECT_TRUE(verify_password(hash, Secret("correct horse")));
  EXPECT_FALSE(verify_password(hash, Secret("correct horsf")));
  EXPECT_FALSE(verify_password(hash, Secret("correct horse ")));
  EXPECT_FALSE(verify_password(hash, Secret("")));
}

TEST(Password, NUL_byte_does_not_end_it) {
  const std::string hash = hash_password(Secret(std::string_view("correct\0horse", 13)));
  EXPECT_FALSE(verify_password(hash, Secret("correct")));
  EXPECT_TRUE(verify_password(hash, Secret(std::string_view("correct\0horse", 13))));
}

TEST(Password, same_password_never_hashes_the_same) {
  EXPECT_NE(hash_password(Secret("correct horse")), hash_password(Secret("correct horse")));
}

// A vector of the reference implementation's own test program.
TEST(Password, hash_of_other_costs_still_verifies) {
  const std::string hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  EXPECT_TRUE(verify_password(hash, Secret("password")));
  EXPECT_FALSE(verify_password(hash, Secret("passwore")));
}

TEST(Password, nothing_verifies_against_what_is_no_hash) {
  const std::string hash = hash_password(Secret("x"));
  EXPECT_FALSE(verify_password("", Secret("")));
  EXPECT_FALSE(verify_password("plain", Secret("plain")));
  EXPECT_FALSE(verify_password(hash.substr(0, hash.size() - 1), Secret("x")));
}

/// Of this thread alone, so that a busy machine changes nothing.
double cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

TEST(Password, nobody_costs_what_somebody_costs) {
  const std::string hash = hash_password(Secret("correct horse"));
  const Secret wrong("wrong");
  const auto cost = [](auto action) {
    const double begin = cpu_seconds();
    for (int i = 0; i < 5; ++i) action();
    return cpu_seconds() - begin;
  };
  const double somebody = cost([&] { static_cast<void>(verify_password(hash, wrong)); });
  const double nobody = cost([&] { verify_nobody(wrong); });
  EXPECT_GT(nobody, somebody / 2);
  EXPECT_LT(nobody, somebody * 2);
}

TEST(Password, a_crowd_does_not_take_more_memory_than_the_places) {
  const std::string hash = hash_password(Secret("correct horse"));
  struct rusage before{};
  ::getrusage(RUSAGE_SELF, &before);
  {
    std::vector<std::jthread> crowd;
    for (int i = 0; i < 24; ++i)
      crowd.emplace_back([&] { EXPECT_TRUE(verify_password(hash, Secret("correct horse"))); });
  }
  struct rusage after{};
  ::getrusage(RUSAGE_SELF, &after);
  // One place was paid for before; 24 at once would be 450 MiB.
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, (kConcurrentPasswordHashes + 1) * 19 * 1024L);
}

}  // namespace
}  // namespace attesto

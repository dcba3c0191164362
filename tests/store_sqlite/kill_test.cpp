// kill -9 in the middle of commits: what was acknowledged is there, what was consumed stays so.
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "adapters/store_sqlite/sqlite_store.hpp"
#include "contract/store_samples.hpp"
#include "support/child_process.hpp"
#include "support/temp_dir.hpp"

namespace attesto {
namespace {

using contract::key;
using contract::record;

constexpr int kThreads = 4;
constexpr int kMostLinks = 100'000;

/// One link of a chain of refresh tokens: claiming it is the same commit as inserting the next.
struct Link {
  int round;
  int thread;
  int number;
};

RecordKey key_of(const Link& link) { return key(RecordKind::refresh_token, {link.round, link.thread, link.number}); }

enum class Acknowledge : std::uint8_t { after_the_commit, before_the_commit };

void grow_chain(Store& store, int round, int thread, int pipe, Acknowledge when) {
  for (int number = 0; number < kMostLinks; ++number) {
    const Link link{round, thread, number};
    Commit commit{.records = {record(key_of(link))}};
    if (number > 0) commit.claims.push_back({.key = key_of({round, thread, number - 1})});
    if (when == Acknowledge::before_the_commit) test::send(pipe, link);
    const auto outcome = store.commit(commit);
    if (!outcome || !*outcome) ::_exit(91);
    if (when == Acknowledge::after_the_commit) test::send(pipe, link);
  }
}

/// What the child does until it is killed.
int work(const std::string& path, int round, int pipe, Acknowledge when) {
  const auto store = open_sqlite_store(path);
  if (!store) return 92;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < kThreads; ++thread)
    threads.emplace_back([&, thread] { grow_chain(**store, round, thread, pipe, when); });
  threads.clear();
  return 0;
}

/// The last link that was acknowledged, per thread.
using Acknowledged = std::map<int, int>;

Acknowledged run_and_kill(const std::string& path, int round, std::chrono::milliseconds after, Acknowledge when) {
  test::ChildProcess child([&](int pipe) { return work(path, round, pipe, when); });
  Acknowledged last;
  Link link{};
  if (!child.read(link)) return last;
  last[link.thread] = link.number;
  std::this_thread::sleep_for(after);
  child.kill();
  while (child.read(link)) last[link.thread] = link.number;
  return last;
}

/// How many links break a promise: an acknowledged one is missing, or a link whose successor is
/// there is not consumed, or one is consumed without a successor.
int count_broken(const Store& store, int round, const Acknowledged& acknowledged) {
  int broken = 0;
  for (const auto& [thread, last] : acknowledged) {
    for (int number = 0; number <= last + 1; ++number) {
      const auto here = store.find(key_of({round, thread, number})).value();
      const auto next = store.find(key_of({round, thread, number + 1})).value();
      if (number <= last && !here) ++broken;
      if (here && here->consumed != next.has_value()) ++broken;
      if (!here && next) ++broken;
    }
  }
  return broken;
}

class KilledStore : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(migrate_sqlite_store(path_).has_value()); }

  test::TempDir folder_;
  const std::string path_ = folder_.file("store.db");
  std::minstd_rand random_{20260101};  // NOLINT(cert-msc51-cpp): the same moments each time
};

TEST_F(KilledStore, loses_no_acknowledged_commit_and_revives_no_consumed_claim) {
  constexpr int kRounds = 30;
  int acknowledged_commits = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::chrono::milliseconds after{1 + random_() % 40};
    const Acknowledged acknowledged = run_and_kill(path_, round, after, Acknowledge::after_the_commit);
    ASSERT_FALSE(acknowledged.empty()) << "the child never got to work";
    const auto store = open_sqlite_store(path_);
    ASSERT_TRUE(store.has_value()) << store.error();
    EXPECT_EQ(count_broken(**store, round, acknowledged), 0) << "round " << round;
    for (const auto& [thread, last] : acknowledged) acknowledged_commits += last + 1;
  }
  EXPECT_GT(acknowledged_commits, 10 * kRounds) << "too few commits to prove anything";
}

// The negative control: a server that answers before the commit must be caught.
TEST_F(KilledStore, the_check_catches_acknowledgements_that_come_too_early) {
  constexpr int kRounds = 15;
  int caught = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::chrono::milliseconds after{1 + random_() % 20};
    const Acknowledged acknowledged = run_and_kill(path_, round, after, Acknowledge::before_the_commit);
    const auto store = open_sqlite_store(path_);
    ASSERT_TRUE(store.has_value()) << store.error();
    if (count_broken(**store, round, acknowledged) > 0) ++caught;
  }
  EXPECT_GE(caught, kRounds / 3);
}

}  // namespace
}  // namespace attesto

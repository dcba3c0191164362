#include "adapters/store_sqlite/group_commit.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

namespace attesto {
namespace {

using testing::ElementsAre;

/// The loss that is reported for a commit says which one it was: the number of its claims.
Commit commit_number(std::size_t number) {
  return {.claims = std::vector<Claim>(number, Claim{.key = {.kind = RecordKind::refresh_token, .hash = {}}})};
}

LossReason loss_of(std::size_t number) { return number % 2 == 0 ? LossReason::consumed : LossReason::revoked; }

std::vector<CommitResult> results_by_number(std::span<const Commit* const> group) {
  std::vector<CommitResult> results;
  for (const Commit* commit : group)
    results.emplace_back(Outcome(std::unexpected(Lost{loss_of(commit->claims.size())})));
  return results;
}

TEST(GroupCommit, one_alone_is_written_at_once) {
  std::vector<std::size_t> groups;
  GroupCommit group_commit([&](auto group) {
    groups.push_back(group.size());
    return results_by_number(group);
  });
  EXPECT_EQ(group_commit.commit(commit_number(1)).value().error().reason, LossReason::revoked);
  EXPECT_EQ(group_commit.commit(commit_number(2)).value().error().reason, LossReason::consumed);
  EXPECT_THAT(groups, ElementsAre(1, 1));
}

TEST(GroupCommit, those_who_come_during_a_write_are_written_together_and_get_their_own_results) {
  constexpr std::size_t kWaiting = 8;
  std::latch first_is_writing(1);
  std::latch others_came(kWaiting);
  std::vector<std::size_t> groups;
  GroupCommit group_commit([&](auto group) {
    if (groups.empty()) {
      first_is_writing.count_down();
      others_came.wait();
      std::this_thread::sleep_for(std::chrono::milliseconds(100));  // until they are in the queue, too
    }
    groups.push_back(group.size());
    return results_by_number(group);
  });
  std::atomic<std::size_t> right = 0;
  {
    const std::jthread first([&] { static_cast<void>(group_commit.commit(commit_number(0))); });
    first_is_writing.wait();
    std::vector<std::jthread> others;
    for (std::size_t number = 1; number <= kWaiting; ++number)
      others.emplace_back([&, number] {
        others_came.count_down();
        const auto result = group_commit.commit(commit_number(number));
        if (result.value().error().reason == loss_of(number)) ++right;
      });
  }
  EXPECT_EQ(right, kWaiting);
  EXPECT_THAT(groups, ElementsAre(1, kWaiting));
}

TEST(GroupCommit, a_write_that_throws_fails_its_group_and_no_other) {
  int writes = 0;
  GroupCommit group_commit([&](auto group) {
    if (++writes == 1) throw std::runtime_error("no memory");
    return results_by_number(group);
  });
  EXPECT_EQ(group_commit.commit(commit_number(1)).error(), StoreError::unavailable);
  EXPECT_TRUE(group_commit.commit(commit_number(1)).has_value());
}

TEST(GroupCommit, many_threads_lose_no_commit) {
  constexpr int kThreads = 16;
  constexpr int kRounds = 200;
  std::size_t written = 0;
  GroupCommit group_commit([&](auto group) {
    written += group.size();
    return results_by_number(group);
  });
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (std::size_t number = 0; number < kThreads; ++number)
      threads.emplace_back([&, number] {
        for (int round = 0; round < kRounds; ++round)
          if (group_commit.commit(commit_number(number)).value().error().reason == loss_of(number)) ++right;
      });
  }
  EXPECT_EQ(written, kThreads * kRounds);
  EXPECT_EQ(right, kThreads * kRounds);
}

}  // namespace
}  // namespace attesto

// Two processes after the same claims: of all that try one, one wins.
#include <gtest/gtest.h>

#include <map>
#include <thread>
#include <vector>

#include "contract/store_samples.hpp"
#include "store_postgres/postgres_fixture.hpp"
#include "support/child_process.hpp"

namespace attesto {
namespace {

using contract::key;
using contract::record;

constexpr int kCodes = 150;
constexpr int kThreads = 8;

RecordKey code(int number) { return key(RecordKind::authorization_code, {number}); }

enum class Redeem : std::uint8_t { by_commit, by_look_and_write };

bool redeem(Store& store, int number, int racer, Redeem how) {
  const Commit commit{.claims = {{.key = code(number)}},
                      .records = {record(key(RecordKind::refresh_token, {number, racer}))}};
  if (how == Redeem::by_commit) {
    const auto outcome = store.commit(commit);
    return outcome && *outcome;
  }
  const auto found = store.find(code(number));
  const bool free = found && *found && !(*found)->consumed;
  if (free) static_cast<void>(store.commit(commit));
  return free;
}

/// What each process does: all its threads go after one code after the other.
int race(const std::string& dsn, int process, int pipe, Redeem how) {
  const auto store = test::try_open(test::settings_for(dsn, kThreads));
  if (!store) return 92;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < kThreads; ++thread)
    threads.emplace_back([&, racer = process * kThreads + thread] {
      for (int number = 0; number < kCodes; ++number)
        if (redeem(**store, number, racer, how)) test::send(pipe, number);
    });
  threads.clear();
  return 0;
}

/// How often each code was won.
std::map<int, int> count_wins(Redeem how) {
  const std::string dsn = test::new_store_dsn();
  {
    const auto store = test::open(dsn);
    Commit commit;
    for (int number = 0; number < kCodes; ++number) commit.records.push_back(record(code(number)));
    EXPECT_TRUE(store->commit(commit).value());
  }
  std::map<int, int> wins;
  test::ChildProcess one([&](int pipe) { return race(dsn, 0, pipe, how); });
  test::ChildProcess two([&](int pipe) { return race(dsn, 1, pipe, how); });
  for (test::ChildProcess* child : {&one, &two}) {
    for (int number = 0; child->read(number);) ++wins[number];
    EXPECT_EQ(child->wait(), 0);
  }
  return wins;
}

TEST(TwoProcesses, redeem_each_code_once) {
  const auto wins = count_wins(Redeem::by_commit);
  EXPECT_EQ(wins.size(), static_cast<std::size_t>(kCodes));
  for (const auto& [number, count] : wins) EXPECT_EQ(count, 1) << "code " << number;
}

// The negative control.
TEST(TwoProcesses, are_caught_when_they_look_first_and_write_later) {
  int double_spent = 0;
  for (const auto& [number, count] : count_wins(Redeem::by_look_and_write))
    if (count > 1) ++double_spent;
  EXPECT_GT(double_spent, kCodes / 20) << "the race is too tame to prove anything";
}

}  // namespace
}  // namespace attesto

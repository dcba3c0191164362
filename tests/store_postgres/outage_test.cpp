// The server goes away under load, is killed, freezes, comes back: what was acknowledged is there,
// nothing is spent twice, and nobody is told a guess.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <random>
#include <thread>
#include <vector>

#include "contract/store_samples.hpp"
#include "store_postgres/postgres_fixture.hpp"

namespace attesto {
namespace {

using namespace std::chrono_literals;
using contract::key;
using contract::record;
using test::PostgresServer;
using Time = std::chrono::steady_clock::time_point;

constexpr int kThreads = 6;

/// One link of a chain of refresh tokens: claiming it is the same commit as inserting the next.
RecordKey link(int round, int thread, int number) { return key(RecordKind::refresh_token, {round, thread, number}); }

Commit extension(int round, int thread, int number) {
  Commit commit{.records = {record(link(round, thread, number))}};
  if (number > 0) commit.claims.push_back({.key = link(round, thread, number - 1)});
  return commit;
}

/// What one thread knows of its chain.
struct Ledger {
  int acknowledged = -1;                ///< the last link of which it knows
  std::optional<StoreError> failure{};  ///< of the one after
  int lost = 0;                         ///< commits that lost, which none may
};

enum class Acknowledge : std::uint8_t { after_the_commit, before_the_commit };

/// Extends the chain until the store fails.
Ledger grow_chain(Store& store, int round, int thread, Acknowledge when, std::atomic<int>& commits) {
  Ledger ledger;
  for (int number = 0;; ++number) {
    if (when == Acknowledge::before_the_commit) ledger.acknowledged = number;
    const auto outcome = store.commit(extension(round, thread, number));
    if (!outcome) {
      ledger.failure = outcome.error();
      return ledger;
    }
    if (!*outcome) ++ledger.lost;
    ++commits;
    ledger.acknowledged = number;
  }
}

class Outage : public testing::Test {
 protected:
  /// Load on the store while `happen` happens to the server.
  template <class Happen>
  std::vector<Ledger> grow_chains(int round, Acknowledge when, Happen happen) {
    std::vector<Ledger> ledgers(kThreads);
    commits_ = 0;
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread)
      threads.emplace_back([&, thread] {
        ledgers[static_cast<std::size_t>(thread)] = grow_chain(*store_, round, thread, when, commits_);
      });
    happen();
    threads.clear();
    return ledgers;
  }

  /// Waits until that many commits were done, however busy the machine is, and a moment more.
  void let_work(int commits) {
    const auto begin = std::chrono::steady_clock::now();
    while (commits_ < commits && std::chrono::steady_clock::now() < begin + 10s) std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(std::chrono::microseconds{random_() % 5000});
  }

  /// How many links break a promise: an acknowledged one is missing, or one is consumed without a
  /// successor or has one without being consumed, or `unavailable` was said and yet it happened.
  int count_broken(int round, const std::vector<Ledger>& ledgers) const {
    int broken = 0;
    for (int thread = 0; thread < kThreads; ++thread) {
      const Ledger& ledger = ledgers[static_cast<std::size_t>(thread)];
      broken += ledger.lost;
      for (int number = std::max(0, ledger.acknowledged - 50); number <= ledger.acknowledged + 1; ++number) {
        const auto here = store_->find(link(round, thread, number)).value();
        const auto next = store_->find(link(round, thread, number + 1)).value();
        if (number <= ledger.acknowledged && !here) ++broken;
        if (here && here->consumed != next.has_value()) ++broken;
        if (number > ledger.acknowledged && here && ledger.failure == StoreError::unavailable) ++broken;
      }
    }
    return broken;
  }

  /// @return how long it took
  std::chrono::milliseconds wait_for_good_answer(Time since) const {
    while (!store_->find(link(0, 0, 0)) && std::chrono::steady_clock::now() < since + 10s)
      std::this_thread::sleep_for(2ms);
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - since);
  }

  PostgresServer server_;
  const std::string dsn_ = test::new_store_dsn(server_);
  const std::shared_ptr<Store> store_ = *test::try_open(test::impatient_settings(dsn_));
  std::atomic<int> commits_ = 0;       // of this round
  std::minstd_rand random_{20260101};  // NOLINT(cert-msc51-cpp): the same moments each time
};

TEST_F(Outage, killing_the_server_loses_no_acknowledged_commit_and_spends_nothing_twice) {
  constexpr int kRounds = 20;
  int acknowledged = 0;
  int unknown = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto ledgers = grow_chains(round, Acknowledge::after_the_commit, [&] {
      let_work(30 + static_cast<int>(random_() % 60));
      server_.kill();
    });
    server_.start();
    ASSERT_LT(wait_for_good_answer(std::chrono::steady_clock::now()), 2s);
    ASSERT_EQ(count_broken(round, ledgers), 0) << "round " << round;
    for (const Ledger& ledger : ledgers) {
      acknowledged += ledger.acknowledged + 1;
      if (ledger.failure == StoreError::unknown_outcome) ++unknown;
    }
  }
  EXPECT_GT(acknowledged, 5 * kRounds) << "too few commits to prove anything";
  EXPECT_GT(unknown, 0) << "no kill came in the middle of a commit";
}

// The negative control: who answers before the commit must be caught.
TEST_F(Outage, the_check_catches_acknowledgements_that_come_too_early) {
  constexpr int kRounds = 5;
  int caught = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto ledgers = grow_chains(round, Acknowledge::before_the_commit, [&] {
      let_work(20 + static_cast<int>(random_() % 30));
      server_.kill();
    });
    server_.start();
    ASSERT_LT(wait_for_good_answer(std::chrono::steady_clock::now()), 5s);
    if (count_broken(round, ledgers) > 0) ++caught;
  }
  EXPECT_GE(caught, kRounds / 2);
}

TEST_F(Outage, while_the_server_is_away_the_answer_is_unavailable_and_soon_after_it_is_good) {
  for (int round = 0; round < 4; ++round) {
    const auto ledgers = grow_chains(round, Acknowledge::after_the_commit, [&] {
      let_work(30);
      server_.stop();
    });
    for (int i = 0; i < 200; ++i) {
      const auto outcome = store_->commit({.records = {record(key(RecordKind::interaction, {round, i}))}});
      ASSERT_FALSE(outcome.has_value());
      ASSERT_EQ(outcome.error(), StoreError::unavailable);
      ASSERT_FALSE(store_->find(link(round, 0, 0)).has_value());
      ASSERT_FALSE(store_->is_revoked(FamilyId("f")).has_value());
      std::this_thread::sleep_for(5ms);
    }
    server_.start();
    EXPECT_LT(wait_for_good_answer(std::chrono::steady_clock::now()), 2s);
    EXPECT_EQ(count_broken(round, ledgers), 0);
    for (int i = 0; i < 200; ++i)
      EXPECT_FALSE(store_->find(key(RecordKind::interaction, {round, i})).value().has_value());
  }
}

// The server got the commit and did it, but could not say so: neither "done" nor "nothing happened".
TEST_F(Outage, a_commit_that_was_sent_to_a_frozen_server_is_unknown_and_may_have_happened) {
  const RecordKey code = key(RecordKind::authorization_code, {1});
  const RecordKey token = key(RecordKind::refresh_token, {1});
  ASSERT_TRUE(store_->commit({.records = {record(code)}}).value());
  server_.freeze();
  const auto begin = std::chrono::steady_clock::now();
  const auto outcome = store_->commit({.claims = {{.key = code}}, .records = {record(token)}});
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
  server_.thaw();
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error(), StoreError::unknown_outcome);
  bool happened = false;
  for (int attempt = 0; attempt < 200 && !happened; ++attempt) {
    const auto found = store_->find(token);
    happened = found && *found;
    if (!happened) std::this_thread::sleep_for(10ms);
  }
  EXPECT_TRUE(happened);
  EXPECT_TRUE(store_->find(code).value()->consumed);
  const auto again = store_->commit({.claims = {{.key = code}}});
  ASSERT_TRUE(again.has_value());
  EXPECT_FALSE(again->has_value());
}

TEST_F(Outage, frozen_holds_nobody_longer_than_the_settings_say) {
  server_.freeze();
  std::atomic<int> errors = 0;
  const auto begin = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 40; ++thread)
      threads.emplace_back([&, thread] {
        if (!store_->commit({.records = {record(key(RecordKind::interaction, {thread}))}})) ++errors;
      });
  }
  const auto took = std::chrono::steady_clock::now() - begin;
  server_.thaw();
  EXPECT_EQ(errors, 40);
  EXPECT_LT(took, 8s);
}

}  // namespace
}  // namespace attesto

// Many threads at once, over two handles where the store has them.
#include <array>
#include <atomic>
#include <barrier>
#include <functional>
#include <thread>

#include "adapters/store_check/properties.hpp"
#include "adapters/store_check/trial.hpp"

namespace attesto::inline v0 {
namespace {

constexpr int kThreads = 8;

/// Runs `act(thread, handle)` in every thread, as close to one moment as threads get.
void at_once(Trial& trial, int threads, const std::function<void(int, Store&)>& act) {
  const std::array<Store*, 2> handles{&trial.node(0), &trial.node(1)};
  std::barrier start(threads);
  std::vector<std::jthread> running;
  running.reserve(static_cast<std::size_t>(threads));
  for (int thread = 0; thread < threads; ++thread)
    running.emplace_back([&, thread] {
      Store& handle = *handles.at(static_cast<std::size_t>(thread) % handles.size());
      start.arrive_and_wait();
      act(thread, handle);
    });
}

// Every racer brings a successor of its own: only the winner's may be there afterwards.
void of_many_threads_after_one_claim_exactly_one_wins(Trial& trial) {
  const int rounds = trial.size().rounds;
  for (int round = 0; round < rounds && !trial.broken(); ++round) {
    const RecordKey prize = trial.key(RecordKind::refresh_token, {round});
    trial.put(Trial::record(prize));
    std::atomic<int> winners = 0;
    at_once(trial, kThreads, [&](int thread, Store& store) {
      const RecordKey successor = trial.key(RecordKind::refresh_token, {round, thread});
      const CommitResult result = store.commit({.claims = {{.key = prize}}, .records = {Trial::record(successor)}});
      if (result && *result) ++winners;
      else trial.lost(result, LossReason::consumed);
    });
    int successors = 0;
    for (int thread = 0; thread < kThreads; ++thread)
      if (trial.find(trial.key(RecordKind::refresh_token, {round, thread}))) ++successors;
    trial.expect(winners == 1, std::to_string(winners) + " of " + std::to_string(kThreads) + " threads won one claim");
    trial.expect(successors == 1, std::to_string(successors) + " successors of one claim are on record");
    trial.progress(round + 1, rounds);
  }
}

// A stolen token that is used beside the honest one: one wins, and the family dies with it.
void a_race_that_revokes_on_loss_leaves_no_live_successor(Trial& trial) {
  const int rounds = trial.size().rounds / 4;
  for (int round = 0; round < rounds && !trial.broken(); ++round) {
    const FamilyId family = trial.family(std::to_string(round));
    const RecordKey prize = trial.key(RecordKind::refresh_token, {round});
    trial.put(Trial::record(prize, family));
    at_once(trial, 2, [&](int thread, Store& store) {
      const CommitResult result =
          store.commit({.claims = {{.key = prize, .revoke_on_loss = true}},
                        .records = {Trial::record(trial.key(RecordKind::refresh_token, {round, thread}), family)},
                        .remember_revoked_until = Trial::kLater});
      if (!result || !*result) trial.lost(result, LossReason::consumed);
    });
    trial.revoked(family);
    for (int thread = 0; thread < 2; ++thread) {
      const CommitResult after =
          trial.store().commit({.claims = {{.key = trial.key(RecordKind::refresh_token, {round, thread})}}});
      trial.expect(after && !*after, "a successor survived the reuse of its parent: " + to_string(after));
    }
    trial.progress(round + 1, rounds);
  }
}

// A rotation that runs beside a revocation must not leave a live successor behind.
void no_successor_survives_a_revocation_beside_it(Trial& trial) {
  const int rounds = trial.size().rounds;
  for (int round = 0; round < rounds && !trial.broken(); ++round) {
    const FamilyId family = trial.family(std::to_string(round));
    const RecordKey leaf = trial.key(RecordKind::refresh_token, {round, 0});
    const RecordKey next = trial.key(RecordKind::refresh_token, {round, 1});
    trial.put(Trial::record(leaf, family));
    at_once(trial, 2, [&](int thread, Store& store) {
      if (thread == 0) trial.won(store.commit({.revoke = {family}, .remember_revoked_until = Trial::kLater}));
      else if (const CommitResult result =
                   store.commit({.claims = {{.key = leaf}}, .records = {Trial::record(next, family)}});
               !result || !*result)
        trial.lost(result, LossReason::revoked);
    });
    const CommitResult after = trial.store().commit({.claims = {{.key = next}}});
    trial.expect(after && !*after, "a successor survived the revocation of its family: " + to_string(after));
    trial.progress(round + 1, rounds);
  }
}

// Stores that write many commits together must still answer each of them alone.
void commits_that_arrive_together_win_or_lose_alone(Trial& trial) {
  constexpr int kEach = 20;
  const RecordKey taken = trial.key(RecordKind::interaction, {0});
  trial.put(Trial::record(taken));
  const auto own_key = [&](int thread, int i) { return trial.key(RecordKind::interaction, {1, thread, i}); };
  const auto doomed = [](int thread, int i) { return (thread + i) % 3 == 0; };
  at_once(trial, kThreads, [&](int thread, Store& store) {
    for (int i = 0; i < kEach; ++i) {
      Commit commit{.records = {Trial::record(own_key(thread, i))}};
      if (doomed(thread, i)) commit.records.push_back(Trial::record(taken));
      const CommitResult result = store.commit(commit);
      if (doomed(thread, i)) trial.lost(result, LossReason::exists);
      else trial.won(result);
    }
  });
  for (int thread = 0; thread < kThreads; ++thread)
    for (int i = 0; i < kEach; ++i) trial.exists(own_key(thread, i), !doomed(thread, i));
}

// Commits that name the same keys in different orders must not stand in each other's way for ever.
void commits_that_cross_each_other_all_get_an_answer(Trial& trial) {
  const int rounds = trial.size().rounds;
  for (int round = 0; round < rounds && !trial.broken(); ++round) {
    const RecordKey first = trial.key(RecordKind::refresh_token, {round, 0});
    const RecordKey second = trial.key(RecordKind::refresh_token, {round, 1});
    trial.won(trial.store().commit({.records = {Trial::record(first), Trial::record(second)}}));
    std::atomic<int> winners = 0;
    at_once(trial, 4, [&](int thread, Store& store) {
      std::vector<Claim> claims{{.key = first}, {.key = second}};
      if (thread % 2 == 1) std::swap(claims[0], claims[1]);
      const CommitResult result = store.commit({.claims = std::move(claims)});
      if (result && *result) ++winners;
      else trial.lost(result, LossReason::consumed);
    });
    trial.expect(winners == 1, std::to_string(winners) + " commits won the same two claims");
    trial.progress(round + 1, rounds);
  }
}

// Every node has a sweeper, and none of them may touch what is alive or count what another removed.
void sweepers_beside_each_other_remove_each_record_once(Trial& trial) {
  constexpr int kExpired = 200;
  constexpr std::size_t kBatch = 7;
  Commit commit;
  for (int i = 0; i < kExpired; ++i)
    commit.records.push_back(Trial::record(trial.key(RecordKind::interaction, {0, i}), std::nullopt, Trial::kSoon));
  trial.won(trial.store().commit(commit));
  std::atomic<std::size_t> removed = 0;
  at_once(trial, kThreads, [&](int thread, Store& store) {
    for (int i = 0; i < kExpired / kThreads; ++i) {
      trial.won(store.commit({.records = {Trial::record(trial.key(RecordKind::interaction, {1, thread, i}))}}));
      const auto batch = store.remove_expired(Trial::kSoon + std::chrono::milliseconds{1}, kBatch);
      trial.expect(batch.has_value() && batch->total() <= kBatch, "a batch went wrong");
      removed += batch.value_or(Removed{}).total();
    }
  });
  trial.expect(removed == kExpired, std::to_string(removed) + " of " + std::to_string(kExpired) + " were removed");
  for (int thread = 0; thread < kThreads; ++thread)
    for (int i = 0; i < kExpired / kThreads; ++i) trial.exists(trial.key(RecordKind::interaction, {1, thread, i}));
}

constexpr std::array kRules = {
    StoreProperty{"of_many_threads_after_one_claim_exactly_one_wins", of_many_threads_after_one_claim_exactly_one_wins},
    StoreProperty{"a_race_that_revokes_on_loss_leaves_no_live_successor",
                  a_race_that_revokes_on_loss_leaves_no_live_successor},
    StoreProperty{"no_successor_survives_a_revocation_beside_it", no_successor_survives_a_revocation_beside_it},
    StoreProperty{"commits_that_arrive_together_win_or_lose_alone", commits_that_arrive_together_win_or_lose_alone},
    StoreProperty{"commits_that_cross_each_other_all_get_an_answer", commits_that_cross_each_other_all_get_an_answer},
    StoreProperty{"sweepers_beside_each_other_remove_each_record_once",
                  sweepers_beside_each_other_remove_each_record_once},
};

}  // namespace

std::span<const StoreProperty> thread_races() { return kRules; }

}  // namespace attesto::inline v0

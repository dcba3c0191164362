// Many threads after one claim: the race that every store must survive.
#pragma once

#include <barrier>
#include <cstddef>
#include <thread>
#include <vector>

#include "attesto/store/store.hpp"
#include "contract/store_samples.hpp"

namespace attesto::contract {

/// What one race did: how often its claim was won, and how often a store was not able to say.
struct RaceResult {
  std::size_t winners = 0;
  std::size_t losers = 0;
  std::size_t errors = 0;
};

/// Inserts a record and lets every thread claim it at once, each with a successor of its own.
inline RaceResult race_for_claim(Store& store, int round, int threads) {
  const RecordKey prize = key(RecordKind::refresh_token, {7, round});
  if (const auto put = store.commit({.records = {record(prize)}}); !put || !*put) return {.errors = 1};
  std::barrier start(threads);
  std::vector<std::expected<Outcome, StoreError>> outcomes(static_cast<std::size_t>(threads),
                                                           std::unexpected(StoreError::unavailable));
  {
    std::vector<std::jthread> racers;
    for (int racer = 0; racer < threads; ++racer)
      racers.emplace_back([&, racer] {
        const Commit commit{.claims = {{.key = prize}},
                            .records = {record(key(RecordKind::refresh_token, {8, round, racer}))}};
        start.arrive_and_wait();
        outcomes[static_cast<std::size_t>(racer)] = store.commit(commit);
      });
  }
  RaceResult result;
  for (const auto& outcome : outcomes) {
    if (!outcome) ++result.errors;
    else if (*outcome) ++result.winners;
    else ++result.losers;
  }
  return result;
}

/// How many successors of that race are on record.
inline std::size_t count_successors(const Store& store, int round, int threads) {
  std::size_t count = 0;
  for (int racer = 0; racer < threads; ++racer) {
    const auto found = store.find(key(RecordKind::refresh_token, {8, round, racer}));
    if (found && *found) ++count;
  }
  return count;
}

}  // namespace attesto::contract

// kill -9 in the middle of commits: what was acknowledged is there, what was consumed stays so.
#include <array>
#include <chrono>
#include <map>
#include <random>
#include <thread>

#include "adapters/store_check/child_process.hpp"
#include "adapters/store_check/properties.hpp"
#include "adapters/store_check/trial.hpp"

namespace attesto::inline v0 {
namespace {

constexpr int kThreads = 4;
constexpr int kMostLinks = 100'000;

/// One link of a chain of refresh tokens: claiming it is the same commit as inserting the next.
struct Link {
  int round;
  int thread;
  int number;
};

RecordKey key_of(const Trial& trial, const Link& link) {
  return trial.key(RecordKind::refresh_token, {link.round, link.thread, link.number});
}

/// Goes on until it is killed; says of each link that its commit was won.
void grow_chain(Trial& trial, int round, int thread, int pipe) {
  for (int number = 0; number < kMostLinks; ++number) {
    const Link link{round, thread, number};
    Commit commit{.records = {Trial::record(key_of(trial, link))}};
    if (number > 0) commit.claims.push_back({.key = key_of(trial, {round, thread, number - 1})});
    const CommitResult result = trial.store().commit(commit);
    if (!result || !*result) ::_exit(91);
    send(pipe, link);
  }
}

/// The last link that was acknowledged, per thread.
using Acknowledged = std::map<int, int>;

/// @param commits  that are waited for before the kill: a busy machine takes its time for them
Acknowledged run_and_kill(Trial& trial, int round, int commits, std::chrono::microseconds more) {
  trial.close();
  ChildProcess child([&](int pipe) {
    static_cast<void>(trial.store());
    if (trial.broken()) return 92;
    std::vector<std::jthread> threads;
    threads.reserve(kThreads);
    for (int thread = 0; thread < kThreads; ++thread)
      threads.emplace_back([&trial, round, thread, pipe] { grow_chain(trial, round, thread, pipe); });
    threads.clear();
    return 0;
  });
  Acknowledged last;
  Link link{};
  for (; commits > 0 && child.read(link); --commits) last[link.thread] = link.number;
  if (commits > 0) return {};
  std::this_thread::sleep_for(more);
  child.kill();
  while (child.read(link)) last[link.thread] = link.number;
  return last;
}

void expect_whole_chain(Trial& trial, int round, int thread, int last) {
  for (int number = 0; number <= last + 1; ++number) {
    const auto here = trial.find(key_of(trial, {round, thread, number}));
    const auto next = trial.find(key_of(trial, {round, thread, number + 1}));
    trial.expect(number > last || here, "an acknowledged record is gone");
    trial.expect(!next || here, "a record is there without the one it came from");
    trial.expect(!next || !here || here->consumed, "a claim that was won is free again");
    trial.expect(next || !here || !here->consumed, "a claim is consumed, but what was won is not there");
  }
}

void kill_9_loses_nothing_acknowledged_and_revives_nothing_consumed(Trial& trial) {
  const int kills = trial.size().kills;
  std::mt19937_64 random(trial.seed());
  for (int round = 0; round < kills && !trial.broken(); ++round) {
    const int commits = 4 + static_cast<int>(random() % 60);
    const Acknowledged acknowledged = run_and_kill(trial, round, commits, std::chrono::microseconds{random() % 3000});
    trial.expect(!acknowledged.empty(), "a process could not open the store or commit to it");
    for (const auto& [thread, last] : acknowledged) expect_whole_chain(trial, round, thread, last);
    trial.progress(round + 1, kills);
  }
}

constexpr std::array kRules = {
    StoreProperty{"kill_9_loses_nothing_acknowledged_and_revives_nothing_consumed",
                  kill_9_loses_nothing_acknowledged_and_revives_nothing_consumed, true},
};

}  // namespace

std::span<const StoreProperty> kills() { return kRules; }

}  // namespace attesto::inline v0

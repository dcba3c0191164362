// Several processes on one store, as several nodes are, and a restart after them.
#include <pthread.h>
#include <sys/mman.h>

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <new>
#include <thread>

#include "adapters/store_check/child_process.hpp"
#include "adapters/store_check/properties.hpp"
#include "adapters/store_check/trial.hpp"

namespace attesto::inline v0 {
namespace {

constexpr int kProcesses = 2;

/// What all processes count together, about one thing that they race for.
struct Tally {
  std::atomic<int> winners = 0;
  std::atomic<int> losers = 0;
  std::atomic<int> others = 0;  ///< errors, and losses for a reason that can't be right
  std::atomic<int> winner = -1;
};

/// Memory that forked children share: a gate that opens when everyone is there, and the tallies.
class Arena {
 public:
  Arena(int racers, int prizes) : prizes_(static_cast<std::size_t>(prizes)) {
    void* const memory = ::mmap(nullptr, size(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    gate_ = static_cast<pthread_barrier_t*>(memory);
    pthread_barrierattr_t shared;
    ::pthread_barrierattr_init(&shared);
    ::pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    ::pthread_barrier_init(gate_, &shared, static_cast<unsigned>(racers));
    ::pthread_barrierattr_destroy(&shared);
    tallies_ = reinterpret_cast<Tally*>(static_cast<char*>(memory) + kGateBytes);
    for (std::size_t i = 0; i < prizes_; ++i) new (tallies_ + i) Tally;
  }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  // The gate is not destroyed: a racer that died at it would make that wait for ever.
  ~Arena() { ::munmap(gate_, size()); }

  void wait_for_everyone() { ::pthread_barrier_wait(gate_); }
  [[nodiscard]] Tally& tally(int prize) { return tallies_[prize]; }

 private:
  static constexpr std::size_t kGateBytes = 128;
  static_assert(sizeof(pthread_barrier_t) <= kGateBytes && alignof(Tally) <= kGateBytes);
  [[nodiscard]] std::size_t size() const { return kGateBytes + prizes_ * sizeof(Tally); }

  std::size_t prizes_;
  pthread_barrier_t* gate_;
  Tally* tallies_;
};

/// Runs `race(racer)` in `racers` threads, spread over child processes with handles of their own.
/// Whatever a child finds wrong is counted in the arena, since its trial is a copy.
bool race(Trial& trial, int racers, const std::function<void(int)>& racer_body) {
  trial.close();
  const auto child = [&](int process) {
    static_cast<void>(trial.store());
    if (trial.broken()) return 1;
    std::vector<std::jthread> threads;
    for (int racer = process; racer < racers; racer += kProcesses)
      threads.emplace_back([&racer_body, racer] { racer_body(racer); });
    threads.clear();
    return 0;
  };
  std::vector<std::unique_ptr<ChildProcess>> children;
  children.reserve(kProcesses);
  for (int process = 0; process < kProcesses; ++process)
    children.push_back(std::make_unique<ChildProcess>([&](int /*pipe*/) { return child(process); }));
  // A child that fails leaves the others at the gate: whichever it is, its end is the end of the race.
  bool well = true;
  for (std::size_t running = children.size(); running > 0 && well;) {
    for (const auto& one : children)
      if (const auto status = one->poll()) {
        --running;
        well = well && *status == 0;
      }
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return trial.expect(well, "a process of the race could not open the store, or crashed");
}

void count(Tally& tally, int racer, const CommitResult& result, LossReason rightly) {
  if (result && *result) {
    ++tally.winners;
    tally.winner = racer;
  } else if (result && result->error().reason == rightly) {
    ++tally.losers;
  } else {
    ++tally.others;
  }
}

void expect_one_winner(Trial& trial, const Tally& tally, int racers) {
  trial.expect(tally.winners == 1 && tally.losers == racers - 1,
               std::to_string(tally.winners) + " won, " + std::to_string(tally.losers) + " lost, " +
                   std::to_string(tally.others) + " got another answer; of " + std::to_string(racers) +
                   " exactly one may win and all others lose");
}

void of_many_processes_after_one_claim_exactly_one_wins(Trial& trial) {
  const int prizes = trial.size().contested;
  const int racers = trial.size().racers;
  const auto prize = [&](int number) { return trial.key(RecordKind::authorization_code, {number}); };
  const auto successor = [&](int number, int racer) { return trial.key(RecordKind::refresh_token, {number, racer}); };
  for (int number = 0; number < prizes; ++number) trial.put(Trial::record(prize(number)));
  if (trial.broken()) return;
  Arena arena(racers, prizes);
  const bool raced = race(trial, racers, [&](int racer) {
    for (int number = 0; number < prizes; ++number) {
      arena.wait_for_everyone();
      const CommitResult result = trial.store().commit(
          {.claims = {{.key = prize(number)}}, .records = {Trial::record(successor(number, racer))}});
      count(arena.tally(number), racer, result, LossReason::consumed);
      if (racer == 0) trial.progress(number + 1, prizes);
    }
  });
  if (!raced) return;
  for (int number = 0; number < prizes && !trial.broken(); ++number) {
    expect_one_winner(trial, arena.tally(number), racers);
    trial.consumed(prize(number));
    for (int racer = 0; racer < racers; ++racer)
      trial.exists(successor(number, racer), racer == arena.tally(number).winner);
  }
}

// Proofs, assertions and pushed requests are refused the second time, wherever and whenever that is.
void an_identifier_is_accepted_once_by_all_processes_and_after_a_restart(Trial& trial) {
  constexpr std::array kKinds = {RecordKind::dpop_proof, RecordKind::client_assertion, RecordKind::pushed_request};
  const int identifiers = trial.size().duplicates;
  const int racers = 4;
  const auto identifier = [&](int number) {
    return Trial::record(trial.key(kKinds.at(static_cast<std::size_t>(number) % kKinds.size()), {number}));
  };
  Arena arena(racers, identifiers);
  const bool raced = race(trial, racers, [&](int racer) {
    for (int number = 0; number < identifiers; ++number) {
      arena.wait_for_everyone();
      count(arena.tally(number), racer, trial.store().commit({.records = {identifier(number)}}), LossReason::exists);
      if (racer == 0) trial.progress(number + 1, identifiers);
    }
  });
  if (!raced) return;
  for (int number = 0; number < identifiers && !trial.broken(); ++number) {
    expect_one_winner(trial, arena.tally(number), racers);
    trial.lost(trial.store().commit({.records = {identifier(number)}}), LossReason::exists);
  }
}

void everything_is_still_there_after_a_restart(Trial& trial) {
  const RecordKey code = trial.key(RecordKind::authorization_code, {1});
  const RecordKey refresh = trial.key(RecordKind::refresh_token, {2});
  const FamilyId family = trial.family("family");
  trial.put(Trial::record(code, family));
  trial.won(trial.store().commit({.claims = {{.key = code}}, .records = {Trial::record(refresh)}}));
  trial.won(trial.store().commit({.revoke = {family}, .remember_revoked_until = Trial::kLater}));
  trial.close();
  const auto found = trial.find(code);
  if (!trial.expect(found.has_value(), "a record is gone")) return;
  trial.expect(found->consumed && found->family_revoked && found->family == family, "a record has changed");
  trial.expect(found->expires_at == Trial::kLater, "an expiry has changed");
  trial.consumed(refresh, false);
  trial.revoked(family);
}

// What one node has answered, every other node knows.
void a_handle_sees_what_another_one_committed(Trial& trial) {
  constexpr int kCommits = 50;
  for (int number = 0; number < kCommits && !trial.broken(); ++number) {
    const RecordKey key = trial.key(RecordKind::interaction, {number});
    trial.won(trial.node(1).commit({.records = {Trial::record(key)}}));
    trial.exists(key);
    trial.won(trial.node(1).commit({.claims = {{.key = key}}}));
    trial.consumed(key);
  }
}

constexpr std::array kRules = {
    StoreProperty{"a_handle_sees_what_another_one_committed", a_handle_sees_what_another_one_committed, true},
    StoreProperty{"everything_is_still_there_after_a_restart", everything_is_still_there_after_a_restart, true},
    StoreProperty{"of_many_processes_after_one_claim_exactly_one_wins",
                  of_many_processes_after_one_claim_exactly_one_wins, true},
    StoreProperty{"an_identifier_is_accepted_once_by_all_processes_and_after_a_restart",
                  an_identifier_is_accepted_once_by_all_processes_and_after_a_restart, true},
};

}  // namespace

std::span<const StoreProperty> process_races() { return kRules; }

}  // namespace attesto::inline v0

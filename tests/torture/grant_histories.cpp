// Row 2: random lives of grants end as the model says, and read the same on every store.
#include "histories/grant_history.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "store_postgres/postgres_fixture.hpp"
#include "support/faulty_store.hpp"
#include "torture/property.hpp"
#include "torture/workers.hpp"

namespace attesto::torture {
namespace {

using test::StoreKind;
using test::TestServer;

/// One kind of server, on one of the stores.
struct Candidate {
  std::string store;
  std::unique_ptr<TestServer> server;
};

test::Options options(const TokenLifetimes& lifetimes, StoreKind kind, std::shared_ptr<Store> instead = nullptr) {
  return {.store = kind,
          .adjust = [lifetimes](Config& config) { config.lifetimes = lifetimes; },
          .instead = std::move(instead)};
}

/// The first one says how transcripts must read.
std::vector<Candidate> candidates(const TokenLifetimes& lifetimes, const std::string& dsn) {
  std::vector<Candidate> all;
  all.push_back({"memory", std::make_unique<TestServer>(options(lifetimes, StoreKind::memory))});
  all.push_back({"SQLite", std::make_unique<TestServer>(options(lifetimes, StoreKind::sqlite))});
  all.push_back({"PostgreSQL", std::make_unique<TestServer>(options(lifetimes, StoreKind::memory, test::open(dsn)))});
  return all;
}

TokenLifetimes lifetimes(bool grace) {
  TokenLifetimes made = test::kHistoryLifetimes;
  if (!grace) made.refresh_grace = std::chrono::seconds{0};
  return made;
}

/// Runs the history of one seed on every candidate.
std::optional<std::string> compare(std::vector<Candidate>& all, const TokenLifetimes& rules, std::uint64_t seed) {
  std::optional<std::string> transcript;
  for (Candidate& one : all) {
    const test::GrantRun run = test::try_grant_history(*one.server, rules, seed);
    one.server->events.clear();
    if (run.finding) return one.store + ": " + *run.finding;
    if (!transcript) transcript = run.transcript;
    if (run.transcript != *transcript)
      return "seed " + std::to_string(seed) + " reads otherwise on " + one.store + " than in memory";
  }
  return std::nullopt;
}

Verdict check_histories(const Conditions& conditions) {
  const int workers = count_workers();
  const int histories = conditions.size.histories;
  const int lanes = 2 * workers;  // each worker has one without grace, and one with it
  std::vector<std::string> dsns(static_cast<std::size_t>(lanes));
  std::ranges::generate(dsns, [] { return test::new_store_dsn(); });
  const auto work = [&](int worker, const WorkerPipe& pipe) {
    for (const bool grace : {false, true}) {
      const int lane = grace ? worker + workers : worker;
      auto all = candidates(lifetimes(grace), dsns[static_cast<std::size_t>(lane)]);
      for (int number = lane; number < histories; number += lanes) {
        if (const auto finding = compare(all, lifetimes(grace), static_cast<std::uint64_t>(number)))
          return pipe.finding(*finding);
        pipe.progress(1);
      }
    }
  };
  return verdict(run_workers(workers, histories, work, conditions),
                 std::to_string(histories) +
                     " histories with and without grace, each the same in memory, on SQLite"
                     " and on PostgreSQL");
}

Verdict check_control(test::Fault fault, const Conditions& conditions) {
  constexpr int kHistories = 1000;
  std::vector<Candidate> all;
  all.push_back({"memory", std::make_unique<TestServer>(options(lifetimes(false), StoreKind::memory))});
  all.push_back({"the faulty store",
                 std::make_unique<TestServer>(options(lifetimes(false), StoreKind::memory, make_faulty_store(fault)))});
  for (int number = 0; number < kHistories; ++number) {
    if (const auto finding = compare(all, lifetimes(false), static_cast<std::uint64_t>(number)))
      return caught(finding, "");
    conditions.progress(number, kHistories);
  }
  return caught(std::nullopt, std::to_string(kHistories) + " histories");
}

}  // namespace

std::vector<Property> grant_histories() {
  return {
      {"random grant histories end as the rules say, and the same on every store", check_histories},
      {"random grant histories, control: a store that forgets to revoke is caught",
       [](const Conditions& conditions) { return check_control(test::Fault::forgets_to_revoke, conditions); }},
      {"random grant histories, control: a store that frees what was consumed is caught",
       [](const Conditions& conditions) { return check_control(test::Fault::frees_what_was_consumed, conditions); }}};
}

}  // namespace attesto::torture

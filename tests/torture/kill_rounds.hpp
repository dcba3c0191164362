// Something is killed under load, again and again, and the ledgers are held against what is left.
#pragma once

#include <chrono>
#include <random>
#include <thread>

#include "torture/cluster.hpp"
#include "torture/property.hpp"

namespace attesto::torture {

struct Kills {
  int kills = 0;
  Load load{};
  std::optional<std::string> finding{};

  /// The finding, if something was lost or revived.
  [[nodiscard]] std::optional<std::string> loss() const {
    using attestod::GrantLedger;
    return load.total(&GrantLedger::lost) + load.total(&GrantLedger::revived) > 0 ? finding : std::nullopt;
  }
  [[nodiscard]] std::string figures() const { return std::to_string(kills) + " kills, " + load.figures(); }
};

/// Waits until there is something to lose, and then for a moment that nobody knows.
inline void wait_for_a_moment(const Load& load, std::minstd_rand& random) {
  constexpr int kLeast = 20;
  const int before = load.total(&attestod::GrantLedger::acknowledged);
  for (int i = 0; i < 400 && load.total(&attestod::GrantLedger::acknowledged) < before + kLeast; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  std::this_thread::sleep_for(std::chrono::milliseconds{random() % 80});
}

/// @param kills    how many; a finding ends it earlier
/// @param kill     called under load
/// @param restart  starts again what was killed
template <class Kill, class Restart>
Kills kill_again_and_again(Cluster& cluster, int kills, Kill kill, Restart restart, const Conditions& conditions) {
  Kills seen;
  std::minstd_rand random(20261125);  // NOLINT(cert-msc51-cpp): the same moments each time
  while (seen.kills < kills && !seen.finding) {
    seen.load.run(cluster, [&] {
      wait_for_a_moment(seen.load, random);
      kill();
    });
    restart();
    if (!wait_for_good_answer(cluster)) seen.finding = "after a kill there is no good answer";
    seen.load.check(cluster);
    if (!seen.finding) seen.finding = seen.load.finding();
    conditions.progress(++seen.kills, kills);
  }
  if (!seen.finding && seen.load.total(&attestod::GrantLedger::acknowledged) < 10 * kills)
    seen.finding = "too little was acknowledged to prove anything";
  return seen;
}

}  // namespace attesto::torture

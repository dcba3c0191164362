// Row 4: kill -9 of attestod while clients redeem and refresh.
#include "torture/kill_rounds.hpp"

namespace attesto::torture {
namespace {

Kills kill_daemons(Backend backend, std::optional<Wrong> wrong, int kills, const Conditions& conditions) {
  Cluster cluster(store_lines(backend), wrong);
  Kills seen = kill_again_and_again(cluster, kills, [&] { cluster.kill(); }, [&] { cluster.start(); }, conditions);
  if (!seen.finding && seen.load.total(&attestod::GrantLedger::outages) > 0)
    seen.finding = "the database was there, but a client was told 503";
  return seen;
}

}  // namespace

std::vector<Property> daemon_kills() {
  constexpr int kControlKills = 20;
  std::vector<Property> properties;
  for (const Backend backend : {Backend::sqlite, Backend::postgres}) {
    const std::string on = " on " + std::string(to_string(backend));
    properties.push_back({"kill -9 of attestod: nothing acknowledged is lost, nothing consumed revived" + on,
                          [backend](const Conditions& conditions) {
                            const Kills seen =
                                kill_daemons(backend, std::nullopt, conditions.size.daemon_kills, conditions);
                            return verdict(seen.finding, seen.figures());
                          }});
    properties.push_back({"kill -9 of attestod, control: a node that answers before it has written is caught" + on,
                          [backend](const Conditions& conditions) {
                            const Kills seen =
                                kill_daemons(backend, Wrong::answers_before_it_has_written, kControlKills, conditions);
                            return caught(seen.loss(), seen.figures());
                          }});
  }
  return properties;
}

}  // namespace attesto::torture

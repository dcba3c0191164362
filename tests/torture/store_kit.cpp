// Row 8: every property of the public store kit, with sizes that its users have no patience for.
#include <algorithm>

#include "torture/property.hpp"
#include "torture/store_databases.hpp"

namespace attesto::torture {
namespace {

/// The identifiers have a row of their own; see replays.cpp.
StoreCheckSize size_for(int rounds) {
  return {.rounds = rounds,
          .histories = rounds,
          .contested = rounds / 2,
          .racers = 40,
          .duplicates = 500,
          .kills = rounds / 20};
}

Verdict check_kit(Backend backend, const Conditions& conditions) {
  const StoreDatabase database(backend);
  const auto properties = store_properties();
  // A race on a server changes processes for every commit, and takes three times as long.
  const StoreCheckSize size = size_for(conditions.size.store_rounds / (backend == Backend::sqlite ? 1 : 3));
  std::optional<std::string> finding;
  for (const StoreProperty& property : properties) {
    const auto found =
        check_property(property, database.under_check(), {.size = size, .on_progress = conditions.progress});
    if (found && !finding) finding = std::string(property.name) + ": " + *found;
  }
  return verdict(finding, std::to_string(properties.size()) + " properties, among them " + std::to_string(size.rounds) +
                              " rounds of every race between threads, " + std::to_string(size.histories) +
                              " random histories, " + std::to_string(size.contested) + " claims with " +
                              std::to_string(size.racers) + " racers in two processes and " +
                              std::to_string(size.kills) + " kills");
}

/// Whether the kit sees the fault, by the property that is made for it.
Verdict check_control(Backend backend, Wrong wrong, std::string_view name) {
  const StoreDatabase database(backend, wrong);
  const auto properties = store_properties();
  const auto property = std::ranges::find(properties, name, &StoreProperty::name);
  if (property == properties.end()) throw std::logic_error("the store kit has no such property");
  return caught(check_property(*property, database.under_check(), {}), "the usual size");
}

}  // namespace

std::vector<Property> store_kit() {
  std::vector<Property> all;
  for (const Backend backend : {Backend::sqlite, Backend::postgres}) {
    const std::string on = " on " + std::string(to_string(backend));
    all.push_back({"the store kit, all of it" + on,
                   [backend](const Conditions& conditions) { return check_kit(backend, conditions); }});
    all.push_back({"the store kit, control: a store that looks first and writes later is caught" + on,
                   [backend](const Conditions&) {
                     return check_control(backend, Wrong::looks_first_and_writes_later,
                                          "of_many_processes_after_one_claim_exactly_one_wins");
                   }});
    all.push_back({"the store kit, control: a store that answers before it has written is caught" + on,
                   [backend](const Conditions&) {
                     return check_control(backend, Wrong::answers_before_it_has_written,
                                          "kill_9_loses_nothing_acknowledged_and_revives_nothing_consumed");
                   }});
  }
  return all;
}

}  // namespace attesto::torture

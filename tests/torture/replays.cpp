// Row 3: identifiers of proofs, assertions and pushed requests are accepted once - RFC 7523 §3,
// RFC 9449 §11.1, RFC 9126 §2.2. Two processes present each four times, and once more after a restart.
#include <algorithm>

#include "torture/property.hpp"
#include "torture/store_databases.hpp"
#include "torture/workers.hpp"

namespace attesto::torture {
namespace {

constexpr int kPresentationsEach = 5;

const StoreProperty& accepted_once() {
  const auto all = store_properties();
  const auto found = std::ranges::find(all, "an_identifier_is_accepted_once_by_all_processes_and_after_a_restart",
                                       &StoreProperty::name);
  if (found == all.end()) throw std::logic_error("the store kit has no such property");
  return *found;
}

struct Replays {
  std::optional<std::string> finding;
  std::string figures;
};

/// Every worker has a database of its own, which two processes of its own race on.
Replays replay(Backend backend, std::optional<Wrong> wrong, int presentations, const Conditions& conditions) {
  const int workers = count_workers();
  const int identifiers = presentations / kPresentationsEach / workers;
  std::vector<std::unique_ptr<StoreDatabase>> databases(static_cast<std::size_t>(workers));
  std::ranges::generate(databases, [&] { return std::make_unique<StoreDatabase>(backend, wrong); });
  const auto work = [&](int worker, const WorkerPipe& pipe) {
    // Its children report on a copy of this pipe: what they say arrives, too.
    int told = 0;
    const StoreCheckOptions options{.size = {.duplicates = identifiers}, .on_progress = [&](int done, int) {
                                      if (done - told < 100) return;
                                      pipe.progress(kPresentationsEach * (done - told));
                                      told = done;
                                    }};
    const StoreUnderCheck store = databases[static_cast<std::size_t>(worker)]->under_check();
    if (const auto finding = check_property(accepted_once(), store, options)) pipe.finding(*finding);
  };
  const auto finding = run_workers(workers, presentations, work, conditions);
  return {finding, std::string(finding ? "some" : "0") + " of " + std::to_string(presentations) +
                       " presentations accepted again, by two processes and after a restart"};
}

}  // namespace

std::vector<Property> replays() {
  constexpr int kControlPresentations = 20'000;
  std::vector<Property> properties;
  for (const Backend backend : {Backend::sqlite, Backend::postgres}) {
    const std::string on = " on " + std::string(to_string(backend));
    properties.push_back(
        {"replays: an identifier is accepted once" + on, [backend](const Conditions& conditions) {
           const Replays seen = replay(backend, std::nullopt, conditions.size.presentations, conditions);
           return verdict(seen.finding, seen.figures + " (asked of the store: no endpoint takes proofs yet)");
         }});
    properties.push_back(
        {"replays, control: a store without a unique key is caught" + on, [backend](const Conditions& conditions) {
           const Replays seen = replay(backend, Wrong::looks_first_and_writes_later, kControlPresentations, conditions);
           return caught(seen.finding, seen.figures);
         }});
  }
  return properties;
}

}  // namespace attesto::torture

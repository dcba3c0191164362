// Row 7, from outside: files of a running attestod may not grow, or it gets no more descriptors.
// It neither crashes nor denies anybody anything, and with the limit lifted it works again.
#include <sys/resource.h>

#include <filesystem>

#include "torture/cluster.hpp"
#include "torture/property.hpp"

namespace attesto::torture {
namespace {

namespace fs = std::filesystem;
using attestod::GrantLedger;
using namespace std::chrono_literals;

constexpr auto kSoonAfter = 2s;
constexpr auto kDuration = 400ms;

/// A limit of another process, put back at the end of the scope.
class Limit {
 public:
  Limit(pid_t process, __rlimit_resource what, rlim_t most) : process_(process), what_(what) {
    if (::prlimit(process, what, nullptr, &before_) != 0) throw std::runtime_error("no limit can be read");
    const rlimit lower{.rlim_cur = most, .rlim_max = before_.rlim_max};
    if (::prlimit(process, what, &lower, nullptr) != 0) throw std::runtime_error("no limit can be set");
  }
  Limit(const Limit&) = delete;
  Limit& operator=(const Limit&) = delete;
  ~Limit() { ::prlimit(process_, what_, &before_, nullptr); }

 private:
  const pid_t process_;
  const __rlimit_resource what_;
  rlimit before_{};
};

struct Shortages {
  int shortages = 0;
  Load load{};
  std::optional<std::string> finding{};

  [[nodiscard]] std::string figures() const { return std::to_string(shortages) + " times, " + load.figures(); }
  /// A finding that is a denial.
  [[nodiscard]] std::optional<std::string> denial() const {
    return load.total(&GrantLedger::wrong) > 0 ? finding : std::nullopt;
  }
};

/// A fresh node gets short of something, so that it has to open and to write what it does not have yet.
template <class Run>
Shortages run_short(const std::string& store, std::optional<Wrong> wrong, int times, Run run,
                    const Conditions& conditions) {
  Shortages seen;
  Cluster cluster(store, wrong);
  while (seen.shortages < times && !seen.finding) {
    run(cluster, seen.load, seen.shortages);
    const auto took = wait_for_good_answer(cluster);
    if (!cluster.is_running()) {
      seen.finding = "attestod is gone";
      break;
    }
    if (!took || *took > kSoonAfter) seen.finding = "it took too long until there was a good answer";
    seen.load.check(cluster);
    if (const auto found = seen.load.finding()) seen.finding = found;
    cluster.kill();
    cluster.start();
    conditions.progress(++seen.shortages, times);
  }
  if (!seen.finding && seen.load.total(&GrantLedger::outages) == 0)
    seen.finding = "nothing was short, which proves nothing";
  return seen;
}

/// As on a full disk, no file can get longer than it is.
void run_out_of_room(const Cluster& cluster, Load& load, int /*number*/) {
  load.run(cluster, [&] {
    std::this_thread::sleep_for(100ms);
    const Limit limit(cluster.node().pid(), RLIMIT_FSIZE, 64 * 1024);
    std::this_thread::sleep_for(kDuration);
  });
}

/// A few more descriptors than it has: enough to accept, not enough for every connection it wants.
void run_out_of_descriptors(const Cluster& cluster, Load& load, int number) {
  const fs::directory_iterator open("/proc/" + std::to_string(cluster.node().pid()) + "/fd");
  const auto count = static_cast<rlim_t>(std::distance(begin(open), end(open)));
  const Limit limit(cluster.node().pid(), RLIMIT_NOFILE, count + 2 + static_cast<rlim_t>(number) % 8);
  load.run(cluster, [&] { std::this_thread::sleep_for(kDuration); });
}

}  // namespace

std::vector<Property> exhausted_limits() {
  std::vector<Property> all;
  all.push_back({"a full disk under SQLite is 503, no end and no denial", [](const Conditions& conditions) {
                   const Shortages seen = run_short(store_lines(Backend::sqlite), std::nullopt, conditions.size.limits,
                                                    run_out_of_room, conditions);
                   return verdict(seen.finding, seen.figures());
                 }});
  all.push_back(
      {"a full disk, control: a node that takes an outage for a no is caught", [](const Conditions& conditions) {
         const Shortages seen = run_short(store_lines(Backend::sqlite), Wrong::takes_an_outage_for_a_no,
                                          conditions.size.limits, run_out_of_room, conditions);
         return caught(seen.denial(), seen.figures());
       }});
  for (const Backend backend : {Backend::sqlite, Backend::postgres}) {
    const std::string on = " on " + std::string(to_string(backend));
    all.push_back(
        {"no file descriptors left is 503, no end and no denial" + on, [backend](const Conditions& conditions) {
           const Shortages seen = run_short(store_lines(backend), std::nullopt, conditions.size.limits,
                                            run_out_of_descriptors, conditions);
           return verdict(seen.finding, seen.figures());
         }});
    all.push_back({"no file descriptors left, control: a node that takes an outage for a no is caught" + on,
                   [backend](const Conditions& conditions) {
                     const Shortages seen = run_short(store_lines(backend), Wrong::takes_an_outage_for_a_no,
                                                      conditions.size.limits, run_out_of_descriptors, conditions);
                     return caught(seen.denial(), seen.figures());
                   }});
  }
  return all;
}

}  // namespace attesto::torture

// Row 6: the database is away, or looks like it, under attestod under load: every answer is right or
// 503, none is a denial, and soon after it is back all is well.
#include <algorithm>

#include "torture/cluster.hpp"
#include "torture/database_proxy.hpp"
#include "torture/property.hpp"

namespace attesto::torture {
namespace {

using attestod::GrantLedger;
using test::PostgresServer;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

/// What "soon" means.
constexpr milliseconds kSoonAfter = 2s;

struct Outages {
  int outages = 0;
  milliseconds slowest{0};  ///< from the return of the database to a good answer
  Load load{};
  std::optional<std::string> finding{};

  [[nodiscard]] std::string figures() const {
    return std::to_string(outages) + " outages, first good answer after at most " + std::to_string(slowest.count()) +
           " ms, " + load.figures();
  }
};

/// One outage, as often as asked: `away(n)` begins and ends it, under load.
template <class Away>
Outages go_away(const Cluster& cluster, int outages, Away away, const Conditions& conditions) {
  Outages seen;
  while (seen.outages < outages && !seen.finding) {
    seen.load.run(cluster, [&] {
      std::this_thread::sleep_for(100ms);
      away(seen.outages);
      const auto took = wait_for_good_answer(cluster);
      seen.slowest = std::max(seen.slowest, took.value_or(10s));
    });
    if (seen.slowest > kSoonAfter) seen.finding = "it took too long until there was a good answer";
    seen.load.check(cluster);
    if (const auto found = seen.load.finding()) seen.finding = found;
    conditions.progress(++seen.outages, outages);
  }
  if (!seen.finding && seen.load.total(&GrantLedger::outages) < outages)
    seen.finding = "the database was hardly missed, which proves nothing";
  return seen;
}

/// Stopped as operators do, and killed, in turn.
Outages stop_and_kill(std::optional<Wrong> wrong, int outages, const Conditions& conditions) {
  PostgresServer server;
  const Cluster cluster(postgres_lines(server.new_schema_dsn()), wrong);
  return go_away(
      cluster, outages,
      [&](int number) {
        if (number % 2 == 0) server.stop();
        else server.kill();
        std::this_thread::sleep_for(300ms);
        server.start();
      },
      conditions);
}

/// The DSN of a new schema of the server, by way of the proxy.
std::string proxied_dsn(PostgresServer& server, const DatabaseProxy& proxy) {
  const std::string dsn = server.new_schema_dsn();
  return "host=127.0.0.1 port=" + std::to_string(proxy.port()) + dsn.substr(dsn.find(' '));
}

struct CutOutages {
  Outages seen;
  int cut_commits;
};

CutOutages cut_and_stall(std::optional<Wrong> wrong, int outages, const Conditions& conditions) {
  using Mode = DatabaseProxy::Mode;
  // Longer than a statement may take, and shorter: to be given up, and to be waited for.
  constexpr std::array kStalls = {milliseconds{7000}, milliseconds{800}};
  DatabaseProxy proxy(PostgresServer::shared().socket_path());
  const Cluster cluster(postgres_lines(proxied_dsn(PostgresServer::shared(), proxy)), wrong);
  std::size_t stalls = 0;
  const auto away = [&](int number) {
    if (number % 5 == 4) {
      proxy.set(Mode::stall);
      std::this_thread::sleep_for(kStalls.at(stalls++ % kStalls.size()));
      proxy.set(Mode::cut);
    } else {
      proxy.set(Mode::cut_after_commits);
    }
    std::this_thread::sleep_for(300ms);
    proxy.set(Mode::pass);
  };
  Outages seen = go_away(cluster, outages, away, conditions);
  if (!seen.finding && proxy.cut_commits() < outages) seen.finding = "too few commits were cut off to prove anything";
  return {std::move(seen), proxy.cut_commits()};
}

std::string figures(const CutOutages& cut) {
  return cut.seen.figures() + ", " + std::to_string(cut.cut_commits) + " commits done whose answer was cut off";
}

/// A denial, not just any finding.
std::optional<std::string> denial(const Outages& seen) {
  return seen.load.total(&GrantLedger::wrong) > 0 ? seen.finding : std::nullopt;
}

}  // namespace

std::vector<Property> outages() {
  constexpr int kControlOutages = 5;
  return {
      {"outages: a database that stops or is killed is 503 and never a denial",
       [](const Conditions& conditions) {
         const Outages seen = stop_and_kill(std::nullopt, conditions.size.outages, conditions);
         return verdict(seen.finding, seen.figures());
       }},
      {"outages, control: a node that takes an outage for a no is caught",
       [](const Conditions& conditions) {
         const Outages seen = stop_and_kill(Wrong::takes_an_outage_for_a_no, kControlOutages, conditions);
         return caught(denial(seen), seen.figures());
       }},
      {"outages: a connection that is cut after COMMIT, or stalls, is 503 and never a denial",
       [](const Conditions& conditions) {
         const CutOutages cut = cut_and_stall(std::nullopt, conditions.size.outages, conditions);
         return verdict(cut.seen.finding, figures(cut));
       }},
      {"outages, control: a node that repeats what may have happened is caught",
       [](const Conditions& conditions) {
         const CutOutages cut = cut_and_stall(Wrong::repeats_what_may_have_happened, kControlOutages, conditions);
         return caught(denial(cut.seen), figures(cut));
       }},
  };
}

}  // namespace attesto::torture

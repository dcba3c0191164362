// Durable refresh rotations per second in a SQLite file: 64 clients that share transactions, beside
// one that commits alone. What commits together pays for one fsync; the two take turns.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "adapters/store_sqlite/sqlite_store.hpp"
#include "bench/rotation.hpp"
#include "support/temp_dir.hpp"

namespace attesto {
namespace {

using namespace std::chrono_literals;

constexpr int kTurns = 5;
constexpr auto kTurn = 3s;
constexpr double kLeastRatio = 6;
constexpr double kLeastRate = 5000;

double measure(int clients) {
  const test::TempDir folder;
  const std::string path = folder.file("store.db");
  if (!migrate_sqlite_store(path)) std::abort();
  const auto store = open_sqlite_store(path).value();
  rotation::give_first_tokens(*store);
  return rotation::measure(*store, clients, kTurn);
}

bool report(bool holds, const char* what, double value, double least) {
  std::printf("%s  SQLite, %s: %.1f (at least %.0f)\n", holds ? "holds" : "FAILS", what, value, least);
  return holds;
}

int run() {
  std::vector<double> together;
  std::vector<double> alone;
  std::vector<double> ratios;
  for (int turn = 0; turn < kTurns; ++turn) {
    together.push_back(measure(rotation::kClients));
    alone.push_back(measure(1));
    ratios.push_back(together.back() / alone.back());
    std::fprintf(stderr, "turn %d: 64 clients %.0f/s, one client %.0f/s\n", turn + 1, together.back(), alone.back());
  }
  const double ratio = rotation::median(ratios);
  const double rate = rotation::median(together);
  const bool ratio_holds = report(ratio >= kLeastRatio, "64 clients to one that commits alone", ratio, kLeastRatio);
  const bool rate_holds = report(rate >= kLeastRate, "durable rotations per second of 64 clients", rate, kLeastRate);
  return ratio_holds && rate_holds ? 0 : 1;
}

}  // namespace
}  // namespace attesto

int main() { return attesto::run(); }

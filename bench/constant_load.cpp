// What a store takes up under a constant load while attestod's sweeper runs beside it: after the first
// lifetimes are over, neither the database's file nor the process may grow. The clock runs 20 times as
// fast, so half a minute is ten minutes of service in which each token lives for one.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "adapters/registry_sqlite/sqlite_registry.hpp"
#include "adapters/store_sqlite/sqlite_store.hpp"
#include "apps/attestod/sweeper.hpp"
#include "attesto/crypto/os_random.hpp"
#include "attesto/store/memory_store.hpp"
#include "bench/rotation.hpp"
#include "support/temp_dir.hpp"

namespace attesto {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr int kSpeed = 20;
constexpr auto kTokenLife = 60s;
constexpr auto kSuccessorLife = 10s;
constexpr auto kLength = 36s;
constexpr auto kSettled = 14s;  // of the machine's time: four lives of a token, and SQLite's log has its full size
constexpr int kClients = 8;
constexpr auto kPause = 10ms;  // of each client, between two rotations
constexpr double kMostGrowth = 1.1;

class FastClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override {
    return start_ + std::chrono::duration_cast<std::chrono::milliseconds>((Steady::now() - began_) * kSpeed);
  }

 private:
  const Instant start_{std::chrono::hours{24 * 365 * 50}};
  const Steady::time_point began_ = Steady::now();
};

Commit rotate(int client, int number, Instant now) {
  Commit commit = rotation::rotate(client, number);
  for (Record& record : commit.records)
    record.expires_at = now + (record.key.kind == RecordKind::refresh_token ? kTokenLife : kSuccessorLife);
  return commit;
}

double megabytes(std::uintmax_t bytes) { return static_cast<double>(bytes) / (1024 * 1024); }

double resident_megabytes() {
  std::ifstream statm("/proc/self/statm");
  std::uintmax_t size = 0;
  std::uintmax_t resident = 0;
  statm >> size >> resident;
  return megabytes(resident * 4096);
}

double file_megabytes(const std::string& path) {
  std::error_code absent;
  const auto log = std::filesystem::file_size(path + "-wal", absent);
  return megabytes(std::filesystem::file_size(path) + (absent ? 0 : log));
}

/// The most that was seen in the first and in the second half of what came after settling.
struct Seen {
  double early = 0;
  double late = 0;

  void look(double now, bool is_late) {
    double& most = is_late ? late : early;
    most = std::max(most, now);
  }
  [[nodiscard]] bool report(const char* what) const {
    const bool holds = early > 0 && late <= early * kMostGrowth;
    std::printf("%s  %s under a constant load: %.1f MiB, then %.1f MiB (at most %.1f times as much)\n",
                holds ? "holds" : "FAILS", what, early, late, kMostGrowth);
    return holds;
  }
};

struct Growth {
  Seen file;
  Seen memory;
};

/// @param path  the database's file; empty if there is none
Growth run_constant_load(const std::shared_ptr<Store>& store, const std::shared_ptr<Registry>& registry,
                         const std::string& path) {
  const auto clock = std::make_shared<FastClock>();
  rotation::give_first_tokens(*store);
  attestod::Sweeper sweeper({.store = store,
                             .registry = registry,
                             .clock = clock,
                             .random = std::make_shared<OsRandom>(),
                             .log = std::make_shared<const JsonLog>(LogLevel::info, [](std::string_view) {})});
  std::vector<std::jthread> clients;
  for (int client = 0; client < kClients; ++client)
    clients.emplace_back([&, client](const std::stop_token& stop) {
      for (int number = 0; !stop.stop_requested(); ++number) {
        if (!store->commit(rotate(client, number, clock->now())).value()) std::abort();
        std::this_thread::sleep_for(kPause);
      }
    });
  Growth growth;
  const auto began = Steady::now();
  for (auto passed = Steady::now() - began; passed < kLength; passed = Steady::now() - began) {
    if (sweeper.is_due()) sweeper.sweep([] { return false; });
    if (passed > kSettled) {
      const bool is_late = passed > (kSettled + kLength) / 2;
      if (!path.empty()) growth.file.look(file_megabytes(path), is_late);
      growth.memory.look(resident_megabytes(), is_late);
    }
    std::this_thread::sleep_for(50ms);
  }
  return growth;
}

int run() {
  const test::TempDir folder;
  const std::string path = folder.file("store.db");
  if (!migrate_sqlite_store(path) || !migrate_sqlite_registry(path)) std::abort();
  const std::shared_ptr<Registry> registry = open_sqlite_registry(path).value();
  bool all_hold = true;
  {
    const auto growth = run_constant_load(open_sqlite_store(path).value(), registry, path);
    all_hold = growth.file.report("SQLite, file");
    all_hold = growth.memory.report("SQLite, memory of the process") && all_hold;
  }
  const auto growth = run_constant_load(make_memory_store(), registry, "");
  return growth.memory.report("memory store, memory of the process") && all_hold ? 0 : 1;
}

}  // namespace
}  // namespace attesto

int main() { return attesto::run(); }

// Row 7, from inside: every single write and sync of a redemption and of a refresh fails in turn,
// alone or with all that follow. No half state, neither here nor after a crash at that moment.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>

#include "adapters/sqlite/database.hpp"
#include "adapters/store_sqlite/sqlite_store.hpp"
#include "support/server_fixture.hpp"
#include "torture/failing_vfs.hpp"
#include "torture/property.hpp"
#include "torture/wrong_store.hpp"

namespace attesto::torture {
namespace {

namespace fs = std::filesystem;
using test::Parameters;
using test::TestServer;

/// What stands in the tables: every redeemed code has begun one family of refresh tokens, and every
/// used refresh token has one successor.
struct Books {
  std::int64_t used_codes = 0, families = 0, refresh_tokens = 0, used_refresh_tokens = 0;

  [[nodiscard]] bool are_balanced() const {
    return used_codes == families && refresh_tokens == families + used_refresh_tokens;
  }
  [[nodiscard]] std::int64_t used() const { return used_codes + used_refresh_tokens; }
};

Books read_books(const std::string& path) {
  constexpr std::string_view kSum =
      "SELECT count(*) FILTER (WHERE kind=2 AND consumed), count(DISTINCT family) FILTER (WHERE kind=3),"
      " count(*) FILTER (WHERE kind=3), count(*) FILTER (WHERE kind=3 AND consumed) FROM attesto_records";
  auto database = sqlite::Database::open(path, sqlite::Database::Mode::existing);
  if (!database) throw std::runtime_error(database.error());
  auto sum = database->prepare(kSum);
  if (!sum) throw std::runtime_error(sum.error().message);
  sqlite::Rows rows = sum->query();
  if (!rows.next().value_or(false)) throw std::runtime_error("the tables can't be read");
  return {rows.integer(0), rows.integer(1), rows.integer(2), rows.integer(3)};
}

/// A server on a file whose writes fail when they are told to.
class Bench {
 public:
  explicit Bench(std::optional<Wrong> wrong) : server_({.instead = open(wrong)}) {}

  [[nodiscard]] std::string obtain_code() {
    return server_.obtain_code(test::with(TestServer::authorization(), "scope", "openid offline_access"));
  }
  [[nodiscard]] std::string obtain_refresh_token() { return server_.redeem(obtain_code()).refresh_token; }
  [[nodiscard]] int redeem(const std::string& code) {
    return server_.post_as("web", "/token", TestServer::redemption(code)).status;
  }
  [[nodiscard]] int refresh(const std::string& token) {
    return server_.post_as("web", "/token", {{"grant_type", "refresh_token"}, {"refresh_token", token}}).status;
  }

  [[nodiscard]] Books books() const { return read_books(path_); }
  /// The files as they are at this moment, as a process would find them that starts after a crash.
  [[nodiscard]] Books books_after_a_crash() const {
    const test::TempDir folder;
    const std::string copy = folder.file("store.db");
    fs::copy_file(path_, copy);
    if (fs::exists(path_ + "-wal")) fs::copy_file(path_ + "-wal", copy + "-wal");
    return read_books(copy);
  }

 private:
  std::shared_ptr<Store> open(std::optional<Wrong> wrong) const {
    if (const auto migrated = migrate_sqlite_store(path_); !migrated) throw std::runtime_error(migrated.error());
    auto store = open_sqlite_store(path_);
    if (!store) throw std::runtime_error(store.error());
    if (wrong) return make_wrong_store(*wrong, std::move(*store));
    return std::move(*store);
  }

  test::TempDir folder_;
  const std::string path_ = folder_.file("store.db");
  TestServer server_;
};

/// What is tried while the disk fails.
struct Flow {
  std::string_view name;
  std::string (Bench::*prepare)();
  int (Bench::*act)(const std::string&);
};

constexpr std::array kFlows = {Flow{"redemption", &Bench::obtain_code, &Bench::redeem},
                               Flow{"refresh", &Bench::obtain_refresh_token, &Bench::refresh}};

struct DiskFailure {
  DiskFault fault;
  Lasting lasting;
};

constexpr std::array kFailures = {
    DiskFailure{DiskFault::write_error, Lasting::from_then_on}, DiskFailure{DiskFault::write_error, Lasting::once},
    DiskFailure{DiskFault::disk_full, Lasting::from_then_on},   DiskFailure{DiskFault::disk_full, Lasting::once},
    DiskFailure{DiskFault::torn_write, Lasting::from_then_on},  DiskFailure{DiskFault::torn_write, Lasting::once}};

struct Failures {
  int failures = 0;
  std::optional<std::string> finding{};
};

/// @return the fault in how one failure was lived through
std::optional<std::string> live_through(Bench& bench, const Flow& flow, FailingVfs& vfs, int number,
                                        const DiskFailure& failure) {
  const std::string subject = (bench.*flow.prepare)();
  const std::int64_t used_before = bench.books().used();
  vfs.fail_from(number, failure.fault, failure.lasting);
  const int status = (bench.*flow.act)(subject);
  vfs.work_again();
  if (status != 200 && status != 503) return "the answer is " + std::to_string(status);
  const Books crashed = bench.books_after_a_crash();
  const Books here = bench.books();
  if (!here.are_balanced()) return std::string("half of it happened");
  if (!crashed.are_balanced()) return std::string("a crash would have left half of it");
  if (status == 200 && crashed.used() != used_before + 1)
    return std::string("it was acknowledged, and not on the disk");
  const int wanted = here.used() == used_before ? 200 : 400;
  if (const int again = (bench.*flow.act)(subject); again != wanted)
    return "with room again the answer is " + std::to_string(again) + ", it must be " + std::to_string(wanted);
  return std::nullopt;
}

/// Fails the n-th write for every n, until a flow no longer has so many.
Failures fail_every_write(std::optional<Wrong> wrong, const Conditions& conditions) {
  constexpr int kMost = 1000;
  FailingVfs vfs;
  Failures seen;
  Bench bench(wrong);
  for (const Flow& flow : kFlows) {
    for (const DiskFailure& failure : kFailures) {
      for (int number = 0; number < kMost && !seen.finding; ++number) {
        seen.finding = live_through(bench, flow, vfs, number, failure);
        if (seen.finding)
          *seen.finding += ", after write " + std::to_string(number) + " of a " + std::string(flow.name) + " failed";
        if (!vfs.has_failed()) break;
        conditions.progress(++seen.failures, kMost);
      }
    }
  }
  return seen;
}

}  // namespace

std::vector<Property> failing_writes() {
  constexpr int kLeast = 24;  // two flows, six failures, a write and a sync
  const auto figures = [](const Failures& seen) {
    return std::to_string(seen.failures) + " failing writes and syncs of a redemption and a refresh";
  };
  return {{"failing writes: no write of SQLite leaves half a grant behind when it fails",
           [figures](const Conditions& conditions) {
             Failures seen = fail_every_write(std::nullopt, conditions);
             if (!seen.finding && seen.failures < kLeast) seen.finding = "too few writes failed to prove anything";
             return verdict(seen.finding, figures(seen));
           }},
          {"failing writes, control: a store that claims and inserts in two steps is caught",
           [figures](const Conditions& conditions) {
             const Failures seen = fail_every_write(Wrong::claims_and_inserts_in_two_steps, conditions);
             return caught(seen.finding, figures(seen));
           }}};
}

}  // namespace attesto::torture

#include "adapters/postgres/pool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "support/postgres_server.hpp"

namespace attesto::postgres {
namespace {

using namespace std::chrono_literals;
using test::PostgresServer;
using test::settings_for;
using testing::HasSubstr;

const Statement kOne{.name = "one", .sql = "SELECT 1::bigint"};
const Statement kPid{.name = "pid", .sql = "SELECT pg_backend_pid()"};

std::shared_ptr<Pool> open(Settings settings) {
  auto pool = Pool::open(std::move(settings));
  if (!pool) ADD_FAILURE() << pool.error();
  return pool ? *pool : nullptr;
}

SqlResult<Rows> ask(Pool& pool, const Statement& statement) {
  return pool.read([&](Connection& connection) { return connection.run(statement); });
}

/// Terminates every session of the schema's DSN but the one that does it.
void cut_off(const std::string& dsn) {
  PostgresServer::execute(dsn,
                          "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity"
                          " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
}

TEST(PostgresPool, opens_only_what_can_be_connected_to) {
  const auto pool = Pool::open(settings_for("host=/nonexistent dbname=d"));
  ASSERT_FALSE(pool.has_value());
  EXPECT_THAT(pool.error(), HasSubstr("/nonexistent"));
}

TEST(PostgresPool, lends_one_connection_again_and_again) {
  const auto pool = open(settings_for(PostgresServer::shared().new_schema_dsn()));
  const auto first = ask(*pool, kPid).value().integer(0, 0);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask(*pool, kPid).value().integer(0, 0), first);
}

TEST(PostgresPool, never_opens_more_than_it_may_and_lets_the_others_wait) {
  constexpr int kConnections = 3;
  const auto pool = open(settings_for(PostgresServer::shared().new_schema_dsn(), kConnections));
  std::atomic<int> lent = 0;
  std::atomic<int> most = 0;
  std::atomic<int> served = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 12; ++thread)
      threads.emplace_back([&] {
        const auto done = pool->run([&](Connection& connection) {
          const int now = ++lent;
          for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
          }
          std::this_thread::sleep_for(20ms);
          auto rows = connection.run(kOne);
          --lent;
          return rows;
        });
        if (done) ++served;
      });
  }
  EXPECT_EQ(served, 12);
  EXPECT_EQ(most, kConnections);
}

TEST(PostgresPool, waits_for_a_busy_connection_only_so_long) {
  Settings settings = settings_for(PostgresServer::shared().new_schema_dsn(), 1);
  settings.pool_timeout = 50ms;
  const auto pool = open(std::move(settings));
  const auto outer = pool->run([&](Connection&) -> SqlResult<void> {
    const auto inner = ask(*pool, kOne);
    EXPECT_TRUE(!inner.has_value() && inner.error().fault == Fault::unreachable);
    return {};
  });
  EXPECT_TRUE(outer.has_value());
  EXPECT_TRUE(ask(*pool, kOne).has_value());
}

TEST(PostgresPool, does_not_lend_what_the_server_closed_meanwhile) {
  PostgresServer server;
  const std::string dsn = server.new_schema_dsn();
  const auto pool = open(settings_for(dsn));
  for (int round = 0; round < 3; ++round) {
    cut_off(dsn);
    // run(), not read(): if a dead connection were lent, the answer would be `unknown`.
    const auto rows = pool->run([&](Connection& connection) { return connection.run(kOne); });
    ASSERT_TRUE(rows.has_value()) << rows.error().message;
  }
}

TEST(PostgresPool, repeats_what_lost_a_conflict_and_gives_up_in_the_end) {
  const auto pool = open(settings_for(PostgresServer::shared().new_schema_dsn()));
  int tries = 0;
  const auto lose = [&](int until) {
    return [&tries, until](Connection&) -> SqlResult<int> {
      if (++tries < until) return std::unexpected(SqlError{.fault = Fault::conflict, .message = "deadlock"});
      return tries;
    };
  };
  EXPECT_EQ(pool->run(lose(4)).value(), 4);
  tries = 0;
  const auto given_up = pool->run(lose(1000));
  ASSERT_FALSE(given_up.has_value());
  EXPECT_EQ(given_up.error().fault, Fault::conflict);
  EXPECT_LE(tries, 10);
}

TEST(PostgresPool, repeats_an_unknown_outcome_only_for_reading) {
  const auto pool = open(settings_for(PostgresServer::shared().new_schema_dsn()));
  int tries = 0;
  const auto unknown_once = [&](Connection&) -> SqlResult<int> {
    if (++tries == 1) return std::unexpected(SqlError{.fault = Fault::unknown, .message = "silence"});
    return tries;
  };
  EXPECT_FALSE(pool->run(unknown_once).has_value());
  EXPECT_EQ(tries, 1);
  tries = 0;
  EXPECT_EQ(pool->read(unknown_once).value(), 2);
}

TEST(PostgresPool, is_told_at_once_while_the_server_is_away_and_works_again_soon_after) {
  PostgresServer server;
  const auto pool = open(settings_for(server.new_schema_dsn()));
  server.stop();
  const auto begin = std::chrono::steady_clock::now();
  int asked = 0;
  for (; std::chrono::steady_clock::now() < begin + 1500ms; ++asked) {
    const auto away = ask(*pool, kOne);
    ASSERT_FALSE(away.has_value());
    ASSERT_EQ(away.error().fault, Fault::unreachable);
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_GT(asked, 500) << "an absent server must not be waited for";
  server.start();
  const auto back = std::chrono::steady_clock::now();
  while (!ask(*pool, kOne) && std::chrono::steady_clock::now() < back + 5s) std::this_thread::sleep_for(1ms);
  EXPECT_LT(std::chrono::steady_clock::now() - back, 2s);
}

}  // namespace
}  // namespace attesto::postgres

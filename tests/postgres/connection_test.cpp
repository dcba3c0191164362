#include "adapters/postgres/connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "support/postgres_server.hpp"

namespace attesto::postgres {
namespace {

using namespace std::chrono_literals;
using test::PostgresServer;
using test::settings_for;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::unique_ptr<Connection> connect(const Settings& settings) {
  auto opened = Connection::open(settings);
  if (!opened) ADD_FAILURE() << opened.error().message;
  return opened ? std::move(*opened) : nullptr;
}

std::string refusal(const Settings& settings) {
  const auto opened = Connection::open(settings);
  return opened ? "it connected" : opened.error().message;
}

Statement statement(const std::string& sql) { return {.name = sql.substr(0, 60), .sql = sql}; }

std::string answer(Connection& connection, const std::string& sql) {
  const auto rows = connection.run(statement(sql));
  return rows ? std::string(rows->text(0, 0)) : rows.error().message;
}

class PostgresConnection : public testing::Test {
 protected:
  PostgresServer& server_ = PostgresServer::shared();
  const std::string dsn_ = server_.new_schema_dsn();
};

TEST_F(PostgresConnection, a_wrong_password_is_one_clear_line_without_it) {
  PostgresServer::execute(dsn_, "CREATE ROLE guest LOGIN PASSWORD 'right'");
  EXPECT_THAT(refusal(settings_for(server_.dsn("guest", "opensesame", "postgres"))),
              AllOf(HasSubstr("guest"), HasSubstr("password"), HasSubstr("database 'postgres'"),
                    Not(HasSubstr("opensesame")), Not(HasSubstr("\n"))));
  EXPECT_NE(connect(settings_for(server_.dsn("guest", "right", "postgres"))), nullptr);
}

TEST_F(PostgresConnection, an_absent_database_is_named) {
  EXPECT_THAT(refusal(settings_for(server_.dsn("admin", "", "nowhere"))),
              AllOf(HasSubstr("\"nowhere\" does not exist"), Not(HasSubstr("\n"))));
}

TEST_F(PostgresConnection, an_absent_server_is_named) {
  EXPECT_THAT(refusal(settings_for("host=/nonexistent dbname=d")),
              AllOf(HasSubstr("/nonexistent"), HasSubstr("No such file"), Not(HasSubstr("\n"))));
}

TEST_F(PostgresConnection, a_faulty_dsn_is_refused_before_anything_is_asked) {
  EXPECT_THAT(refusal(settings_for("postgresql://a:b@c@d/e")), HasSubstr("%-encode"));
}

TEST_F(PostgresConnection, a_database_with_another_encoding_is_refused) {
  PostgresServer::execute(dsn_,
                          "CREATE DATABASE old ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0");
  EXPECT_THAT(refusal(settings_for(server_.dsn("admin", "", "old"))), AllOf(HasSubstr("LATIN1"), HasSubstr("UTF8")));
}

TEST_F(PostgresConnection, commits_are_durable_whatever_the_role_is_used_to) {
  const auto session = [&](const std::string& value) {
    return connect(settings_for(dsn_ + " options='-c synchronous_commit=" + value + "'"));
  };
  for (const auto* weak : {"off", "local", "remote_write", "on"})
    EXPECT_EQ(answer(*session(weak), "SHOW synchronous_commit"), "on") << weak;
  EXPECT_EQ(answer(*session("remote_apply"), "SHOW synchronous_commit"), "remote_apply");
}

TEST_F(PostgresConnection, a_server_that_forgets_is_refused) {
  PostgresServer server;
  const std::string dsn = server.new_schema_dsn();
  PostgresServer::execute(dsn, "ALTER SYSTEM SET fsync = off");
  PostgresServer::execute(dsn, "SELECT pg_reload_conf()");
  std::string said;
  for (int attempt = 0; attempt < 100 && said.find("fsync") == said.npos; ++attempt) {
    said = refusal(settings_for(dsn));
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_THAT(said, AllOf(HasSubstr("fsync = off"), HasSubstr("turn fsync on")));
}

// The server answers INSERT before it commits; only then does a deferred constraint speak.
TEST_F(PostgresConnection, a_statement_is_done_when_it_is_committed) {
  const auto connection = connect(settings_for(dsn_));
  ASSERT_TRUE(connection->execute("CREATE TABLE t (x bigint UNIQUE DEFERRABLE INITIALLY DEFERRED)", 5s));
  const auto inserted = connection->run(statement("INSERT INTO t VALUES ($1), ($1)"), std::int64_t{1});
  ASSERT_FALSE(inserted.has_value());
  EXPECT_EQ(inserted.error().fault, Fault::duplicate_key);
  EXPECT_EQ(answer(*connection, "SELECT count(*)::text FROM t"), "0");
}

TEST_F(PostgresConnection, it_says_how_many_rows_changed) {
  const auto connection = connect(settings_for(dsn_));
  ASSERT_TRUE(connection->execute("CREATE TABLE t (x bigint); INSERT INTO t VALUES (1), (2), (3)", 5s));
  EXPECT_EQ(connection->run(statement("DELETE FROM t WHERE x > $1"), std::int64_t{1}).value().changed(), 2u);
  EXPECT_EQ(connection->run(statement("SELECT 1 WHERE FALSE")).value().size(), 0u);
}

TEST_F(PostgresConnection, a_refused_statement_leaves_the_connection_as_it_was) {
  const auto connection = connect(settings_for(dsn_));
  const auto refused = connection->run(statement("SELECT * FROM nowhere"));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().fault, Fault::refused);
  EXPECT_EQ(refused.error().state, "42P01");
  EXPECT_TRUE(connection->is_usable());
  EXPECT_TRUE(connection->is_alive());
  EXPECT_EQ(answer(*connection, "SELECT 'here'"), "here");
}

TEST_F(PostgresConnection, many_statements_are_prepared_at_once_or_refused_with_the_first_reason) {
  const auto connection = connect(settings_for(dsn_));
  const Statement good = statement("SELECT 'good'");
  const Statement bad = statement("SELECT * FROM nowhere");
  const Statement other = statement("SELECT 'other'");
  const auto refused = connection->prepare(std::array{&good, &bad, &other});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().state, "42P01");
  ASSERT_TRUE(connection->prepare(std::array{&other}).has_value());
  EXPECT_EQ(answer(*connection, "SELECT 'other'"), "other");
}

TEST_F(PostgresConnection, a_lock_that_is_not_given_up_is_waited_for_only_so_long) {
  Settings settings = settings_for(dsn_);
  settings.lock_timeout = 50ms;
  const auto holder = connect(settings);
  const auto waiter = connect(settings);
  ASSERT_TRUE(holder->execute("CREATE TABLE t (x bigint); INSERT INTO t VALUES (1)", 5s));
  ASSERT_TRUE(holder->execute("BEGIN; UPDATE t SET x = 2", 5s));
  const auto refused = waiter->run(statement("UPDATE t SET x = 3"));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().fault, Fault::refused);
  EXPECT_EQ(refused.error().state, "55P03");
}

TEST_F(PostgresConnection, of_two_that_wait_for_each_other_one_is_told_to_try_again) {
  const auto connection = connect(settings_for(dsn_));
  ASSERT_TRUE(connection->execute("CREATE TABLE t (id bigint PRIMARY KEY, x bigint)", 5s));
  ASSERT_TRUE(connection->execute("INSERT INTO t VALUES (1, 0), (2, 0)", 5s));
  std::array<Fault, 2> faults{Fault::refused, Fault::refused};
  std::array<bool, 2> failed{};
  std::barrier both(2);
  const auto run = [&](std::size_t self) {
    const auto own = connect(settings_for(dsn_));
    const Statement change = statement("UPDATE t SET x = x + 1 WHERE id = $1");
    ASSERT_TRUE(own->execute("BEGIN", 5s));
    ASSERT_TRUE(own->run(change, static_cast<std::int64_t>(1 + self)));
    both.arrive_and_wait();
    const auto second = own->run(change, static_cast<std::int64_t>(2 - self));
    failed.at(self) = !second;
    if (!second) faults.at(self) = second.error().fault;
    EXPECT_TRUE(own->execute(second ? "COMMIT" : "ROLLBACK", 5s));
  };
  {
    const std::jthread one(run, 0);
    const std::jthread two(run, 1);
  }
  ASSERT_NE(failed[0], failed[1]);
  EXPECT_EQ(failed[0] ? faults[0] : faults[1], Fault::conflict);
}

TEST_F(PostgresConnection, an_idle_one_that_the_server_closed_is_not_alive) {
  const auto connection = connect(settings_for(dsn_));
  const std::string pid = answer(*connection, "SELECT pg_backend_pid()::text");
  EXPECT_TRUE(connection->is_alive());
  PostgresServer::execute(dsn_, "SELECT pg_terminate_backend(" + pid + ")");
  for (int attempt = 0; attempt < 200 && connection->is_alive(); ++attempt) std::this_thread::sleep_for(5ms);
  EXPECT_FALSE(connection->is_alive());
}

TEST_F(PostgresConnection, one_that_is_cut_off_in_a_statement_does_not_know_what_happened) {
  const auto connection = connect(settings_for(dsn_));
  const std::string pid = answer(*connection, "SELECT pg_backend_pid()::text");
  std::jthread killer([&] {
    std::this_thread::sleep_for(100ms);
    PostgresServer::execute(dsn_, "SELECT pg_terminate_backend(" + pid + ")");
  });
  const auto cut = connection->run(statement("SELECT pg_sleep(3)"));
  ASSERT_FALSE(cut.has_value());
  EXPECT_EQ(cut.error().fault, Fault::unknown);
  EXPECT_FALSE(connection->is_usable());
  const auto again = connection->run(statement("SELECT 1"));
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().fault, Fault::unreachable);
}

TEST_F(PostgresConnection, a_server_that_stopped_in_a_statement_is_given_up) {
  PostgresServer server;
  Settings settings = settings_for(server.new_schema_dsn());
  settings.statement_timeout = 200ms;
  const auto connection = connect(settings);
  ASSERT_EQ(answer(*connection, "SELECT 'here'"), "here");
  server.freeze();
  const auto begin = std::chrono::steady_clock::now();
  const auto silent = connection->run(statement("SELECT 'here'"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);
  server.thaw();
  ASSERT_FALSE(silent.has_value());
  EXPECT_EQ(silent.error().fault, Fault::unknown);
  EXPECT_FALSE(connection->is_usable());
}

}  // namespace
}  // namespace attesto::postgres

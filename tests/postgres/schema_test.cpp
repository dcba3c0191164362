#include "adapters/postgres/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <thread>

#include "support/postgres_server.hpp"

namespace attesto::postgres {
namespace {

using test::PostgresServer;
using test::settings_for;
using testing::AllOf;
using testing::HasSubstr;

constexpr std::array kSteps = {"\nCREATE TABLE attesto_things (x BIGINT);\n",
                               "ALTER TABLE attesto_things ADD y BIGINT;\n"};
constexpr std::array kTables = {"attesto_things"};
constexpr Schema kOld{.component = "things", .steps = std::span(kSteps).first(1), .tables = kTables};
constexpr Schema kNew{.component = "things", .steps = kSteps, .tables = kTables};
const Statement kRead{.name = "read", .sql = "SELECT x FROM attesto_things"};

class PostgresSchema : public testing::Test {
 protected:
  std::shared_ptr<Pool> open(const std::string& dsn, std::string prefix = "attesto_") {
    Settings settings = settings_for(dsn);
    settings.table_prefix = std::move(prefix);
    auto pool = Pool::open(std::move(settings));
    if (!pool) ADD_FAILURE() << pool.error();
    return pool ? *pool : nullptr;
  }
  static std::string fault(Pool& pool, const Schema& schema) {
    const auto checked = check_schema(pool, schema, std::array{&kRead});
    return checked ? "none" : checked.error();
  }

  PostgresServer& server_ = PostgresServer::shared();
  const std::string dsn_ = server_.new_schema_dsn();
  const std::shared_ptr<Pool> pool_ = open(dsn_);
};

TEST_F(PostgresSchema, applies_each_step_once) {
  EXPECT_EQ(migrate(*pool_, kOld).value(), 1);
  EXPECT_EQ(migrate(*pool_, kNew).value(), 1);
  EXPECT_EQ(migrate(*pool_, kNew).value(), 0);
  EXPECT_EQ(fault(*pool_, kNew), "none");
  PostgresServer::execute(dsn_, "INSERT INTO attesto_things (x, y) VALUES (1, 2)");
}

TEST_F(PostgresSchema, nothing_is_printed_by_the_way) {
  ASSERT_TRUE(migrate(*pool_, kNew).has_value());
  testing::internal::CaptureStderr();
  ASSERT_TRUE(migrate(*pool_, kNew).has_value());  // the server has a notice about that
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(PostgresSchema, names_the_command_for_an_older_one) {
  EXPECT_THAT(fault(*pool_, kNew), AllOf(HasSubstr("version 0"), HasSubstr("attesto migrate")));
  ASSERT_TRUE(migrate(*pool_, kOld).has_value());
  EXPECT_THAT(fault(*pool_, kNew), AllOf(HasSubstr("version 1"), HasSubstr("needs 2"), HasSubstr("attesto migrate")));
}

TEST_F(PostgresSchema, leaves_a_newer_one_alone) {
  ASSERT_TRUE(migrate(*pool_, kNew).has_value());
  EXPECT_THAT(fault(*pool_, kOld), AllOf(HasSubstr("version 2"), HasSubstr("newer attesto")));
  const auto migrated = migrate(*pool_, kOld);
  ASSERT_FALSE(migrated.has_value());
  EXPECT_THAT(migrated.error(), HasSubstr("newer attesto"));
}

TEST_F(PostgresSchema, a_failing_step_changes_nothing) {
  static constexpr std::array kBroken = {kSteps[0], "CREATE TABLE attesto_things (x BIGINT)"};
  const auto migrated = migrate(*pool_, {.component = "things", .steps = kBroken, .tables = kTables});
  ASSERT_FALSE(migrated.has_value());
  EXPECT_THAT(migrated.error(), AllOf(HasSubstr("nothing was changed"), HasSubstr("already exists")));
  EXPECT_EQ(PostgresServer::query(dsn_, "SELECT to_regclass('attesto_things') IS NULL"), "t");
  EXPECT_EQ(migrate(*pool_, kNew).value(), 2) << "the connection is still good";
}

TEST_F(PostgresSchema, nodes_that_migrate_at_once_apply_each_step_once) {
  for (int round = 0; round < 5; ++round) {
    const std::string dsn = server_.new_schema_dsn();
    std::atomic<int> applied = 0;
    {
      std::vector<std::jthread> nodes;
      for (int node = 0; node < 6; ++node)
        nodes.emplace_back([&] {
          const auto steps = migrate(*open(dsn), kNew);
          EXPECT_TRUE(steps.has_value()) << steps.error();
          if (steps) applied += *steps;
        });
    }
    EXPECT_EQ(applied, 2);
  }
}

TEST_F(PostgresSchema, a_missing_table_is_damage) {
  ASSERT_TRUE(migrate(*pool_, kNew).has_value());
  PostgresServer::execute(dsn_, "DROP TABLE attesto_things");
  EXPECT_THAT(fault(*pool_, kNew), AllOf(HasSubstr("can't be used"), HasSubstr("attesto_things")));
}

TEST_F(PostgresSchema, a_missing_column_is_found_before_it_is_needed) {
  ASSERT_TRUE(migrate(*pool_, kNew).has_value());
  PostgresServer::execute(dsn_, "ALTER TABLE attesto_things DROP x");
  EXPECT_THAT(fault(*pool_, kNew), AllOf(HasSubstr("can't be used"), HasSubstr("\"x\"")));
}

TEST_F(PostgresSchema, a_missing_permission_is_named_as_the_grant_that_helps) {
  ASSERT_TRUE(migrate(*pool_, kNew).has_value());
  const std::string schema = PostgresServer::query(dsn_, "SELECT current_schema()");
  PostgresServer::execute(dsn_, "CREATE ROLE clerk LOGIN PASSWORD 'pw'; GRANT USAGE ON SCHEMA " + schema +
                                    " TO clerk; GRANT SELECT ON ALL TABLES IN SCHEMA " + schema +
                                    " TO clerk; GRANT INSERT, DELETE ON attesto_things TO clerk");
  const auto clerk = open(server_.dsn("clerk", "pw", "postgres") + " options='-c search_path=" + schema + "'");
  EXPECT_THAT(fault(*clerk, kNew), HasSubstr("GRANT UPDATE ON attesto_things"));
  PostgresServer::execute(dsn_, "GRANT UPDATE ON attesto_things TO clerk");
  EXPECT_EQ(fault(*clerk, kNew), "none");
}

TEST_F(PostgresSchema, prefixes_share_a_schema_without_meeting) {
  const auto shop = open(dsn_, "shop_");
  EXPECT_EQ(migrate(*pool_, kOld).value(), 1);
  EXPECT_EQ(migrate(*shop, kNew).value(), 2);
  EXPECT_EQ(PostgresServer::query(dsn_, "SELECT version FROM shop_schema"), "2");
  EXPECT_EQ(PostgresServer::query(dsn_, "SELECT version FROM attesto_schema"), "1");
  PostgresServer::execute(dsn_, "INSERT INTO shop_things (x, y) VALUES (1, 2)");
}

TEST_F(PostgresSchema, printed_is_what_migrating_makes) {
  const auto shop = open(dsn_, "shop_");
  PostgresServer::execute(dsn_, schema_sql(kNew, "shop_"));
  EXPECT_EQ(migrate(*shop, kNew).value(), 0);
  PostgresServer::execute(dsn_, "INSERT INTO shop_things (x, y) VALUES (1, 2)");
}

}  // namespace
}  // namespace attesto::postgres

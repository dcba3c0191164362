// attesto on PostgreSQL.
#include "apps/storage/storage.hpp"
#include "cli/attesto_fixture.hpp"
#include "support/postgres_server.hpp"

namespace attesto {
namespace {

using test::PostgresServer;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Postgres : public test::AttestoFixture {
 protected:
  void use_in_configuration(const std::string& lines) {
    folder_.write("attestod.toml",
                  "issuer = \"https://auth.example.com\"\n[keys]\nmaster_key_file = \"master.key\"\n[store]\n" + lines);
  }

  PostgresServer& server_ = PostgresServer::shared();
  const std::string dsn_ = server_.new_schema_dsn();
};

TEST_F(Postgres, in_the_configuration_is_all_that_a_daemon_needs) {
  use_in_configuration("postgresql = \"" + dsn_ + "\"");
  const auto migrated = must_run({"migrate"});
  EXPECT_THAT(migrated.out, AllOf(testing::ContainsRegex("PostgreSQL database 'postgres' at .*: [1-9][0-9]* steps"),
                                  HasSubstr("master.key: a master key was made")));
  must_run({"keys", "add"});
  must_run({"user", "add", "ada", "--password-stdin"}, "correct horse battery\n");
  const auto storage = attestod::open_storage(attestod::parse_storage(dsn_));
  ASSERT_TRUE(storage.has_value()) << storage.error();
  EXPECT_TRUE(storage->registry->find_user_by_name("ada").value().has_value());
  EXPECT_EQ(storage->registry->list_keys().value().size(), 1u);
}

TEST_F(Postgres, named_on_the_command_line_needs_no_configuration) {
  std::filesystem::remove(file("attestod.toml"));
  const auto migrated = must_run({"migrate", "--store", dsn_, "--table-prefix", "shop_"});
  EXPECT_THAT(migrated.out, HasSubstr("steps applied"));
  EXPECT_FALSE(std::filesystem::exists(file("master.key")));
  EXPECT_THAT(must_run({"migrate", "--store", dsn_, "--table-prefix", "shop_"}).out, HasSubstr(": 0 steps applied"));
  must_run({"user", "list", "--store", dsn_, "--table-prefix", "shop_"});
  EXPECT_EQ(PostgresServer::query(dsn_, "SELECT count(*) FROM shop_users"), "0");
  expect_failure(run({"user", "list", "--store", dsn_}), 2, "run `attesto migrate`");
}

TEST_F(Postgres, refuses_with_one_line_that_has_no_password) {
  PostgresServer::execute(dsn_, "CREATE ROLE guest LOGIN PASSWORD 'right'");
  const auto wrong = run({"migrate", "--store", server_.dsn("guest", "opensesame", "postgres")});
  expect_failure(wrong, 2, "password authentication failed");
  EXPECT_THAT(wrong.err, Not(HasSubstr("opensesame")));
  expect_failure(run({"migrate", "--store", server_.dsn("admin", "", "nowhere")}), 2, "\"nowhere\" does not exist");
  const auto faulty = run({"migrate", "--store", "postgresql://a:open@sesame@b/c"});
  expect_failure(faulty, 2, "--store");
  EXPECT_THAT(faulty.err, Not(HasSubstr("sesame")));
  expect_failure(run({"migrate", "--store", dsn_, "--table-prefix", "9"}), 2, "table prefix");
}

TEST_F(Postgres, prints_sql_that_makes_the_same_store) {
  PostgresServer::execute(dsn_,
                          must_run({"migrate", "--print", "--dialect", "postgres", "--table-prefix", "shop_"}).out);
  EXPECT_EQ(PostgresServer::query(dsn_, "SELECT version FROM shop_schema WHERE component = 'store'"), "1");
  EXPECT_EQ(PostgresServer::query(dsn_, "SELECT count(*) FROM shop_records"), "0");
  expect_failure(run({"migrate", "--print", "--dialect", "postgres", "--table-prefix", "Shop"}), 2, "table prefix");
}

}  // namespace
}  // namespace attesto

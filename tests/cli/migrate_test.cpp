// attesto migrate
#include "adapters/key_store/master_key.hpp"
#include "adapters/sqlite/database.hpp"
#include "adapters/store_sqlite/sqlite_store.hpp"
#include "cli/attesto_fixture.hpp"

namespace attesto {
namespace {

using testing::HasSubstr;

class Migrate : public test::AttestoFixture {};

TEST_F(Migrate, makes_what_attestod_needs) {
  const auto result = must_run({"migrate"});
  EXPECT_THAT(result.out, testing::ContainsRegex("attesto\\.db: [1-9][0-9]* steps applied"));
  EXPECT_THAT(result.out, HasSubstr("master.key: a master key was made"));
  EXPECT_TRUE(open_sqlite_registry(file("attesto.db")).has_value());
  EXPECT_TRUE(open_sqlite_store(file("attesto.db")).has_value());
  EXPECT_TRUE(load_master_key(file("master.key")).has_value());
}

TEST_F(Migrate, second_time_changes_nothing) {
  const Json first = run_json({"migrate"});
  EXPECT_GT(*first.find_integer("steps"), 0);
  EXPECT_TRUE(*first.find("master_key_created")->boolean());
  EXPECT_EQ(*first.find_string("database"), file("attesto.db"));
  EXPECT_EQ(*first.find_string("master_key_file"), file("master.key"));
  const std::string key = test::read_file(file("master.key"));
  const Json second = run_json({"migrate"});
  EXPECT_EQ(*second.find_integer("steps"), 0);
  EXPECT_FALSE(*second.find("master_key_created")->boolean());
  EXPECT_EQ(test::read_file(file("master.key")), key);
}

TEST_F(Migrate, lost_master_key_is_not_replaced) {
  must_run({"migrate"});
  must_run({"keys", "add"});
  std::filesystem::remove(file("master.key"));
  for (const std::vector<std::string>& command : {std::vector<std::string>{"migrate"}, {"keys", "add"}}) {
    expect_failure(run(command), 2, "restore it from a backup");
    EXPECT_FALSE(std::filesystem::exists(file("master.key")));
  }
}

TEST_F(Migrate, a_file_that_is_named_needs_no_configuration) {
  std::filesystem::remove(file("attestod.toml"));
  EXPECT_THAT(must_run({"migrate", "--store", file("other.db")}).out, HasSubstr("other.db: "));
  EXPECT_TRUE(open_sqlite_store(file("other.db")).has_value());
  EXPECT_FALSE(std::filesystem::exists(file("master.key")));
}

TEST_F(Migrate, prints_sql_that_makes_the_same_store) {
  const std::string sql = must_run({"migrate", "--print", "--dialect", "sqlite"}).out;
  {
    auto database = sqlite::Database::open(file("host.db"), sqlite::Database::Mode::create);
    ASSERT_TRUE(database.has_value()) << database.error();
    ASSERT_TRUE(database->execute(sql.c_str()).has_value());
  }
  EXPECT_TRUE(open_sqlite_store(file("host.db")).has_value());
  EXPECT_EQ(migrate_sqlite_store(file("host.db")).value(), 0);
}

TEST_F(Migrate, prints_only_what_it_knows) {
  expect_failure(run({"migrate", "--print"}), 2, "--dialect");
  expect_failure(run({"migrate", "--dialect", "sqlite"}), 2, "--print");
  expect_failure(run({"migrate", "--print", "--dialect", "oracle"}), 2, "oracle");
  expect_failure(run({"migrate", "--print", "--dialect", "sqlite", "--table-prefix", "shop_"}), 2, "SQLite");
}

TEST_F(Migrate, corrupt_database_is_refused) {
  folder_.write("attesto.db", std::string(8192, 'x'));
  expect_failure(run({"migrate"}), 2, "not a usable SQLite database");
}

}  // namespace
}  // namespace attesto

// What open and migrate say of files that are not as they should be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/registry_sqlite/connection.hpp"
#include "adapters/registry_sqlite/sqlite_registry.hpp"
#include "adapters/store_sqlite/sqlite_store.hpp"
#include "support/not_root.hpp"
#include "support/temporary_folder.hpp"

namespace attesto {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string open_error(const std::string& path) {
  const auto opened = open_sqlite_registry(path);
  return opened ? "it opened" : opened.error();
}

std::string migrate_error(const std::string& path) {
  const auto applied = migrate_sqlite_registry(path);
  return applied ? "it migrated" : applied.error();
}

void execute(const std::string& path, const char* sql) {
  auto database = sqlite::Database::open(path, sqlite::Database::Mode::existing);
  ASSERT_TRUE(database.has_value()) << database.error();
  const auto executed = database->execute(sql);
  ASSERT_TRUE(executed.has_value()) << executed.error().message;
}

class SqliteFile : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  const std::string path_ = folder_.file("attesto.db");
};

TEST_F(SqliteFile, absent_names_the_command_that_makes_it) {
  EXPECT_THAT(open_error(path_), AllOf(HasSubstr(path_), HasSubstr("attesto migrate")));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(SqliteFile, migrating_is_done_once_and_the_file_is_its_owners_alone) {
  EXPECT_EQ(migrate_sqlite_registry(path_).value(), static_cast<int>(registry_schema().steps.size()));
  EXPECT_EQ(migrate_sqlite_registry(path_).value(), 0);
  struct stat status{};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
}

TEST_F(SqliteFile, registry_and_store_share_a_file) {
  ASSERT_TRUE(migrate_sqlite_store(path_).has_value());
  EXPECT_THAT(open_error(path_), HasSubstr("attesto migrate"));
  ASSERT_TRUE(migrate_sqlite_registry(path_).has_value());
  EXPECT_EQ(open_error(path_), "it opened");
  EXPECT_TRUE(open_sqlite_store(path_).has_value());
}

TEST_F(SqliteFile, corrupt_is_called_so) {
  folder_.write("attesto.db", std::string(8192, 'x'));
  EXPECT_THAT(open_error(path_), AllOf(HasSubstr(path_), HasSubstr("not a usable SQLite database")));
  EXPECT_THAT(migrate_error(path_), AllOf(HasSubstr(path_), HasSubstr("not a usable SQLite database")));
}

TEST_F(SqliteFile, missing_table_is_damage) {
  ASSERT_TRUE(migrate_sqlite_registry(path_).has_value());
  execute(path_, "DROP TABLE attesto_consents");
  EXPECT_THAT(open_error(path_), AllOf(HasSubstr(path_), HasSubstr("attesto_consents")));
}

TEST_F(SqliteFile, newer_schema_is_left_alone) {
  ASSERT_TRUE(migrate_sqlite_registry(path_).has_value());
  execute(path_, "UPDATE attesto_schema SET version=99 WHERE component='registry'");
  EXPECT_THAT(open_error(path_), AllOf(HasSubstr("99"), HasSubstr("run a newer attesto")));
  EXPECT_THAT(migrate_error(path_), AllOf(HasSubstr("99"), HasSubstr("run a newer attesto")));
}

/// What came before `signs_from`: keys were active or retired.
TEST_F(SqliteFile, keys_of_an_older_version_go_on_as_they_were) {
  sqlite::Schema older = registry_schema();
  older.steps = older.steps.first(6);
  {
    auto database = sqlite::Database::open(path_, sqlite::Database::Mode::create);
    ASSERT_TRUE(database.has_value()) << database.error();
    ASSERT_EQ(sqlite::migrate(*database, older).value(), 6);
  }
  execute(path_, R"sql(
INSERT INTO attesto_signing_keys (kid, algorithm, status, created_at, retired_at, sealed_private_key) VALUES
  ('gone', 'ES256', 'retired', 1000, 5000, x'01'), ('older', 'ES256', 'active', 2000, NULL, x'02'),
  ('newer', 'ES256', 'active', 3000, NULL, x'0300');
)sql");
  EXPECT_THAT(open_error(path_), AllOf(HasSubstr("has version 6"), HasSubstr("attesto migrate")));
  EXPECT_EQ(migrate_sqlite_registry(path_).value(), 5);
  const auto keys = open_sqlite_registry(path_).value()->list_keys().value();
  ASSERT_EQ(keys.size(), 3u);
  EXPECT_EQ(keys[0].kid, "gone");
  EXPECT_EQ(keys[0].retired_at, Instant(std::chrono::milliseconds(5000)));
  EXPECT_EQ(keys[1].kid, "older");
  EXPECT_EQ(keys[1].retired_at, std::nullopt);
  EXPECT_EQ(keys[2].kid, "newer");
  EXPECT_EQ(keys[2].algorithm, Algorithm::ES256);
  EXPECT_EQ(keys[2].created_at, Instant(std::chrono::milliseconds(3000)));
  EXPECT_EQ(keys[2].signs_from, keys[2].created_at);
  EXPECT_EQ(keys[2].predecessor, std::nullopt);
  EXPECT_EQ(keys[2].sealed_private_key, (Bytes{3, 0}));
}

/// What came before `metadata`: a client had none.
TEST_F(SqliteFile, clients_of_an_older_version_go_on_as_they_were) {
  sqlite::Schema older = registry_schema();
  older.steps = older.steps.first(7);
  {
    auto database = sqlite::Database::open(path_, sqlite::Database::Mode::create);
    ASSERT_TRUE(database.has_value()) << database.error();
    ASSERT_EQ(sqlite::migrate(*database, older).value(), 7);
  }
  execute(path_, R"sql(
INSERT INTO attesto_clients (client_id, auth_method, redirect_uris, grant_types, scope, client_name, disabled)
  VALUES ('shop', 'client_secret_basic', '[]', '["client_credentials"]', 'a', 'Shop', 0);
)sql");
  EXPECT_THAT(open_error(path_), AllOf(HasSubstr("has version 7"), HasSubstr("attesto migrate")));
  EXPECT_EQ(migrate_sqlite_registry(path_).value(), 4);
  const auto client = open_sqlite_registry(path_).value()->find_client(ClientId("shop")).value();
  ASSERT_NE(client, nullptr);
  EXPECT_EQ(client->client_name, "Shop");
  EXPECT_EQ(client->jwks, std::nullopt);
  EXPECT_FALSE(client->tls_client_certificate_bound_access_tokens);
}

TEST_F(SqliteFile, folder_that_is_no_folder_can_not_hold_a_file) {
  const std::string inside = folder_.write("file", "") + "/attesto.db";
  EXPECT_THAT(migrate_error(inside), AllOf(HasSubstr(inside), HasSubstr("can't be created")));
}

TEST_F(SqliteFile, folder_that_may_not_be_written_is_named) {
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0555));
  const test::NotRoot not_root;
  EXPECT_THAT(migrate_error(path_), AllOf(HasSubstr(path_), HasSubstr("can't be created")));
}

TEST_F(SqliteFile, damaged_row_is_an_outage_and_not_an_absent_client) {
  ASSERT_TRUE(migrate_sqlite_registry(path_).has_value());
  ASSERT_TRUE(open_sqlite_registry(path_).value()->add_client({.client_id = ClientId("shop")}).has_value());
  for (const char* damage : {"redirect_uris='[1]'", "metadata='[]'", "metadata=''", R"(metadata='{"jwks":{}}')",
                             R"(metadata='{"newer":true}')"}) {
    execute(path_, "UPDATE attesto_clients SET redirect_uris='[]', metadata='{}'");
    EXPECT_TRUE(open_sqlite_registry(path_).value()->find_client(ClientId("shop")).has_value());
    execute(path_, (std::string("UPDATE attesto_clients SET ") + damage).c_str());
    EXPECT_FALSE(open_sqlite_registry(path_).value()->find_client(ClientId("shop")).has_value()) << damage;
  }
}

}  // namespace
}  // namespace attesto

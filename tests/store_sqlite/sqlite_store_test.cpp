#include "adapters/store_sqlite/sqlite_store.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "contract/store_contract.hpp"
#include "contract/store_samples.hpp"
#include "support/temp_dir.hpp"

namespace attesto {
namespace {

using contract::key;
using contract::kLater;
using contract::record;
using contract::StoreContract;

std::shared_ptr<Store> open(const std::string& path) {
  auto opened = open_sqlite_store(path);
  EXPECT_TRUE(opened.has_value()) << opened.error();
  return opened ? std::shared_ptr<Store>(std::move(*opened)) : nullptr;
}

std::shared_ptr<Store> make(const std::string& path) {
  const auto migrated = migrate_sqlite_store(path);
  EXPECT_TRUE(migrated.has_value()) << migrated.error();
  return open(path);
}

/// A fresh file for each test; the folder goes with the last handle.
StoreUnderCheck make_under_check() {
  const auto folder = std::make_shared<test::TempDir>();
  const std::string path = folder->file("store.db");
  EXPECT_TRUE(migrate_sqlite_store(path).has_value());
  return {.open = [folder, path] { return open_sqlite_store(path); }};
}

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, contract::contract_cases({{"sqlite", make_under_check}}),
                         contract::contract_name);

class SqliteStore : public testing::Test {
 protected:
  test::TempDir folder_;
  const std::string path_ = folder_.file("store.db");
};

TEST_F(SqliteStore, migrating_twice_changes_nothing) {
  EXPECT_EQ(migrate_sqlite_store(path_).value(), 2);
  EXPECT_EQ(migrate_sqlite_store(path_).value(), 0);
}

TEST_F(SqliteStore, its_files_belong_to_their_owner_alone) {
  const auto store = make(path_);
  ASSERT_TRUE(store->commit({.records = {record(key(RecordKind::interaction, {1}))}}).value());
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(path_).parent_path())) {
    struct stat status{};
    ASSERT_EQ(::stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 3) << "the database, its log and the log's index";
}

}  // namespace
}  // namespace attesto

#include "adapters/store_sqlite/sqlite_store.hpp"

#include <sys/stat.h>

#include <array>
#include <atomic>
#include <filesystem>

#include "contract/store_contract.hpp"
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

/// A fresh file for each test; the folder goes with the store.
std::shared_ptr<Store> make_contract_store() {
  const auto folder = std::make_shared<test::TempDir>();
  auto store = make(folder->file("store.db"));
  Store* const plain = store.get();
  return {plain, [folder, store = std::move(store)](Store*) mutable { store.reset(); }};
}

/// Two handles on one file, as two processes have them: each call goes to the other one.
class TwoHandles final : public Store {
 public:
  explicit TwoHandles(const std::string& path) : handles_{make(path), open(path)} {}

  std::expected<std::optional<StoredRecord>, Unavailable> find(const RecordKey& key) const override {
    return next().find(key);
  }
  std::expected<bool, Unavailable> is_revoked(const FamilyId& family) const override {
    return next().is_revoked(family);
  }
  std::expected<Outcome, StoreError> commit(const Commit& commit) override { return next().commit(commit); }
  std::expected<std::size_t, Unavailable> remove_expired(Instant now, std::size_t limit) override {
    return next().remove_expired(now, limit);
  }

 private:
  [[nodiscard]] Store& next() const { return *handles_.at(turn_++ % handles_.size()); }

  std::array<std::shared_ptr<Store>, 2> handles_;
  mutable std::atomic<std::size_t> turn_ = 0;
};

std::shared_ptr<Store> make_two_handles() {
  const auto folder = std::make_shared<test::TempDir>();
  auto store = std::make_unique<TwoHandles>(folder->file("store.db"));
  return {store.release(), [folder](Store* plain) { delete plain; }};
}

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract,
                         testing::Values(contract::StoreFactory{"sqlite", make_contract_store, 100},
                                         contract::StoreFactory{"two_handles", make_two_handles, 40}),
                         contract::store_name);

class SqliteStore : public testing::Test {
 protected:
  test::TempDir folder_;
  const std::string path_ = folder_.file("store.db");
};

TEST_F(SqliteStore, keeps_everything_when_it_is_opened_again) {
  const RecordKey code = key(RecordKind::authorization_code, {1});
  const RecordKey refresh = key(RecordKind::refresh_token, {2});
  const FamilyId family("family");
  {
    const auto store = make(path_);
    ASSERT_TRUE(store->commit({.records = {record(code, family)}}).value());
    ASSERT_TRUE(store->commit({.claims = {{.key = code}}, .records = {record(refresh)}}).value());
    ASSERT_TRUE(store->commit({.revoke = {family}, .remember_revoked_until = kLater}).value());
  }
  const auto store = open(path_);
  const auto found = store->find(code).value();
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->consumed);
  EXPECT_TRUE(found->family_revoked);
  EXPECT_EQ(found->family, family);
  EXPECT_EQ(found->expires_at, kLater);
  EXPECT_FALSE(store->find(refresh).value().value().consumed);
  EXPECT_TRUE(store->is_revoked(family).value());
}

TEST_F(SqliteStore, migrating_twice_changes_nothing) {
  EXPECT_EQ(migrate_sqlite_store(path_).value(), 1);
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

TEST_F(SqliteStore, a_reader_sees_what_was_committed_before_it_asked) {
  const auto writer = make(path_);
  const auto reader = open(path_);
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(writer->commit({.records = {record(key(RecordKind::interaction, {i}))}}).value());
    ASSERT_TRUE(reader->find(key(RecordKind::interaction, {i})).value().has_value());
  }
}

}  // namespace
}  // namespace attesto

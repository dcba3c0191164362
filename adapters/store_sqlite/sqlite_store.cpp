#include "adapters/store_sqlite/sqlite_store.hpp"

#include <span>
#include <utility>
#include <vector>

#include "adapters/sqlite/pool.hpp"
#include "adapters/store_sqlite/connection.hpp"
#include "adapters/store_sqlite/group_commit.hpp"

namespace attesto::inline v0 {
namespace {

/// A new record changes a page of the index wherever its hash falls. The pages stay in memory (32 MB), and
/// one that changes again before the next checkpoint is copied into the file once (8,000 pages of log).
constexpr auto kForWriting = "PRAGMA cache_size=-32000; PRAGMA wal_autocheckpoint=8000";

class SqliteStore final : public Store {
 public:
  SqliteStore(std::string path, std::unique_ptr<StoreConnection> writer)
      : writer_(std::move(writer)), readers_(std::move(path)) {}

  std::expected<std::optional<StoredRecord>, Unavailable> find(const RecordKey& key) const override {
    return readers_.run([&](StoreConnection& connection) { return connection.find(key); });
  }

  std::expected<bool, Unavailable> is_revoked(const FamilyId& family) const override {
    return readers_.run([&](StoreConnection& connection) { return connection.is_revoked(family); });
  }

  CommitResult commit(const Commit& commit) override { return group_.commit(commit); }

  std::expected<Removed, Unavailable> remove_expired(Instant now, std::size_t limit) override {
    return readers_.run([&](StoreConnection& connection) { return connection.remove_expired(now, limit); });
  }

 private:
  std::vector<CommitResult> write(std::span<const Commit* const> group) {
    std::vector<CommitResult> nothing_happened(group.size(), std::unexpected(StoreError::unavailable));
    auto transaction = sqlite::Transaction::begin(writer_->database());
    if (!transaction) return nothing_happened;
    std::vector<CommitResult> results;
    results.reserve(group.size());
    for (const Commit* commit : group) {
      auto outcome = writer_->apply(*commit);
      if (!outcome) return nothing_happened;
      results.emplace_back(std::move(*outcome));
    }
    if (!transaction->commit())
      return std::vector<CommitResult>(group.size(), std::unexpected(StoreError::unknown_outcome));
    return results;
  }

  const std::unique_ptr<StoreConnection> writer_;  // used by the thread that writes for its group
  GroupCommit group_{[this](std::span<const Commit* const> group) { return write(group); }};
  sqlite::Pool<StoreConnection> readers_;
};

}  // namespace

std::expected<std::unique_ptr<Store>, std::string> open_sqlite_store(const std::string& path) {
  auto writer = StoreConnection::open(path);
  if (!writer) return std::unexpected(writer.error());
  if (auto set = (*writer)->database().execute(kForWriting); !set)
    return std::unexpected(path + ": " + set.error().message);
  return std::make_unique<SqliteStore>(path, std::move(*writer));
}

std::expected<int, std::string> migrate_sqlite_store(const std::string& path) {
  auto database = sqlite::Database::open(path, sqlite::Database::Mode::create);
  if (!database) return std::unexpected(database.error());
  auto applied = sqlite::migrate(*database, store_schema());
  if (!applied) return std::unexpected(path + ": " + applied.error());
  return *applied;
}

std::string sqlite_store_sql() { return sqlite::schema_sql(store_schema()); }

}  // namespace attesto::inline v0

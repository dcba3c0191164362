#include "adapters/store_sqlite/sqlite_store.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>
#include <vector>

#include "adapters/sqlite/pool.hpp"
#include "adapters/store_sqlite/connection.hpp"

namespace attesto::inline v0 {
namespace {

using CommitResult = std::expected<Outcome, StoreError>;

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

  /// Whoever finds no writer at work writes for everyone who waits: one transaction, one fsync,
  /// and no hop to another thread while the server is idle.
  CommitResult commit(const Commit& commit) override {
    Pending mine{.commit = &commit};
    std::unique_lock lock(mutex_);
    queue_.push_back(&mine);
    changed_.wait(lock, [&] { return mine.result || !writing_; });
    if (mine.result) return *mine.result;
    writing_ = true;
    const std::vector<Pending*> batch = std::exchange(queue_, {});
    lock.unlock();
    std::vector<CommitResult> results = write_or_give_up(batch);
    lock.lock();
    for (std::size_t i = 0; i < batch.size(); ++i) batch[i]->result = std::move(results[i]);
    writing_ = false;
    changed_.notify_all();
    return *mine.result;
  }

  std::expected<Removed, Unavailable> remove_expired(Instant now, std::size_t limit) override {
    return readers_.run([&](StoreConnection& connection) { return connection.remove_expired(now, limit); });
  }

 private:
  struct Pending {
    const Commit* commit;
    std::optional<CommitResult> result{};
  };

  /// A batch that throws (out of memory, say) was rolled back on its way out, and the next one
  /// must not wait for it.
  std::vector<CommitResult> write_or_give_up(const std::vector<Pending*>& batch) {
    try {
      return write(batch);
    } catch (const std::exception&) {
      return std::vector<CommitResult>(batch.size(), std::unexpected(StoreError::unavailable));
    }
  }

  std::vector<CommitResult> write(const std::vector<Pending*>& batch) {
    std::vector<CommitResult> nothing_happened(batch.size(), std::unexpected(StoreError::unavailable));
    auto transaction = sqlite::Transaction::begin(writer_->database());
    if (!transaction) return nothing_happened;
    std::vector<CommitResult> results;
    results.reserve(batch.size());
    for (const Pending* pending : batch) {
      auto outcome = writer_->apply(*pending->commit);
      if (!outcome) return nothing_happened;
      results.emplace_back(std::move(*outcome));
    }
    if (!transaction->commit())
      return std::vector<CommitResult>(batch.size(), std::unexpected(StoreError::unknown_outcome));
    return results;
  }

  const std::unique_ptr<StoreConnection> writer_;  // used by the thread that set `writing_`

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Pending*> queue_;
  bool writing_ = false;

  sqlite::Pool<StoreConnection> readers_;
};

}  // namespace

std::expected<std::unique_ptr<Store>, std::string> open_sqlite_store(const std::string& path) {
  auto writer = StoreConnection::open(path);
  if (!writer) return std::unexpected(writer.error());
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

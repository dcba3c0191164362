#include "adapters/store_sqlite/sqlite_store.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

#include "adapters/store_sqlite/connection.hpp"

namespace attesto::inline v0 {
namespace {

using CommitResult = std::expected<Outcome, StoreError>;

class SqliteStore final : public Store {
 public:
  SqliteStore(std::string path, std::unique_ptr<StoreConnection> writer)
      : path_(std::move(path)), writer_(std::move(writer)) {}

  std::expected<std::optional<StoredRecord>, Unavailable> find(const RecordKey& key) const override {
    return read([&](StoreConnection& connection) { return connection.find(key); });
  }

  std::expected<bool, Unavailable> is_revoked(const FamilyId& family) const override {
    return read([&](StoreConnection& connection) { return connection.is_revoked(family); });
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
    std::vector<CommitResult> results = write(batch);
    lock.lock();
    for (std::size_t i = 0; i < batch.size(); ++i) batch[i]->result = std::move(results[i]);
    writing_ = false;
    changed_.notify_all();
    return *mine.result;
  }

  std::expected<std::size_t, Unavailable> remove_expired(Instant now, std::size_t limit) override {
    return read([&](StoreConnection& connection) { return connection.remove_expired(now, limit); });
  }

 private:
  struct Pending {
    const Commit* commit;
    std::optional<CommitResult> result{};
  };

  std::vector<CommitResult> write(const std::vector<Pending*>& batch) {
    const std::vector<CommitResult> nothing_happened(batch.size(), std::unexpected(StoreError::unavailable));
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

  template <class Operation>
  auto read(Operation operation) const
      -> std::expected<typename decltype(operation(std::declval<StoreConnection&>()))::value_type, Unavailable> {
    std::unique_ptr<StoreConnection> connection = take_reader();
    if (!connection) return std::unexpected(Unavailable{});
    auto result = operation(*connection);
    if (!result) return std::unexpected(Unavailable{});
    const std::lock_guard lock(readers_mutex_);
    readers_.push_back(std::move(connection));
    return std::move(*result);
  }

  /// As many readers as threads have read at once; a reader that failed is not used again.
  [[nodiscard]] std::unique_ptr<StoreConnection> take_reader() const {
    {
      const std::lock_guard lock(readers_mutex_);
      if (!readers_.empty()) {
        auto reader = std::move(readers_.back());
        readers_.pop_back();
        return reader;
      }
    }
    auto opened = StoreConnection::open(path_);
    return opened ? std::move(*opened) : nullptr;
  }

  const std::string path_;
  const std::unique_ptr<StoreConnection> writer_;  // used by the thread that set `writing_`

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Pending*> queue_;
  bool writing_ = false;

  mutable std::mutex readers_mutex_;
  mutable std::vector<std::unique_ptr<StoreConnection>> readers_;
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

}  // namespace attesto::inline v0

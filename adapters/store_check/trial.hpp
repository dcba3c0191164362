// One property on trial: its own keys, its handles on the store, and what was found.
#pragma once

#include <initializer_list>
#include <mutex>
#include <source_location>
#include <vector>

#include "adapters/store_check/store_check.hpp"

namespace attesto::inline v0 {

using CommitResult = std::expected<Outcome, StoreError>;

/// Expectations keep the first finding and go on, so that a broken store can't stop the kit.
class Trial {
 public:
  using Where = std::source_location;

  /// All that the kit writes expired long ago.
  static constexpr Instant kSoon{std::chrono::days{365}};
  static constexpr Instant kLater = kSoon + std::chrono::hours{1};

  Trial(std::string_view property, const StoreUnderCheck& store, const StoreCheckOptions& options);

  /// The handle that most checks use.
  [[nodiscard]] Store& store() { return node(0); }
  /// A handle of its own if the store is shared, else the only one. Opened when first asked for.
  [[nodiscard]] Store& node(std::size_t index);
  /// Closes every handle: before a fork, and for a restart.
  void close() { nodes_.clear(); }

  /// A key of this trial alone.
  [[nodiscard]] RecordKey key(RecordKind kind, std::initializer_list<int> numbers) const;
  [[nodiscard]] FamilyId family(std::string_view name) const { return FamilyId(prefix_ + std::string(name)); }
  [[nodiscard]] static Record record(const RecordKey& key, std::optional<FamilyId> family = std::nullopt,
                                     Instant expires_at = kLater);

  [[nodiscard]] const StoreCheckSize& size() const { return options_.size; }
  [[nodiscard]] std::uint64_t seed() const { return options_.seed; }
  void progress(int done, int total) const {
    if (options_.on_progress) options_.on_progress(done, total);
  }

  // Expectations; safe from any thread. Each says whether it was met.
  bool expect(bool met, std::string_view otherwise, Where where = Where::current());
  bool won(const CommitResult& result, Where where = Where::current());
  bool lost(const CommitResult& result, LossReason reason, Where where = Where::current());
  /// Commits the record alone.
  bool put(const Record& record, Where where = Where::current());
  /// The record as it stands, or an empty optional; a store that can't answer is a finding.
  [[nodiscard]] std::optional<StoredRecord> find(const RecordKey& key, Where where = Where::current());
  void exists(const RecordKey& key, bool wanted = true, Where where = Where::current());
  void consumed(const RecordKey& key, bool wanted = true, Where where = Where::current());
  void revoked(const FamilyId& family, bool wanted = true, Where where = Where::current());
  /// Removes what expired before `now`, over `limit` at once, and says how many that were.
  [[nodiscard]] std::size_t remove(Instant now, std::size_t limit, Where where = Where::current());

  [[nodiscard]] bool broken() const;
  [[nodiscard]] std::optional<std::string> finding() const;

  /// Removes all that the kit has left in the store.
  void clear();

 private:
  const StoreUnderCheck& under_check_;
  const StoreCheckOptions& options_;
  std::string prefix_;
  std::vector<std::unique_ptr<Store>> nodes_;
  mutable std::mutex mutex_;
  std::optional<std::string> finding_;
};

[[nodiscard]] std::string to_string(const CommitResult& result);

}  // namespace attesto::inline v0

// One connection with the store's prepared statements.
#pragma once

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/preparation.hpp"
#include "adapters/sqlite/schema.hpp"
#include "attesto/store/store.hpp"

namespace attesto::inline v0 {

/// The store's tables.
[[nodiscard]] sqlite::Schema store_schema();

/// Used by one thread at a time.
class StoreConnection {
 public:
  [[nodiscard]] static std::expected<std::unique_ptr<StoreConnection>, std::string> open(const std::string& path);

  [[nodiscard]] sqlite::SqlResult<std::optional<StoredRecord>> find(const RecordKey& key);
  [[nodiscard]] sqlite::SqlResult<bool> is_revoked(const FamilyId& family);

  [[nodiscard]] sqlite::Database& database() { return database_; }
  /// Applies one commit inside the caller's transaction. Everything is checked before anything is
  /// written, so a lost commit leaves no trace but the revocation it asked for.
  [[nodiscard]] sqlite::SqlResult<Outcome> apply(const Commit& commit);
  [[nodiscard]] sqlite::SqlResult<Removed> remove_expired(Instant now, std::size_t limit);

 private:
  struct Loss {
    LossReason reason;
    std::optional<FamilyId> revoke{};
  };
  /// The family that was seen last and is not revoked: what one commit writes is mostly of one family.
  using LivingFamily = std::optional<FamilyId>;

  explicit StoreConnection(sqlite::Database opened);
  [[nodiscard]] sqlite::SqlResult<std::optional<Loss>> find_loss(const Commit& commit);
  [[nodiscard]] sqlite::SqlResult<std::optional<Loss>> find_claim_loss(const Commit& commit, std::size_t index,
                                                                       LivingFamily& living);
  [[nodiscard]] sqlite::SqlResult<std::optional<Loss>> find_record_loss(const Commit& commit, std::size_t index,
                                                                        LivingFamily& living);
  [[nodiscard]] sqlite::SqlResult<void> write(const Commit& commit);
  [[nodiscard]] sqlite::SqlResult<void> revoke(const FamilyId& family, Instant until);

  sqlite::Database database_;  // outlives the statements
  sqlite::Preparation prepare_;
  sqlite::Statement find_, find_state_, exists_, is_revoked_, consume_, insert_, revoke_, remove_records_,
      remove_families_;
};

}  // namespace attesto::inline v0

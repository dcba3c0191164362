#include "adapters/store_postgres/postgres_store.hpp"

#include <array>
#include <utility>

#include "adapters/postgres/schema.hpp"
#include "adapters/store_postgres/commit_statement.hpp"

namespace attesto::inline v0 {
namespace {

using postgres::Connection;
using postgres::Fault;
using postgres::SqlResult;
using postgres::Statement;

constexpr std::array kSteps = {
    R"sql(
CREATE TABLE attesto_records (
  kind       SMALLINT NOT NULL,
  hash       BYTEA    NOT NULL,
  family     TEXT,
  expires_at BIGINT   NOT NULL,  -- milliseconds since 1970
  consumed   BOOLEAN  NOT NULL,
  body       TEXT     NOT NULL,
  PRIMARY KEY (kind, hash)
) WITH (fillfactor = 70);  -- room to mark a record as consumed on its own page
CREATE INDEX attesto_records_expires_at ON attesto_records (expires_at);
CREATE TABLE attesto_revoked_families (
  family     TEXT   PRIMARY KEY,
  expires_at BIGINT NOT NULL
);
CREATE INDEX attesto_revoked_families_expires_at ON attesto_revoked_families (expires_at);
)sql",
};
constexpr std::array kTables = {"attesto_records", "attesto_revoked_families"};
constexpr postgres::Schema kSchema{.component = "store", .steps = kSteps, .tables = kTables};

constexpr std::string_view kFind =
    "SELECT r.family, r.expires_at, r.body, r.consumed, f.family IS NOT NULL FROM attesto_records r"
    " LEFT JOIN attesto_revoked_families f ON f.family = r.family WHERE r.kind = $1 AND r.hash = $2";
constexpr std::string_view kIsRevoked = "SELECT 1 FROM attesto_revoked_families WHERE family = $1";
// Rows that another node is removing, or a commit is claiming, are left to the next sweep.
constexpr std::string_view kRemoveRecords =
    "WITH expired AS (SELECT kind, hash FROM attesto_records WHERE expires_at < $1 ORDER BY expires_at LIMIT $2::bigint"
    " FOR UPDATE SKIP LOCKED)"
    " DELETE FROM attesto_records r USING expired e WHERE r.kind = e.kind AND r.hash = e.hash";
constexpr std::string_view kRemoveFamilies =
    "WITH expired AS (SELECT family FROM attesto_revoked_families WHERE expires_at < $1 ORDER BY expires_at"
    " LIMIT $2::bigint FOR UPDATE SKIP LOCKED)"
    " DELETE FROM attesto_revoked_families f USING expired e WHERE f.family = e.family";

StoredRecord read_record(const postgres::Rows& rows) {
  std::optional<FamilyId> family;
  if (!rows.is_null(0, 0)) family = FamilyId(rows.text(0, 0));
  return {.family = std::move(family),
          .expires_at = rows.instant(0, 1),
          .body = std::string(rows.text(0, 2)),
          .consumed = rows.flag(0, 3),
          .family_revoked = rows.flag(0, 4)};
}

class PostgresStore final : public Store {
 public:
  explicit PostgresStore(std::shared_ptr<postgres::Pool> pool)
      : pool_(std::move(pool)),
        find_(named("store_find", kFind)),
        is_revoked_(named("store_is_revoked", kIsRevoked)),
        commit_(commit_statement(pool_->settings().table_prefix)),
        remove_records_(named("store_remove_records", kRemoveRecords)),
        remove_families_(named("store_remove_families", kRemoveFamilies)) {}

  [[nodiscard]] std::expected<void, std::string> check() const {
    return postgres::check_schema(*pool_, kSchema,
                                  std::array{&find_, &is_revoked_, &commit_, &remove_records_, &remove_families_});
  }

  std::expected<std::optional<StoredRecord>, Unavailable> find(const RecordKey& key) const override {
    const auto rows = pool_->read([&](Connection& connection) {
      return connection.run(find_, static_cast<std::int16_t>(key.kind), ByteView(key.hash));
    });
    if (!rows) return std::unexpected(Unavailable{});
    if (rows->size() == 0) return std::nullopt;
    return read_record(*rows);
  }

  std::expected<bool, Unavailable> is_revoked(const FamilyId& family) const override {
    const auto rows = pool_->read([&](Connection& connection) { return connection.run(is_revoked_, family.view()); });
    if (!rows) return std::unexpected(Unavailable{});
    return rows->size() > 0;
  }

  std::expected<Outcome, StoreError> commit(const Commit& commit) override {
    const auto outcome = pool_->run([&](Connection& connection) { return run_commit(connection, commit_, commit); });
    if (outcome) return *outcome;
    return std::unexpected(outcome.error().fault == Fault::unknown ? StoreError::unknown_outcome
                                                                   : StoreError::unavailable);
  }

  std::expected<Removed, Unavailable> remove_expired(Instant now, std::size_t limit) override {
    const auto records = remove(remove_records_, now, limit);
    if (!records) return std::unexpected(records.error());
    const auto families = remove(remove_families_, now, limit - *records);
    if (!families) return std::unexpected(families.error());
    return Removed{.records = *records, .revocations = *families};
  }

 private:
  [[nodiscard]] Statement named(const char* name, std::string_view sql) const {
    return {.name = name, .sql = postgres::with_table_prefix(sql, pool_->settings().table_prefix)};
  }

  /// May be repeated like a read: what was removed is not removed again.
  std::expected<std::size_t, Unavailable> remove(const Statement& statement, Instant now, std::size_t limit) const {
    const auto rows = pool_->read(
        [&](Connection& connection) { return connection.run(statement, now, static_cast<std::int64_t>(limit)); });
    if (!rows) return std::unexpected(Unavailable{});
    return rows->changed();
  }

  const std::shared_ptr<postgres::Pool> pool_;
  const Statement find_, is_revoked_, commit_, remove_records_, remove_families_;
};

}  // namespace

std::expected<std::unique_ptr<Store>, std::string> open_postgres_store(std::shared_ptr<postgres::Pool> pool) {
  auto store = std::make_unique<PostgresStore>(std::move(pool));
  if (auto checked = store->check(); !checked) return std::unexpected(std::move(checked).error());
  return store;
}

std::expected<int, std::string> migrate_postgres_store(postgres::Pool& pool) {
  return postgres::migrate(pool, kSchema);
}

std::string postgres_store_sql(std::string_view table_prefix) { return postgres::schema_sql(kSchema, table_prefix); }

}  // namespace attesto::inline v0

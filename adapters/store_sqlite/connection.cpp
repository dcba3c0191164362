#include "adapters/store_sqlite/connection.hpp"

#include <algorithm>
#include <array>

namespace attesto::inline v0 {
namespace {

using sqlite::Rows;
using sqlite::SqlResult;

constexpr std::array kSteps = {
    R"sql(
CREATE TABLE attesto_records (
  kind       INTEGER NOT NULL,
  hash       BLOB    NOT NULL,
  family     TEXT,
  expires_at INTEGER NOT NULL,
  consumed   INTEGER NOT NULL DEFAULT 0,
  body       TEXT    NOT NULL,
  PRIMARY KEY (kind, hash)
) WITHOUT ROWID, STRICT;
CREATE INDEX attesto_records_expires_at ON attesto_records (expires_at);
CREATE TABLE attesto_revoked_families (
  family     TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE INDEX attesto_revoked_families_expires_at ON attesto_revoked_families (expires_at);
)sql",
    // Bodies side by side in the order in which they came, not wherever their hash falls: a group of commits
    // then writes fewer pages, and those are what a commit costs.
    R"sql(
CREATE TABLE attesto_records_in_order (
  kind       INTEGER NOT NULL,
  hash       BLOB    NOT NULL,
  family     TEXT,
  expires_at INTEGER NOT NULL,
  consumed   INTEGER NOT NULL DEFAULT 0,
  body       TEXT    NOT NULL,
  PRIMARY KEY (kind, hash)
) STRICT;
INSERT INTO attesto_records_in_order (kind, hash, family, expires_at, consumed, body)
  SELECT kind, hash, family, expires_at, consumed, body FROM attesto_records ORDER BY expires_at;
DROP TABLE attesto_records;
ALTER TABLE attesto_records_in_order RENAME TO attesto_records;
CREATE INDEX attesto_records_expires_at ON attesto_records (expires_at);
)sql",
};

std::int64_t number(RecordKind kind) { return static_cast<std::int64_t>(kind); }

std::optional<std::string_view> text(const std::optional<FamilyId>& family) {
  if (!family) return std::nullopt;
  return family->view();
}

}  // namespace

sqlite::Schema store_schema() { return {.component = "store", .steps = kSteps}; }

StoreConnection::StoreConnection(sqlite::Database opened)
    : database_(std::move(opened)),
      prepare_(database_),
      find_(prepare_("SELECT r.family, r.expires_at, r.body, r.consumed, f.family IS NOT NULL FROM attesto_records r"
                     " LEFT JOIN attesto_revoked_families f ON f.family = r.family WHERE r.kind=?1 AND r.hash=?2")),
      find_state_(prepare_("SELECT r.consumed, r.family, f.family IS NOT NULL FROM attesto_records r"
                           " LEFT JOIN attesto_revoked_families f ON f.family = r.family"
                           " WHERE r.kind=?1 AND r.hash=?2")),
      exists_(prepare_("SELECT 1 FROM attesto_records WHERE kind=?1 AND hash=?2")),
      is_revoked_(prepare_("SELECT 1 FROM attesto_revoked_families WHERE family=?1")),
      consume_(prepare_("UPDATE attesto_records SET consumed=1 WHERE kind=?1 AND hash=?2")),
      insert_(
          prepare_("INSERT INTO attesto_records (kind, hash, family, expires_at, body) VALUES (?1, ?2, ?3, ?4, ?5)")),
      revoke_(prepare_("INSERT INTO attesto_revoked_families (family, expires_at) VALUES (?1, ?2)"
                       " ON CONFLICT (family) DO UPDATE SET expires_at = max(expires_at, excluded.expires_at)")),
      remove_records_(
          prepare_("DELETE FROM attesto_records WHERE rowid IN"
                   " (SELECT rowid FROM attesto_records WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2)")),
      remove_families_(prepare_(
          "DELETE FROM attesto_revoked_families WHERE family IN"
          " (SELECT family FROM attesto_revoked_families WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2)")) {}

std::expected<std::unique_ptr<StoreConnection>, std::string> StoreConnection::open(const std::string& path) {
  auto database = sqlite::Database::open(path, sqlite::Database::Mode::existing);
  if (!database) return std::unexpected(database.error());
  if (auto checked = sqlite::check_schema(*database, store_schema()); !checked)
    return std::unexpected(path + ": " + checked.error());
  std::unique_ptr<StoreConnection> connection(new StoreConnection(std::move(*database)));
  if (const auto& error = connection->prepare_.error())
    return std::unexpected(path + ": the tables are damaged: " + error->message);
  return connection;
}

SqlResult<std::optional<StoredRecord>> StoreConnection::find(const RecordKey& key) {
  Rows rows = find_.query(number(key.kind), ByteView(key.hash));
  const auto found = rows.next();
  if (!found) return std::unexpected(found.error());
  if (!*found) return std::nullopt;
  std::optional<FamilyId> family;
  if (!rows.is_null(0)) family = FamilyId(rows.text(0));
  return StoredRecord{.family = std::move(family),
                      .expires_at = rows.instant(1),
                      .body = rows.text(2),
                      .consumed = rows.integer(3) != 0,
                      .family_revoked = rows.integer(4) != 0};
}

SqlResult<bool> StoreConnection::is_revoked(const FamilyId& family) {
  Rows rows = is_revoked_.query(family.view());
  return rows.next();
}

SqlResult<std::optional<StoreConnection::Loss>> StoreConnection::find_claim_loss(const Commit& commit,
                                                                                 std::size_t index,
                                                                                 LivingFamily& living) {
  const Claim& claim = commit.claims[index];
  Rows rows = find_state_.query(number(claim.key.kind), ByteView(claim.key.hash));
  const auto found = rows.next();
  if (!found) return std::unexpected(found.error());
  if (!*found) return Loss{LossReason::absent};
  std::optional<FamilyId> family;
  if (!rows.is_null(1)) family = FamilyId(rows.text(1));
  const bool claimed_above = std::ranges::any_of(std::span(commit.claims).first(index),
                                                 [&](const Claim& other) { return other.key == claim.key; });
  if (rows.integer(0) != 0 || claimed_above)
    return Loss{LossReason::consumed, claim.revoke_on_loss ? std::move(family) : std::nullopt};
  if (rows.integer(2) != 0) return Loss{LossReason::revoked};
  if (family) living = std::move(family);
  return std::nullopt;
}

SqlResult<std::optional<StoreConnection::Loss>> StoreConnection::find_record_loss(const Commit& commit,
                                                                                  std::size_t index,
                                                                                  LivingFamily& living) {
  const Record& record = commit.records[index];
  if (record.family && record.family != living) {
    const auto revoked = is_revoked(*record.family);
    if (!revoked) return std::unexpected(revoked.error());
    if (*revoked) return Loss{LossReason::revoked};
    living = record.family;
  }
  const auto existing = exists_.query(number(record.key.kind), ByteView(record.key.hash)).next();
  if (!existing) return std::unexpected(existing.error());
  const bool inserted_above = std::ranges::any_of(std::span(commit.records).first(index),
                                                  [&](const Record& other) { return other.key == record.key; });
  if (*existing || inserted_above) return Loss{LossReason::exists};
  return std::nullopt;
}

SqlResult<std::optional<StoreConnection::Loss>> StoreConnection::find_loss(const Commit& commit) {
  LivingFamily living;
  for (std::size_t i = 0; i < commit.claims.size(); ++i) {
    auto loss = find_claim_loss(commit, i, living);
    if (!loss || *loss) return loss;
  }
  for (std::size_t i = 0; i < commit.records.size(); ++i) {
    auto loss = find_record_loss(commit, i, living);
    if (!loss || *loss) return loss;
  }
  return std::nullopt;
}

SqlResult<void> StoreConnection::revoke(const FamilyId& family, Instant until) {
  if (auto revoked = revoke_.run(family.view(), until); !revoked) return std::unexpected(revoked.error());
  return {};
}

SqlResult<void> StoreConnection::write(const Commit& commit) {
  for (const Claim& claim : commit.claims)
    if (auto consumed = consume_.run(number(claim.key.kind), ByteView(claim.key.hash)); !consumed)
      return std::unexpected(consumed.error());
  for (const Record& record : commit.records)
    if (auto inserted = insert_.run(number(record.key.kind), ByteView(record.key.hash), text(record.family),
                                    record.expires_at, std::string_view(record.body));
        !inserted)
      return std::unexpected(inserted.error());
  for (const FamilyId& family : commit.revoke)
    if (auto revoked = revoke(family, commit.remember_revoked_until); !revoked) return revoked;
  return {};
}

SqlResult<Outcome> StoreConnection::apply(const Commit& commit) {
  const auto loss = find_loss(commit);
  if (!loss) return std::unexpected(loss.error());
  if (*loss) {
    if ((*loss)->revoke)
      if (auto revoked = revoke(*(*loss)->revoke, commit.remember_revoked_until); !revoked)
        return std::unexpected(revoked.error());
    return Outcome(std::unexpected(Lost{(*loss)->reason}));
  }
  if (auto written = write(commit); !written) return std::unexpected(written.error());
  return Outcome(Won{});
}

SqlResult<Removed> StoreConnection::remove_expired(Instant now, std::size_t limit) {
  const auto records = remove_records_.run(now, static_cast<std::int64_t>(limit));
  if (!records) return std::unexpected(records.error());
  const auto left = static_cast<std::int64_t>(limit) - *records;
  const auto families = remove_families_.run(now, left);
  if (!families) return std::unexpected(families.error());
  return Removed{.records = static_cast<std::size_t>(*records), .revocations = static_cast<std::size_t>(*families)};
}

}  // namespace attesto::inline v0

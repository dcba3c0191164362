#include "adapters/store_postgres/commit_statement.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace attesto::inline v0 {
namespace {

using postgres::Fault;
using postgres::SqlResult;

// The numbers of the reasons are those of LossReason; that they agree is checked below.
constexpr std::string_view kCommit = R"sql(
WITH claim AS (
  SELECT c.* FROM unnest($1::smallint[], $2::bytea[], $3::boolean[], $4::boolean[])
    WITH ORDINALITY AS c (kind, hash, revoke_on_loss, repeated, position)
), held AS (
  SELECT r.kind, r.hash, r.family, r.consumed
    FROM (SELECT kind, hash FROM claim WHERE NOT repeated) c
    JOIN attesto_records r ON r.kind = c.kind AND r.hash = c.hash
   ORDER BY r.kind, r.hash
     FOR UPDATE OF r
), new_record AS (
  SELECT n.* FROM unnest($5::smallint[], $6::bytea[], $7::text[], $8::bigint[], $9::text[], $10::boolean[])
    WITH ORDINALITY AS n (kind, hash, family, expires_at, body, repeated, position)
), loss AS (
  SELECT reason, revoked_family
    FROM (SELECT 1 AS stage, c.position,
                 CASE WHEN h.kind IS NULL THEN 0
                      WHEN h.consumed OR c.repeated THEN 1
                      WHEN f.family IS NOT NULL THEN 2 END AS reason,
                 CASE WHEN c.revoke_on_loss AND (h.consumed OR c.repeated) THEN h.family END AS revoked_family
            FROM claim c
            LEFT JOIN held h ON h.kind = c.kind AND h.hash = c.hash
            LEFT JOIN attesto_revoked_families f ON f.family = h.family
           UNION ALL
          SELECT 2, n.position,
                 CASE WHEN f.family IS NOT NULL THEN 2
                      WHEN r.kind IS NOT NULL OR n.repeated THEN 3 END,
                 NULL
            FROM new_record n
            LEFT JOIN attesto_revoked_families f ON f.family = n.family
            LEFT JOIN attesto_records r ON r.kind = n.kind AND r.hash = n.hash) checked
   WHERE reason IS NOT NULL
   ORDER BY stage, position
   LIMIT 1
), consume AS (
  UPDATE attesto_records r SET consumed = TRUE
    FROM held h
   WHERE r.kind = h.kind AND r.hash = h.hash AND NOT EXISTS (SELECT 1 FROM loss)
), insert_record AS (
  INSERT INTO attesto_records (kind, hash, family, expires_at, consumed, body)
  SELECT kind, hash, family, expires_at, FALSE, body FROM new_record
   WHERE NOT EXISTS (SELECT 1 FROM loss)
   ORDER BY kind, hash
), revoke AS (
  INSERT INTO attesto_revoked_families (family, expires_at)
  SELECT family, $12::bigint
    FROM (SELECT family FROM unnest($11::text[]) AS f (family) WHERE NOT EXISTS (SELECT 1 FROM loss)
           UNION
          SELECT revoked_family FROM loss WHERE revoked_family IS NOT NULL) doomed
   ORDER BY family
  ON CONFLICT (family) DO UPDATE SET expires_at = greatest(attesto_revoked_families.expires_at, excluded.expires_at)
)
SELECT reason FROM loss
)sql";

static_assert(std::to_underlying(LossReason::absent) == 0 && std::to_underlying(LossReason::consumed) == 1 &&
              std::to_underlying(LossReason::revoked) == 2 && std::to_underlying(LossReason::exists) == 3);

/// Whether one of the elements before this one has the same key.
template <class Element>
bool is_repeated(const std::vector<Element>& elements, std::size_t index) {
  return std::ranges::any_of(std::span(elements).first(index),
                             [&](const Element& other) { return other.key == elements[index].key; });
}

/// The claims, one array per column.
struct ClaimColumns {
  explicit ClaimColumns(const std::vector<Claim>& claims) {
    for (std::size_t i = 0; i < claims.size(); ++i) {
      kinds.push_back(static_cast<std::int16_t>(claims[i].key.kind));
      hashes.emplace_back(claims[i].key.hash);
      revoke_on_loss.push_back(claims[i].revoke_on_loss);
      repeated.push_back(is_repeated(claims, i));
    }
  }
  std::vector<std::int16_t> kinds;
  std::vector<ByteView> hashes;
  std::vector<bool> revoke_on_loss;
  std::vector<bool> repeated;
};

/// The records, one array per column.
struct RecordColumns {
  explicit RecordColumns(const std::vector<Record>& records) {
    for (std::size_t i = 0; i < records.size(); ++i) {
      const Record& record = records[i];
      kinds.push_back(static_cast<std::int16_t>(record.key.kind));
      hashes.emplace_back(record.key.hash);
      families.push_back(record.family ? std::optional(record.family->view()) : std::nullopt);
      expiries.push_back(record.expires_at);
      bodies.emplace_back(record.body);
      repeated.push_back(is_repeated(records, i));
    }
  }
  std::vector<std::int16_t> kinds;
  std::vector<ByteView> hashes;
  std::vector<std::optional<std::string_view>> families;
  std::vector<Instant> expiries;
  std::vector<std::string_view> bodies;
  std::vector<bool> repeated;
};

Outcome lost(LossReason reason) { return std::unexpected(Lost{reason}); }

}  // namespace

postgres::Statement commit_statement(std::string_view table_prefix) {
  return {.name = "store_commit", .sql = postgres::with_table_prefix(kCommit, table_prefix)};
}

SqlResult<Outcome> run_commit(postgres::Connection& connection, const postgres::Statement& statement,
                              const Commit& commit) {
  const ClaimColumns claims(commit.claims);
  const RecordColumns records(commit.records);
  std::vector<std::string_view> doomed;
  doomed.reserve(commit.revoke.size());
  for (const FamilyId& family : commit.revoke) doomed.push_back(family.view());
  const auto loss = connection.run(statement, claims.kinds, claims.hashes, claims.revoke_on_loss, claims.repeated,
                                   records.kinds, records.hashes, records.families, records.expiries, records.bodies,
                                   records.repeated, doomed, commit.remember_revoked_until);
  if (!loss && loss.error().fault == Fault::duplicate_key) return lost(LossReason::exists);
  if (!loss) return std::unexpected(loss.error());
  if (loss->size() == 0) return Outcome(Won{});
  return lost(static_cast<LossReason>(loss->integer(0, 0)));
}

}  // namespace attesto::inline v0

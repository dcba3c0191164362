#include "adapters/registry_postgres/key_table.hpp"

#include "adapters/registry_postgres/columns.hpp"

namespace attesto::inline v0::postgres {
namespace {

SqlResult<SigningKey> read_key(const Rows& rows, std::size_t row) {
  const auto algorithm = parse_algorithm(rows.text(row, 1));
  if (!algorithm) return damaged("signing key");
  const ByteView sealed = rows.blob(row, 6);
  SigningKey key{.kid = std::string(rows.text(row, 0)),
                 .algorithm = *algorithm,
                 .created_at = rows.instant(row, 2),
                 .signs_from = rows.instant(row, 3),
                 .sealed_private_key = Bytes(sealed.begin(), sealed.end())};
  if (!rows.is_null(row, 4)) key.predecessor = std::string(rows.text(row, 4));
  if (!rows.is_null(row, 5)) key.retired_at = rows.instant(row, 5);
  return key;
}

SqlResult<std::string> read_kid(const Rows& rows, std::size_t row) { return std::string(rows.text(row, 0)); }

constexpr std::string_view kList =
    "SELECT kid, algorithm, created_at, signs_from, predecessor, retired_at, sealed_private_key"
    " FROM attesto_signing_keys ORDER BY created_at, id";
constexpr std::string_view kAdd =
    "INSERT INTO attesto_signing_keys"
    " (kid, algorithm, created_at, signs_from, predecessor, retired_at, sealed_private_key)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
// Whatever takes a key away locks all of them first, so that of two the second sees what the first
// has done, and one that signs is left.
constexpr std::string_view kRetire =
    "WITH live AS (SELECT kid, signs_from FROM attesto_signing_keys WHERE retired_at IS NULL"
    " ORDER BY kid FOR UPDATE),"
    " other AS (SELECT 1 FROM live WHERE kid <> $1 AND signs_from <= $2),"
    " retired AS (UPDATE attesto_signing_keys k SET retired_at = $2, predecessor = NULL FROM live l"
    " WHERE k.kid = $1 AND l.kid = $1 AND EXISTS (SELECT 1 FROM other))"
    " SELECT EXISTS (SELECT 1 FROM live WHERE kid = $1), EXISTS (SELECT 1 FROM other)";
constexpr std::string_view kWithdraw =
    "WITH every AS (SELECT kid, signs_from, retired_at FROM attesto_signing_keys ORDER BY kid FOR UPDATE),"
    " other AS (SELECT 1 FROM every WHERE kid <> $1 AND retired_at IS NULL AND signs_from <= $2),"
    " withdrawn AS (DELETE FROM attesto_signing_keys k USING every e"
    " WHERE k.kid = $1 AND e.kid = $1 AND EXISTS (SELECT 1 FROM other))"
    " SELECT EXISTS (SELECT 1 FROM every WHERE kid = $1), EXISTS (SELECT 1 FROM other)";
// In the order of the timeline, see adapters/key_store/key_timeline.hpp.
constexpr std::string_view kRemoveStopped =
    "WITH every AS (SELECT id, kid, algorithm, created_at, signs_from, retired_at FROM attesto_signing_keys"
    " ORDER BY kid FOR UPDATE)"
    " DELETE FROM attesto_signing_keys k USING every e WHERE k.kid = e.kid AND (e.retired_at <= $1 OR EXISTS"
    " (SELECT 1 FROM every n WHERE n.algorithm = e.algorithm AND n.retired_at IS NULL AND n.signs_from <= $1"
    " AND (n.signs_from, n.created_at, n.id) > (e.signs_from, e.created_at, e.id)))"
    " RETURNING k.kid";

SqlResult<RetireOutcome> retire_outcome(const SqlResult<Rows>& rows) {
  if (!rows) return std::unexpected(rows.error());
  if (!rows->flag(0, 0)) return RetireOutcome::absent;
  return rows->flag(0, 1) ? RetireOutcome::retired : RetireOutcome::last_signing;
}

}  // namespace

KeyTable::KeyTable(Statements& statements)
    : list_(statements("list_keys", kList)),
      add_(statements("add_key", kAdd)),
      retire_(statements("retire_key", kRetire)),
      withdraw_(statements("withdraw_key", kWithdraw)),
      remove_stopped_(statements("remove_stopped_keys", kRemoveStopped)) {}

SqlResult<std::vector<SigningKey>> KeyTable::list(Connection& connection) const {
  return collect(connection.run(list_), read_key);
}

SqlResult<AddOutcome> KeyTable::add(Connection& connection, const SigningKey& key) const {
  return add_outcome(connection.run(add_, key.kid, to_string(key.algorithm), key.created_at, key.signs_from,
                                    key.predecessor, key.retired_at, ByteView(key.sealed_private_key)));
}

SqlResult<RetireOutcome> KeyTable::retire(Connection& connection, std::string_view kid, Instant now) const {
  return retire_outcome(connection.run(retire_, kid, now));
}

SqlResult<RetireOutcome> KeyTable::withdraw(Connection& connection, std::string_view kid, Instant now) const {
  return retire_outcome(connection.run(withdraw_, kid, now));
}

SqlResult<std::vector<std::string>> KeyTable::remove_stopped(Connection& connection, Instant before) const {
  return collect(connection.run(remove_stopped_, before), read_kid);
}

}  // namespace attesto::inline v0::postgres

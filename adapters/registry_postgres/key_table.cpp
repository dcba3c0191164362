#include "adapters/registry_postgres/key_table.hpp"

#include "adapters/registry_postgres/columns.hpp"

namespace attesto::inline v0::postgres {
namespace {

SqlResult<SigningKey> read_key(const Rows& rows, std::size_t row) {
  const auto algorithm = parse_algorithm(rows.text(row, 1));
  if (!algorithm) return damaged("signing key");
  const ByteView sealed = rows.blob(row, 5);
  SigningKey key{.kid = std::string(rows.text(row, 0)),
                 .algorithm = *algorithm,
                 .status = rows.text(row, 2) == to_string(KeyStatus::active) ? KeyStatus::active : KeyStatus::retired,
                 .created_at = rows.instant(row, 3),
                 .sealed_private_key = Bytes(sealed.begin(), sealed.end())};
  if (!rows.is_null(row, 4)) key.retired_at = rows.instant(row, 4);
  return key;
}

constexpr std::string_view kList =
    "SELECT kid, algorithm, status, created_at, retired_at, sealed_private_key FROM attesto_signing_keys"
    " ORDER BY created_at, id";
constexpr std::string_view kAdd =
    "INSERT INTO attesto_signing_keys (kid, algorithm, status, created_at, retired_at, sealed_private_key)"
    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (kid) DO NOTHING";
// Every active key is locked first, so that of two that are retired at once the second sees the
// first one gone.
constexpr std::string_view kRetire =
    "WITH active AS (SELECT kid FROM attesto_signing_keys WHERE status = 'active' ORDER BY kid FOR UPDATE),"
    " retired AS (UPDATE attesto_signing_keys k SET status = 'retired', retired_at = $2 FROM active a"
    " WHERE k.kid = $1 AND a.kid = $1 AND (SELECT count(*) FROM active) > 1)"
    " SELECT EXISTS (SELECT 1 FROM active WHERE kid = $1), (SELECT count(*) FROM active)";

}  // namespace

KeyTable::KeyTable(Statements& statements)
    : list_(statements("list_keys", kList)),
      add_(statements("add_key", kAdd)),
      retire_(statements("retire_key", kRetire)) {}

SqlResult<std::vector<SigningKey>> KeyTable::list(Connection& connection) const {
  return collect(connection.run(list_), read_key);
}

SqlResult<AddOutcome> KeyTable::add(Connection& connection, const SigningKey& key) const {
  return add_outcome(connection.run(add_, key.kid, to_string(key.algorithm), to_string(key.status), key.created_at,
                                    key.retired_at, ByteView(key.sealed_private_key)));
}

SqlResult<RetireOutcome> KeyTable::retire(Connection& connection, std::string_view kid, Instant now) const {
  const auto rows = connection.run(retire_, kid, now);
  if (!rows) return std::unexpected(rows.error());
  if (!rows->flag(0, 0)) return RetireOutcome::absent;
  return rows->integer(0, 1) > 1 ? RetireOutcome::retired : RetireOutcome::last_active;
}

}  // namespace attesto::inline v0::postgres

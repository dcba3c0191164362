#include "adapters/registry_sqlite/key_table.hpp"

#include "adapters/registry_sqlite/columns.hpp"

namespace attesto::inline v0 {
namespace {

using sqlite::Rows;
using sqlite::SqlResult;

SqlResult<SigningKey> read_key(Rows& row) {
  const auto algorithm = parse_algorithm(row.text(1));
  if (!algorithm) return columns::damaged("signing key");
  SigningKey key{.kid = row.text(0),
                 .algorithm = *algorithm,
                 .status = row.text(2) == to_string(KeyStatus::active) ? KeyStatus::active : KeyStatus::retired,
                 .created_at = row.instant(3),
                 .sealed_private_key = row.blob(5)};
  if (!row.is_null(4)) key.retired_at = row.instant(4);
  return key;
}

constexpr std::string_view kList =
    "SELECT kid, algorithm, status, created_at, retired_at, sealed_private_key FROM attesto_signing_keys"
    " ORDER BY created_at, id";
constexpr std::string_view kAdd =
    "INSERT INTO attesto_signing_keys (kid, algorithm, status, created_at, retired_at, sealed_private_key)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (kid) DO NOTHING";
constexpr std::string_view kIsActive = "SELECT 1 FROM attesto_signing_keys WHERE kid=?1 AND status='active'";
constexpr std::string_view kRetire =
    "UPDATE attesto_signing_keys SET status='retired', retired_at=?2 WHERE kid=?1 AND status='active'"
    " AND EXISTS (SELECT 1 FROM attesto_signing_keys WHERE kid<>?1 AND status='active')";

}  // namespace

KeyTable::KeyTable(sqlite::Preparation& prepare)
    : list_(prepare(kList)), add_(prepare(kAdd)), is_active_(prepare(kIsActive)), retire_(prepare(kRetire)) {}

SqlResult<std::vector<SigningKey>> KeyTable::list() { return columns::collect(list_.query(), read_key); }

SqlResult<AddOutcome> KeyTable::add(const SigningKey& key) {
  return columns::add_outcome(add_.run(std::string_view(key.kid), to_string(key.algorithm), to_string(key.status),
                                       key.created_at, key.retired_at, ByteView(key.sealed_private_key)));
}

SqlResult<RetireOutcome> KeyTable::retire(std::string_view kid, Instant now) {
  const auto retired = columns::changed(retire_.run(kid, now));
  if (!retired) return std::unexpected(retired.error());
  if (*retired) return RetireOutcome::retired;
  const auto is_active = is_active_.query(kid).next();
  if (!is_active) return std::unexpected(is_active.error());
  return *is_active ? RetireOutcome::last_active : RetireOutcome::absent;
}

}  // namespace attesto::inline v0

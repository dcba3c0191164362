#include "adapters/registry_sqlite/key_table.hpp"

#include <optional>
#include <string>

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
                 .created_at = row.instant(2),
                 .signs_from = row.instant(3),
                 .sealed_private_key = row.blob(6)};
  if (!row.is_null(4)) key.predecessor = row.text(4);
  if (!row.is_null(5)) key.retired_at = row.instant(5);
  return key;
}

SqlResult<std::string> read_kid(Rows& row) { return row.text(0); }

constexpr std::string_view kList =
    "SELECT kid, algorithm, created_at, signs_from, predecessor, retired_at, sealed_private_key"
    " FROM attesto_signing_keys ORDER BY created_at, id";
constexpr std::string_view kAdd =
    "INSERT INTO attesto_signing_keys"
    " (kid, algorithm, created_at, signs_from, predecessor, retired_at, sealed_private_key)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING";
constexpr std::string_view kIsActive = "SELECT 1 FROM attesto_signing_keys WHERE kid=?1 AND retired_at IS NULL";
constexpr std::string_view kExists = "SELECT 1 FROM attesto_signing_keys WHERE kid=?1";
constexpr std::string_view kRetire =
    "UPDATE attesto_signing_keys SET retired_at=?2, predecessor=NULL WHERE kid=?1 AND retired_at IS NULL AND EXISTS"
    " (SELECT 1 FROM attesto_signing_keys WHERE kid<>?1 AND retired_at IS NULL AND signs_from<=?2)";
constexpr std::string_view kWithdraw =
    "DELETE FROM attesto_signing_keys WHERE kid=?1 AND EXISTS"
    " (SELECT 1 FROM attesto_signing_keys WHERE kid<>?1 AND retired_at IS NULL AND signs_from<=?2)";
// In the order of the timeline, see adapters/key_store/key_timeline.hpp.
constexpr std::string_view kRemoveStopped =
    "DELETE FROM attesto_signing_keys AS k WHERE k.retired_at<=?1 OR EXISTS"
    " (SELECT 1 FROM attesto_signing_keys n WHERE n.algorithm=k.algorithm AND n.retired_at IS NULL"
    " AND n.signs_from<=?1 AND (n.signs_from, n.created_at, n.id) > (k.signs_from, k.created_at, k.id))"
    " RETURNING kid";

/// What to answer if a key was not changed: it is not there, or it is the last.
SqlResult<RetireOutcome> refusal(Rows found) {
  const auto is_there = found.next();
  if (!is_there) return std::unexpected(is_there.error());
  return *is_there ? RetireOutcome::last_signing : RetireOutcome::absent;
}

}  // namespace

KeyTable::KeyTable(sqlite::Preparation& prepare)
    : list_(prepare(kList)),
      add_(prepare(kAdd)),
      is_active_(prepare(kIsActive)),
      exists_(prepare(kExists)),
      retire_(prepare(kRetire)),
      withdraw_(prepare(kWithdraw)),
      remove_stopped_(prepare(kRemoveStopped)) {}

SqlResult<std::vector<SigningKey>> KeyTable::list() { return columns::collect(list_.query(), read_key); }

SqlResult<AddOutcome> KeyTable::add(const SigningKey& key) {
  std::optional<std::string_view> predecessor;
  if (key.predecessor) predecessor = *key.predecessor;
  return columns::add_outcome(add_.run(std::string_view(key.kid), to_string(key.algorithm), key.created_at,
                                       key.signs_from, predecessor, key.retired_at, ByteView(key.sealed_private_key)));
}

SqlResult<RetireOutcome> KeyTable::retire(std::string_view kid, Instant now) {
  const auto retired = columns::changed(retire_.run(kid, now));
  if (!retired) return std::unexpected(retired.error());
  return *retired ? RetireOutcome::retired : refusal(is_active_.query(kid));
}

SqlResult<RetireOutcome> KeyTable::withdraw(std::string_view kid, Instant now) {
  const auto withdrawn = columns::changed(withdraw_.run(kid, now));
  if (!withdrawn) return std::unexpected(withdrawn.error());
  return *withdrawn ? RetireOutcome::retired : refusal(exists_.query(kid));
}

SqlResult<std::vector<std::string>> KeyTable::remove_stopped(Instant before) {
  return columns::collect(remove_stopped_.query(before), read_kid);
}

}  // namespace attesto::inline v0

#include "adapters/registry_sqlite/initial_token_table.hpp"

#include "adapters/registry_sqlite/columns.hpp"

namespace attesto::inline v0 {
namespace {

using sqlite::Rows;
using sqlite::SqlResult;

SqlResult<InitialToken> read_token(Rows& row) {
  const auto digest = columns::digest(row.blob(1));
  if (!digest) return columns::damaged("initial token");
  InitialToken token{.id = row.text(0),
                     .token_sha256 = *digest,
                     .note = row.text(2),
                     .created_at = row.instant(3),
                     .expires_at = row.instant(4)};
  if (!row.is_null(5)) token.uses_left = row.integer(5);
  return token;
}

constexpr std::string_view kFind =
    "SELECT id, token_sha256, note, created_at, expires_at, uses_left FROM attesto_initial_tokens"
    " WHERE token_sha256=?1";
constexpr std::string_view kList =
    "SELECT id, token_sha256, note, created_at, expires_at, uses_left FROM attesto_initial_tokens"
    " ORDER BY created_at, id";
constexpr std::string_view kAdd =
    "INSERT INTO attesto_initial_tokens (id, token_sha256, note, created_at, expires_at, uses_left)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
constexpr std::string_view kRemove = "DELETE FROM attesto_initial_tokens WHERE id=?1";
constexpr std::string_view kRemoveExpired = "DELETE FROM attesto_initial_tokens WHERE expires_at<=?1";
constexpr std::string_view kTakeUse =
    "UPDATE attesto_initial_tokens SET uses_left=uses_left-1"
    " WHERE id=?1 AND expires_at>?2 AND (uses_left IS NULL OR uses_left>0)";

}  // namespace

InitialTokenTable::InitialTokenTable(sqlite::Preparation& prepare)
    : find_(prepare(kFind)),
      list_(prepare(kList)),
      add_(prepare(kAdd)),
      remove_(prepare(kRemove)),
      remove_expired_(prepare(kRemoveExpired)),
      take_use_(prepare(kTakeUse)) {}

SqlResult<std::optional<InitialToken>> InitialTokenTable::find(const Sha256Digest& token) {
  return columns::find_one(find_.query(ByteView(token)), read_token);
}

SqlResult<std::vector<InitialToken>> InitialTokenTable::list() { return columns::collect(list_.query(), read_token); }

SqlResult<AddOutcome> InitialTokenTable::add(const InitialToken& token) {
  return columns::add_outcome(add_.run(std::string_view(token.id), ByteView(token.token_sha256),
                                       std::string_view(token.note), token.created_at, token.expires_at,
                                       token.uses_left));
}

SqlResult<bool> InitialTokenTable::remove(std::string_view id) { return columns::changed(remove_.run(id)); }

SqlResult<void> InitialTokenTable::remove_expired(Instant now) { return columns::done(remove_expired_.run(now)); }

SqlResult<bool> InitialTokenTable::take_use(std::string_view id, Instant now) {
  return columns::changed(take_use_.run(id, now));
}

}  // namespace attesto::inline v0

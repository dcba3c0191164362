#include "adapters/registry_postgres/initial_token_table.hpp"

#include "adapters/registry_postgres/columns.hpp"

namespace attesto::inline v0::postgres {
namespace {

SqlResult<InitialToken> read_token(const Rows& rows, std::size_t row) {
  const auto digest = read_digest(rows.blob(row, 1));
  if (!digest) return damaged("initial token");
  InitialToken token{.id = std::string(rows.text(row, 0)),
                     .token_sha256 = *digest,
                     .note = std::string(rows.text(row, 2)),
                     .created_at = rows.instant(row, 3),
                     .expires_at = rows.instant(row, 4)};
  if (!rows.is_null(row, 5)) token.uses_left = rows.integer(row, 5);
  return token;
}

constexpr std::string_view kFind =
    "SELECT id, token_sha256, note, created_at, expires_at, uses_left FROM attesto_initial_tokens"
    " WHERE token_sha256 = $1";
constexpr std::string_view kList =
    "SELECT id, token_sha256, note, created_at, expires_at, uses_left FROM attesto_initial_tokens"
    R"( ORDER BY created_at, id COLLATE "C")";
constexpr std::string_view kAdd =
    "WITH expired AS (DELETE FROM attesto_initial_tokens WHERE expires_at <= $4)"
    " INSERT INTO attesto_initial_tokens (id, token_sha256, note, created_at, expires_at, uses_left)"
    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
constexpr std::string_view kRemove = "DELETE FROM attesto_initial_tokens WHERE id = $1";

}  // namespace

InitialTokenTable::InitialTokenTable(Statements& statements)
    : find_(statements("find_initial_token", kFind)),
      list_(statements("list_initial_tokens", kList)),
      add_(statements("add_initial_token", kAdd)),
      remove_(statements("remove_initial_token", kRemove)) {}

SqlResult<std::optional<InitialToken>> InitialTokenTable::find(Connection& connection,
                                                               const Sha256Digest& token) const {
  return find_one(connection.run(find_, ByteView(token)), read_token);
}

SqlResult<std::vector<InitialToken>> InitialTokenTable::list(Connection& connection) const {
  return collect(connection.run(list_), read_token);
}

SqlResult<AddOutcome> InitialTokenTable::add(Connection& connection, const InitialToken& token) const {
  return add_outcome(connection.run(add_, token.id, ByteView(token.token_sha256), token.note, token.created_at,
                                    token.expires_at, token.uses_left));
}

SqlResult<bool> InitialTokenTable::remove(Connection& connection, std::string_view id) const {
  return changed(connection.run(remove_, id));
}

}  // namespace attesto::inline v0::postgres

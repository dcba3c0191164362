#include "adapters/registry_postgres/session_table.hpp"

#include "adapters/registry_postgres/columns.hpp"

namespace attesto::inline v0::postgres {
namespace {

SqlResult<Session> read_session(const Rows& rows, std::size_t row) {
  const auto key = read_digest(rows.blob(row, 0));
  if (!key) return damaged("session");
  return Session{.key = *key,
                 .subject = Subject(rows.text(row, 1)),
                 .auth_time = rows.instant(row, 2),
                 .expires_at = rows.instant(row, 3)};
}

constexpr std::string_view kFind = "SELECT hash, subject, auth_time, expires_at FROM attesto_sessions WHERE hash = $1";
constexpr std::string_view kAdd =
    "INSERT INTO attesto_sessions (hash, subject, auth_time, expires_at) VALUES ($1, $2, $3, $4)";
constexpr std::string_view kRemove = "DELETE FROM attesto_sessions WHERE hash = $1";
constexpr std::string_view kRemoveExpired =
    "WITH expired AS (SELECT hash FROM attesto_sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2::bigint"
    " FOR UPDATE SKIP LOCKED)"
    " DELETE FROM attesto_sessions s USING expired e WHERE s.hash = e.hash";

}  // namespace

SessionTable::SessionTable(Statements& statements)
    : find_(statements("find_session", kFind)),
      add_(statements("add_session", kAdd)),
      remove_(statements("remove_session", kRemove)),
      remove_expired_(statements("remove_expired_sessions", kRemoveExpired)) {}

SqlResult<std::optional<Session>> SessionTable::find(Connection& connection, const Sha256Digest& key) const {
  return find_one(connection.run(find_, ByteView(key)), read_session);
}

SqlResult<void> SessionTable::add(Connection& connection, const Session& session) const {
  return done(
      connection.run(add_, ByteView(session.key), session.subject.view(), session.auth_time, session.expires_at));
}

SqlResult<void> SessionTable::remove(Connection& connection, const Sha256Digest& key) const {
  return done(connection.run(remove_, ByteView(key)));
}

SqlResult<std::size_t> SessionTable::remove_expired(Connection& connection, Instant now, std::size_t limit) const {
  const auto removed = connection.run(remove_expired_, now, static_cast<std::int64_t>(limit));
  if (!removed) return std::unexpected(removed.error());
  return removed->changed();
}

}  // namespace attesto::inline v0::postgres

#include "adapters/registry_sqlite/session_table.hpp"

#include "adapters/registry_sqlite/columns.hpp"

namespace attesto::inline v0 {
namespace {

using sqlite::Rows;
using sqlite::SqlResult;

SqlResult<Session> read_session(Rows& row) {
  const auto key = columns::digest(row.blob(0));
  if (!key) return columns::damaged("session");
  return Session{
      .key = *key, .subject = Subject(row.text(1)), .auth_time = row.instant(2), .expires_at = row.instant(3)};
}

constexpr std::string_view kFind = "SELECT hash, subject, auth_time, expires_at FROM attesto_sessions WHERE hash=?1";
constexpr std::string_view kAdd =
    "INSERT INTO attesto_sessions (hash, subject, auth_time, expires_at) VALUES (?1, ?2, ?3, ?4)";
constexpr std::string_view kRemove = "DELETE FROM attesto_sessions WHERE hash=?1";
constexpr std::string_view kRemoveOfUser =
    "DELETE FROM attesto_sessions WHERE subject=(SELECT subject FROM attesto_users WHERE username=?1)";
constexpr std::string_view kRemoveExpired =
    "DELETE FROM attesto_sessions WHERE hash IN"
    " (SELECT hash FROM attesto_sessions WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)";

}  // namespace

SessionTable::SessionTable(sqlite::Preparation& prepare)
    : find_(prepare(kFind)),
      add_(prepare(kAdd)),
      remove_(prepare(kRemove)),
      remove_of_user_(prepare(kRemoveOfUser)),
      remove_expired_(prepare(kRemoveExpired)) {}

SqlResult<std::optional<Session>> SessionTable::find(const Sha256Digest& key) {
  return columns::find_one(find_.query(ByteView(key)), read_session);
}

SqlResult<void> SessionTable::add(const Session& session) {
  return columns::done(add_.run(ByteView(session.key), session.subject.view(), session.auth_time, session.expires_at));
}

SqlResult<void> SessionTable::remove(const Sha256Digest& key) { return columns::done(remove_.run(ByteView(key))); }

SqlResult<void> SessionTable::remove_of_user(std::string_view username) {
  return columns::done(remove_of_user_.run(username));
}

SqlResult<std::size_t> SessionTable::remove_expired(Instant now, std::size_t limit) {
  const auto removed = remove_expired_.run(now, static_cast<std::int64_t>(limit));
  if (!removed) return std::unexpected(removed.error());
  return static_cast<std::size_t>(*removed);
}

}  // namespace attesto::inline v0

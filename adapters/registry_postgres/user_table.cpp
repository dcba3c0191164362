#include "adapters/registry_postgres/user_table.hpp"

#include <utility>

#include "adapters/registry_postgres/columns.hpp"

namespace attesto::inline v0::postgres {
namespace {

SqlResult<User> read_user(const Rows& rows, std::size_t row) {
  const auto claims = Json::parse(rows.text(row, 3));
  if (!claims || !claims->object()) return damaged("user");
  return User{.subject = Subject(rows.text(row, 0)),
              .username = std::string(rows.text(row, 1)),
              .password_hash = std::string(rows.text(row, 2)),
              .claims = *claims->object(),
              .disabled = rows.flag(row, 4)};
}

constexpr std::string_view kFind =
    "SELECT subject, username, password_hash, claims, disabled FROM attesto_users WHERE subject = $1";
constexpr std::string_view kFindByName =
    "SELECT subject, username, password_hash, claims, disabled FROM attesto_users WHERE username = $1";
constexpr std::string_view kList =
    "SELECT subject, username, password_hash, claims, disabled FROM attesto_users"
    R"( ORDER BY username COLLATE "C")";
constexpr std::string_view kAdd =
    "INSERT INTO attesto_users (subject, username, password_hash, claims, disabled) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT DO NOTHING";
// Whoever could log in before the change has to do it again after it.
constexpr std::string_view kSetPassword =
    "WITH changed AS (UPDATE attesto_users SET password_hash = $2 WHERE username = $1 RETURNING subject),"
    " ended AS (DELETE FROM attesto_sessions s USING changed c WHERE s.subject = c.subject)"
    " SELECT subject FROM changed";
constexpr std::string_view kDisable =
    "WITH changed AS (UPDATE attesto_users SET disabled = TRUE WHERE username = $1 RETURNING subject),"
    " ended AS (DELETE FROM attesto_sessions s USING changed c WHERE s.subject = c.subject)"
    " SELECT subject FROM changed";

SqlResult<bool> found(const SqlResult<Rows>& rows) {
  if (!rows) return std::unexpected(rows.error());
  return rows->size() > 0;
}

}  // namespace

UserTable::UserTable(Statements& statements)
    : find_(statements("find_user", kFind)),
      find_by_name_(statements("find_user_by_name", kFindByName)),
      list_(statements("list_users", kList)),
      add_(statements("add_user", kAdd)),
      set_password_(statements("set_password", kSetPassword)),
      disable_(statements("disable_user", kDisable)) {}

SqlResult<std::optional<User>> UserTable::find(Connection& connection, const Subject& subject) const {
  return find_one(connection.run(find_, subject.view()), read_user);
}

SqlResult<std::optional<User>> UserTable::find_by_name(Connection& connection, std::string_view username) const {
  return find_one(connection.run(find_by_name_, username), read_user);
}

SqlResult<std::vector<User>> UserTable::list(Connection& connection) const {
  return collect(connection.run(list_), read_user);
}

SqlResult<AddOutcome> UserTable::add(Connection& connection, const User& user) const {
  return add_outcome(connection.run(add_, user.subject.view(), user.username, user.password_hash,
                                    Json(user.claims).write(), user.disabled));
}

SqlResult<bool> UserTable::set_password(Connection& connection, std::string_view username,
                                        std::string_view password_hash) const {
  return found(connection.run(set_password_, username, password_hash));
}

SqlResult<bool> UserTable::disable(Connection& connection, std::string_view username) const {
  return found(connection.run(disable_, username));
}

}  // namespace attesto::inline v0::postgres

#include "adapters/registry_sqlite/user_table.hpp"

#include <utility>

#include "adapters/registry_sqlite/columns.hpp"

namespace attesto::inline v0 {
namespace {

using sqlite::Rows;
using sqlite::SqlResult;

SqlResult<User> read_user(Rows& row) {
  const auto claims = Json::parse(row.text(3));
  if (!claims || !claims->object()) return columns::damaged("user");
  return User{.subject = Subject(row.text(0)),
              .username = row.text(1),
              .password_hash = row.text(2),
              .claims = *claims->object(),
              .disabled = row.integer(4) != 0};
}

constexpr std::string_view kFind =
    "SELECT subject, username, password_hash, claims, disabled FROM attesto_users WHERE subject=?1";
constexpr std::string_view kFindByName =
    "SELECT subject, username, password_hash, claims, disabled FROM attesto_users WHERE username=?1";
constexpr std::string_view kList =
    "SELECT subject, username, password_hash, claims, disabled FROM attesto_users ORDER BY username";
constexpr std::string_view kAdd =
    "INSERT INTO attesto_users (subject, username, password_hash, claims, disabled) VALUES (?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT DO NOTHING";
constexpr std::string_view kSetPassword = "UPDATE attesto_users SET password_hash=?2 WHERE username=?1";
constexpr std::string_view kDisable = "UPDATE attesto_users SET disabled=1 WHERE username=?1";

}  // namespace

UserTable::UserTable(sqlite::Preparation& prepare)
    : find_(prepare(kFind)),
      find_by_name_(prepare(kFindByName)),
      list_(prepare(kList)),
      add_(prepare(kAdd)),
      set_password_(prepare(kSetPassword)),
      disable_(prepare(kDisable)) {}

SqlResult<std::optional<User>> UserTable::find(const Subject& subject) {
  return columns::find_one(find_.query(subject.view()), read_user);
}

SqlResult<std::optional<User>> UserTable::find_by_name(std::string_view username) {
  return columns::find_one(find_by_name_.query(username), read_user);
}

SqlResult<std::vector<User>> UserTable::list() { return columns::collect(list_.query(), read_user); }

SqlResult<AddOutcome> UserTable::add(const User& user) {
  const std::string claims = Json(user.claims).write();
  return columns::add_outcome(add_.run(user.subject.view(), std::string_view(user.username),
                                       std::string_view(user.password_hash), std::string_view(claims),
                                       std::int64_t{user.disabled}));
}

SqlResult<bool> UserTable::set_password(std::string_view username, std::string_view password_hash) {
  return columns::changed(set_password_.run(username, password_hash));
}

SqlResult<bool> UserTable::disable(std::string_view username) { return columns::changed(disable_.run(username)); }

}  // namespace attesto::inline v0

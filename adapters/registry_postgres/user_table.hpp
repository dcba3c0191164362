// Table of end-users.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "adapters/registry/registry.hpp"
#include "adapters/registry_postgres/statements.hpp"

namespace attesto::inline v0::postgres {

/// Safe from any thread; a connection is not.
class UserTable {
 public:
  static constexpr const char* kCreate = R"sql(
CREATE TABLE attesto_users (
  subject       TEXT    PRIMARY KEY,
  username      TEXT    NOT NULL UNIQUE,
  password_hash TEXT    NOT NULL,
  claims        TEXT    NOT NULL,  -- JSON object
  disabled      BOOLEAN NOT NULL
);
)sql";

  explicit UserTable(Statements& statements);

  [[nodiscard]] SqlResult<std::optional<User>> find(Connection& connection, const Subject& subject) const;
  [[nodiscard]] SqlResult<std::optional<User>> find_by_name(Connection& connection, std::string_view username) const;
  [[nodiscard]] SqlResult<std::vector<User>> list(Connection& connection) const;
  [[nodiscard]] SqlResult<AddOutcome> add(Connection& connection, const User& user) const;
  /// Ends the user's sessions in the same statement.
  [[nodiscard]] SqlResult<bool> set_password(Connection& connection, std::string_view username,
                                             std::string_view password_hash) const;
  /// Ends the user's sessions in the same statement.
  [[nodiscard]] SqlResult<bool> disable(Connection& connection, std::string_view username) const;

 private:
  Statement find_, find_by_name_, list_, add_, set_password_, disable_;
};

}  // namespace attesto::inline v0::postgres

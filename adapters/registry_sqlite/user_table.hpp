// Table of end-users.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "adapters/registry/registry.hpp"
#include "adapters/sqlite/preparation.hpp"

namespace attesto::inline v0 {

/// Used by one thread at a time, like its connection.
class UserTable {
 public:
  static constexpr const char* kCreate = R"sql(
CREATE TABLE attesto_users (
  subject       TEXT PRIMARY KEY,
  username      TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  claims        TEXT NOT NULL,  -- JSON object
  disabled      INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
)sql";

  explicit UserTable(sqlite::Preparation& prepare);

  [[nodiscard]] sqlite::SqlResult<std::optional<User>> find(const Subject& subject);
  [[nodiscard]] sqlite::SqlResult<std::optional<User>> find_by_name(std::string_view username);
  [[nodiscard]] sqlite::SqlResult<std::vector<User>> list();
  [[nodiscard]] sqlite::SqlResult<AddOutcome> add(const User& user);
  [[nodiscard]] sqlite::SqlResult<bool> set_password(std::string_view username, std::string_view password_hash);
  [[nodiscard]] sqlite::SqlResult<bool> disable(std::string_view username);

 private:
  sqlite::Statement find_, find_by_name_, list_, add_, set_password_, disable_;
};

}  // namespace attesto::inline v0

// Table of logged-in browsers.
#pragma once

#include <optional>
#include <string_view>

#include "adapters/registry/registry.hpp"
#include "adapters/sqlite/preparation.hpp"

namespace attesto::inline v0 {

/// Used by one thread at a time, like its connection.
class SessionTable {
 public:
  static constexpr const char* kCreate = R"sql(
CREATE TABLE attesto_sessions (
  hash       BLOB PRIMARY KEY,
  subject    TEXT    NOT NULL,
  auth_time  INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE INDEX attesto_sessions_subject ON attesto_sessions (subject);
CREATE INDEX attesto_sessions_expires_at ON attesto_sessions (expires_at);
)sql";

  explicit SessionTable(sqlite::Preparation& prepare);

  [[nodiscard]] sqlite::SqlResult<std::optional<Session>> find(const Sha256Digest& key);
  [[nodiscard]] sqlite::SqlResult<void> add(const Session& session);
  [[nodiscard]] sqlite::SqlResult<void> remove(const Sha256Digest& key);
  [[nodiscard]] sqlite::SqlResult<void> remove_of_user(std::string_view username);
  [[nodiscard]] sqlite::SqlResult<std::size_t> remove_expired(Instant now, std::size_t limit);

 private:
  sqlite::Statement find_, add_, remove_, remove_of_user_, remove_expired_;
};

}  // namespace attesto::inline v0

// Table of logged-in browsers.
#pragma once

#include <optional>

#include "adapters/registry/registry.hpp"
#include "adapters/registry_postgres/statements.hpp"

namespace attesto::inline v0::postgres {

/// Safe from any thread; a connection is not.
class SessionTable {
 public:
  static constexpr const char* kCreate = R"sql(
CREATE TABLE attesto_sessions (
  hash       BYTEA  PRIMARY KEY,
  subject    TEXT   NOT NULL,
  auth_time  BIGINT NOT NULL,  -- milliseconds since 1970
  expires_at BIGINT NOT NULL
);
CREATE INDEX attesto_sessions_subject ON attesto_sessions (subject);
CREATE INDEX attesto_sessions_expires_at ON attesto_sessions (expires_at);
)sql";

  explicit SessionTable(Statements& statements);

  [[nodiscard]] SqlResult<std::optional<Session>> find(Connection& connection, const Sha256Digest& key) const;
  [[nodiscard]] SqlResult<void> add(Connection& connection, const Session& session) const;
  [[nodiscard]] SqlResult<void> remove(Connection& connection, const Sha256Digest& key) const;
  [[nodiscard]] SqlResult<std::size_t> remove_expired(Connection& connection, Instant now, std::size_t limit) const;

 private:
  Statement find_, add_, remove_, remove_expired_;
};

}  // namespace attesto::inline v0::postgres

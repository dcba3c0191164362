// Table of clients.
#pragma once

#include <optional>
#include <vector>

#include "adapters/registry/registry.hpp"
#include "adapters/sqlite/preparation.hpp"

namespace attesto::inline v0 {

/// Used by one thread at a time, like its connection.
class ClientTable {
 public:
  static constexpr const char* kCreate = R"sql(
CREATE TABLE attesto_clients (
  client_id     TEXT PRIMARY KEY,
  auth_method   TEXT NOT NULL,
  secret_sha256 BLOB,
  redirect_uris TEXT NOT NULL,  -- JSON array
  grant_types   TEXT NOT NULL,  -- JSON array
  scope         TEXT NOT NULL,
  client_name   TEXT NOT NULL,
  id_token_alg  TEXT,
  disabled      INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
)sql";
  static constexpr const char* kAddApplicationType =
      "ALTER TABLE attesto_clients ADD COLUMN application_type TEXT NOT NULL DEFAULT 'web';";
  static constexpr const char* kAddMetadata =
      "ALTER TABLE attesto_clients ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';";

  explicit ClientTable(sqlite::Preparation& prepare);

  [[nodiscard]] sqlite::SqlResult<std::optional<Client>> find(const ClientId& client_id);
  [[nodiscard]] sqlite::SqlResult<std::vector<Client>> list();
  [[nodiscard]] sqlite::SqlResult<AddOutcome> add(const Client& client);
  [[nodiscard]] sqlite::SqlResult<bool> disable(const ClientId& client_id);

 private:
  sqlite::Statement find_, list_, add_, disable_;
};

}  // namespace attesto::inline v0

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

  /// Of clients that registered themselves (RFC 7592); NULL for those of operators.
  static constexpr const char* kAddRegistration =
      "ALTER TABLE attesto_clients ADD COLUMN registration_sha256 BLOB;"
      "ALTER TABLE attesto_clients ADD COLUMN issued_at INTEGER;";

  explicit ClientTable(sqlite::Preparation& prepare);

  [[nodiscard]] sqlite::SqlResult<std::optional<Client>> find(const ClientId& client_id);
  [[nodiscard]] sqlite::SqlResult<std::vector<Client>> list();
  [[nodiscard]] sqlite::SqlResult<AddOutcome> add(const Client& client);
  [[nodiscard]] sqlite::SqlResult<bool> disable(const ClientId& client_id);

  [[nodiscard]] sqlite::SqlResult<std::optional<RegisteredClient>> find_registered(const ClientId& client_id);
  [[nodiscard]] sqlite::SqlResult<AddOutcome> add_registered(const RegisteredClient& registered);
  /// @return false unless a client with that token is there and enabled; so does remove_registered()
  [[nodiscard]] sqlite::SqlResult<bool> replace_registered(const RegisteredClient& registered,
                                                           const Sha256Digest& current);
  [[nodiscard]] sqlite::SqlResult<bool> remove_registered(const ClientId& client_id, const Sha256Digest& current);

 private:
  sqlite::Statement find_, list_, add_, disable_;
  sqlite::Statement find_registered_, replace_registered_, remove_registered_;
};

}  // namespace attesto::inline v0

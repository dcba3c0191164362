// Table of clients.
#pragma once

#include <optional>
#include <vector>

#include "adapters/registry/registry.hpp"
#include "adapters/registry_postgres/statements.hpp"

namespace attesto::inline v0::postgres {

/// Safe from any thread; a connection is not.
class ClientTable {
 public:
  static constexpr const char* kCreate = R"sql(
CREATE TABLE attesto_clients (
  client_id        TEXT    PRIMARY KEY,
  auth_method      TEXT    NOT NULL,
  secret_sha256    BYTEA,
  redirect_uris    TEXT    NOT NULL,  -- JSON array
  grant_types      TEXT    NOT NULL,  -- JSON array
  scope            TEXT    NOT NULL,
  client_name      TEXT    NOT NULL,
  id_token_alg     TEXT,
  disabled         BOOLEAN NOT NULL,
  application_type TEXT    NOT NULL
);
)sql";
  static constexpr const char* kAddMetadata =
      "ALTER TABLE attesto_clients ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';";

  explicit ClientTable(Statements& statements);

  [[nodiscard]] SqlResult<std::optional<Client>> find(Connection& connection, const ClientId& client_id) const;
  [[nodiscard]] SqlResult<std::vector<Client>> list(Connection& connection) const;
  [[nodiscard]] SqlResult<AddOutcome> add(Connection& connection, const Client& client) const;
  [[nodiscard]] SqlResult<bool> disable(Connection& connection, const ClientId& client_id) const;

 private:
  Statement find_, list_, add_, disable_;
};

}  // namespace attesto::inline v0::postgres

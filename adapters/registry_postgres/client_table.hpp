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

  /// Of clients that registered themselves (RFC 7592); NULL for those of operators.
  static constexpr const char* kAddRegistration =
      "ALTER TABLE attesto_clients ADD COLUMN registration_sha256 BYTEA, ADD COLUMN issued_at BIGINT;";

  explicit ClientTable(Statements& statements);

  [[nodiscard]] SqlResult<std::optional<Client>> find(Connection& connection, const ClientId& client_id) const;
  [[nodiscard]] SqlResult<std::vector<Client>> list(Connection& connection) const;
  [[nodiscard]] SqlResult<AddOutcome> add(Connection& connection, const Client& client) const;
  [[nodiscard]] SqlResult<bool> disable(Connection& connection, const ClientId& client_id) const;

  [[nodiscard]] SqlResult<std::optional<RegisteredClient>> find_registered(Connection& connection,
                                                                           const ClientId& client_id) const;
  /// Takes one use of that initial token too, in the same statement.
  /// @param token_id  empty: none is needed
  [[nodiscard]] SqlResult<AddClientOutcome> add_registered(Connection& connection, const RegisteredClient& registered,
                                                           std::string_view token_id) const;
  /// @return false unless a client with that token is there and enabled
  [[nodiscard]] SqlResult<bool> replace_registered(Connection& connection, const RegisteredClient& registered,
                                                   const Sha256Digest& current) const;
  /// Removes what end-users consented to as well. @return as replace_registered()
  [[nodiscard]] SqlResult<bool> remove_registered(Connection& connection, const ClientId& client_id,
                                                  const Sha256Digest& current) const;

 private:
  Statement find_, list_, add_, disable_;
  Statement find_registered_, add_registered_, replace_registered_, remove_registered_;
};

}  // namespace attesto::inline v0::postgres

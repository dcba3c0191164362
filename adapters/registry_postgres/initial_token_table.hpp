// Table of the tokens that let their holders register clients.
#pragma once

#include <optional>
#include <vector>

#include "adapters/registry/registry.hpp"
#include "adapters/registry_postgres/statements.hpp"

namespace attesto::inline v0::postgres {

/// Safe from any thread; a connection is not.
class InitialTokenTable {
 public:
  static constexpr const char* kCreate = R"sql(
CREATE TABLE attesto_initial_tokens (
  id           TEXT   PRIMARY KEY,
  token_sha256 BYTEA  NOT NULL UNIQUE,
  note         TEXT   NOT NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  uses_left    BIGINT
);
)sql";

  explicit InitialTokenTable(Statements& statements);

  [[nodiscard]] SqlResult<std::optional<InitialToken>> find(Connection& connection, const Sha256Digest& token) const;
  [[nodiscard]] SqlResult<std::vector<InitialToken>> list(Connection& connection) const;
  /// Removes those that had expired when this one was made.
  [[nodiscard]] SqlResult<AddOutcome> add(Connection& connection, const InitialToken& token) const;
  [[nodiscard]] SqlResult<bool> remove(Connection& connection, std::string_view id) const;

 private:
  Statement find_, list_, add_, remove_;
};

}  // namespace attesto::inline v0::postgres

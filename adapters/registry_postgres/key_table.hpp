// Table of signing keys.
#pragma once

#include <string_view>
#include <vector>

#include "adapters/registry/registry.hpp"
#include "adapters/registry_postgres/statements.hpp"

namespace attesto::inline v0::postgres {

/// Safe from any thread; a connection is not.
class KeyTable {
 public:
  static constexpr const char* kCreate = R"sql(
CREATE TABLE attesto_signing_keys (
  id                 BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kid                TEXT   NOT NULL UNIQUE,
  algorithm          TEXT   NOT NULL,
  status             TEXT   NOT NULL CHECK (status IN ('active', 'retired')),
  created_at         BIGINT NOT NULL,  -- milliseconds since 1970
  retired_at         BIGINT,
  sealed_private_key BYTEA  NOT NULL
);
)sql";

  explicit KeyTable(Statements& statements);

  /// Oldest first.
  [[nodiscard]] SqlResult<std::vector<SigningKey>> list(Connection& connection) const;
  [[nodiscard]] SqlResult<AddOutcome> add(Connection& connection, const SigningKey& key) const;
  [[nodiscard]] SqlResult<RetireOutcome> retire(Connection& connection, std::string_view kid, Instant now) const;

 private:
  Statement list_, add_, retire_;
};

}  // namespace attesto::inline v0::postgres

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
  /// What a key is doing is no longer a column: the clock decides. A program that knows only
  /// `status` must not find it, or it would sign with keys that are only announced.
  static constexpr const char* kAddTimeline = R"sql(
ALTER TABLE attesto_signing_keys ADD COLUMN signs_from BIGINT;
ALTER TABLE attesto_signing_keys ADD COLUMN predecessor TEXT UNIQUE;
UPDATE attesto_signing_keys SET signs_from = created_at,
  retired_at = CASE status WHEN 'retired' THEN coalesce(retired_at, created_at) END;
ALTER TABLE attesto_signing_keys ALTER COLUMN signs_from SET NOT NULL;
ALTER TABLE attesto_signing_keys DROP COLUMN status;
)sql";

  explicit KeyTable(Statements& statements);

  /// Oldest first.
  [[nodiscard]] SqlResult<std::vector<SigningKey>> list(Connection& connection) const;
  [[nodiscard]] SqlResult<AddOutcome> add(Connection& connection, const SigningKey& key) const;
  [[nodiscard]] SqlResult<RetireOutcome> retire(Connection& connection, std::string_view kid, Instant now) const;
  [[nodiscard]] SqlResult<RetireOutcome> withdraw(Connection& connection, std::string_view kid, Instant now) const;
  [[nodiscard]] SqlResult<std::vector<std::string>> remove_stopped(Connection& connection, Instant before) const;

 private:
  Statement list_, add_, retire_, withdraw_, remove_stopped_;
};

}  // namespace attesto::inline v0::postgres

// Table of signing keys.
#pragma once

#include <string_view>
#include <vector>

#include "adapters/registry/registry.hpp"
#include "adapters/sqlite/preparation.hpp"

namespace attesto::inline v0 {

/// Used by one thread at a time, like its connection.
class KeyTable {
 public:
  static constexpr const char* kCreate = R"sql(
CREATE TABLE attesto_signing_keys (
  id                 INTEGER PRIMARY KEY,
  kid                TEXT    NOT NULL UNIQUE,
  algorithm          TEXT    NOT NULL,
  status             TEXT    NOT NULL CHECK (status IN ('active', 'retired')),
  created_at         INTEGER NOT NULL,
  retired_at         INTEGER,
  sealed_private_key BLOB    NOT NULL
) STRICT;
)sql";

  explicit KeyTable(sqlite::Preparation& prepare);

  /// Oldest first.
  [[nodiscard]] sqlite::SqlResult<std::vector<SigningKey>> list();
  [[nodiscard]] sqlite::SqlResult<AddOutcome> add(const SigningKey& key);
  /// @pre runs inside a transaction
  [[nodiscard]] sqlite::SqlResult<RetireOutcome> retire(std::string_view kid, Instant now);

 private:
  sqlite::Statement list_, add_, is_active_, retire_;
};

}  // namespace attesto::inline v0

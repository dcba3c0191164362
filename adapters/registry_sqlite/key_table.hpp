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
  /// What a key is doing is no longer a column: the clock decides. A program that knows only
  /// `status` must not find it, or it would sign with keys that are only announced.
  static constexpr const char* kAddTimeline = R"sql(
CREATE TABLE attesto_signing_keys_with_timeline (
  id                 INTEGER PRIMARY KEY,
  kid                TEXT    NOT NULL UNIQUE,
  algorithm          TEXT    NOT NULL,
  created_at         INTEGER NOT NULL,
  signs_from         INTEGER NOT NULL,
  predecessor        TEXT    UNIQUE,
  retired_at         INTEGER,
  sealed_private_key BLOB    NOT NULL
) STRICT;
INSERT INTO attesto_signing_keys_with_timeline
  SELECT id, kid, algorithm, created_at, created_at, NULL,
         CASE status WHEN 'retired' THEN coalesce(retired_at, created_at) END, sealed_private_key
  FROM attesto_signing_keys;
DROP TABLE attesto_signing_keys;
ALTER TABLE attesto_signing_keys_with_timeline RENAME TO attesto_signing_keys;
)sql";

  explicit KeyTable(sqlite::Preparation& prepare);

  /// Oldest first.
  [[nodiscard]] sqlite::SqlResult<std::vector<SigningKey>> list();
  [[nodiscard]] sqlite::SqlResult<AddOutcome> add(const SigningKey& key);
  /// @pre runs inside a transaction
  [[nodiscard]] sqlite::SqlResult<RetireOutcome> retire(std::string_view kid, Instant now);
  /// @pre runs inside a transaction
  [[nodiscard]] sqlite::SqlResult<RetireOutcome> withdraw(std::string_view kid, Instant now);
  [[nodiscard]] sqlite::SqlResult<std::vector<std::string>> remove_stopped(Instant before);

 private:
  sqlite::Statement list_, add_, is_active_, exists_, retire_, withdraw_, remove_stopped_;
};

}  // namespace attesto::inline v0

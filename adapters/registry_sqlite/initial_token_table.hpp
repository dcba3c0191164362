// Table of the tokens that let their holders register clients.
#pragma once

#include <optional>
#include <vector>

#include "adapters/registry/registry.hpp"
#include "adapters/sqlite/preparation.hpp"

namespace attesto::inline v0 {

/// Used by one thread at a time, like its connection.
class InitialTokenTable {
 public:
  static constexpr const char* kCreate = R"sql(
CREATE TABLE attesto_initial_tokens (
  id           TEXT PRIMARY KEY,
  token_sha256 BLOB NOT NULL UNIQUE,
  note         TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  uses_left    INTEGER
) WITHOUT ROWID, STRICT;
)sql";

  explicit InitialTokenTable(sqlite::Preparation& prepare);

  [[nodiscard]] sqlite::SqlResult<std::optional<InitialToken>> find(const Sha256Digest& token);
  [[nodiscard]] sqlite::SqlResult<std::vector<InitialToken>> list();
  [[nodiscard]] sqlite::SqlResult<AddOutcome> add(const InitialToken& token);
  [[nodiscard]] sqlite::SqlResult<bool> remove(std::string_view id);
  [[nodiscard]] sqlite::SqlResult<void> remove_expired(Instant now);
  /// @return false if the token is gone, expired or used up
  [[nodiscard]] sqlite::SqlResult<bool> take_use(std::string_view id, Instant now);

 private:
  sqlite::Statement find_, list_, add_, remove_, remove_expired_, take_use_;
};

}  // namespace attesto::inline v0

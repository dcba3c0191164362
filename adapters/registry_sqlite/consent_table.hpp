// Table of what end-users allowed clients.
#pragma once

#include <optional>

#include "adapters/registry/registry.hpp"
#include "adapters/sqlite/preparation.hpp"

namespace attesto::inline v0 {

/// Used by one thread at a time, like its connection.
class ConsentTable {
 public:
  static constexpr const char* kCreate = R"sql(
CREATE TABLE attesto_consents (
  subject   TEXT NOT NULL,
  client_id TEXT NOT NULL,
  scope     TEXT NOT NULL,
  PRIMARY KEY (subject, client_id)
) WITHOUT ROWID, STRICT;
)sql";

  /// Consents go with their client.
  static constexpr const char* kAddClientIndex =
      "CREATE INDEX attesto_consents_client ON attesto_consents (client_id);";

  explicit ConsentTable(sqlite::Preparation& prepare);

  [[nodiscard]] sqlite::SqlResult<std::optional<Scope>> find(const Subject& subject, const ClientId& client_id);
  /// Adds to what is there. @pre runs inside a transaction
  [[nodiscard]] sqlite::SqlResult<void> extend(const Consent& consent);
  [[nodiscard]] sqlite::SqlResult<void> remove_of_client(const ClientId& client_id);

 private:
  sqlite::Statement find_, replace_, remove_of_client_;
};

}  // namespace attesto::inline v0

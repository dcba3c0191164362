// Table of what end-users allowed clients.
#pragma once

#include <optional>

#include "adapters/registry/registry.hpp"
#include "adapters/registry_postgres/statements.hpp"

namespace attesto::inline v0::postgres {

/// Safe from any thread; a connection is not.
class ConsentTable {
 public:
  static constexpr const char* kCreate = R"sql(
CREATE TABLE attesto_consents (
  subject   TEXT NOT NULL,
  client_id TEXT NOT NULL,
  scope     TEXT NOT NULL,
  PRIMARY KEY (subject, client_id)
);
)sql";

  /// Consents go with their client.
  static constexpr const char* kAddClientIndex =
      "CREATE INDEX attesto_consents_client ON attesto_consents (client_id);";

  explicit ConsentTable(Statements& statements);

  [[nodiscard]] SqlResult<std::optional<Scope>> find(Connection& connection, const Subject& subject,
                                                     const ClientId& client_id) const;
  /// Adds to what is there, also to what others add at the same moment.
  [[nodiscard]] SqlResult<void> extend(Connection& connection, const Consent& consent) const;

 private:
  Statement find_, add_, replace_;
};

}  // namespace attesto::inline v0::postgres

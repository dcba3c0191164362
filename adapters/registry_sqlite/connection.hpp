// One connection with the registry's tables.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "adapters/registry_sqlite/client_table.hpp"
#include "adapters/registry_sqlite/consent_table.hpp"
#include "adapters/registry_sqlite/initial_token_table.hpp"
#include "adapters/registry_sqlite/key_table.hpp"
#include "adapters/registry_sqlite/session_table.hpp"
#include "adapters/registry_sqlite/user_table.hpp"
#include "adapters/sqlite/schema.hpp"

namespace attesto::inline v0 {

/// The registry's tables.
[[nodiscard]] sqlite::Schema registry_schema();

/// Used by one thread at a time.
struct RegistryConnection {
  /// @error  what is wrong with the file and what to do about it
  [[nodiscard]] static std::expected<std::unique_ptr<RegistryConnection>, std::string> open(const std::string& path);
  explicit RegistryConnection(sqlite::Database opened);

  sqlite::Database database;  // first: the statements of the tables must not outlive it
  sqlite::Preparation prepare;
  ClientTable clients;
  UserTable users;
  ConsentTable consents;
  SessionTable sessions;
  KeyTable keys;
  InitialTokenTable initial_tokens;
};

}  // namespace attesto::inline v0

// Stores on the tests' own PostgreSQL.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "adapters/store_postgres/postgres_store.hpp"
#include "support/postgres_server.hpp"

namespace attesto::test {

/// Impatient, so that a test of an outage ends soon.
inline postgres::Settings impatient_settings(const std::string& dsn, std::size_t connections = 16) {
  auto settings = settings_for(dsn, connections);
  settings.statement_timeout = std::chrono::milliseconds{1000};
  settings.lock_timeout = std::chrono::milliseconds{500};
  settings.pool_timeout = std::chrono::milliseconds{500};
  return settings;
}

/// @return the error if it does not open
inline std::expected<std::shared_ptr<Store>, std::string> try_open(postgres::Settings settings) {
  auto pool = postgres::Pool::open(std::move(settings));
  if (!pool) return std::unexpected(std::move(pool).error());
  auto opened = open_postgres_store(std::move(*pool));
  if (!opened) return std::unexpected(std::move(opened).error());
  return std::shared_ptr<Store>(std::move(*opened));
}

inline std::shared_ptr<Store> open(const std::string& dsn) {
  auto opened = try_open(settings_for(dsn));
  if (!opened) ADD_FAILURE() << opened.error();
  return opened ? *opened : nullptr;
}

inline void migrate(postgres::Settings settings) {
  const auto pool = postgres::Pool::open(std::move(settings));
  ASSERT_TRUE(pool.has_value()) << pool.error();
  const auto migrated = migrate_postgres_store(**pool);
  ASSERT_TRUE(migrated.has_value()) << migrated.error();
}

/// The DSN of an empty store.
inline std::string new_store_dsn(PostgresServer& server = PostgresServer::shared()) {
  std::string dsn = server.new_schema_dsn();
  migrate(settings_for(dsn));
  return dsn;
}

}  // namespace attesto::test

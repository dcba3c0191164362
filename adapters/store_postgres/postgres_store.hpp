// The store for several nodes: PostgreSQL.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "adapters/postgres/pool.hpp"
#include "attesto/store/store.hpp"

namespace attesto::inline v0 {

/// Opens the store in a migrated database. Any number of nodes may use it; none keeps anything that
/// another one needs.
///
/// A commit is one statement, durable when it returns: sessions run with `synchronous_commit = on`,
/// and a server with `fsync = off` is refused. Commits of many connections share the server's own
/// group commit. What a failed-over standby knows is up to the replication: with an asynchronous
/// one, an acknowledged commit can be lost.
/// @error  what is wrong with the tables and what to do about it
[[nodiscard]] std::expected<std::unique_ptr<Store>, std::string> open_postgres_store(
    std::shared_ptr<postgres::Pool> pool);

/// Brings the store's tables up to date. Safe from several nodes at once.
/// @return how many migration steps were applied
[[nodiscard]] std::expected<int, std::string> migrate_postgres_store(postgres::Pool& pool);

/// The statements that make the store's tables in an empty database.
[[nodiscard]] std::string postgres_store_sql(std::string_view table_prefix);

}  // namespace attesto::inline v0

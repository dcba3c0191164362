// The registry for several nodes: PostgreSQL, in the store's database or another one.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "adapters/postgres/pool.hpp"
#include "adapters/registry/registry.hpp"

namespace attesto::inline v0 {

/// Opens the registry in a migrated database. Any number of nodes may use it: what one changes
/// counts for all at once, clients within half a second.
/// @error  what is wrong with the tables and what to do about it
[[nodiscard]] std::expected<std::unique_ptr<Registry>, std::string> open_postgres_registry(
    std::shared_ptr<postgres::Pool> pool);

/// Brings the registry's tables up to date. Safe from several nodes at once.
/// @return how many migration steps were applied
[[nodiscard]] std::expected<int, std::string> migrate_postgres_registry(postgres::Pool& pool);

}  // namespace attesto::inline v0

// Versioned schemas; several components share one database.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "adapters/postgres/pool.hpp"

namespace attesto::inline v0::postgres {

/// The tables of one component and how they came about.
struct Schema {
  std::string_view component;           ///< names the component in table `attesto_schema`
  std::span<const char* const> steps;   ///< step n brings version n to n+1; never change a released one
  std::span<const char* const> tables;  ///< what the steps have made, for the check of permissions
};

/// Applies the steps that are missing, all in one transaction. Safe from several nodes at once.
/// @return how many steps were applied
/// @error  the tables are of a newer version than this program, or the server refused
[[nodiscard]] std::expected<int, std::string> migrate(Pool& pool, const Schema& schema);

/// Checks that the tables have exactly the version that this program works with, that this role may
/// use them, and that the statements fit them.
/// @error  what to do about an older or a newer one, or the GRANT that is missing
[[nodiscard]] std::expected<void, std::string> check_schema(Pool& pool, const Schema& schema,
                                                            std::span<const Statement* const> statements);

/// The statements that bring an empty database to this version, for a host's own migration tool.
[[nodiscard]] std::string schema_sql(const Schema& schema, std::string_view table_prefix);

}  // namespace attesto::inline v0::postgres

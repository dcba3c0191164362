// Versioned schemas; several components share one file.
#pragma once

#include <span>
#include <string>

#include "adapters/sqlite/database.hpp"

namespace attesto::inline v0::sqlite {

/// The tables of one component and how they came about.
struct Schema {
  std::string_view component;          ///< names the component in table `attesto_schema`
  std::span<const char* const> steps;  ///< step n brings version n to n+1; never change a released one
};

/// Applies the steps that are missing. Safe from several processes at once: each step runs under
/// the write lock, after another look at the version.
/// @return how many steps were applied
/// @error  the file is of a newer version than this program, or SQLite refused
[[nodiscard]] std::expected<int, std::string> migrate(Database& database, const Schema& schema);

/// Checks that the file has exactly the version that this program works with.
/// @error  what to do about an older or a newer one
[[nodiscard]] std::expected<void, std::string> check_schema(Database& database, const Schema& schema);

/// The statements that bring an empty file to this version, for a host's own migration tool.
[[nodiscard]] std::string schema_sql(const Schema& schema);

}  // namespace attesto::inline v0::sqlite

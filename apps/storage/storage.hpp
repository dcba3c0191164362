// Where store and registry are kept: a SQLite file, or PostgreSQL.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "adapters/registry/registry.hpp"
#include "attesto/base/secret.hpp"
#include "attesto/store/store.hpp"

namespace attestod {

struct SqliteFile {
  std::string path;
};

inline constexpr std::string_view kDefaultTablePrefix = "attesto_";

struct PostgresDatabase {
  std::shared_ptr<const attesto::Secret> dsn;  ///< may hold a password
  std::string table_prefix{kDefaultTablePrefix};
  std::size_t connections = 16;  ///< of this process, at most
};

using StorageSettings = std::variant<SqliteFile, PostgresDatabase>;

/// A DSN of PostgreSQL, or the path of a file.
[[nodiscard]] StorageSettings parse_storage(std::string_view text);

/// What is wrong with the settings, as far as that shows without a database.
/// @error  for a person; repeats nothing of the DSN
[[nodiscard]] std::expected<void, std::string> check_storage(const StorageSettings& settings);

/// The file, or database and host: fit for a log.
[[nodiscard]] std::string describe(const StorageSettings& settings);

struct Storage {
  std::shared_ptr<attesto::Store> store;
  std::shared_ptr<attesto::Registry> registry;
};

/// Opens both; with PostgreSQL they share their connections.
/// @error  what is wrong and what to do about it
[[nodiscard]] std::expected<Storage, std::string> open_storage(const StorageSettings& settings);

[[nodiscard]] std::expected<std::unique_ptr<attesto::Registry>, std::string> open_registry(
    const StorageSettings& settings);

[[nodiscard]] std::expected<std::unique_ptr<attesto::Store>, std::string> open_store(const StorageSettings& settings);

/// Brings the tables of both up to date.
/// @return how many migration steps were applied
[[nodiscard]] std::expected<int, std::string> migrate_storage(const StorageSettings& settings);

enum class Dialect : std::uint8_t { sqlite, postgres };

/// The statements that make the store's tables, for a host's own migration tool.
/// @error  what this dialect or this build can't do
[[nodiscard]] std::expected<std::string, std::string> store_sql(Dialect dialect, std::string_view table_prefix);

}  // namespace attestod

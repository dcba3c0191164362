#include "apps/storage/storage.hpp"

#include <utility>

#include "adapters/registry_sqlite/sqlite_registry.hpp"
#include "adapters/store_sqlite/sqlite_store.hpp"
#include "apps/storage/postgres_storage.hpp"
#include "attesto/base/overloaded.hpp"

namespace attestod {
namespace {

using attesto::Overloaded;

std::expected<Storage, std::string> open_sqlite(const SqliteFile& file) {
  auto store = attesto::open_sqlite_store(file.path);
  if (!store) return std::unexpected(std::move(store).error());
  auto registry = attesto::open_sqlite_registry(file.path);
  if (!registry) return std::unexpected(std::move(registry).error());
  return Storage{*std::move(store), *std::move(registry)};
}

std::expected<int, std::string> migrate_sqlite(const SqliteFile& file) {
  const auto store = attesto::migrate_sqlite_store(file.path);
  if (!store) return store;
  const auto registry = attesto::migrate_sqlite_registry(file.path);
  if (!registry) return registry;
  return *store + *registry;
}

}  // namespace

StorageSettings parse_storage(std::string_view text) {
  if (is_postgres_dsn(text)) return PostgresDatabase{.dsn = std::make_shared<const attesto::Secret>(text)};
  return SqliteFile{std::string(text)};
}

std::expected<void, std::string> check_storage(const StorageSettings& settings) {
  const auto* const database = std::get_if<PostgresDatabase>(&settings);
  if (!database) return {};
  if (auto place = check_postgres(*database); !place) return std::unexpected(std::move(place).error());
  return {};
}

std::string describe(const StorageSettings& settings) {
  return std::visit(
      Overloaded{[](const SqliteFile& file) { return file.path; },
                 [](const PostgresDatabase& database) { return check_postgres(database).value_or("PostgreSQL"); }},
      settings);
}

std::expected<Storage, std::string> open_storage(const StorageSettings& settings) {
  return std::visit(Overloaded{[](const SqliteFile& file) { return open_sqlite(file); },
                               [](const PostgresDatabase& database) { return open_postgres(database); }},
                    settings);
}

std::expected<std::unique_ptr<attesto::Registry>, std::string> open_registry(const StorageSettings& settings) {
  return std::visit(Overloaded{[](const SqliteFile& file) { return attesto::open_sqlite_registry(file.path); },
                               [](const PostgresDatabase& database) { return open_postgres_registry(database); }},
                    settings);
}

std::expected<std::unique_ptr<attesto::Store>, std::string> open_store(const StorageSettings& settings) {
  return std::visit(Overloaded{[](const SqliteFile& file) { return attesto::open_sqlite_store(file.path); },
                               [](const PostgresDatabase& database) { return open_postgres_store(database); }},
                    settings);
}

std::expected<int, std::string> migrate_storage(const StorageSettings& settings) {
  return std::visit(Overloaded{[](const SqliteFile& file) { return migrate_sqlite(file); },
                               [](const PostgresDatabase& database) { return migrate_postgres(database); }},
                    settings);
}

std::expected<std::string, std::string> store_sql(Dialect dialect, std::string_view table_prefix) {
  if (dialect == Dialect::postgres) return postgres_store_sql(table_prefix);
  if (table_prefix != kDefaultTablePrefix)
    return std::unexpected("a store in SQLite has a file of its own and knows no table prefix");
  return attesto::sqlite_store_sql();
}

}  // namespace attestod

#include "apps/storage/postgres_storage.hpp"

#include "adapters/registry_postgres/postgres_registry.hpp"
#include "adapters/store_postgres/postgres_store.hpp"

namespace attestod {
namespace {

namespace postgres = attesto::postgres;

constexpr const char* kPrefixFault =
    "the table prefix is no lower-case identifier of at most 32 letters, digits and `_`";

std::expected<std::shared_ptr<postgres::Pool>, std::string> connect(const PostgresDatabase& database) {
  if (auto place = check_postgres(database); !place) return std::unexpected(std::move(place).error());
  return postgres::Pool::open({.dsn = attesto::Secret(database.dsn->expose()),
                               .table_prefix = database.table_prefix,
                               .connections = database.connections});
}

/// What is wrong with the tables, after where they are.
template <class T>
std::unexpected<std::string> at(const PostgresDatabase& database, const std::expected<T, std::string>& failed) {
  return std::unexpected(check_postgres(database).value_or("PostgreSQL") + ": " + failed.error());
}

}  // namespace

bool is_postgres_dsn(std::string_view text) noexcept { return postgres::is_postgres_dsn(text); }

std::expected<std::string, std::string> check_postgres(const PostgresDatabase& database) {
  if (!postgres::is_table_prefix(database.table_prefix)) return std::unexpected(kPrefixFault);
  return postgres::describe_dsn(*database.dsn);
}

std::expected<Storage, std::string> open_postgres(const PostgresDatabase& database) {
  const auto pool = connect(database);
  if (!pool) return std::unexpected(pool.error());
  auto store = attesto::open_postgres_store(*pool);
  if (!store) return at(database, store);
  auto registry = attesto::open_postgres_registry(*pool);
  if (!registry) return at(database, registry);
  return Storage{*std::move(store), *std::move(registry)};
}

std::expected<std::unique_ptr<attesto::Registry>, std::string> open_postgres_registry(
    const PostgresDatabase& database) {
  const auto pool = connect(database);
  if (!pool) return std::unexpected(pool.error());
  auto registry = attesto::open_postgres_registry(*pool);
  if (!registry) return at(database, registry);
  return registry;
}

std::expected<std::unique_ptr<attesto::Store>, std::string> open_postgres_store(const PostgresDatabase& database) {
  const auto pool = connect(database);
  if (!pool) return std::unexpected(pool.error());
  auto store = attesto::open_postgres_store(*pool);
  if (!store) return at(database, store);
  return store;
}

std::expected<int, std::string> migrate_postgres(const PostgresDatabase& database) {
  const auto pool = connect(database);
  if (!pool) return std::unexpected(pool.error());
  const auto store = attesto::migrate_postgres_store(**pool);
  if (!store) return at(database, store);
  const auto registry = attesto::migrate_postgres_registry(**pool);
  if (!registry) return at(database, registry);
  return *store + *registry;
}

std::expected<std::string, std::string> postgres_store_sql(std::string_view table_prefix) {
  if (!postgres::is_table_prefix(table_prefix)) return std::unexpected(kPrefixFault);
  return attesto::postgres_store_sql(table_prefix);
}

}  // namespace attestod

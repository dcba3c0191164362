// The half of apps/storage that needs libpq. Without it, each of these says so.
#pragma once

#include "apps/storage/storage.hpp"

namespace attestod {

[[nodiscard]] bool is_postgres_dsn(std::string_view text) noexcept;
/// @return  database and host
[[nodiscard]] std::expected<std::string, std::string> check_postgres(const PostgresDatabase& database);
[[nodiscard]] std::expected<Storage, std::string> open_postgres(const PostgresDatabase& database);
[[nodiscard]] std::expected<std::unique_ptr<attesto::Registry>, std::string> open_postgres_registry(
    const PostgresDatabase& database);
[[nodiscard]] std::expected<std::unique_ptr<attesto::Store>, std::string> open_postgres_store(
    const PostgresDatabase& database);
[[nodiscard]] std::expected<int, std::string> migrate_postgres(const PostgresDatabase& database);
[[nodiscard]] std::expected<std::string, std::string> postgres_store_sql(std::string_view table_prefix);

}  // namespace attestod

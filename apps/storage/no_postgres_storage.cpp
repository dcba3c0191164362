#include "apps/storage/postgres_storage.hpp"

namespace attestod {
namespace {

std::unexpected<std::string> left_out() {
  return std::unexpected<std::string>(
      "PostgreSQL was left out of this program; build it with libpq (ATTESTO_BUILD_POSTGRES)");
}

}  // namespace

bool is_postgres_dsn(std::string_view text) noexcept { return text.contains("://") || text.contains('='); }
std::expected<std::string, std::string> check_postgres(const PostgresDatabase&) { return left_out(); }
std::expected<Storage, std::string> open_postgres(const PostgresDatabase&) { return left_out(); }
std::expected<std::unique_ptr<attesto::Registry>, std::string> open_postgres_registry(const PostgresDatabase&) {
  return left_out();
}
std::expected<std::unique_ptr<attesto::Store>, std::string> open_postgres_store(const PostgresDatabase&) {
  return left_out();
}
std::expected<int, std::string> migrate_postgres(const PostgresDatabase&) { return left_out(); }
std::expected<std::string, std::string> postgres_store_sql(std::string_view) { return left_out(); }

}  // namespace attestod

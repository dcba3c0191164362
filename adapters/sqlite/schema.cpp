#include "adapters/sqlite/schema.hpp"

namespace attesto::inline v0::sqlite {
namespace {

constexpr const char* kCreate =
    "CREATE TABLE IF NOT EXISTS attesto_schema (component TEXT PRIMARY KEY, version INTEGER NOT NULL)"
    " WITHOUT ROWID, STRICT;\n";

SqlResult<std::int64_t> read_version(Database& database, std::string_view component) {
  auto table = database.prepare("SELECT 1 FROM sqlite_master WHERE type='table' AND name='attesto_schema'");
  if (!table) return std::unexpected(table.error());
  {
    Rows rows = table->query();
    const auto exists = rows.next();
    if (!exists) return std::unexpected(exists.error());
    if (!*exists) return 0;
  }
  auto version = database.prepare("SELECT version FROM attesto_schema WHERE component=?1");
  if (!version) return std::unexpected(version.error());
  Rows rows = version->query(component);
  const auto found = rows.next();
  if (!found) return std::unexpected(found.error());
  return *found ? rows.integer(0) : 0;
}

std::string newer_schema(const Schema& schema, std::int64_t version) {
  return "the schema of component '" + std::string(schema.component) + "' has version " + std::to_string(version) +
         ", this program knows only " + std::to_string(schema.steps.size()) + "; run a newer attesto";
}

SqlResult<std::int64_t> apply(Database& database, const Schema& schema) {
  auto transaction = Transaction::begin(database);
  if (!transaction) return std::unexpected(transaction.error());
  if (auto made = database.execute(kCreate); !made) return std::unexpected(made.error());
  const auto version = read_version(database, schema.component);
  if (!version) return std::unexpected(version.error());
  const auto known = static_cast<std::int64_t>(schema.steps.size());
  for (std::int64_t step = *version; step < known; ++step)
    if (auto done = database.execute(schema.steps[static_cast<std::size_t>(step)]); !done)
      return std::unexpected(done.error());
  if (*version < known) {
    auto record = database.prepare("INSERT OR REPLACE INTO attesto_schema (component, version) VALUES (?1, ?2)");
    if (!record) return std::unexpected(record.error());
    if (auto recorded = record->run(schema.component, known); !recorded) return std::unexpected(recorded.error());
  }
  if (auto committed = transaction->commit(); !committed) return std::unexpected(committed.error());
  return *version;
}

}  // namespace

std::expected<int, std::string> migrate(Database& database, const Schema& schema) {
  const auto version = apply(database, schema);
  if (!version) return std::unexpected("the migration failed, nothing was changed: " + version.error().message);
  const auto known = static_cast<std::int64_t>(schema.steps.size());
  if (*version > known) return std::unexpected(newer_schema(schema, *version));
  return static_cast<int>(known - *version);
}

std::expected<void, std::string> check_schema(Database& database, const Schema& schema) {
  const auto version = read_version(database, schema.component);
  if (!version) return std::unexpected("the schema can't be read: " + version.error().message);
  const auto known = static_cast<std::int64_t>(schema.steps.size());
  if (*version > known) return std::unexpected(newer_schema(schema, *version));
  if (*version < known)
    return std::unexpected("the schema of component '" + std::string(schema.component) + "' has version " +
                           std::to_string(*version) + ", this program needs " + std::to_string(known) +
                           "; run `attesto migrate`");
  return {};
}

std::string schema_sql(const Schema& schema) {
  std::string sql(kCreate);
  for (std::string_view step : schema.steps) {
    step.remove_prefix(step.find_first_not_of('\n'));
    sql += step;
  }
  return sql + "INSERT INTO attesto_schema (component, version) VALUES ('" + std::string(schema.component) + "', " +
         std::to_string(schema.steps.size()) + ");\n";
}

}  // namespace attesto::inline v0::sqlite

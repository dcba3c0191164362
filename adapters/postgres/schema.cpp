#include "adapters/postgres/schema.hpp"

#include <chrono>
#include <thread>

namespace attesto::inline v0::postgres {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 10min;  // an index on a large table takes its time
constexpr int kMostTries = 3;

constexpr std::string_view kCreate =
    "CREATE TABLE IF NOT EXISTS attesto_schema (component TEXT PRIMARY KEY, version BIGINT NOT NULL);\n";
/// Two nodes that migrate at once: the second waits here and then finds nothing left to do. Where
/// the lock is none (CockroachDB), one of the two fails and tries again.
constexpr std::string_view kLock = "SELECT pg_advisory_xact_lock(7020716573746)";
constexpr std::string_view kVersion = "SELECT version FROM attesto_schema WHERE component = $1";
constexpr std::string_view kRecord =
    "INSERT INTO attesto_schema (component, version) VALUES ($1, $2)"
    " ON CONFLICT (component) DO UPDATE SET version = excluded.version";
constexpr std::string_view kMissingPrivilege =
    "SELECT p.name FROM (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) p (name)"
    " WHERE NOT has_table_privilege($1::text, p.name)";

constexpr std::string_view kUndefinedTable = "42P01";
constexpr std::string_view kDuplicateTable = "42P07";

std::string newer_schema(const Schema& schema, std::int64_t version) {
  return "the schema of component '" + std::string(schema.component) + "' has version " + std::to_string(version) +
         ", this program knows only " + std::to_string(schema.steps.size()) + "; run a newer attesto";
}

std::string older_schema(const Schema& schema, std::int64_t version) {
  return "the schema of component '" + std::string(schema.component) + "' has version " + std::to_string(version) +
         ", this program needs " + std::to_string(schema.steps.size()) + "; run `attesto migrate`";
}

/// One component's tables, seen through one connection.
class Tables {
 public:
  Tables(Connection& connection, const Schema& schema, std::string_view prefix)
      : connection_(connection), schema_(schema), prefix_(prefix) {}

  /// @return the version that was there before
  SqlResult<std::int64_t> migrate() {
    if (auto begun =
            connection_.execute("BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0", kPatience);
        !begun)
      return std::unexpected(std::move(begun).error());
    auto before = apply_steps();
    const auto ended = connection_.execute(before ? "COMMIT" : "ROLLBACK", kPatience);
    if (before && !ended) return std::unexpected(ended.error());
    return before;
  }

  /// @return what to do before these tables can be used; nothing if they can
  SqlResult<std::optional<std::string>> find_fault() {
    auto version = read_version();
    if (!version && version.error().state == kUndefinedTable) version = 0;
    if (!version) return std::unexpected(version.error());
    if (*version > known()) return newer_schema(schema_, *version);
    if (*version < known()) return older_schema(schema_, *version);
    for (const char* table : schema_.tables) {
      const std::string name = with_table_prefix(table, prefix_);
      const auto missing = connection_.run(named("missing_privilege", kMissingPrivilege), std::string_view(name));
      if (!missing) return std::unexpected(missing.error());
      if (missing->size() > 0)
        return "the role of the DSN may not do its work; GRANT " + std::string(missing->text(0, 0)) + " ON " + name;
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::int64_t known() const { return static_cast<std::int64_t>(schema_.steps.size()); }

  SqlResult<std::int64_t> read_version() {
    const auto rows = connection_.run(named("schema_version", kVersion), schema_.component);
    if (!rows) return std::unexpected(rows.error());
    return rows->size() == 0 ? 0 : rows->integer(0, 0);
  }

  SqlResult<std::int64_t> apply_steps() {
    if (auto locked = execute(kLock); !locked) return std::unexpected(std::move(locked).error());
    if (auto made = execute(kCreate); !made) return std::unexpected(std::move(made).error());
    const auto version = read_version();
    if (!version) return version;
    for (std::int64_t step = *version; step < known(); ++step)
      if (auto done = execute(schema_.steps[static_cast<std::size_t>(step)]); !done)
        return std::unexpected(std::move(done).error());
    if (*version < known())
      if (auto recorded = connection_.run(named("schema_record", kRecord), schema_.component, known()); !recorded)
        return std::unexpected(std::move(recorded).error());
    return version;
  }

  SqlResult<void> execute(std::string_view sql) {
    return connection_.execute(with_table_prefix(sql, prefix_), kPatience);
  }
  [[nodiscard]] Statement named(const char* name, std::string_view sql) const {
    return {.name = name, .sql = with_table_prefix(sql, prefix_)};
  }

  Connection& connection_;
  const Schema& schema_;
  std::string_view prefix_;
};

/// Two nodes that make a table at once collide in the catalogue, where the lock is none.
bool is_collision(const SqlError& error) {
  return error.fault == Fault::duplicate_key || error.state == kDuplicateTable;
}

SqlResult<std::int64_t> apply(Pool& pool, const Schema& schema) {
  const auto once = [&](Connection& connection) {
    return Tables(connection, schema, pool.settings().table_prefix).migrate();
  };
  auto version = pool.run(once);
  for (int attempt = 1; attempt < kMostTries && !version && is_collision(version.error()); ++attempt) {
    std::this_thread::sleep_for(100ms * attempt);
    version = pool.run(once);
  }
  return version;
}

}  // namespace

std::expected<int, std::string> migrate(Pool& pool, const Schema& schema) {
  const auto version = apply(pool, schema);
  if (!version) return std::unexpected("the migration failed, nothing was changed: " + version.error().message);
  const auto known = static_cast<std::int64_t>(schema.steps.size());
  if (*version > known) return std::unexpected(newer_schema(schema, *version));
  return static_cast<int>(known - *version);
}

std::expected<void, std::string> check_schema(Pool& pool, const Schema& schema,
                                              std::span<const Statement* const> statements) {
  std::optional<std::string> fault;
  const auto answered = pool.read([&](Connection& connection) -> SqlResult<void> {
    Tables tables(connection, schema, pool.settings().table_prefix);
    auto found = tables.find_fault();
    if (!found) return std::unexpected(std::move(found).error());
    fault = std::move(*found);
    return fault ? SqlResult<void>() : connection.prepare(statements);
  });
  if (!answered) return std::unexpected("the tables can't be used: " + answered.error().message);
  if (fault) return std::unexpected(std::move(*fault));
  return {};
}

std::string schema_sql(const Schema& schema, std::string_view table_prefix) {
  std::string sql(kCreate);
  for (const char* step : schema.steps) {
    std::string_view text(step);
    text.remove_prefix(text.find_first_not_of('\n'));
    sql += text;
  }
  sql += "INSERT INTO attesto_schema (component, version) VALUES ('" + std::string(schema.component) + "', " +
         std::to_string(schema.steps.size()) + ");\n";
  return with_table_prefix(sql, table_prefix);
}

}  // namespace attesto::inline v0::postgres

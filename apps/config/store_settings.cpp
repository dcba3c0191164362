#include "apps/config/store_settings.hpp"

#include <memory>
#include <utility>

#include "apps/config/path_text.hpp"
#include "apps/config/settings_reader.hpp"

namespace attestod {
namespace {

StorageSettings read_sqlite(SettingsReader& settings) {
  for (const auto* key : {"store.table_prefix", "store.connections"})
    if (settings.has(key)) settings.add_fault(key, "is for store.postgresql", "remove it");
  return SqliteFile{
      read_path(settings, "store.sqlite", R"(name the database file, e.g. "attesto.db", or give store.postgresql)")};
}

}  // namespace

std::string read_path(SettingsReader& settings, std::string_view key, std::string_view cure) {
  const auto path = settings.required_text(key, cure);
  return path ? complete_path(settings.file(), *path) : std::string();
}

StorageSettings read_storage(SettingsReader& settings) {
  constexpr std::string_view kKey = "store.postgresql";
  const auto dsn = settings.text(kKey, R"(write "postgresql://user@host/database")");
  const auto table_prefix = settings.text("store.table_prefix", R"(write a name, e.g. "attesto_")");
  PostgresDatabase database{.dsn = std::make_shared<const attesto::Secret>(dsn.value_or(""))};
  if (table_prefix) database.table_prefix = *table_prefix;
  if (const auto connections = settings.integer("store.connections", {1, 1000}))
    database.connections = static_cast<std::size_t>(*connections);
  if (!settings.has(kKey)) return read_sqlite(settings);
  if (settings.has("store.sqlite")) {
    settings.add_fault(kKey, "stands beside store.sqlite", "keep one of them: there is one database");
    static_cast<void>(settings.text("store.sqlite", "remove it"));
  }
  StorageSettings storage = std::move(database);
  if (const auto checked = check_storage(storage); dsn && !checked)
    settings.add_fault(kKey, checked.error(), "docs/stores.md shows how");
  return storage;
}

}  // namespace attestod

// attesto migrate
#include <CLI/CLI.hpp>
#include <utility>

#include "adapters/registry_sqlite/sqlite_registry.hpp"
#include "adapters/store_sqlite/sqlite_store.hpp"
#include "apps/attesto/commands.hpp"
#include "apps/attesto/master_key_setup.hpp"
#include "apps/attesto/program.hpp"
#include "attesto/oauth/error.hpp"

namespace attesto_cli {
namespace {

Done migrate(Program& program) {
  ATTESTO_TRY(config, program.load_config());
  const auto store_steps = attesto::migrate_sqlite_store(config.sqlite_path);
  if (!store_steps) return std::unexpected(refused(store_steps.error()));
  const auto registry_steps = attesto::migrate_sqlite_registry(config.sqlite_path);
  if (!registry_steps) return std::unexpected(refused(registry_steps.error()));
  ATTESTO_TRY(registry, program.open_registry());
  ATTESTO_TRY(master_key, ensure_master_key(config.master_key_file, *registry, program.random));
  const int steps = *store_steps + *registry_steps;
  if (program.json) {
    program.print_json([&](attesto::JsonWriter& json) {
      json.member("database", config.sqlite_path).member("steps", std::int64_t{steps});
      json.member("master_key_file", config.master_key_file).member("master_key_created", master_key.created);
    });
    return {};
  }
  program.print(config.sqlite_path + ": " + std::to_string(steps) + (steps == 1 ? " step" : " steps") + " applied");
  if (master_key.created)
    program.print(config.master_key_file + ": a master key was made; back it up apart from the database");
  return {};
}

}  // namespace

void add_migrate_command(CLI::App& app, Program& program) {
  app.add_subcommand("migrate", "Creates the database and the master key, or brings the database up to date")
      ->callback([&program] { program.choose([&program] { return migrate(program); }); });
}

}  // namespace attesto_cli

// attesto migrate
#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "apps/attesto/commands.hpp"
#include "apps/attesto/master_key_setup.hpp"
#include "apps/attesto/program.hpp"
#include "attesto/oauth/error.hpp"

namespace attesto_cli {
namespace {

struct MasterKeyFile {
  std::string path;
  bool created;
};

/// @param master_key  a null pointer if nobody looked at one
void report(const Program& program, const std::string& database, int steps, const MasterKeyFile* master_key) {
  if (program.json) {
    program.print_json([&](attesto::JsonWriter& json) {
      json.member("database", database).member("steps", std::int64_t{steps});
      if (master_key)
        json.member("master_key_file", master_key->path).member("master_key_created", master_key->created);
    });
    return;
  }
  program.print(database + ": " + std::to_string(steps) + (steps == 1 ? " step" : " steps") + " applied");
  if (master_key && master_key->created)
    program.print(master_key->path + ": a master key was made; back it up apart from the database");
}

/// The tables alone: a database that is named on the command line has its master key elsewhere.
Done migrate_named(Program& program) {
  ATTESTO_TRY(storage, program.find_storage());
  const auto steps = attestod::migrate_storage(storage);
  if (!steps) return std::unexpected(unusable(steps.error()));
  report(program, attestod::describe(storage), *steps, nullptr);
  return {};
}

Done migrate(Program& program) {
  if (!program.store.empty()) return migrate_named(program);
  ATTESTO_TRY(config, program.load_config());
  const auto steps = attestod::migrate_storage(config.storage);
  if (!steps) return std::unexpected(unusable(steps.error()));
  ATTESTO_TRY(registry, program.open_registry());
  ATTESTO_TRY(master_key, ensure_master_key(config.keys.master_key_file, *registry, program.random));
  const MasterKeyFile file{config.keys.master_key_file, master_key.created};
  report(program, attestod::describe(config.storage), *steps, &file);
  return {};
}

Done print_sql(Program& program, attestod::Dialect dialect) {
  const auto sql = attestod::store_sql(dialect, program.table_prefix);
  if (!sql) return std::unexpected(usage(sql.error()));
  program.print(*sql);
  return {};
}

}  // namespace

void add_migrate_command(CLI::App& app, Program& program) {
  struct Options {
    bool print = false;
    attestod::Dialect dialect = attestod::Dialect::sqlite;
  };
  const auto options = std::make_shared<Options>();
  const std::map<std::string, attestod::Dialect> dialects = {{"sqlite", attestod::Dialect::sqlite},
                                                             {"postgres", attestod::Dialect::postgres}};
  auto* const command =
      app.add_subcommand("migrate", "Creates the database and the master key, or brings the database up to date");
  auto* const print = command->add_flag("--print", options->print,
                                        "print the SQL of the store's tables instead, for your own migration tool");
  auto* const dialect = command->add_option("--dialect", options->dialect, "sqlite or postgres; needed by --print")
                            ->transform(CLI::Transformer(dialects))
                            ->needs(print);
  print->needs(dialect);
  command->callback([&program, options] {
    program.choose(
        [&program, options] { return options->print ? print_sql(program, options->dialect) : migrate(program); });
  });
}

}  // namespace attesto_cli

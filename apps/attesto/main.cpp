// attesto: looks after the clients, users and keys of an attestod.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <utility>

#include "apps/attesto/commands.hpp"
#include "apps/attesto/program.hpp"

namespace attesto_cli {
namespace {

int run(int argc, char** argv) {
  Program program;
  CLI::App app("Looks after the clients, users and keys of an attestod.", "attesto");
  app.fallthrough();
  app.require_subcommand(1);
  app.add_option("--config", program.config_file,
                 "configuration file of attestod; default: ./attestod.toml, else /etc/attesto/attestod.toml");
  app.add_option("--issuer", program.issuer,
                 "URL of the issuer that this is about, where the configuration has several");
  app.add_option("--store", program.store,
                 "database instead of the configuration's: a file, or postgresql://user@host/database");
  app.add_option("--table-prefix", program.table_prefix, "what the names of its tables begin with, on PostgreSQL")
      ->capture_default_str();
  app.add_flag("--json", program.json, "answer with one JSON object");
  add_client_commands(app, program);
  add_user_commands(app, program);
  add_keys_commands(app, program);
  add_registration_token_commands(app, program);
  add_explain_command(app, program);
  add_migrate_command(app, program);
  add_store_check_command(app, program);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help
    std::cerr << "attesto: " << error.what() << "; --help shows what is possible\n";
    return std::to_underlying(Failure::Kind::usage);
  }
  return program.run();
}

}  // namespace
}  // namespace attesto_cli

int main(int argc, char** argv) {
  try {
    return attesto_cli::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "attesto: " << error.what() << '\n';
    return std::to_underlying(attesto_cli::Failure::Kind::refused);
  }
}

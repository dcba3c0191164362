// Every command, one per file.
#pragma once

namespace CLI {
class App;
}

namespace attesto_cli {

class Program;

void add_client_commands(CLI::App& app, Program& program);
void add_user_commands(CLI::App& app, Program& program);
void add_keys_commands(CLI::App& app, Program& program);
void add_registration_token_commands(CLI::App& app, Program& program);
void add_explain_command(CLI::App& app, Program& program);
void add_migrate_command(CLI::App& app, Program& program);
void add_store_check_command(CLI::App& app, Program& program);

}  // namespace attesto_cli

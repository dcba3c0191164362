// attesto user add | list | passwd | disable
#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "adapters/password/password.hpp"
#include "apps/attesto/commands.hpp"
#include "apps/attesto/password_input.hpp"
#include "apps/attesto/program.hpp"
#include "apps/attesto/text_check.hpp"
#include "apps/attesto/user_claims.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/token/opaque_token.hpp"

namespace attesto_cli {
namespace {

using attesto::Json;
using attesto::JsonWriter;
using attesto::User;

void write_user(JsonWriter& json, const User& user) {
  json.member("sub", user.subject.str()).member("username", user.username);
  json.member("claims", Json(user.claims)).member("disabled", user.disabled);
}

Failure no_such_user(const std::string& name) {
  return refused("there is no user " + name + "; see `attesto user list`");
}

Done add(Program& program, const std::string& name, const ClaimsRequest& request, PasswordSource source) {
  auto claims = check_claims(request);
  std::vector<std::string> faults = claims ? std::vector<std::string>() : std::move(claims.error());
  if (const auto fault = find_name_fault(name)) faults.push_back("NAME: " + *fault);
  if (!faults.empty()) return std::unexpected(Failure{Failure::Kind::usage, std::move(faults)});
  ATTESTO_TRY(registry, program.open_registry());
  ATTESTO_TRY(password, read_new_password(source));
  const User user{.subject = attesto::Subject(attesto::mint_identifier(program.random)),
                  .username = name,
                  .password_hash = attesto::hash_password(password),
                  .claims = std::move(*claims)};
  ATTESTO_TRY(outcome, answered(registry->add_user(user)));
  if (outcome == attesto::AddOutcome::exists)
    return std::unexpected(refused("user " + name + " exists; choose another name, or use `attesto user passwd`"));
  if (program.json) program.print_json([&](JsonWriter& json) { write_user(json, user); });
  else program.print("user " + name + " is added, with the subject " + user.subject.str());
  return {};
}

Done list(const Program& program) {
  ATTESTO_TRY(registry, program.open_registry());
  ATTESTO_TRY(users, answered(registry->list_users()));
  if (program.json) {
    program.print_json([&](JsonWriter& json) {
      json.name("users").begin_array();
      for (const User& user : users) {
        json.begin_object();
        write_user(json, user);
        json.end_object();
      }
      json.end_array();
    });
    return {};
  }
  for (const User& user : users)
    program.print(user.username + "  " + user.subject.str() + (user.disabled ? "  (disabled)" : ""));
  return {};
}

Done passwd(const Program& program, const std::string& name, PasswordSource source) {
  ATTESTO_TRY(registry, program.open_registry());
  ATTESTO_TRY(known, answered(registry->find_user_by_name(name)));
  if (!known) return std::unexpected(no_such_user(name));
  ATTESTO_TRY(password, read_new_password(source));
  ATTESTO_TRY(found, answered(registry->set_password(name, attesto::hash_password(password))));
  if (!found) return std::unexpected(no_such_user(name));
  if (program.json) program.print_json([&](JsonWriter& json) { json.member("username", name); });
  else program.print("user " + name + " has a new password and is logged out everywhere");
  return {};
}

Done disable(const Program& program, const std::string& name) {
  ATTESTO_TRY(registry, program.open_registry());
  ATTESTO_TRY(found, answered(registry->disable_user(name)));
  if (!found) return std::unexpected(no_such_user(name));
  if (program.json)
    program.print_json([&](JsonWriter& json) { json.member("username", name).member("disabled", true); });
  else program.print("user " + name + " is disabled and logged out everywhere");
  return {};
}

/// Options of all commands for one user; each command has those it needs.
struct Options {
  std::string name;
  ClaimsRequest claims;
  bool password_from_stdin = false;
  [[nodiscard]] PasswordSource source() const {
    return password_from_stdin ? PasswordSource::standard_input : PasswordSource::terminal;
  }
};

CLI::App* add_command(CLI::App& user, const char* name, const char* help, Options& options) {
  CLI::App* command = user.add_subcommand(name, help);
  command->add_option("NAME", options.name, "what the user types at the login page")->required();
  return command;
}

void add_password_option(CLI::App& command, Options& options) {
  command.add_flag("--password-stdin", options.password_from_stdin,
                   "read the password from standard input; default: ask at the terminal");
}

void add_add(CLI::App& user, Program& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = add_command(user, "add", "Adds an end-user", *options);
  command->add_option("--claim", options->claims.claims, "name=value, with a name of OIDC Core §5.1; repeatable")
      ->allow_extra_args(false);
  command->add_option("--email", options->claims.email, "the claim email");
  command->add_option("--full-name", options->claims.full_name, "the claim name");
  add_password_option(*command, *options);
  command->callback([&program, options] {
    program.choose([&program, options] { return add(program, options->name, options->claims, options->source()); });
  });
}

void add_passwd(CLI::App& user, Program& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = add_command(user, "passwd", "Gives a user another password", *options);
  add_password_option(*command, *options);
  command->callback([&program, options] {
    program.choose([&program, options] { return passwd(program, options->name, options->source()); });
  });
}

void add_disable(CLI::App& user, Program& program) {
  const auto options = std::make_shared<Options>();
  add_command(user, "disable", "Lets a user in no more", *options)->callback([&program, options] {
    program.choose([&program, options] { return disable(program, options->name); });
  });
}

}  // namespace

void add_user_commands(CLI::App& app, Program& program) {
  CLI::App* user = app.add_subcommand("user", "People who log in with a password");
  user->require_subcommand(1);
  add_add(*user, program);
  user->add_subcommand("list", "Lists all users")->callback([&program] {
    program.choose([&program] { return list(program); });
  });
  add_passwd(*user, program);
  add_disable(*user, program);
}

}  // namespace attesto_cli

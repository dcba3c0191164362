// attesto registration-token new | list | revoke
#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <utility>

#include "adapters/clock/system_clock.hpp"
#include "apps/attesto/commands.hpp"
#include "apps/attesto/program.hpp"
#include "apps/attesto/text_check.hpp"
#include "apps/config/duration_text.hpp"
#include "attesto/crypto/digest.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/token/opaque_token.hpp"

namespace attesto_cli {
namespace {

using attesto::InitialToken;
using attesto::Instant;
using attesto::JsonWriter;
using attesto::Secret;

/// What `attesto registration-token new` was asked for.
struct NewOptions {
  std::string note{};
  std::string lifetime = "7d";
  std::int64_t uses = 1;
  bool unlimited = false;
};

/// One that does not look like an option on a command line.
std::string mint_id(attesto::Random& random) {
  std::string id;
  do id = attesto::mint_identifier(random);
  while (id.starts_with('-'));
  return id;
}

void write_token(JsonWriter& json, const InitialToken& token) {
  json.member("id", token.id).member("note", token.note);
  json.member("created_at", std::int64_t{attesto::to_seconds(token.created_at)});
  json.member("expires_at", std::int64_t{attesto::to_seconds(token.expires_at)});
  if (token.uses_left) json.member("uses_left", *token.uses_left);
}

std::string describe(const InitialToken& token, Instant now) {
  std::string line = token.id + "  ";
  if (now >= token.expires_at) line += "expired";
  else line += "for " + attestod::to_text(std::chrono::ceil<std::chrono::seconds>(token.expires_at - now)) + " more";
  line += token.uses_left ? ", " + std::to_string(*token.uses_left) + " uses left" : ", any number of uses";
  return token.note.empty() ? line : line + "  " + token.note;
}

Done make_new(Program& program, const NewOptions& options) {
  const auto lifetime = attestod::parse_duration(options.lifetime);
  if (!lifetime || lifetime->count() == 0)
    return std::unexpected(usage("--lifetime: is no duration; write a number with s, m, h or d, e.g. 7d"));
  if (!options.note.empty())
    if (const auto fault = find_name_fault(options.note)) return std::unexpected(usage("--note: " + *fault));
  ATTESTO_TRY(registry, program.open_registry());
  const Secret text = attesto::mint_opaque_token(program.random);
  const Instant now = attesto::SystemClock().now();
  InitialToken token{.id = mint_id(program.random),
                     .token_sha256 = attesto::sha256(text.expose()),
                     .note = options.note,
                     .created_at = now,
                     .expires_at = now + *lifetime};
  if (!options.unlimited) token.uses_left = options.uses;
  ATTESTO_TRY(outcome, answered(registry->add_initial_token(token)));
  if (outcome == attesto::AddOutcome::exists) return std::unexpected(refused("the token exists; try again"));
  if (program.json) {
    program.print_json([&](JsonWriter& json) {
      write_token(json, token);
      json.member("token", text.expose());
    });
    return {};
  }
  program.print(describe(token, now));
  program.print("token: " + std::string(text.expose()));
  program.print("Keep the token now: only its hash is stored, and it is never shown again.");
  return {};
}

Done list(const Program& program) {
  ATTESTO_TRY(registry, program.open_registry());
  ATTESTO_TRY(tokens, answered(registry->list_initial_tokens()));
  if (program.json) {
    program.print_json([&](JsonWriter& json) {
      json.name("registration_tokens").begin_array();
      for (const InitialToken& token : tokens) {
        json.begin_object();
        write_token(json, token);
        json.end_object();
      }
      json.end_array();
    });
    return {};
  }
  const Instant now = attesto::SystemClock().now();
  for (const InitialToken& token : tokens) program.print(describe(token, now));
  return {};
}

Done revoke(const Program& program, const std::string& id) {
  ATTESTO_TRY(registry, program.open_registry());
  ATTESTO_TRY(found, answered(registry->remove_initial_token(id)));
  if (!found)
    return std::unexpected(refused("there is no registration token " + id + "; see `attesto registration-token list`"));
  if (program.json) program.print_json([&](JsonWriter& json) { json.member("id", id).member("revoked", true); });
  else program.print("registration token " + id + " registers nobody from now on; who registered with it stays");
  return {};
}

}  // namespace

void add_registration_token_commands(CLI::App& app, Program& program) {
  CLI::App* tokens =
      app.add_subcommand("registration-token", "Tokens that let their holders register clients (RFC 7591)");
  tokens->require_subcommand(1);
  const auto options = std::make_shared<NewOptions>();
  CLI::App* new_command = tokens->add_subcommand("new", "Makes a token and shows it, once");
  new_command->add_option("--note", options->note, "whom it is for");
  new_command->add_option("--lifetime", options->lifetime, "how long it is good for")->capture_default_str();
  CLI::Option* uses = new_command->add_option("--uses", options->uses, "how many clients it registers");
  uses->capture_default_str()->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
  new_command->add_flag("--unlimited", options->unlimited, "any number of clients")->excludes(uses);
  new_command->callback(
      [&program, options] { program.choose([&program, options] { return make_new(program, *options); }); });
  tokens->add_subcommand("list", "Lists all that were not revoked")->callback([&program] {
    program.choose([&program] { return list(program); });
  });
  const auto id = std::make_shared<std::string>();
  CLI::App* revoke_command = tokens->add_subcommand("revoke", "Takes a token back");
  revoke_command->add_option("ID", *id, "the token's identifier")->required();
  revoke_command->callback([&program, id] { program.choose([&program, id] { return revoke(program, *id); }); });
}

}  // namespace attesto_cli

// attesto keys list | add | retire
#include <CLI/CLI.hpp>
#include <array>
#include <ctime>
#include <memory>
#include <utility>

#include "adapters/clock/system_clock.hpp"
#include "adapters/key_store/signing_keys.hpp"
#include "apps/attesto/commands.hpp"
#include "apps/attesto/master_key_setup.hpp"
#include "apps/attesto/program.hpp"
#include "attesto/oauth/error.hpp"

namespace attesto_cli {
namespace {

using attesto::Instant;
using attesto::JsonWriter;
using attesto::SigningKey;

/// RFC 3339, in UTC.
std::string to_text(Instant instant) {
  const std::time_t seconds = attesto::to_seconds(instant);
  std::tm parts{};
  static_cast<void>(::gmtime_r(&seconds, &parts));
  std::array<char, 32> text;
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return std::string(text.data(), size);
}

void write_key(JsonWriter& json, const SigningKey& key) {
  json.member("kid", key.kid).member("alg", to_string(key.algorithm)).member("status", to_string(key.status));
  json.member("created_at", std::int64_t{attesto::to_seconds(key.created_at)});
  if (key.retired_at) json.member("retired_at", std::int64_t{attesto::to_seconds(*key.retired_at)});
}

Done list(const Program& program) {
  ATTESTO_TRY(registry, program.open_registry());
  ATTESTO_TRY(keys, answered(registry->list_keys()));
  if (program.json) {
    program.print_json([&](JsonWriter& json) {
      json.name("keys").begin_array();
      for (const SigningKey& key : keys) {
        json.begin_object();
        write_key(json, key);
        json.end_object();
      }
      json.end_array();
    });
    return {};
  }
  for (const SigningKey& key : keys)
    program.print(key.kid + "  " + std::string(to_string(key.algorithm)) + "  " + std::string(to_string(key.status)) +
                  "  created " + to_text(key.created_at) +
                  (key.retired_at ? "  retired " + to_text(*key.retired_at) : std::string()));
  return {};
}

/// A key under another master key than its elders' would leave a server that can't start.
Done check_master_key(const attesto::Registry& registry, const attesto::Sealer& sealer) {
  ATTESTO_TRY(keys, answered(registry.list_keys()));
  if (keys.empty()) return {};
  const auto ring = attesto::load_key_ring(registry, sealer);
  if (!ring) return std::unexpected(refused(ring.error()));
  return {};
}

Done add(Program& program, const std::string& name) {
  const auto algorithm = attesto::parse_algorithm(name);
  if (!algorithm)
    return std::unexpected(usage("--alg " + name + ": is unknown; use ES256, ES384, ES512, EdDSA, PS256 or RS256"));
  ATTESTO_TRY(config, program.load_config());
  ATTESTO_TRY(registry, program.open_registry());
  ATTESTO_TRY(master_key, ensure_master_key(config.master_key_file, *registry, program.random));
  if (auto checked = check_master_key(*registry, master_key.sealer); !checked) return checked;
  const SigningKey key =
      attesto::generate_signing_key(*algorithm, master_key.sealer, program.random, attesto::SystemClock().now());
  ATTESTO_TRY(outcome, answered(registry->add_key(key)));
  if (outcome == attesto::AddOutcome::exists) return std::unexpected(refused("key " + key.kid + " exists; try again"));
  if (program.json) program.print_json([&](JsonWriter& json) { write_key(json, key); });
  else
    program.print("key " + key.kid + " (" + name + ") is added; attestod signs with it from its next start or reload");
  return {};
}

Done retire(const Program& program, const std::string& kid) {
  ATTESTO_TRY(registry, program.open_registry());
  ATTESTO_TRY(outcome, answered(registry->retire_key(kid, attesto::SystemClock().now())));
  using enum attesto::RetireOutcome;
  if (outcome == absent) return std::unexpected(refused("there is no active key " + kid + "; see `attesto keys list`"));
  if (outcome == last_active)
    return std::unexpected(refused("key " + kid + " is the last active one; run `attesto keys add` first"));
  if (program.json)
    program.print_json(
        [&](JsonWriter& json) { json.member("kid", kid).member("status", to_string(attesto::KeyStatus::retired)); });
  else program.print("key " + kid + " is retired: it signs no more and is still published");
  return {};
}

}  // namespace

void add_keys_commands(CLI::App& app, Program& program) {
  CLI::App* keys = app.add_subcommand("keys", "Keys that sign tokens");
  keys->require_subcommand(1);
  keys->add_subcommand("list", "Lists all keys, oldest first")->callback([&program] {
    program.choose([&program] { return list(program); });
  });

  const auto algorithm = std::make_shared<std::string>("ES256");
  CLI::App* add_command = keys->add_subcommand("add", "Makes a key; the newest of each algorithm signs");
  add_command->add_option("--alg", *algorithm, "ES256 (default), ES384, ES512, EdDSA, PS256, RS256 ...");
  add_command->callback(
      [&program, algorithm] { program.choose([&program, algorithm] { return add(program, *algorithm); }); });

  const auto kid = std::make_shared<std::string>();
  CLI::App* retire_command = keys->add_subcommand("retire", "Signs no more with a key, but still publishes it");
  retire_command->add_option("KID", *kid, "the key's identifier")->required();
  retire_command->callback([&program, kid] { program.choose([&program, kid] { return retire(program, *kid); }); });
}

}  // namespace attesto_cli

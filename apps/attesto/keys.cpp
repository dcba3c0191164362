// attesto keys list | add | rotate | retire
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "adapters/clock/system_clock.hpp"
#include "adapters/key_store/key_rotation.hpp"
#include "adapters/key_store/key_timeline.hpp"
#include "adapters/key_store/signing_keys.hpp"
#include "apps/attesto/commands.hpp"
#include "apps/attesto/master_key_setup.hpp"
#include "apps/attesto/program.hpp"
#include "apps/config/duration_text.hpp"
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

void write_key(JsonWriter& json, const SigningKey& key, const attesto::KeyDates& dates) {
  const auto seconds = [](Instant instant) { return std::int64_t{attesto::to_seconds(instant)}; };
  json.member("kid", key.kid).member("alg", to_string(key.algorithm)).member("status", to_string(dates.phase));
  json.member("created_at", seconds(key.created_at)).member("signs_from", seconds(key.signs_from));
  if (key.predecessor) json.member("predecessor", *key.predecessor);
  if (key.retired_at) json.member("retired_at", seconds(*key.retired_at));
  if (dates.signs_until) json.member("signs_until", seconds(*dates.signs_until));
  if (dates.published_until) json.member("published_until", seconds(*dates.published_until));
}

std::string describe(const SigningKey& key, const attesto::KeyDates& dates) {
  std::string line = key.kid + "  " + std::string(to_string(key.algorithm)) + "  " +
                     std::string(to_string(dates.phase)) + "  created " + to_text(key.created_at) + "  signs from " +
                     to_text(key.signs_from);
  if (key.retired_at) line += "  retired " + to_text(*key.retired_at);
  else if (dates.signs_until) line += " until " + to_text(*dates.signs_until);
  if (dates.published_until) line += "  published until " + to_text(*dates.published_until);
  return line;
}

void print_keys(const Program& program, std::span<const SigningKey> keys, std::span<const attesto::KeyDates> dates) {
  program.print_json([&](JsonWriter& json) {
    json.name("keys").begin_array();
    for (std::size_t i = 0; i < keys.size(); ++i) {
      json.begin_object();
      write_key(json, keys[i], dates[i]);
      json.end_object();
    }
    json.end_array();
  });
}

Done list(const Program& program) {
  ATTESTO_TRY(registry, program.open_registry());
  ATTESTO_TRY(keys, answered(registry->list_keys()));
  const auto dates = attesto::key_timeline(keys, attesto::SystemClock().now());
  if (program.json) print_keys(program, keys, dates);
  else
    for (std::size_t i = 0; i < keys.size(); ++i) program.print(describe(keys[i], dates[i]));
  return {};
}

/// What `add` and `rotate` have in common.
struct KeyOrder {
  std::string algorithm{};  ///< empty: each that is in use
  std::string signs_in{};   ///< empty: as the configuration says
};

/// Registry, master key and what is there already.
struct Workshop {
  std::unique_ptr<attesto::Registry> registry;
  attesto::Sealer master_key;
  std::vector<SigningKey> keys;
  Instant now;
  std::optional<std::chrono::seconds> signs_in;  ///< what was asked for
  std::chrono::milliseconds announce_for;        ///< unless something else is asked for
};

/// A key under another master key than its elders' would leave a server that can't start.
std::expected<Workshop, Failure> open_workshop(Program& program, const KeyOrder& order) {
  std::optional<std::chrono::seconds> signs_in;
  if (!order.signs_in.empty()) {
    signs_in = attestod::parse_duration(order.signs_in);
    if (!signs_in)
      return std::unexpected(usage("--signs-in " + order.signs_in + ": is no duration; write e.g. 14d, 12h or 0"));
  }
  ATTESTO_TRY(config, program.load_config());
  ATTESTO_TRY(registry, program.open_registry());
  ATTESTO_TRY(master_key, ensure_master_key(config.keys.master_key_file, *registry, program.random));
  ATTESTO_TRY(keys, answered(registry->list_keys()));
  if (const auto opened = attesto::SigningKeys::open(keys, master_key.sealer); !opened)
    return std::unexpected(unusable(opened.error()));
  return Workshop{.registry = std::move(registry),
                  .master_key = std::move(master_key.sealer),
                  .keys = std::move(keys),
                  .now = attesto::SystemClock().now(),
                  .signs_in = signs_in,
                  .announce_for = config.keys.rotation.announce_for};
}

std::expected<attesto::Algorithm, Failure> read_algorithm(const std::string& name) {
  if (const auto algorithm = attesto::parse_algorithm(name)) return *algorithm;
  return std::unexpected(usage("--alg " + name + ": is unknown; use ES256, ES384, ES512, EdDSA, PS256 or RS256"));
}

std::string describe_start(const SigningKey& key, Instant now) {
  return key.signs_from <= now ? "; it signs from the next look of attestod on"
                               : " and published; it signs from " + to_text(key.signs_from);
}

Done add(Program& program, const KeyOrder& order) {
  ATTESTO_TRY(algorithm, read_algorithm(order.algorithm));
  ATTESTO_TRY(workshop, open_workshop(program, order));
  const auto newest = attesto::newest_keys(workshop.keys);
  const bool is_first = std::ranges::find(newest, algorithm, &SigningKey::algorithm) == newest.end();
  SigningKey key = attesto::generate_signing_key(algorithm, workshop.master_key, program.random, workshop.now);
  if (workshop.signs_in.value_or(std::chrono::seconds{0}).count() > 0) key.signs_from += *workshop.signs_in;
  else if (is_first) key.signs_from -= attesto::kClockTolerance;
  else if (!workshop.signs_in) key.signs_from += workshop.announce_for;
  ATTESTO_TRY(outcome, answered(workshop.registry->add_key(key)));
  if (outcome == attesto::AddOutcome::exists) return std::unexpected(refused("key " + key.kid + " exists; try again"));
  if (program.json)
    program.print_json([&](JsonWriter& json) {
      write_key(json, key, attesto::key_timeline(std::span(&key, 1), workshop.now).front());
    });
  else program.print("key " + key.kid + " (" + order.algorithm + ") is added" + describe_start(key, workshop.now));
  return {};
}

/// @return the keys that need a successor, or why there is none
std::expected<std::vector<SigningKey>, Failure> choose_predecessors(const Workshop& workshop, const KeyOrder& order) {
  std::vector<SigningKey> chosen = attesto::newest_keys(workshop.keys);
  if (!order.algorithm.empty()) {
    ATTESTO_TRY(algorithm, read_algorithm(order.algorithm));
    std::erase_if(chosen, [&](const SigningKey& key) { return key.algorithm != algorithm; });
  }
  if (chosen.empty()) return std::unexpected(refused("there is no key to follow; run `attesto keys add`"));
  const SigningKey announced = chosen.front();
  std::erase_if(chosen, [&](const SigningKey& key) { return key.signs_from > workshop.now; });
  if (chosen.empty())
    return std::unexpected(refused("a successor is announced already: " + announced.kid + " signs from " +
                                   to_text(announced.signs_from) + "; `attesto keys add --signs-in` adds another"));
  return chosen;
}

Done rotate(Program& program, const KeyOrder& order) {
  ATTESTO_TRY(workshop, open_workshop(program, order));
  ATTESTO_TRY(predecessors, choose_predecessors(workshop, order));
  std::vector<SigningKey> made;
  for (const SigningKey& predecessor : predecessors) {
    SigningKey key =
        attesto::generate_signing_key(predecessor.algorithm, workshop.master_key, program.random, workshop.now);
    key.predecessor = predecessor.kid;
    key.signs_from += workshop.signs_in.value_or(std::chrono::floor<std::chrono::seconds>(workshop.announce_for));
    ATTESTO_TRY(outcome, answered(workshop.registry->add_key(key)));
    if (outcome == attesto::AddOutcome::exists)
      return std::unexpected(
          refused("key " + predecessor.kid + " has got a successor in the meantime; see `attesto keys list`"));
    if (!program.json)
      program.print("key " + key.kid + " (" + std::string(to_string(key.algorithm)) + ") follows " + predecessor.kid +
                    describe_start(key, workshop.now));
    made.push_back(std::move(key));
  }
  if (program.json) print_keys(program, made, attesto::key_timeline(made, workshop.now));
  return {};
}

Done retire(const Program& program, const std::string& kid, bool is_compromised) {
  ATTESTO_TRY(registry, program.open_registry());
  const Instant now = attesto::SystemClock().now();
  ATTESTO_TRY(outcome, answered(is_compromised ? registry->withdraw_key(kid, now) : registry->retire_key(kid, now)));
  using enum attesto::RetireOutcome;
  if (outcome == absent)
    return std::unexpected(refused("there is no " + std::string(is_compromised ? "" : "active ") + "key " + kid +
                                   "; see `attesto keys list`"));
  if (outcome == last_signing)
    return std::unexpected(
        refused("key " + kid + " is the last one that signs; run `attesto keys add --signs-in 0` first"));
  if (program.json)
    program.print_json([&](JsonWriter& json) {
      json.member("kid", kid).member("status", is_compromised ? "removed" : to_string(attesto::KeyPhase::retained));
    });
  else
    program.print("key " + kid +
                  (is_compromised ? " is removed: what it signed is refused as soon as nobody has the old JWK Set"
                                  : " is retired: it signs no more and is published until what it signed has expired"));
  return {};
}

}  // namespace

void add_keys_commands(CLI::App& app, Program& program) {
  CLI::App* keys = app.add_subcommand("keys", "Keys that sign tokens");
  keys->require_subcommand(1);
  keys->add_subcommand("list", "Lists all keys, oldest first")->callback([&program] {
    program.choose([&program] { return list(program); });
  });

  const auto new_key = std::make_shared<KeyOrder>(KeyOrder{.algorithm = "ES256"});
  CLI::App* add_command = keys->add_subcommand("add", "Makes a key: the first of an algorithm signs at once");
  add_command->add_option("--alg", new_key->algorithm, "ES256 (default), ES384, ES512, EdDSA, PS256, RS256 ...");
  add_command->add_option("--signs-in", new_key->signs_in, "how long it is only published, e.g. 1d; 0: at once");
  add_command->callback(
      [&program, new_key] { program.choose([&program, new_key] { return add(program, *new_key); }); });

  const auto successor = std::make_shared<KeyOrder>();
  CLI::App* rotate_command = keys->add_subcommand("rotate", "Announces a successor of each key that signs");
  rotate_command->add_option("--alg", successor->algorithm, "only of the key for this algorithm");
  rotate_command->add_option("--signs-in", successor->signs_in, "how long it is only published; default: announce_for");
  rotate_command->callback(
      [&program, successor] { program.choose([&program, successor] { return rotate(program, *successor); }); });

  const auto kid = std::make_shared<std::string>();
  const auto is_compromised = std::make_shared<bool>(false);
  CLI::App* retire_command = keys->add_subcommand("retire", "Signs no more with a key, from now on");
  retire_command->add_option("KID", *kid, "the key's identifier")->required();
  retire_command->add_flag("--compromised", *is_compromised,
                           "removes it at once: nothing that it signed is to be believed");
  retire_command->callback([&program, kid, is_compromised] {
    program.choose([&program, kid, is_compromised] { return retire(program, *kid, *is_compromised); });
  });
}

}  // namespace attesto_cli

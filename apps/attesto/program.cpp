#include "apps/attesto/program.hpp"

#include <filesystem>
#include <iostream>
#include <utility>

#include "attesto/oauth/error.hpp"

namespace attesto_cli {
namespace {

std::string usual_config_file() {
  const std::string here = "attestod.toml";
  return std::filesystem::exists(here) ? here : "/etc/attesto/attestod.toml";
}

std::expected<attestod::IssuerConfig, Failure> choose_issuer(std::vector<attestod::IssuerConfig> issuers,
                                                             const std::string& url) {
  if (url.empty() && issuers.size() == 1) return std::move(issuers.front());
  Failure failure = usage(url.empty() ? "the configuration has several issuers; say which with --issuer:"
                                      : "--issuer " + url + ": is none of the configuration's:");
  for (attestod::IssuerConfig& issuer : issuers) {
    if (issuer.issuer.str() == url) return std::move(issuer);
    failure.lines.push_back("  " + issuer.issuer.str());
  }
  return std::unexpected(std::move(failure));
}

}  // namespace

int Program::run() const {
  const Done done = command_();
  if (done && std::cout.flush()) return 0;
  const Failure failure = done ? refused("the output can't be written; the command itself is done") : done.error();
  for (const std::string& line : failure.lines) std::cerr << "attesto: " << line << '\n';
  return std::to_underlying(failure.kind);
}

std::expected<attestod::IssuerConfig, Failure> Program::load_config() const {
  auto config = attestod::load_daemon_config(config_file.empty() ? usual_config_file() : config_file);
  if (config) return choose_issuer(std::move(config->issuers), issuer);
  Failure failure{Failure::Kind::usage, {}};
  for (const attestod::ConfigFault& fault : config.error()) failure.lines.push_back(to_string(fault));
  return std::unexpected(std::move(failure));
}

std::expected<attestod::StorageSettings, Failure> Program::find_storage() const {
  if (store.empty()) {
    ATTESTO_TRY(config, load_config());
    return std::move(config.storage);
  }
  attestod::StorageSettings storage = attestod::parse_storage(store);
  if (auto* const database = std::get_if<attestod::PostgresDatabase>(&storage)) database->table_prefix = table_prefix;
  if (const auto checked = attestod::check_storage(storage); !checked)
    return std::unexpected(usage("--store: " + checked.error()));
  return storage;
}

std::expected<std::unique_ptr<attesto::Registry>, Failure> Program::open_registry() const {
  ATTESTO_TRY(storage, find_storage());
  auto registry = attestod::open_registry(storage);
  if (!registry) return std::unexpected(unusable(registry.error()));
  return std::move(*registry);
}

void Program::print_json(const std::function<void(attesto::JsonWriter&)>& write_members) const {
  std::string text;
  attesto::JsonWriter writer(text);
  writer.begin_object();
  write_members(writer);
  writer.end_object();
  print(text);
}

void Program::print(std::string_view line) const { std::cout << line << '\n'; }

}  // namespace attesto_cli

// What all commands share.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/registry/registry.hpp"
#include "apps/attesto/failure.hpp"
#include "apps/config/daemon_config.hpp"
#include "attesto/crypto/os_random.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto_cli {

/// The global options, what is opened with their help, and the command that was chosen.
class Program {
 public:
  std::string config_file;                                  ///< `--config`; empty: the usual places
  std::string store;                                        ///< `--store`; empty: what the configuration says
  std::string table_prefix{attestod::kDefaultTablePrefix};  ///< `--table-prefix`, with `--store`
  std::string issuer;                                       ///< `--issuer`; empty: the only one
  bool json = false;                                        ///< `--json`
  attesto::OsRandom random;

  /// Called by the parser; run() does it.
  void choose(std::function<Done()> command) { command_ = std::move(command); }
  /// @return the exit code
  [[nodiscard]] int run() const;

  /// The issuer that `--issuer` names, or the only one of the configuration.
  [[nodiscard]] std::expected<attestod::IssuerConfig, Failure> load_config() const;
  /// What `--store` names, which needs no configuration, or what the configuration does.
  [[nodiscard]] std::expected<attestod::StorageSettings, Failure> find_storage() const;
  [[nodiscard]] std::expected<std::unique_ptr<attesto::Registry>, Failure> open_registry() const;

  /// Prints one compact JSON object.
  /// @param write_members  adds the members
  void print_json(const std::function<void(attesto::JsonWriter&)>& write_members) const;
  void print(std::string_view line) const;

 private:
  std::function<Done()> command_;
};

/// The registry's answer, or what to tell the operator when there is none.
template <class T>
[[nodiscard]] std::expected<T, Failure> answered(attesto::Registry::Answer<T> answer) {
  if (!answer)
    return std::unexpected(
        refused("the database did not answer: it is locked by another program or damaged; try again"));
  if constexpr (std::is_void_v<T>) return {};
  else return std::move(*answer);
}

}  // namespace attesto_cli

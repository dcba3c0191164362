#include "attestod/daemon_folder.hpp"

#include <fstream>

#include "adapters/clock/system_clock.hpp"
#include "adapters/key_store/master_key.hpp"
#include "adapters/key_store/signing_keys.hpp"
#include "apps/config/daemon_config.hpp"

namespace attestod {

DaemonFolder::DaemonFolder(const std::string& store, const std::string& issuer) {
  std::ofstream(config()) << "issuer = \"" << issuer
                          << "\"\n"
                             "development = true\n"
                             "[listen]\nport = 0\n"
                             "[store]\n"
                          << store
                          << "\n"
                             "[keys]\nmaster_key_file = \"master.key\"\n";
  attesto::OsRandom random;
  if (!attesto::create_master_key(file("master.key"), random)) throw std::runtime_error("no master key");
}

void DaemonFolder::migrate() const {
  const auto migrated = migrate_storage(load_daemon_config(config()).value().issuers.at(0).storage);
  if (!migrated) throw std::runtime_error(migrated.error());
}

std::unique_ptr<attesto::Registry> DaemonFolder::open_registry() const {
  auto opened = attestod::open_registry(load_daemon_config(config()).value().issuers.at(0).storage);
  if (!opened) throw std::runtime_error(opened.error());
  return std::move(*opened);
}

std::string DaemonFolder::add_key() const {
  attesto::OsRandom random;
  const auto master_key = attesto::load_master_key(file("master.key"));
  const auto key = attesto::generate_signing_key(attesto::Algorithm::ES256, master_key.value(), random,
                                                 attesto::SystemClock().now());
  if (!open_registry()->add_key(key)) throw std::runtime_error("no key");
  return key.kid;
}

void DaemonFolder::add_client(const attesto::Client& client) const {
  if (!open_registry()->add_client(client)) throw std::runtime_error("no client");
}

void DaemonFolder::fill() const {
  migrate();
  (void)add_key();
  if (!open_registry()->add_user(example_user("ada"))) throw std::runtime_error("no user");
  add_client(example_client("app", "App", {"https://app.example/cb"}));
}

}  // namespace attestod

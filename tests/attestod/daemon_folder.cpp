#include "attestod/daemon_folder.hpp"

#include <fstream>

#include "adapters/clock/system_clock.hpp"
#include "adapters/key_store/master_key.hpp"
#include "adapters/key_store/signing_keys.hpp"
#include "adapters/registry_sqlite/sqlite_registry.hpp"
#include "adapters/store_sqlite/sqlite_store.hpp"

namespace attestod {

DaemonFolder::DaemonFolder() {
  std::ofstream(config()) << "issuer = \"http://localhost:9000\"\n"
                             "development = true\n"
                             "[listen]\nport = 0\n"
                             "[store]\nsqlite = \"attesto.db\"\n"
                             "[keys]\nmaster_key_file = \"master.key\"\n";
  attesto::OsRandom random;
  if (!attesto::create_master_key(file("master.key"), random)) throw std::runtime_error("no master key");
}

void DaemonFolder::migrate() const {
  if (!attesto::migrate_sqlite_store(database()) || !attesto::migrate_sqlite_registry(database()))
    throw std::runtime_error("no database");
}

std::string DaemonFolder::add_key() const {
  attesto::OsRandom random;
  const auto master_key = attesto::load_master_key(file("master.key"));
  const auto key = attesto::generate_signing_key(attesto::Algorithm::ES256, master_key.value(), random,
                                                 attesto::SystemClock().now());
  if (!attesto::open_sqlite_registry(database()).value()->add_key(key)) throw std::runtime_error("no key");
  return key.kid;
}

void DaemonFolder::fill() const {
  migrate();
  (void)add_key();
  const auto registry = attesto::open_sqlite_registry(database()).value();
  if (!registry->add_user(example_user("ada")) ||
      !registry->add_client(example_client("app", "App", {"https://app.example/cb"})))
    throw std::runtime_error("no user or client");
}

}  // namespace attestod

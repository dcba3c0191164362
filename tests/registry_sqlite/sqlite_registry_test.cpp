#include "adapters/registry_sqlite/sqlite_registry.hpp"

#include "contract/registration_contract.hpp"
#include "support/temporary_folder.hpp"

namespace attesto {
namespace {

using contract::RegistryContract;

/// A fresh file; the folder goes with the opener.
contract::RegistryOpener make() {
  const auto folder = std::make_shared<test::TemporaryFolder>();
  const std::string path = folder->file("attesto.db");
  const auto applied = migrate_sqlite_registry(path);
  EXPECT_TRUE(applied.has_value()) << applied.error();
  return [folder, path]() -> std::unique_ptr<Registry> {
    auto opened = open_sqlite_registry(path);
    EXPECT_TRUE(opened.has_value()) << opened.error();
    return opened ? std::move(*opened) : nullptr;
  };
}

INSTANTIATE_TEST_SUITE_P(Sqlite, RegistryContract, testing::Values(contract::RegistryFactory{"sqlite", make}),
                         contract::registry_name);

}  // namespace
}  // namespace attesto

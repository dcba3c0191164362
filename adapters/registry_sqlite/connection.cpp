#include "adapters/registry_sqlite/connection.hpp"

#include <array>
#include <utility>

namespace attesto::inline v0 {
namespace {

constexpr std::array kSteps = {
    ClientTable::kCreate,          UserTable::kCreate,         ConsentTable::kCreate,
    SessionTable::kCreate,         KeyTable::kCreate,          ClientTable::kAddApplicationType,
    KeyTable::kAddTimeline,        ClientTable::kAddMetadata,  ClientTable::kAddRegistration,
    ConsentTable::kAddClientIndex, InitialTokenTable::kCreate,
};

}  // namespace

sqlite::Schema registry_schema() { return {.component = "registry", .steps = kSteps}; }

RegistryConnection::RegistryConnection(sqlite::Database opened)
    : database(std::move(opened)),
      prepare(database),
      clients(prepare),
      users(prepare),
      consents(prepare),
      sessions(prepare),
      keys(prepare),
      initial_tokens(prepare) {}

std::expected<std::unique_ptr<RegistryConnection>, std::string> RegistryConnection::open(const std::string& path) {
  auto opened = sqlite::Database::open(path, sqlite::Database::Mode::existing);
  if (!opened) return std::unexpected(opened.error());
  if (auto checked = sqlite::check_schema(*opened, registry_schema()); !checked)
    return std::unexpected(path + ": " + checked.error());
  auto connection = std::make_unique<RegistryConnection>(std::move(*opened));
  if (const auto& error = connection->prepare.error())
    return std::unexpected(path + ": the tables are damaged: " + error->message);
  return connection;
}

}  // namespace attesto::inline v0

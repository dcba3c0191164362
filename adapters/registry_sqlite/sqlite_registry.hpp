// The embedded registry: one SQLite file, which may be the store's.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "adapters/registry/registry.hpp"

namespace attesto::inline v0 {

/// Opens the registry in an existing, migrated file. Several processes may use one file on a local
/// disk: what the command line changes counts for the daemon at once, clients within half a second.
/// @error  what is wrong with the file and what to do about it
[[nodiscard]] std::expected<std::unique_ptr<Registry>, std::string> open_sqlite_registry(const std::string& path);

/// Creates the file if needed (mode 0600) and brings the registry's tables up to date.
/// @return how many migration steps were applied
[[nodiscard]] std::expected<int, std::string> migrate_sqlite_registry(const std::string& path);

}  // namespace attesto::inline v0

// The embedded store: one SQLite file.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "attesto/store/store.hpp"

namespace attesto::inline v0 {

/// Opens the store in an existing, migrated file.
///
/// Commits that arrive together share one transaction and one fsync (group commit); each of them
/// still wins or loses alone. Several processes may use one file on a local disk.
/// @error  what is wrong with the file and what to do about it
[[nodiscard]] std::expected<std::unique_ptr<Store>, std::string> open_sqlite_store(const std::string& path);

/// Creates the file if needed (mode 0600) and brings the store's tables up to date.
/// @return how many migration steps were applied
[[nodiscard]] std::expected<int, std::string> migrate_sqlite_store(const std::string& path);

/// The statements that make the store's tables in an empty file.
[[nodiscard]] std::string sqlite_store_sql();

}  // namespace attesto::inline v0

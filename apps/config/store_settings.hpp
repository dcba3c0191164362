// `[store]` of attestod.toml: where everything is kept.
#pragma once

#include <string>
#include <string_view>

#include "apps/storage/storage.hpp"

namespace attestod {

class SettingsReader;

/// `store.sqlite`, or `store.postgresql` with `table_prefix` and `connections`.
[[nodiscard]] StorageSettings read_storage(SettingsReader& settings);

/// A path that must be there, complete; empty if it isn't.
[[nodiscard]] std::string read_path(SettingsReader& settings, std::string_view key, std::string_view cure);

}  // namespace attestod

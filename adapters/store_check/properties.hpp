// Where the promises are written down: one list per file.
#pragma once

#include "adapters/store_check/store_check.hpp"

namespace attesto::inline v0 {

[[nodiscard]] std::span<const StoreProperty> claim_rules();
[[nodiscard]] std::span<const StoreProperty> record_rules();
[[nodiscard]] std::span<const StoreProperty> revocation_rules();
[[nodiscard]] std::span<const StoreProperty> removal_rules();
[[nodiscard]] std::span<const StoreProperty> histories();
[[nodiscard]] std::span<const StoreProperty> thread_races();
[[nodiscard]] std::span<const StoreProperty> process_races();
[[nodiscard]] std::span<const StoreProperty> kills();

}  // namespace attesto::inline v0

// Finds every fault of a configuration at once.
#pragma once

#include "attesto/base/problems.hpp"
#include "attesto/server/config.hpp"

namespace attesto::inline v0 {

/// @return every fault with the option's name and its cure; empty if there is none
[[nodiscard]] Problems check_config(const Config& config);

}  // namespace attesto::inline v0

// `[introspection]` of attestod.toml - RFC 7662.
#pragma once

#include <optional>

#include "attesto/policy/introspection.hpp"

namespace attestod {

class SettingsReader;

/// @return nothing for `introspection.enabled = false`
[[nodiscard]] std::optional<attesto::IntrospectionRules> read_introspection(SettingsReader& settings);

}  // namespace attestod

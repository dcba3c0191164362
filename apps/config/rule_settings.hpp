// `profile`, `[clients]` and `[authorization]` of attestod.toml: a profile, and what refines it.
#pragma once

#include <string_view>

#include "attesto/server/profile_rules.hpp"

namespace attestod {

class SettingsReader;

struct RuleSettings {
  attesto::Profile profile = attesto::Profile::oauth21;  ///< `profile`
  attesto::ProfileRules rules{};                         ///< what it starts from, with the settings over it
  bool require_signed_requests = false;                  ///< `authorization.require_signed_requests` (RFC 9101 §10.5)
};

[[nodiscard]] RuleSettings read_rules(SettingsReader& settings);

/// The name that an option of attesto::Config has in the file; the option itself if it has the same.
[[nodiscard]] std::string_view setting_of(std::string_view option);

}  // namespace attestod

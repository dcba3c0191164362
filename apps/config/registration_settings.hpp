// `[registration]` of attestod.toml - RFC 7591.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attesto/oauth/scope.hpp"

namespace attestod {

class SettingsReader;

/// How clients register themselves at the daemon.
struct RegistrationSettings {
  bool open = false;  ///< `registration.open`: without an initial access token
  /// `registration.grant_types`: with an end-user by default.
  std::vector<std::string> grant_types{"authorization_code", "refresh_token"};
  std::optional<attesto::Scope> scope{};  ///< `registration.scopes`; absent: all of `scopes.supported`
  bool rotate_access_tokens = false;      ///< `registration.rotate_access_tokens`

  friend bool operator==(const RegistrationSettings&, const RegistrationSettings&) = default;
};

/// @return nothing unless `registration.enabled = true`
[[nodiscard]] std::optional<RegistrationSettings> read_registration(SettingsReader& settings);

}  // namespace attestod

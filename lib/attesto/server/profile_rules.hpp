// What a profile says about a configuration - OIDC Core §3, OIDC Discovery §3, FAPI 2.0 Security Profile §5.3, §5.4.
#pragma once

#include "attesto/base/problems.hpp"
#include "attesto/policy/profile.hpp"
#include "attesto/server/config.hpp"

namespace attesto::inline v0 {

/// The rules in which profiles differ, under the names that they have in Config; as they stand here,
/// those of OAuth 2.1.
struct ProfileRules {
  bool require_pkce = true;                                    ///< Config::require_pkce
  bool require_pushed_authorization_requests = false;          ///< of every client
  bool require_sender_constraint = false;                      ///< Config::require_sender_constraint
  bool require_client_keys = false;                            ///< Config::require_client_keys
  RefreshRotation refresh_rotation = RefreshRotation::always;  ///< Config::refresh_rotation
  ClientAssertionRules client_assertions{};                    ///< Config::client_assertions
  AlgorithmList request_object_algorithms =
      RequestObjectRules{}.algorithms;  ///< `algorithms` of Config::request_objects
};

/// What that profile starts from.
[[nodiscard]] ProfileRules rules_of(Profile profile);

/// The configuration with these rules in place of its own; they are held against that profile.
[[nodiscard]] Config with_rules(Profile profile, const ProfileRules& rules, Config config);

/// The configuration with the rules of that profile as a start, whatever it said of them before: PKCE,
/// pushed requests, sender constraint, keys of clients, assertions, signed requests, rotation. Each of
/// them may be refined afterwards, by the server and, tighter, by each client; Server::create() says
/// where that contradicts the profile.
///
/// @code
/// Config config = with_profile(Profile::fapi2_security, {.issuer = ..., .keys = ..., ...});
/// config.lifetimes.authorization_code = std::chrono::seconds{30};
/// @endcode
[[nodiscard]] Config with_profile(Profile profile, Config config);

/// Adds every contradiction between the configuration and its own profile.
void check_profile(Problems& problems, const Config& config);

}  // namespace attesto::inline v0

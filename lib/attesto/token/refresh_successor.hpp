// What a rotation leaves behind for an honest retry - RFC 9700 §4.14.2.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "attesto/base/clock.hpp"
#include "attesto/base/random.hpp"
#include "attesto/base/secret.hpp"
#include "attesto/oauth/authorization_details.hpp"
#include "attesto/oauth/resource_indicator.hpp"
#include "attesto/oauth/scope.hpp"

namespace attesto::inline v0 {

/// The answer to a refresh, kept for a client whose answer got lost.
///
/// It is sealed with a key that is derived from the used token itself (HKDF, RFC 5869): only who
/// presents that token can open it. There is no key to configure, and whoever reads the store,
/// which knows the token by its hash alone, finds nothing to use.
///
/// Two refreshes at the same time get the same answer (W-38), and a successor that was used is
/// never handed out again (W-7).
/// @rfc 9700 §4.14.2
struct RefreshSuccessor {
  Secret token;                                ///< the refresh token that was handed out
  Scope scope;                                 ///< of the access token that went with it
  Audience audience;                           ///< of the same
  AuthorizationDetails authorization_details;  ///< of the same
  Instant rotated_at;                          ///< when the old token was used

  /// The body of its record, which is found under the used token.
  [[nodiscard]] std::string seal(Random& random, std::string_view used_token) const;
  /// @return nothing unless it was sealed for this very token, and each field is as it was
  [[nodiscard]] static std::optional<RefreshSuccessor> open(std::string_view body, std::string_view used_token);
};

}  // namespace attesto::inline v0

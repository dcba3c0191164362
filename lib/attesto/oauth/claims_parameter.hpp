// The `claims` parameter of an authorization request - OIDC Core §5.5.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/base/id.hpp"
#include "attesto/oauth/error.hpp"

namespace attesto::inline v0 {

/// Authentication contexts of which one must be reached, or the login has failed.
/// @rfc OIDC Core §5.5.1.1
struct EssentialAcr {
  std::vector<std::string> values{};  ///< empty: any that has a name

  /// Whether a login in that context will do; an empty `acr` is none.
  [[nodiscard]] bool is_met_by(std::string_view acr) const noexcept;
};

/// What the parameter demands of the login. Which claims are released is up to the scopes alone (W-25),
/// so naming one for userinfo or the ID token brings nothing, and the metadata promises nothing.
struct ClaimsParameter {
  std::optional<Subject> subject{};             ///< who must have logged in (`id_token.sub.value`)
  std::optional<EssentialAcr> essential_acr{};  ///< how they must have
  std::vector<std::string> voluntary_acr{};     ///< how they should have, the best one first

  /// @error invalid_request  no JSON object of the form of §5.5; unknown claims are fine
  [[nodiscard]] static Result<ClaimsParameter> parse(std::string_view text);
};

}  // namespace attesto::inline v0

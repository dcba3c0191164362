// Which claims about the end-user a scope stands for - OIDC Core §5.4.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "attesto/oauth/scope.hpp"

namespace attesto::inline v0 {

/// Whether one of the scopes asks for that claim: `profile`, `email`, `address` and `phone` do, each
/// for the claims of the table in OIDC Core §5.4. `sub` goes with no scope; it is always there. No
/// request can name a claim beside that (W-25).
/// @rfc OIDC Core §5.4
[[nodiscard]] bool releases_claim(const Scope& scope, std::string_view claim) noexcept;

/// Every claim that the scopes ask for, in the order of that table.
/// @rfc OIDC Core §5.4
[[nodiscard]] std::vector<std::string> released_claims(const Scope& scope);

}  // namespace attesto::inline v0

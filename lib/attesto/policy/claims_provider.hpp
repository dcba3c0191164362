// Claims about the end-user - OIDC Core §5.
#pragma once

#include <expected>

#include "attesto/base/callback.hpp"
#include "attesto/base/id.hpp"
#include "attesto/base/unavailable.hpp"
#include "attesto/oauth/scope.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// Every claim the host knows of the subject, as a JSON object with the names of OIDC Core §5.1;
/// the library releases what the scopes allow and sets `sub` itself. May block.
using LoadClaims = Callback<std::expected<Json::Object, Unavailable>(const Subject&, const Scope&)>;

}  // namespace attesto::inline v0

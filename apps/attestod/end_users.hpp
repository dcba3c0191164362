// The callbacks through which the library asks about people: what every host writes for itself.
#pragma once

#include <string>

#include "adapters/registry/registry.hpp"
#include "apps/attestod/consent_decision.hpp"
#include "apps/attestod/sessions.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/policy/end_users.hpp"

namespace attestod {

/// What the callbacks work with; outlives the server they are given to.
struct EndUserParts {
  const attesto::Registry& registry;
  const attesto::Clock& clock;
  const Sessions& sessions;
  const ConsentDecisions& decisions;
  std::string login_path;    ///< of the login page, e.g. `/login`
  std::string consent_path;  ///< of the consent page
};

[[nodiscard]] attesto::EndUsers make_end_users(const EndUserParts& parts, attesto::RenderErrorPage render_error_page);

/// Whether what an end-user allowed this client once may count again without asking. A public client
/// can be any program on the device, unless its redirect URI is `https`, which only the owner of the
/// domain receives. What names its resources is asked about each time: what is remembered is scopes.
/// @rfc 8252 §8.6
[[nodiscard]] bool may_remember_consent(const attesto::Client& client, const attesto::AuthorizationRequest& request);

}  // namespace attestod

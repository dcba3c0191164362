// The callbacks through which clients register themselves: what every host writes for itself.
#pragma once

#include "adapters/registry/registry.hpp"
#include "apps/config/registration_settings.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/policy/registration.hpp"

namespace attestod {

/// Lets whoever shows a good initial access token register, or anybody if the settings say so, and keeps
/// the clients in the registry.
/// @note Both must outlive the server that gets the policy.
[[nodiscard]] attesto::RegistrationPolicy make_registration_policy(const RegistrationSettings& settings,
                                                                   attesto::Registry& registry,
                                                                   const attesto::Clock& clock);

}  // namespace attestod

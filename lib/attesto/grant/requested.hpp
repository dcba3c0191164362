// What a token request asks for, held against what it may have - RFC 8707 §2.2, RFC 9396 §6.
// W-3: nothing is ever wider than what was granted.
#pragma once

#include "attesto/grant/grant.hpp"
#include "attesto/oauth/authorization_details.hpp"
#include "attesto/oauth/resource_indicator.hpp"

namespace attesto::inline v0 {

/// The audience of the new access token: what the `resource` parameters ask for, or all that was
/// granted.
/// @error invalid_target  one is malformed, or was not granted
/// @rfc 8707 §2.2
[[nodiscard]] Result<Audience> requested_audience(const Form& form, const Audience& granted);

/// The authorization details of the new access token: what was asked for, or all that was granted.
/// @error invalid_authorization_details  they are malformed, or more than was granted
/// @rfc 9396 §6, §7
[[nodiscard]] Result<AuthorizationDetails> requested_authorization_details(const Form& form,
                                                                           const AuthorizationDetails& granted);

/// What the host's scope policy leaves of a scope that the client may ask for.
/// @error server_error  the policy added something
[[nodiscard]] Result<Scope> narrowed_scope(const GrantView& view, const Client& client, Scope scope);

}  // namespace attesto::inline v0

// The host's word on targets: which resources and which authorization details - RFC 8707 §2, RFC 9396 §5.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/base/callback.hpp"
#include "attesto/base/unavailable.hpp"
#include "attesto/oauth/authorization_details.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/oauth/resource_indicator.hpp"
#include "attesto/wire/form.hpp"

namespace attesto::inline v0 {

/// What a client asks for at first hand: in an authorization request, or on its own behalf.
struct Targets {
  Audience resources{};                          ///< empty: none was named, so the server's own audience
  AuthorizationDetails authorization_details{};  ///< what exactly; empty: not said
};

/// What the host answers about targets.
enum class TargetVerdict : std::uint8_t {
  allowed,                        ///< the client may ask for all of it
  resource_refused,               ///< not for one of the resources
  authorization_details_refused,  ///< not for one of the entries, or it lacks what its type wants
};

/// Judges targets that exist: whether this client may ask for them, and whether each entry of the
/// authorization details is as its type wants it, which the host alone can know (RFC 9396 §5). May
/// block.
using CheckTargets = Callback<std::expected<TargetVerdict, Unavailable>(const Client&, const Targets&)>;

/// Which targets exist. Without any, tokens are for the server's own audience.
/// @rfc 8707 §2, 9396 §5
struct TargetPolicy {
  std::vector<ResourceIndicator> resources{};              ///< what `resource` may name, besides that audience
  std::vector<std::string> authorization_details_types{};  ///< values of `type`; advertised (RFC 9396 §10)
  std::optional<CheckTargets> check{};                     ///< default: every client may ask for everything that exists
};

/// The `resource` parameters of a request; empty if there are none.
/// @error invalid_target  one is no absolute URI or has a fragment, or there are more than 16
/// @rfc 8707 §2
[[nodiscard]] Result<Audience> read_resources(const Form& form);

/// The `authorization_details` parameter of a request; empty if there is none.
/// @error invalid_authorization_details  it is malformed
/// @rfc 9396 §2, §5
[[nodiscard]] Result<AuthorizationDetails> read_authorization_details(const Form& form);

/// Both, where a client asks at first hand, held against what exists and what the host says.
/// @param audience  the server's own, which may be named like a resource
/// @error invalid_target                 a resource that doesn't exist, or not for this client
/// @error invalid_authorization_details  a type that doesn't exist, or an entry that the host refuses
/// @rfc 8707 §2, 9396 §5
[[nodiscard]] Result<Targets> read_targets(const TargetPolicy& policy, std::string_view audience, const Client& client,
                                           const Form& form);

}  // namespace attesto::inline v0

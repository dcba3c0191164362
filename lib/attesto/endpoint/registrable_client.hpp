// What this server can honour of a client, by what it advertises - RFC 7591 §2, §5; OIDC Registration §2.
#pragma once

#include <string_view>

#include "attesto/endpoint/services.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/oauth/client_metadata.hpp"
#include "attesto/oauth/error.hpp"

namespace attesto::inline v0 {

/// The refusal of one member: `invalid_redirect_uri` for redirect URIs, `invalid_client_metadata`
/// for the others (RFC 7591 §3.2.2).
///@{
[[nodiscard]] std::unexpected<Error> refuse_metadata(const ClientMetadataFault& fault);
/// Of one that is well-formed, but not to be had here.
[[nodiscard]] std::unexpected<Error> refuse_metadata(std::string_view member, WireText fault);
///@}

/// Leaves out grant types and scopes that are not to be had, and fills in what the client left open: what
/// "MAY [be] replaced" by RFC 7591 §2. It reads them in the answer.
/// @param names_scope  whether the client asked for a scope; otherwise it gets all that there is
/// @error invalid_client_metadata  nothing is left of what it asked for
[[nodiscard]] Result<void> narrow_to_offered(const Services& services, bool names_scope, Client& client);

/// Whether the server can honour all that the client registers, and whether the client is in one piece:
/// what it authenticates with is there, and so is where codes may go.
/// @error invalid_redirect_uri, invalid_client_metadata  the first member that it can't
[[nodiscard]] Result<void> check_registrable(const Services& services, const Client& client);

}  // namespace attesto::inline v0

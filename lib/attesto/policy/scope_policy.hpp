// The host's word on scopes - RFC 6749 §3.3.
#pragma once

#include <expected>

#include "attesto/base/callback.hpp"
#include "attesto/base/unavailable.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/oauth/scope.hpp"

namespace attesto::inline v0 {

/// What of the requested scope the client gets. The library has already checked that the client is
/// registered for all of it; an answer that adds something is a fault of the host (server_error).
/// Default: everything that was requested, within the registration (W-19: there is one).
using NarrowScope = Callback<std::expected<Scope, Unavailable>(const Client&, const Scope& requested)>;

}  // namespace attesto::inline v0

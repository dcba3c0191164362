// Where a client may be answered - RFC 6749 §3.1.2.3, RFC 8252 §7.3, RFC 9700 §2.1.
#pragma once

#include <string_view>

#include "attesto/oauth/client.hpp"

namespace attesto::inline v0 {

/// Whether answers to this client may go to `requested`: it is one of the registered redirect URIs,
/// byte for byte, and has no fragment.
///
/// For a native client the port may be another one, or be there at all, where both begin with
/// `http://127.0.0.1` or `http://[::1]`: the app takes whichever port is free. `localhost` doesn't
/// count, since a resolver may send it elsewhere (§8.3), nor do other spellings of the two addresses.
/// @rfc 8252 §7.3, 9700 §2.1
[[nodiscard]] bool may_redirect(const Client& client, std::string_view requested);

}  // namespace attesto::inline v0

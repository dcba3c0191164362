// Which redirect URIs may be registered - RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §4.1.3, OIDC Registration §2.
#pragma once

#include <optional>
#include <string_view>

#include "attesto/base/wire_text.hpp"

namespace attesto::inline v0 {

/// What besides `https` a client may register. The same rules for whoever registers it, an operator at
/// the command line or the client itself (W-41).
struct RedirectUriRules {
  bool loopback_http;        ///< `http` to the device itself (RFC 8252 §7.3)
  bool private_use_schemes;  ///< schemes that are reversed domain names (RFC 8252 §7.1)
};

/// What is wrong with a redirect URI, and what to write instead. Nothing if it is fine.
/// @rfc 6749 §3.1.2, 8252 §7
[[nodiscard]] std::optional<WireText> find_redirect_uri_fault(std::string_view text, const RedirectUriRules& rules);

}  // namespace attesto::inline v0

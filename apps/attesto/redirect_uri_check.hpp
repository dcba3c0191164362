// Which redirect URIs may be registered - RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §4.1.3.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace attesto_cli {

enum class ClientKind : bool { confidential, public_ };

/// What is wrong with a redirect URI, and what to write instead. Nothing if it is fine: `https`;
/// `http` on a loopback host (RFC 8252 §7.3); a private-use scheme for a public client
/// (RFC 8252 §7.1).
[[nodiscard]] std::optional<std::string> find_redirect_uri_fault(std::string_view text, ClientKind kind);

}  // namespace attesto_cli

// What a client sends to be registered, checked against what the server can honour - RFC 7591 §2, §3.1, §5.
#pragma once

#include <optional>

#include "attesto/base/secret.hpp"
#include "attesto/endpoint/services.hpp"
#include "attesto/oauth/client.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/wire/http_message.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// The one bearer token of a request: an initial access token (RFC 7591 §3) or a registration access
/// token (RFC 7592 §2). Nothing if there is none, or more than one header field.
[[nodiscard]] std::optional<Secret> find_registration_token(const http::Request& request);

/// The JSON in the body, which is an object.
/// @error invalid_client_metadata  another media type, malformed, a member twice, too large or too deep
/// @rfc 7591 §3.1
[[nodiscard]] Result<Json> read_registration_body(const http::Request& request);

/// Reads and checks metadata, new or of an update: the same rules for both. Grant types, response types
/// and scopes that the server doesn't offer are left out; whatever else it can't honour is refused. What
/// is registered is exactly what the client gets, and what it is told (RFC 7591 §2).
/// @param metadata  a JSON object
/// @return the client, without an identifier or a secret; the host has had its say
/// @rfc 7591 §2, §2.1, §3.2.2, §5; OIDC Registration §2
[[nodiscard]] Result<Client> read_registration(const Services& services, const Json& metadata);

}  // namespace attesto::inline v0

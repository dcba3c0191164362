// The answers to a client that registers - RFC 7591 §3.2, RFC 7592 §3.
#pragma once

#include <optional>
#include <string_view>

#include "attesto/base/request_context.hpp"
#include "attesto/base/secret.hpp"
#include "attesto/endpoint/services.hpp"
#include "attesto/oauth/error.hpp"
#include "attesto/policy/registration.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// What a client is told of itself that nobody keeps.
struct ClientCredentials {
  std::string_view registration_access_token;  ///< the one that counts from now on
  const std::optional<Secret>& client_secret;  ///< present if it was minted now, or the client just showed it
};

/// Whether the client authenticates with a secret, which is ours to mint (RFC 6749 §2.3.1).
[[nodiscard]] bool needs_client_secret(const Client& client) noexcept;

/// The client information response.
/// @rfc 7591 §3.2.1, 7592 §3
[[nodiscard]] http::Response render_client_information(int status, const Services& services,
                                                       const RegisteredClient& registered,
                                                       const ClientCredentials& credentials);

/// A refusal. What an endpoint wants to see first, it challenges for (RFC 6750 §3); the rest is JSON.
/// @rfc 7591 §3.2.2, 7592 §2
[[nodiscard]] http::Response render_registration_error(const Services& services, const RequestContext& context,
                                                       const Error& error);

}  // namespace attesto::inline v0

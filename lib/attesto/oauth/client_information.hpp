// All that a client registers, as it is sent and echoed - RFC 7591 §2, §3.2.1; OIDC Registration §2.
#pragma once

#include <expected>

#include "attesto/oauth/client.hpp"
#include "attesto/oauth/client_metadata.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// Reads every member that we know into the client, also those that registries keep apart; what is not
/// there stays as it is, and unknown members are ignored. `response_types` is checked for its form only:
/// it follows from `grant_types` (RFC 7591 §2.1).
/// @return the first fault
/// @rfc 7591 §2
[[nodiscard]] std::expected<void, ClientMetadataFault> read_client_information(const Json::Object& metadata,
                                                                               Client& client);

/// Every member of the client that can be registered, defaults too: "the authorization server MUST
/// return all registered metadata about this client".
/// @rfc 7591 §3.2.1
[[nodiscard]] Json::Object write_client_information(const Client& client);

}  // namespace attesto::inline v0

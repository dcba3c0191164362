// The host's clients - RFC 6749 §2.
#pragma once

#include <expected>
#include <memory>

#include "attesto/base/callback.hpp"
#include "attesto/base/secret.hpp"
#include "attesto/base/unavailable.hpp"
#include "attesto/oauth/client.hpp"

namespace attesto::inline v0 {

/// Finds a client by its identifier; a null pointer if there is none. May block.
using LoadClient = Callback<std::expected<std::shared_ptr<const Client>, Unavailable>(const ClientId&)>;

/// Verifies a secret that the host stores in its own way. Must be constant time in the secret, and
/// do the same work for a client with an empty `client_id`, which stands for an unknown one.
/// Default: compare SHA-256 with Client::client_secret_sha256. May block.
using VerifyClientSecret = Callback<std::expected<bool, Unavailable>(const Client&, const Secret&)>;

}  // namespace attesto::inline v0

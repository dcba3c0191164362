// The secret of a client, wherever it stood - RFC 6749 §2.3.1. Private to this room.
#pragma once

#include "attesto/client_auth/method.hpp"

namespace attesto::inline v0 {

/// The host's own check, or SHA-256 against what is registered; in either case the same work for a
/// client that has no secret.
[[nodiscard]] Verified verify_client_secret(const ClientAuthServices& services, const PresentedCredentials& credentials,
                                            const Client& client, Instant now);

/// Secrets can always be checked, but not every server takes them.
[[nodiscard]] inline bool is_secret_offered(const ClientAuthServices& services) {
  return !services.require_client_keys;
}

}  // namespace attesto::inline v0

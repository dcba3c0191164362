// JWK thumbprints - RFC 7638, RFC 9278.
#pragma once

#include <string>

#include "attesto/crypto/key.hpp"

namespace attesto::inline v0 {

/// The SHA-256 thumbprint, base64url: 43 characters.
/// @rfc 7638 §3, 8037 §2
[[nodiscard]] std::string jwk_thumbprint(const PublicKey& key);

/// The thumbprint as a URI: `urn:ietf:params:oauth:jwk-thumbprint:sha-256:...`.
/// @rfc 9278 §3
[[nodiscard]] std::string jwk_thumbprint_uri(const PublicKey& key);

}  // namespace attesto::inline v0

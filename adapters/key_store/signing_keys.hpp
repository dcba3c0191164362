// Signing keys between the registry, where they are sealed, and memory, where they sign.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "adapters/registry/registry.hpp"
#include "attesto/base/random.hpp"
#include "attesto/crypto/seal.hpp"
#include "attesto/policy/key_ring.hpp"

namespace attesto::inline v0 {

/// Makes a signing key that is ready for the registry: active, its private half sealed. The kid is
/// the RFC 7638 thumbprint, and never begins with a hyphen: commands would take it for an option.
/// RSA keys have 3072 bits, EdDSA means Ed25519.
[[nodiscard]] SigningKey generate_signing_key(Algorithm algorithm, const Sealer& master_key, Random& random,
                                              Instant now);

/// Opens what the registry holds. The newest active key of each algorithm signs; every other one is
/// published, so that what it signed still verifies.
///
/// @param preferred  the default algorithm, if there is an active key for it; otherwise the
///                   algorithm of the newest active key
/// @error  why there is no ring (no active key, another master key, a damaged key) and what to do
/// @rfc    7517 §5
[[nodiscard]] std::expected<std::shared_ptr<const KeyRing>, std::string> load_key_ring(
    const Registry& registry, const Sealer& master_key, Algorithm preferred = Algorithm::ES256);

}  // namespace attesto::inline v0

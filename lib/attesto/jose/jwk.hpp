// JSON Web Keys - RFC 7517, RFC 7518 §6, RFC 8037 §2.
#pragma once

#include <expected>
#include <span>
#include <string>

#include "attesto/jose/keys.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// The public JWK: key members, `kid`, `use: sig`, `alg`. A private member can't come out of it,
/// because a VerificationKey has none.
/// @rfc 7517 §4
[[nodiscard]] Json to_jwk(const VerificationKey& key);

/// The JWK Set document of these keys, one entry per `kid`.
/// @rfc 7517 §5
[[nodiscard]] std::string render_jwk_set(std::span<const VerificationKey> keys);

/// Imports one public signature key. Refuses private or symmetric members (RFC 7517 §9.3),
/// `use` other than `sig`, `key_ops` without `verify`, an `alg` that does not fit the key.
[[nodiscard]] std::expected<VerificationKey, KeyError> parse_jwk(const Json& jwk);

}  // namespace attesto::inline v0

// JSON Web Keys - RFC 7517, RFC 7518 §6, RFC 8037 §2.
#pragma once

#include <cstddef>
#include <expected>
#include <span>
#include <string>
#include <vector>

#include "attesto/jose/keys.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// The public JWK: key members, `kid`, `use: sig`, `alg`. A private member can't come out of it,
/// because a VerificationKey has none.
/// @rfc 7517 §4
[[nodiscard]] Json to_jwk(const VerificationKey& key);

/// The JWK Set document of these keys, one entry per `kid`, each with the one `alg` that its key is
/// used with (W-18).
/// @rfc 7517 §5
[[nodiscard]] std::string render_jwk_set(std::span<const VerificationKey> keys);

/// Imports one public signature key. Refuses private or symmetric members (RFC 7517 §9.3),
/// `use` other than `sig`, `key_ops` without `verify`, an `alg` that does not fit the key, an `x5c`
/// whose first certificate is for another key (RFC 7517 §4.7).
[[nodiscard]] std::expected<VerificationKey, KeyError> parse_jwk(const Json& jwk);

inline constexpr std::size_t kMaxJwkSetKeys = 20;  ///< A set with more keys is refused.

/// Imports the signature keys of a JWK Set from a party that publishes nothing but public keys.
///
/// Keys that are for something else, or of a kind we don't know, are left out, as §5 asks. One that
/// is broken, weak, private or symmetric spoils the whole set: its publisher has lost control of it.
/// @param max_keys  a longer set is malformed
/// @error malformed  also for a `kid` that occurs twice, since it names no key
/// @rfc 7517 §4.5, §5, §9.3
[[nodiscard]] std::expected<std::vector<VerificationKey>, KeyError> parse_jwk_set(
    const Json& set, std::size_t max_keys = kMaxJwkSetKeys);

}  // namespace attesto::inline v0

// The members of a JWK that make up the key itself, private to this room.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "attesto/crypto/key.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// `kty` and the key's own members in lexicographic order, as a thumbprint wants them.
/// @rfc 7638 §3.2, 7518 §6, 8037 §2
[[nodiscard]] Json::Object key_members(const PublicKey& key);

/// Reads the key back. Refuses private and symmetric members, and an `x5c` that certifies another key.
/// @rfc 7517 §4.7, §9.3, 7518 §6, 8037 §2
[[nodiscard]] std::expected<PublicKey, KeyError> parse_key_members(const Json& jwk);

/// Whether `use` and `key_ops`, where present, allow what the key is wanted for.
/// @param operations  one of them must be in `key_ops`
/// @rfc 7517 §4.2, §4.3
[[nodiscard]] std::expected<void, KeyError> check_purpose(const Json& jwk, std::string_view use,
                                                          std::span<const std::string_view> operations);

/// The `kid`; empty if there is none.
/// @rfc 7517 §4.5
[[nodiscard]] std::expected<std::string, KeyError> parse_kid(const Json& jwk);

/// Whether a JWK is a private or a symmetric key.
/// @rfc 7518 §6.2.2, §6.3.2, §6.4.1
[[nodiscard]] bool has_secret_members(const Json& jwk) noexcept;

}  // namespace attesto::inline v0

// The members of a JWK that make up the key itself, private to this room.
#pragma once

#include <optional>
#include <string_view>

#include "attesto/crypto/key.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::inline v0 {

/// `kty` and the key's own members in lexicographic order, as a thumbprint wants them.
/// @rfc 7638 §3.2, 7518 §6, 8037 §2
[[nodiscard]] Json::Object key_members(const PublicKey& key);

/// The curve of a `crv` value.
[[nodiscard]] std::optional<KeyType> parse_curve(std::string_view name) noexcept;

}  // namespace attesto::inline v0

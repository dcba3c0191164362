// Private JWKs, which published vectors contain and the library does not read - RFC 7518 §6, RFC 8037 §2.
#pragma once

#include <optional>

#include "attesto/crypto/key.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::testing_support {

/// @return nothing if the key is not one that the library takes
[[nodiscard]] std::optional<PrivateKey> parse_private_jwk(const Json& jwk);

}  // namespace attesto::testing_support

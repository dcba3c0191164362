// Values that mean nothing but themselves: codes, refresh tokens - RFC 6749 §10.10.
#pragma once

#include <string>

#include "attesto/base/bytes.hpp"
#include "attesto/base/random.hpp"
#include "attesto/base/secret.hpp"
#include "attesto/store/store.hpp"

namespace attesto::inline v0 {

/// A new value of 256 random bits, base64url: 43 characters.
/// @rfc 6749 §10.10
[[nodiscard]] Secret mint_opaque_token(Random& random);

/// A new identifier that is not a secret: 128 random bits, base64url, 22 characters.
[[nodiscard]] std::string mint_identifier(Random& random);

/// The key under which a presented value is stored: its SHA-256.
[[nodiscard]] RecordKey record_key(RecordKind kind, std::string_view value);

}  // namespace attesto::inline v0

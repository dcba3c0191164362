// Values that mean nothing but themselves: codes, refresh tokens - RFC 6749 §10.10.
#pragma once

#include <string>

#include "attesto/base/bytes.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/base/random.hpp"
#include "attesto/base/secret.hpp"
#include "attesto/store/store.hpp"

namespace attesto::inline v0 {

/// A new value of 256 random bits, base64url: 43 characters.
/// @rfc 6749 §10.10
[[nodiscard]] Secret mint_opaque_token(Random& random);

/// A new value under which something is stored, a handle: 48 bits that say when it was minted and 240
/// random bits, base64url: 48 characters. The time keeps what was minted together side by side in the
/// store's index, where a commit then changes few pages; who holds the value knows it anyway.
/// @rfc 6749 §10.10, 6819 §3.1
[[nodiscard]] Secret mint_handle(Random& random, Instant now);

/// A new identifier that is not a secret: 128 random bits, base64url, 22 characters.
[[nodiscard]] std::string mint_identifier(Random& random);

/// The key under which a presented value is stored: its SHA-256, and for a handle the time that it
/// says and 208 bits of it.
[[nodiscard]] RecordKey record_key(RecordKind kind, std::string_view value);

}  // namespace attesto::inline v0

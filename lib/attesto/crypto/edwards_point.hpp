// Public keys of EdDSA as points, private to this room - RFC 8032 §5.1.3, §5.2.3.
#pragma once

#include "attesto/crypto/key.hpp"

namespace attesto::inline v0 {

/// Whether the bytes are the canonical encoding of a point on the curve that isn't of small order.
///
/// OpenSSL looks at a public key only when it verifies, and takes points of small order: with such
/// a key a signature fits many messages.
/// @pre the type is ed25519 or ed448
[[nodiscard]] bool is_sound_edwards_point(KeyType type, ByteView encoded);

}  // namespace attesto::inline v0

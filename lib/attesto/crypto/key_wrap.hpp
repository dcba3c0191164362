// AES Key Wrap with the default initial value - RFC 3394 §2.2.3.1.
#pragma once

#include <optional>

#include "attesto/base/bytes.hpp"
#include "attesto/base/secret.hpp"

namespace attesto::inline v0 {

/// @param wrapping_key  16 or 32 bytes
/// @param key  a multiple of 8 bytes, 16 to 64
/// @throws std::invalid_argument if a length is wrong
[[nodiscard]] Bytes wrap_key(ByteView wrapping_key, ByteView key);

/// @return nothing if the integrity check fails or a length is impossible
[[nodiscard]] std::optional<SecretBytes> unwrap_key(ByteView wrapping_key, ByteView wrapped);

}  // namespace attesto::inline v0

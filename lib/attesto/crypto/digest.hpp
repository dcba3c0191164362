// SHA-2 - FIPS 180-4.
#pragma once

#include <string_view>

#include "attesto/base/bytes.hpp"

namespace attesto::inline v0 {

/// The SHA-2 family (FIPS 180-4).
enum class DigestAlgorithm : std::uint8_t { sha256, sha384, sha512 };

/// SHA-256 of some bytes.
[[nodiscard]] Sha256Digest sha256(ByteView bytes);
/// SHA-256 of a text.
[[nodiscard]] Sha256Digest sha256(std::string_view text);
/// The digest of some bytes; 32, 48 or 64 bytes long.
[[nodiscard]] Bytes digest(DigestAlgorithm algorithm, ByteView bytes);

}  // namespace attesto::inline v0
